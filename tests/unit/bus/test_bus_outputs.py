"""A commit that fails after its outputs were published is tried again without them."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

import pytest

from pipeline.bus import Done, Fenced, Message, Record, Slot, Verdict
from pipeline.bus.delivery import DeliveryLoop
from pipeline.bus.outputs import Outputs
from pipeline.events.errors import Unavailable
from pipeline.settings.tree import DeliverySettings

ONE, TWO = Slot("in", 0), Slot("in", 1)
STOPPED = threading.Event()
STOPPED.set()
"""Steps with it do not wait out an outage."""


class Log:
    """A bus of one member. Commits store positions only after as many of them failed as there are `failures`."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.batches: list[list[Message]] = []
        self.gone: frozenset[Slot] = frozenset()
        self.published: list[str] = []
        self.positions: dict[Slot, int] = {}
        self._outputs = Outputs(self._publish)

    def subscribe(self, _group: str, _topics: Sequence[str]) -> Log:
        return self

    def deliver(self, *places: tuple[Slot, int]) -> None:
        self.batches.append([Message(slot, at, "k", f"{slot.partition}/{at}".encode(), {}, 0) for slot, at in places])

    def poll(self, max_messages: int, _timeout: float) -> list[Message]:
        return self.batches.pop(0)[:max_messages] if self.batches else []

    def assigned(self) -> frozenset[Slot]:
        return frozenset({ONE, TWO}) - self.gone

    def lost(self) -> frozenset[Slot]:
        return self.gone

    def pause(self, slots: frozenset[Slot]) -> None:
        """Everything delivered is taken."""

    def commit(self, positions: Mapping[Slot, int], outputs: Sequence[Record] = ()) -> None:
        self._outputs.publish(outputs)
        if self.failures:
            raise self.failures.pop(0)
        self.positions.update(positions)
        self._outputs.committed()

    def close(self) -> None:
        """Nothing is held."""

    def _publish(self, records: Sequence[Record]) -> None:
        self.published += [record.value.decode() for record in records]


class Copies:
    """Passes every message on, and remembers which it was given."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def handle(self, batch: Sequence[Message]) -> Sequence[Verdict]:
        self.seen += [message.value.decode() for message in batch]
        return [Done("ok", (Record("out", message.key, message.value),)) for message in batch]

    def close(self) -> None:
        """Nothing is held."""


def loop(log: Log, copies: Copies) -> DeliveryLoop:
    return DeliveryLoop(log, "hop", "group", ["in"], copies, DeliverySettings())  # type: ignore[arg-type]


def test_after_a_failed_commit_published_outputs_are_not_published_again() -> None:
    log, copies = Log(Unavailable("away"), Unavailable("still away")), Copies()
    hop = loop(log, copies)
    log.deliver((ONE, 0), (TWO, 0), (ONE, 1))
    for _ in range(3):
        hop.step(STOPPED)
    assert log.published == ["0/0", "1/0", "0/1"]
    assert log.positions == {ONE: 2, TWO: 1}
    log.deliver((ONE, 2))
    hop.step(STOPPED)
    assert log.published == ["0/0", "1/0", "0/1", "0/2"]
    assert copies.seen == log.published


def test_what_is_left_after_a_partition_was_lost_is_not_published_again_either() -> None:
    log = Log(Fenced("another member has it"))
    hop = loop(log, Copies())
    log.deliver((ONE, 0), (TWO, 0))
    hop.step(STOPPED)
    log.gone = frozenset({ONE})
    hop.step(STOPPED)
    hop.step(STOPPED)
    assert log.published == ["0/0", "1/0"]
    assert log.positions == {TWO: 1}


def test_what_did_not_get_out_is_published_the_next_time() -> None:
    sent: list[list[Record]] = []
    away = [Unavailable("away")]

    def publish(records: Sequence[Record]) -> None:
        if away:
            raise away.pop()
        sent.append(list(records))

    outputs = Outputs(publish)
    one, two, like_one = Record("out", "k", b"1"), Record("out", "k", b"2"), Record("out", "k", b"1")
    with pytest.raises(Unavailable):
        outputs.publish([one])
    outputs.publish([one])
    outputs.publish([one, two, like_one, one])
    outputs.committed()
    outputs.publish([one])
    assert sent == [[one], [two, like_one, one], [one]]
