"""kill -9 of every worker, five times each, in mid-run: nothing is lost, nothing comes out twice."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Mapping

import pytest

from pipeline.app import App
from pipeline.app.demo.site import DemoSite
from pipeline.app.supervise import Supervisor
from pipeline.flow import HOPS

from .harness import EXPECTED, Outcome, open_app, outcome, wait_for

ROUNDS = 5

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def survived(backend: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """Return what came out of a run in which every worker was killed five times."""
    folder = tmp_path_factory.mktemp("kill")
    slow = {"UNDERSIGHT_FETCHING__HOST_INTERVAL_SECONDS": "0.7", **backend}
    with DemoSite(updates=False) as site:
        app = open_app(folder, site, slow)
        supervisor = Supervisor(folder / "undersight.toml", HOPS, env={**os.environ, **slow})
        try:
            kill_all(supervisor, app)
            wait_for(app, EXPECTED["entries"], seconds=240, tend=supervisor.tend)
            return outcome(app)
        finally:
            supervisor.stop()
            app.close()


def kill_all(supervisor: Supervisor, app: App) -> None:
    order = random.Random(7)
    for _ in range(ROUNDS):
        for name in order.sample([hop.name for hop in HOPS], len(HOPS)):
            revived(supervisor, name)
            supervisor.children[name].process.kill()
            supervisor.children[name].process.wait()
            pause(supervisor, order.uniform(0.1, 0.6))


def revived(supervisor: Supervisor, name: str) -> None:
    """Wait until a worker runs again, so that each kill hits a living process."""
    while supervisor.children[name].process.poll() is not None:
        pause(supervisor, 0.05)


def pause(supervisor: Supervisor, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        supervisor.tend()
        time.sleep(0.02)


def test_every_entry_ends_in_the_same_state(survived: Outcome) -> None:
    assert survived.states == EXPECTED["states"]


def test_the_stories_are_the_same(survived: Outcome) -> None:
    assert survived.stories == {frozenset(story["articles"]) for story in EXPECTED["stories"]}


def test_no_alert_is_lost_and_none_comes_twice(survived: Outcome) -> None:
    assert survived.alerts == EXPECTED["alerts"]
    assert set(survived.deliveries.values()) == {1}
