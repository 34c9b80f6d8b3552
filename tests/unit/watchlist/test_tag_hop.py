from __future__ import annotations

from datetime import datetime

from consumers.tag import TagHop
from pipeline.bus.port import Message, Slot
from pipeline.bus.verdicts import Done, Quarantine, Verdict
from pipeline.events import LANE, SCHEMA, Article, EntryState, Event, TaggedArticle, decode, encode
from pipeline.watchlist import Tagger

from .samples import NOW, article, watchlist

TAGGER = Tagger(watchlist())


def now() -> datetime:
    return NOW


def message(event: Event, lane: str = "live") -> Message:
    headers = {SCHEMA: event.schema_name, LANE: lane}
    return Message(Slot("undersight.articles.v1", 0), 1, "key", encode(event), headers, 0)


def handle(*batch: Message) -> list[Verdict]:
    hop = TagHop(lambda: TAGGER, now)
    verdicts = hop.handle(batch)
    hop.close()
    return verdicts


def outputs(verdict: Verdict) -> list[Event]:
    assert isinstance(verdict, Done)
    return [decode(record.value, record.headers) for record in verdict.outputs]


def test_a_relevant_article_goes_on() -> None:
    (verdict,) = handle(message(article("Geofeedia closed.", title="News")))
    assert isinstance(verdict, Done)
    assert verdict.status == "tagged"
    tagged, state = outputs(verdict)
    assert isinstance(tagged, TaggedArticle)
    assert isinstance(state, EntryState)
    assert (state.state, state.final, state.hop, state.title) == ("tagged", False, "tag", "News")
    assert (state.entry_id, state.article_id, state.at) == ("ent-1", "art-1", NOW)


def test_an_irrelevant_article_ends_here() -> None:
    (verdict,) = handle(message(article("Nothing to see.")))
    (state,) = outputs(verdict)
    assert isinstance(state, EntryState)
    assert (state.state, state.final) == ("irrelevant", True)
    assert state.detail == "names no organisation of the watchlist"


def test_a_feed_may_keep_everything() -> None:
    (verdict,) = handle(message(article("Nothing to see.", keep="all")))
    tagged, state = outputs(verdict)
    assert isinstance(tagged, TaggedArticle)
    assert not tagged.relevance.relevant
    assert isinstance(state, EntryState)
    assert not state.final


def test_the_lane_is_kept() -> None:
    (verdict,) = handle(message(article("Geofeedia closed."), lane="backfill"))
    assert isinstance(verdict, Done)
    assert {record.headers[LANE] for record in verdict.outputs} == {"backfill"}
    assert verdict.outputs[0].topic.endswith(".backfill")
    state = outputs(verdict)[1]
    assert isinstance(state, EntryState)
    assert state.lane == "backfill"


def test_what_cannot_be_read_is_quarantined_alone() -> None:
    bad = Message(Slot("t", 0), 2, "k", b"{}", {SCHEMA: Article.schema_name}, 0)
    unknown = Message(Slot("t", 0), 3, "k", b"{}", {}, 0)
    verdicts = handle(bad, message(article("Geofeedia")), unknown)
    assert [type(verdict) for verdict in verdicts] == [Quarantine, Done, Quarantine]
