from structlog.testing import capture_logs

from pipeline.bus.outage import Outage
from pipeline.events.errors import Unavailable


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_an_outage_is_told_once_when_it_begins_and_once_when_it_ends() -> None:
    clock = Clock()
    outage = Outage("index", clock)
    with capture_logs() as lines:
        outage.succeeded()
        for _ in range(5):
            outage.failed(Unavailable("search is away", hint="start it"))
            clock.now += 40
        outage.succeeded()
        outage.succeeded()
    assert [line["event"] for line in lines] == ["waiting", "going_on"]
    assert lines[0]["error"] == "search is away (start it)"
    assert lines[1]["after_seconds"] == 200


def test_many_failures_of_one_wave_count_as_one() -> None:
    clock = Clock()
    outage = Outage("index", clock)
    for _ in range(64):
        outage.failed(Unavailable("away"))
    assert 0 < outage.left() <= 0.25
    assert outage.lasts


def test_the_wait_grows_and_ends() -> None:
    clock = Clock()
    outage = Outage("index", clock)
    for _ in range(20):
        outage.failed(Unavailable("away"))
        clock.now += outage.left()
    outage.failed(Unavailable("away"))
    assert 15 <= outage.left() <= 30
    outage.succeeded()
    assert outage.left() == 0
    assert not outage.lasts
