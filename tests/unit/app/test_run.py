"""Finding and building hops, and how soon a dead one is started again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.app.demo.content import load_content
from pipeline.app.demo_run import DemoStatus, entries_offered
from pipeline.app.run import builder, find_hops
from pipeline.app.supervise import restart_delay
from pipeline.events import ConfigError
from pipeline.flow import HOPS


def test_no_names_mean_all_hops() -> None:
    assert find_hops([]) == HOPS


def test_an_unknown_hop_is_told_with_those_there_are() -> None:
    with pytest.raises(ConfigError, match=r"no hop is called 'indx' \(hops: rss, extract"):
        find_hops(["tag", "indx"])


@pytest.mark.parametrize("hop", HOPS, ids=lambda hop: hop.name)
def test_every_hop_names_a_function_that_builds_it(hop: object) -> None:
    assert callable(builder(hop))  # type: ignore[arg-type]


@given(st.integers(1, 10_000))
@settings(deadline=None)
def test_the_restart_delay_grows_to_half_a_minute(deaths: int) -> None:
    assert 0.2 <= restart_delay(deaths) <= restart_delay(deaths + 1) <= 30


def test_the_demo_offers_revised_entries_once_more() -> None:
    content = load_content()
    revised = [piece for feed in content.feeds for piece in content.carried(feed) if piece.revised]
    assert entries_offered(content, 1) - entries_offered(content, 0) == len(revised) > 0


def test_a_demo_is_settled_when_every_entry_has_ended() -> None:
    assert DemoStatus(offered=3, totals={"indexed": 3, "pending": 0}, stories=3, lag=0).settled
    assert not DemoStatus(offered=3, totals={"indexed": 2, "pending": 1}, stories=2, lag=0).settled
    assert not DemoStatus(offered=4, totals={"indexed": 3}, stories=3, lag=0).settled
    assert not DemoStatus(offered=3, totals={"indexed": 3}, stories=3, lag=1).settled
