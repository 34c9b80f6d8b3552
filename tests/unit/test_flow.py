"""The table of hops: closed, and its records land where they should."""

from __future__ import annotations

from datetime import UTC, datetime

from pipeline.bus.port import Message, Slot
from pipeline.events import EntryState, FeedEntry
from pipeline.flow import HOPS, TOPICS, emit, subscribed, topic_specs

NOW = datetime(2026, 5, 1, tzinfo=UTC)
ENTRY = FeedEntry(entry_id="e", feed_id="f", outlet="o", url="http://a.example/1", guid="1", title="t", seen=NOW)
STATE = EntryState(entry_id="e", feed_id="f", url="u", hop="rss", state="polled", final=False, at=NOW)


def because(**headers: str) -> Message:
    return Message(Slot("undersight.entries.v1", 0), 1, "k", b"", headers, 0)


def test_every_topic_read_is_written_by_a_hop() -> None:
    written = {name for hop in HOPS for name in hop.writes}
    assert {name for hop in HOPS for name in hop.reads} <= written
    assert written == {entry.name for entry in TOPICS}


def test_every_topic_polled_exists() -> None:
    specs = {spec.name for spec in topic_specs()}
    assert all(name in specs for hop in HOPS for name in subscribed(hop))


def test_each_topic_has_retry_and_dead_letters_beside_it() -> None:
    specs = {spec.name for spec in topic_specs()}
    for entry in TOPICS:
        live = f"undersight.{entry.name}.v1"
        assert {live, live + ".retry", live + ".dead"} <= specs


def test_a_backfill_is_not_seen_by_the_hops_that_alert() -> None:
    for hop in HOPS:
        old = [name for name in subscribed(hop) if name.endswith(".backfill")]
        assert not old or hop.name not in {"alert", "notify"}


def test_entries_are_keyed_by_host_so_that_politeness_holds() -> None:
    assert emit(ENTRY).key == "a.example"


def test_an_address_that_is_none_is_keyed_by_its_feed() -> None:
    assert emit(ENTRY.model_copy(update={"url": "https://[x"})).key == "f"


def test_lane_and_trace_are_inherited() -> None:
    record = emit(ENTRY, because(lane="backfill", traceparent="00-1-2-01"))
    assert record.topic == "undersight.entries.v1.backfill"
    assert record.headers["traceparent"] == "00-1-2-01"


def test_bookkeeping_has_no_lane_of_its_own() -> None:
    record = emit(STATE, because(lane="backfill"))
    assert record.topic == "undersight.states.v1"
    assert record.headers["lane"] == "backfill"
    assert record.headers["traceparent"].startswith("00-")
