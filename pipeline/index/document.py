"""A story as the engines see it: terms, folded values, numbers and times. Pure.

Only accepted mentions count as organisations, and only organisations: bylines are kept as the publisher prints them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, get_args
from zlib import crc32

from pipeline.events import Story
from pipeline.index.analysis import Analysed, language_code
from pipeline.index.ast import KeywordField
from pipeline.index.fold import fold
from pipeline.index.port import Facet

KEYWORD_FIELDS: Final[tuple[KeywordField, ...]] = get_args(KeywordField)
FACETS: Final[tuple[Facet, ...]] = get_args(Facet)
KINDS: Final = ("vendor", "platform", "agency", "civil_society")

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)
_TIE_BITS: Final = 20
_ORDER_LIMIT: Final = 1 << 42  # milliseconds; the years 1830 to 2109, beyond which stories are ordered by id alone


@dataclass(frozen=True, slots=True)
class Document:
    """What is indexed of a story.

    `values` maps each keyword field to its values, from the folded form that is compared to the form that is shown.
    `shown` holds the values that facets count. Times are milliseconds since the epoch, rounded down. `order` sorts by
    time of publication (first seen where unknown), ties by a hash of the id. `points` are longitude and latitude.
    """

    story_id: str
    revision: int
    title: Analysed
    text: Analysed
    values: Mapping[KeywordField, Mapping[str, str]]
    shown: Mapping[Facet, tuple[str, ...]]
    copies: int
    words: int
    published: int | None
    seen: int
    order: int
    points: tuple[tuple[float, float], ...] = ()


def document(story: Story) -> Document:
    """Return what is indexed of a story."""
    article = story.lead.article
    published = None if article.published is None else millis(article.published)
    seen = millis(story.first_seen)
    values = _values(story)
    return Document(
        story_id=story.story_id,
        revision=story.revision,
        title=Analysed(article.title, article.language),
        text=Analysed(article.text, article.language),
        values={field: _folded(found) for field, found in values.items()},
        shown=_shown(story, values),
        copies=sum(1 for member in story.members if member.role != "revision"),
        words=article.words,
        published=published,
        seen=seen,
        order=_order(seen if published is None else published, story.story_id),
        points=tuple(dict.fromkeys((place.longitude, place.latitude) for place in story.lead.places)),
    )


def millis(time: datetime) -> int:
    """Return milliseconds since the epoch, rounded down: the precision both engines keep."""
    return (time - _EPOCH) // _MILLISECOND


def moment(milliseconds: int) -> datetime:
    """Return the time, aware and in UTC, that is so many milliseconds after the epoch."""
    return _EPOCH + timedelta(milliseconds=milliseconds)


def names(story: Story, kind: str | None = None) -> tuple[str, ...]:
    """Return the names of the organisations a story is tagged with, sorted, of one kind or of all."""
    found = {m.name for m in story.lead.mentions if m.status == "accepted" and kind in (None, m.kind)}
    return tuple(sorted(found))


def _values(story: Story) -> dict[KeywordField, tuple[str, ...]]:
    article, members = story.lead.article, story.members
    urls = (article.url, article.canonical_url, *(member.url for member in members))
    values: dict[KeywordField, tuple[str, ...]] = {
        "org": _names_and_ids(story, None),
        "tech": story.lead.technologies,
        "event": _events(story),
        "place": tuple(value for p in story.lead.places for value in (p.name, p.surface, p.country, *p.within)),
        "level": (story.level,),
        "outlet": (article.outlet, *(member.outlet for member in members)),
        "lang": (language_code(article.language),),
        "feed": (article.feed_id, *(member.feed_id for member in members)),
        "url": urls,
        "author": article.authors,
        "story": (story.story_id,),
    }
    return values | {kind: _names_and_ids(story, kind) for kind in KINDS}


def _names_and_ids(story: Story, kind: str | None) -> tuple[str, ...]:
    accepted = [m for m in story.lead.mentions if m.status == "accepted" and kind in (None, m.kind)]
    return tuple(value for m in accepted for value in (m.name, m.entity_id))


def _events(story: Story) -> tuple[str, ...]:
    """Return the types of what happened; what is only planned, denied or alleged is no event to be found by."""
    return tuple(dict.fromkeys(event.type for event in story.events if not event.hedged))


def _folded(values: Iterable[str]) -> dict[str, str]:
    folded: dict[str, str] = {}
    for value in values:
        key = fold(value)
        if key:
            folded.setdefault(key, value)
    return folded


def _shown(story: Story, values: Mapping[KeywordField, tuple[str, ...]]) -> dict[Facet, tuple[str, ...]]:
    shown: dict[Facet, tuple[str, ...]] = {kind: names(story, kind) for kind in KINDS}
    shown["org"] = names(story)
    shown["place"] = tuple(sorted({place.name for place in story.lead.places}))
    for field in ("tech", "event", "level", "outlet", "lang", "feed"):
        shown[field] = tuple(sorted({value for value in values[field] if value}))
    return shown


def _order(milliseconds: int, story_id: str) -> int:
    clamped = max(-_ORDER_LIMIT, min(_ORDER_LIMIT, milliseconds))
    return (clamped << _TIE_BITS) | (crc32(story_id.encode()) & ((1 << _TIE_BITS) - 1))
