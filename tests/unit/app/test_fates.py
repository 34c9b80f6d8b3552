"""The final state of an entry whose message became a dead letter."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.app.fates import dead_states
from pipeline.bus import Message, Slot
from pipeline.events import (
    Alert,
    Article,
    Cause,
    EntryState,
    Event,
    FeedEntry,
    Relevance,
    Story,
    TaggedArticle,
    decode_as,
    encode,
)

NOW = datetime(2026, 5, 1, tzinfo=UTC)
ENTRY = FeedEntry(entry_id="ent-1", feed_id="f", outlet="o", url="http://a.example/1", guid="1", title="T", seen=NOW)
ARTICLE = Article(
    article_id="art-1",
    revision="r",
    entry_id="ent-1",
    feed_id="f",
    outlet="o",
    url="http://a.example/1",
    canonical_url="http://a.example/1",
    site="a.example",
    title="T",
    text="text",
    seen=NOW,
    words=1,
)
TAGGED = TaggedArticle(article=ARTICLE, relevance=Relevance(relevant=True), watchlist_version="v")
CAUSE = Cause(article_id="art-1", revision="r", entry_id="ent-1", feed_id="f", url="http://a.example/1", role="founder")
STORY = Story(story_id="sto-1", revision=1, lead=TAGGED, members=(), first_seen=NOW, changed=NOW, cause=CAUSE)
ALERT = Alert(
    alert_id="alr-1",
    rule_id="r",
    rule_name="R",
    query="x",
    story_id="sto-1",
    story_revision=1,
    title="T",
    url="u",
    outlet="o",
    channels=(),
    raised=NOW,
)


def message(event: Event) -> Message:
    return Message(Slot("undersight.any.v1", 0), 3, "k", encode(event), {"schema": event.schema_name}, 0)


@pytest.mark.parametrize("event", [ENTRY, ARTICLE, TAGGED, STORY])
def test_the_entry_inside_a_dead_letter_ends_as_dead(event: Event) -> None:
    [record] = dead_states("tag", message(event), "no try could read it", NOW)
    state = decode_as(EntryState, record.value, record.headers)
    assert (state.entry_id, state.feed_id, state.url, state.title) == ("ent-1", "f", "http://a.example/1", "T")
    assert (state.hop, state.state, state.final, state.detail) == ("tag", "dead", True, "no try could read it")
    assert record.topic == "undersight.states.v1"


def test_messages_that_carry_no_entry_end_none() -> None:
    assert dead_states("notify", message(ALERT), "reason", NOW) == []


def test_messages_that_cannot_be_read_end_none() -> None:
    garbage = Message(Slot("undersight.any.v1", 0), 3, "k", b"\x00", {}, 0)
    assert dead_states("tag", garbage, "reason", NOW) == []
