"""Feeds in the order in which they need somebody, and what a word may become."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.console.api import completions
from pipeline.console.operating import rows
from pipeline.feeds import Feed
from pipeline.feeds.state import FeedState

NOW = datetime(2024, 5, 20, 12, 0, tzinfo=UTC)
NAMES = (("Flock Safety", "vendor"), ("NSO Group", "vendor"), ("Citizen Lab", "civil_society"))


def feed(name: str, *, enabled: bool = True) -> Feed:
    return Feed(id=name, url=f"https://{name}.example/feed", outlet=name, enabled=enabled)


def test_feeds_that_fail_come_first_and_paused_ones_last() -> None:
    states = {
        "good": FeedState("good", "", last_poll=NOW, last_new=NOW),
        "bad": FeedState("bad", "", last_poll=NOW, failures=2),
        "old": FeedState("old", "", last_poll=NOW, last_new=NOW - timedelta(days=90)),
    }
    found = rows((feed("paused", enabled=False), feed("good"), feed("fresh"), feed("old"), feed("bad")), states, NOW)
    assert [(row.feed.id, row.health) for row in found] == [
        ("bad", "failing"),
        ("old", "silent"),
        ("fresh", "new"),
        ("good", "ok"),
        ("paused", None),
    ]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("nso", [('vendor:"NSO Group"', "vendor")]),
        ("safe", [('vendor:"Flock Safety"', "vendor")]),
        ("vendor:fl", [('vendor:"Flock Safety"', "vendor")]),
        ('-org:"citi', [('civil_society:"Citizen Lab"', "civil society")]),
        ("outl", [("outlet:", "field")]),
        ("", []),
        ("zzz", []),
    ],
)
def test_words_are_completed(word: str, expected: list[tuple[str, str]]) -> None:
    assert completions(word, NAMES) == expected
