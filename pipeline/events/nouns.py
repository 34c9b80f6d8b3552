"""The nouns of the flow: FeedEntry → Article → TaggedArticle → Story → Alert → Delivery, and EntryState beside them.

Times are aware and in UTC. Offsets into text count Unicode code points. 64-bit hashes travel as 16 hex digits.
Only organisations are tagged: no event has a place for a person but the byline that a publisher prints.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import AwareDatetime

from .base import Event, Part
from .differences import Difference
from .findings import Level, Mention, Place, Relation, Relevance, StoryEvent

FetchRule = Literal["auto", "always", "never"]
KeepRule = Literal["relevant", "all"]
ExtractionMode = Literal["fast", "balanced", "best"]


class FeedEntry(Event):
    """One version of one item of a feed, as polled. `summary` and `content` are plain text."""

    schema_name: ClassVar[str] = "feed-entry.v1"

    entry_id: str
    feed_id: str
    outlet: str
    url: str
    guid: str
    title: str
    summary: str = ""
    content: str = ""
    authors: tuple[str, ...] = ()
    published: AwareDatetime | None = None
    updated: AwareDatetime | None = None
    seen: AwareDatetime
    language: str | None = None
    fetch: FetchRule = "auto"
    keep: KeepRule = "relevant"


class Voter(Part):
    """One extractor asked for a body: how far its text agrees with the chosen one (0..1), and its length."""

    extractor: str
    agreement: float
    characters: int = 0


class Quality(Part):
    """How sure extraction is of a body: the extractor chosen and how far the others agree (shingle F1, 0..1).

    `agreement` is that of the other that agrees best. `disagrees`: the two that every page is shown to differ, a sign
    of a page that is laid out anew or is no article. `cut`: a limit on characters left out the end of the text.
    `dropped_lines` counts those left out of the body because the site prints them under many articles.
    """

    extractor: str
    agreement: float | None = None
    mode: ExtractionMode | None = None
    voters: tuple[Voter, ...] = ()
    disagrees: bool = False
    characters: int = 0
    cut: bool = False
    dropped_lines: int = 0


class Article(Event):
    """The readable text of one page. `partial`: only the feed's own text could be had; `partial_reason` says why.

    `repeated` are the keys of lines left out of `text`, because the site prints them under many articles.
    """

    schema_name: ClassVar[str] = "article.v1"

    article_id: str
    revision: str
    entry_id: str
    feed_id: str
    outlet: str
    url: str
    canonical_url: str
    site: str
    title: str
    text: str
    authors: tuple[str, ...] = ()
    published: AwareDatetime | None = None
    seen: AwareDatetime
    language: str | None = None
    words: int
    partial: bool = False
    partial_reason: str = ""
    quality: Quality | None = None
    keep: KeepRule = "relevant"
    repeated: tuple[str, ...] = ()


class TaggedArticle(Event):
    """An article with the organisations it names. `watchlist_version` is the digest of the lists used."""

    schema_name: ClassVar[str] = "tagged-article.v1"

    article: Article
    mentions: tuple[Mention, ...] = ()
    technologies: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()
    places: tuple[Place, ...] = ()
    relevance: Relevance
    watchlist_version: str


class Member(Part):
    """One article of a story, in the order first seen."""

    article_id: str
    revision: str
    entry_id: str
    feed_id: str
    outlet: str
    url: str
    title: str
    published: AwareDatetime | None = None
    seen: AwareDatetime
    role: Literal["founder", "copy", "revision"]


class Cause(Part):
    """The article whose arrival changed the story: what became of it, and what grouping has to know of it later.

    `fingerprints` and `lines` (hashes of its lines, by which a site's boilerplate is known) are 16 hex digits each.
    `text` is its text, cut where it is long, by which its next wording is compared; empty where the article leads.
    `retagged`: the article came no second time, its tags were replaced by those of a changed watchlist.
    """

    article_id: str
    revision: str
    entry_id: str
    feed_id: str
    url: str
    role: Literal["founder", "copy", "revision"]
    fingerprints: tuple[str, ...] = ()
    words: int = 0
    site: str = ""
    partial: bool = False
    lines: tuple[str, ...] = ()
    text: str = ""
    retagged: bool = False


class Story(Event):
    """A snapshot of a story after `revision` changes: its leading article and all its copies.

    `differences` are the last edits of its articles, oldest first; `differences_dropped` counts those before them.
    """

    schema_name: ClassVar[str] = "story.v1"

    story_id: str
    revision: int
    lead: TaggedArticle
    members: tuple[Member, ...]
    first_seen: AwareDatetime
    changed: AwareDatetime
    cause: Cause
    events: tuple[StoryEvent, ...] = ()
    level: Level = "routine"
    level_reasons: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()
    differences_dropped: int = 0

    @property
    def dated(self) -> datetime:
        """When its leading article was published, else when it was first seen here."""
        return self.lead.article.published or self.first_seen


class Alert(Event):
    """A saved search found a story. `why` holds the words or fields that matched."""

    schema_name: ClassVar[str] = "alert.v1"

    alert_id: str
    rule_id: str
    rule_name: str
    query: str
    story_id: str
    story_revision: int
    title: str
    url: str
    outlet: str
    published: AwareDatetime | None = None
    organisations: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    channels: tuple[str, ...]
    raised: AwareDatetime


class Delivery(Event):
    """What became of one alert on one channel."""

    schema_name: ClassVar[str] = "delivery.v1"

    delivery_id: str
    alert_id: str
    rule_id: str
    story_id: str
    channel: str
    state: Literal["sent", "failed", "suppressed"]
    detail: str = ""
    at: AwareDatetime


class EntryState(Event):
    """What a hop did with an entry. Each entry ends in exactly one state with `final` set."""

    schema_name: ClassVar[str] = "entry-state.v1"

    entry_id: str
    feed_id: str
    url: str
    hop: str
    state: str
    final: bool
    at: AwareDatetime
    title: str = ""
    article_id: str | None = None
    story_id: str | None = None
    detail: str = ""
    lane: str = "live"
