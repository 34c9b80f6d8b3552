"""Entry ids, health, the agenda and what is said about polls."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.feeds import Feed, FeedState, ParsedEntry, ParsedFeed, health
from pipeline.feeds.agenda import Agenda
from pipeline.feeds.entries import feed_entries
from pipeline.feeds.notices import Notices
from pipeline.feeds.poll import Polled
from pipeline.feeds.state import due_at_start

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED = Feed(id="signal-post", url="https://signal-post.example/feed", outlet="Signal Post", language="en", keep="all")
ENTRY = ParsedEntry("g1", "https://signal-post.example/1", "Title", "Sum", "", ("Ann",), NOW, None, "de")


def parsed(*entries: ParsedEntry) -> ParsedFeed:
    return ParsedFeed("T", "", None, "rss", "fast", entries)


def ids(*entries: ParsedEntry, feed: Feed = FEED) -> list[str]:
    return [event.entry_id for event in feed_entries(feed, parsed(*entries), NOW)]


def test_an_entry_becomes_an_event() -> None:
    event = feed_entries(FEED, parsed(ENTRY), NOW)[0]
    assert (event.feed_id, event.outlet, event.guid, event.url) == ("signal-post", "Signal Post", "g1", ENTRY.url)
    assert (event.language, event.keep, event.fetch, event.seen) == ("en", "all", "auto", NOW)


def test_oldest_first_and_each_once() -> None:
    older = replace(ENTRY, guid="g0")
    assert ids(ENTRY, older) == [*ids(older), *ids(ENTRY)]
    assert ids(ENTRY, ENTRY) == ids(ENTRY)


@pytest.mark.parametrize("change", [{"title": "New"}, {"summary": "New"}, {"content": "New"}, {"updated": NOW}])
def test_an_edited_entry_is_a_new_one(change: dict[str, object]) -> None:
    assert ids(replace(ENTRY, **change)) != ids(ENTRY)


@pytest.mark.parametrize(
    "change", [{"published": None}, {"authors": ()}, {"language": None}, {"url": "https://x.example/?utm=1"}]
)
def test_what_is_no_edit(change: dict[str, object]) -> None:
    assert ids(replace(ENTRY, **change)) == ids(ENTRY)


def test_another_feed_has_other_ids() -> None:
    assert ids(ENTRY, feed=FEED.model_copy(update={"id": "other"})) != ids(ENTRY)


STATE = FeedState("signal-post", FEED.url, last_poll=NOW, last_success=NOW, last_new=NOW, next_poll=NOW + HOUR)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (None, "new"),
        (FeedState("a", "u"), "new"),
        (STATE, "ok"),
        (replace(STATE, failures=1), "failing"),
        (replace(STATE, failures=2, last_status=410), "gone"),
        (replace(STATE, last_new=NOW - timedelta(days=31)), "silent"),
        (replace(STATE, last_new=None), "ok"),
    ],
)
def test_health(state: FeedState | None, expected: str) -> None:
    assert health(state, NOW) == expected


@pytest.mark.parametrize(
    ("state", "url", "wait"),
    [
        (STATE, FEED.url, HOUR),
        (STATE, "https://moved.example/", timedelta()),
        (replace(STATE, next_poll=None), FEED.url, timedelta()),
        (replace(STATE, failures=3, last_error="dns: unknown"), FEED.url, timedelta()),
        (
            replace(STATE, failures=3, last_error="http_error: status 429", next_poll=NOW + 20 * HOUR),
            FEED.url,
            20 * HOUR,
        ),
        (replace(STATE, next_poll=NOW + 20 * HOUR), FEED.url, 6 * HOUR),
    ],
)
def test_when_a_feed_is_due_after_a_restart(state: FeedState, url: str, wait: timedelta) -> None:
    assert due_at_start(state, url, NOW, 6 * HOUR) == NOW + wait


def feed(name: str, url: str = "") -> Feed:
    return Feed(id=name, url=url or f"https://{name}.example/", outlet=name)


def taken(agenda: Agenda, now: datetime) -> list[str]:
    return [found.id for found in agenda.take(now)]


def test_the_agenda_hands_out_what_is_due_in_order_and_once() -> None:
    agenda = Agenda()
    agenda.replace([feed("a"), feed("b"), feed("c")], {"a": NOW + HOUR, "b": NOW - HOUR}, NOW)
    assert agenda.due(NOW) == {"b", "c"}
    assert taken(agenda, NOW) == ["b", "c"]
    assert taken(agenda, NOW) == []
    agenda.put("b", NOW + 2 * HOUR)
    assert taken(agenda, NOW + HOUR) == ["a"]
    assert taken(agenda, NOW + 2 * HOUR) == ["b"]


def test_the_agenda_takes_over_a_new_list() -> None:
    agenda = Agenda()
    agenda.replace([feed("a"), feed("b"), feed("c")], dict.fromkeys("abc", NOW + HOUR), NOW)
    agenda.replace([feed("a"), feed("b", "https://new.example/"), feed("d")], {}, NOW)
    assert (len(agenda), agenda.ids) == (3, {"a", "b", "d"})
    assert taken(agenda, NOW) == ["b", "d"]
    agenda.put("c", NOW)
    assert taken(agenda, NOW + HOUR) == ["a"]


def polled(name: str, reason: str = "", **changes: object) -> Polled:
    state = replace(FeedState(name, "u"), **changes)
    return Polled(feed(name), state, "failed" if reason else "unchanged", reason=reason, detail="why")


def events(notices: Notices, *results: Polled) -> list[str]:
    return [notice.event for result in results for notice in notices.note(result)]


def test_a_failing_feed_is_told_once_and_so_is_its_recovery() -> None:
    notices = Notices([])
    said = events(notices, polled("a", "timeout"), polled("a", "timeout"), polled("a"), polled("a"), polled("a", "dns"))
    assert said == ["feed_failing", "feed_recovered", "feed_failing"]


def test_no_network_is_one_line() -> None:
    notices = Notices("abc")
    said = events(notices, polled("a", "dns"), polled("b", "connect"), polled("c", "dns"), polled("a", "dns"))
    assert said == [
        "no network: none of the 3 feeds tried can be reached; to see Undersight without the internet, run: make demo"
    ]
    assert events(notices, polled("a"), polled("b"), polled("c", "dns")) == ["network_is_back", "feed_failing"]


def test_no_network_is_said_before_the_last_feed_was_tried() -> None:
    names = [f"f{n}" for n in range(80)]
    said = [
        events(notices, *(polled(name, "dns") for name in names[:count]))
        for count, notices in ((11, Notices(names)), (12, Notices(names)))
    ]
    assert said[0] == []
    assert [line.startswith("no network: none of the 12 feeds") for line in said[1]] == [True]


def test_feeds_tried_later_without_a_network_are_not_told_one_by_one() -> None:
    notices = Notices([f"f{n}" for n in range(80)])
    said = events(notices, *(polled(f"f{n}", "dns") for n in range(80)), *(polled(f"f{n}", "dns") for n in range(80)))
    assert len(said) == 1


def test_one_feed_within_reach_is_a_network() -> None:
    assert events(Notices("abc"), polled("a", "dns"), polled("b")) == ["feed_failing"]
    assert events(Notices("ab"), polled("a", "dns"), polled("b", "http_error")) == ["feed_failing", "feed_failing"]


def test_moves_and_skips_are_told() -> None:
    moved = polled("a", moved_to="https://new.example/")
    assert events(Notices([]), moved, moved) == ["feed_moved"]
    assert events(Notices([]), replace(polled("a"), skipped=("entry 'x' has no address",))) == ["entries_skipped"]
