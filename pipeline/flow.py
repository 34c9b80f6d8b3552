"""The flow, told once: which hop reads and writes which topic, with which key, and where its code is.

    feeds ─► producers/rss ─► entries ─► consumers/extract ─► articles ─► consumers/tag ─► tagged
          ─► consumers/group ─► stories ─► consumers/index ─► the index (search)
                                       └─► consumers/alert ─► alerts ─► consumers/notify ─► subscribers

Beside the news travels its bookkeeping: each hop reports what became of an entry on `states`, and each delivery
to a subscriber is recorded on `deliveries`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from urllib.parse import urlsplit

from pipeline.bus.port import Message, Record, TopicSpec
from pipeline.bus.topics import BACKFILL, DEAD, RETRY, topic
from pipeline.events import (
    LANE,
    SCHEMA,
    TRACEPARENT,
    Alert,
    Article,
    Delivery,
    EntryState,
    Event,
    Fate,
    FeedEntry,
    Lane,
    Story,
    TaggedArticle,
    encode,
    entry_state,
)
from pipeline.events.ids import trace_id


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of the flow. `key` names what keeps its order; `backfill` says whether old material may travel it."""

    name: str
    noun: type[Event]
    key: Callable[[Event], str]
    key_text: str
    partitions: int = 6
    backfill: bool = False
    retention: timedelta | None = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of the flow. `build` names the function that makes it, `module:function`."""

    name: str
    build: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    does: str
    kind: Literal["producer", "consumer"] = "consumer"


def _host(event: Event) -> str:
    assert isinstance(event, FeedEntry)
    try:
        return urlsplit(event.url).hostname or event.feed_id
    except ValueError:
        return event.feed_id


def _field(name: str) -> Callable[[Event], str]:
    return lambda event: str(getattr(event, name))


def _article(event: Event) -> str:
    assert isinstance(event, TaggedArticle)
    return event.article.article_id


TOPICS: Final = (
    Topic(
        "entries", FeedEntry, _host, "host of the URL: politeness holds when extraction is scaled out", backfill=True
    ),
    Topic("articles", Article, _field("article_id"), "article", backfill=True),
    Topic("tagged", TaggedArticle, _article, "article; one partition, as grouping sees all stories at once", 1, True),
    Topic("stories", Story, _field("story_id"), "story", backfill=True),
    Topic("alerts", Alert, _field("alert_id"), "alert"),
    Topic("deliveries", Delivery, _field("delivery_id"), "delivery"),
    Topic("states", EntryState, _field("entry_id"), "entry"),
)

HOPS: Final = (
    Hop("rss", "producers.rss:build", (), ("entries", "states"), "polls the feeds that are due", "producer"),
    Hop(
        "extract",
        "consumers.extract:build",
        ("entries",),
        ("articles", "states"),
        "fetches pages and extracts articles",
    ),
    Hop("tag", "consumers.tag:build", ("articles",), ("tagged", "states"), "tags the organisations an article names"),
    Hop("group", "consumers.group:build", ("tagged",), ("stories", "states"), "groups the copies of one story"),
    Hop(
        "index",
        "consumers.index:build",
        ("stories", "states"),
        ("states",),
        "makes stories searchable, keeps the states",
    ),
    Hop("alert", "consumers.alert:build", ("stories",), ("alerts",), "runs the saved searches on new stories"),
    Hop("notify", "consumers.notify:build", ("alerts",), ("deliveries",), "delivers alerts to subscribers"),
)

_TOPIC_BY_NAME: Final = {entry.name: entry for entry in TOPICS}
_TOPIC_BY_NOUN: Final = {entry.noun: entry for entry in TOPICS}
HOP_BY_NAME: Final = {hop.name: hop for hop in HOPS}

NO_BACKFILL: Final = frozenset({"alert", "notify"})
"""Hops that never see old material: a backfill raises no alerts."""


def group(hop: Hop) -> str:
    """Return the consumer group of a hop."""
    return f"undersight.{hop.name}"


def subscribed(hop: Hop) -> tuple[str, ...]:
    """Return every topic a hop polls: live, then retry, then backfill."""
    live = [topic(name) for name in hop.reads]
    old = [topic(n) + BACKFILL for n in hop.reads if _TOPIC_BY_NAME[n].backfill and hop.name not in NO_BACKFILL]
    return (*live, *(name + RETRY for name in live), *old)


def topic_specs() -> tuple[TopicSpec, ...]:
    """Return every topic that must exist."""
    return tuple(spec for entry in TOPICS for spec in _specs(entry))


def _specs(entry: Topic) -> list[TopicSpec]:
    name = topic(entry.name)
    specs = [TopicSpec(name, entry.partitions, entry.retention)]
    if entry.backfill:
        specs.append(TopicSpec(name + BACKFILL, entry.partitions, entry.retention))
    specs += [TopicSpec(name + RETRY, 1, entry.retention), TopicSpec(name + DEAD, 1, None)]
    return specs


def emit(event: Event, because: Message | None = None, *, lane: Lane = "live") -> Record:
    """Return the record that carries an event onto its topic, in the lane and trace of the message that caused it."""
    entry = _TOPIC_BY_NOUN[type(event)]
    headers = {SCHEMA: event.schema_name, LANE: lane}
    if because is not None:
        headers[LANE] = because.headers.get(LANE, lane)
        if TRACEPARENT in because.headers:
            headers[TRACEPARENT] = because.headers[TRACEPARENT]
    if TRACEPARENT not in headers and isinstance(event, FeedEntry | EntryState):
        headers[TRACEPARENT] = _traceparent(event.entry_id)
    name = topic(entry.name) + (BACKFILL if entry.backfill and headers[LANE] == "backfill" else "")
    return Record(topic=name, key=entry.key(event), value=encode(event), headers=headers)


def report(
    event: Event, fate: Fate, because: Message | None, now: datetime, *, lane: Lane = "live"
) -> tuple[Record, ...]:
    """Return the record that tells what became of the entry an event is about; none for an event about no entry."""
    lane_then = because.headers.get(LANE, lane) if because else lane
    state = entry_state(event, fate, now, lane_then)
    return (emit(state, because, lane=lane),) if state else ()


def _traceparent(entry_id: str) -> str:
    trace = trace_id(entry_id)
    return f"00-{trace}-{trace[:16]}-01"
