"""A search as a page asks for it: parameters in, what the page shows out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, cast, get_args

from pipeline.events import ConfigError, Story
from pipeline.index import Facet, Highlight, Hit, Index, Interval, SearchRequest, SearchResult, Sort
from pipeline.index.ast import And, DateRange, Node
from pipeline.index.query import parse

from .links import narrowed, outside, search_link
from .marks import Mark, Piece, pieces
from .timeline import Bar, bars, interval_for

PAGE: Final = 20
FACETS: Final[Mapping[Facet, str]] = {
    "vendor": "Vendors",
    "platform": "Platforms",
    "agency": "Agencies",
    "civil_society": "Civil society",
    "event": "Events",
    "tech": "Technologies",
    "place": "Places",
    "level": "Significance",
    "outlet": "Outlets",
    "lang": "Languages",
}
SINCE: Final[Mapping[str, int]] = {"day": 1, "week": 7, "month": 31, "year": 366}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a search page is asked for."""

    query: str = ""
    sort: Sort = "newest"
    since: str = ""
    cursor: str = ""

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> Asked:
        """Return what query parameters ask for; an unknown order or period counts as none."""
        sort = parameters.get("sort", "")
        since = parameters.get("since", "")
        return cls(
            query=parameters.get("q", "").strip()[:2000],
            sort=cast(Sort, sort) if sort in get_args(Sort) else "newest",
            since=since if since in SINCE else "",
            cursor=parameters.get("cursor", "")[:500],
        )

    def parameters(self) -> dict[str, str]:
        """Return the parameters that ask for this, defaults left out."""
        return {"q": self.query, "sort": "" if self.sort == "newest" else self.sort, "since": self.since}

    def node(self, now: datetime) -> Node | None:
        """Return the query with its period. Raises ConfigError where it cannot be understood."""
        parts: list[Node] = [parse(self.query, now=now)] if self.query else []
        if self.since:
            parts.append(DateRange("seen", now - timedelta(days=SINCE[self.since]), None))
        return And(tuple(parts)) if len(parts) > 1 else next(iter(parts), None)


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a story with the words that matched."""

    field: Literal["title", "text"]
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class Card:
    """A story in a list."""

    story: Story
    passages: list[Passage]
    title: list[Piece]
    organisations: list[tuple[str, str, str]]
    copies: int
    url: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A value to narrow a search by, with the number of stories and the address that does it."""

    value: str
    count: int
    link: str


@dataclass(frozen=True, slots=True)
class Found:
    """A page of stories with its facets and its chart."""

    total: int
    cards: list[Card]
    facets: list[tuple[str, list[Choice]]]
    bars: list[Bar]
    interval: Interval
    more: str


def find(index: Index, asked: Asked, now: datetime, path: str = "/") -> Found:
    """Search, and return what the page shows. Raises ConfigError for a query that cannot be understood."""
    node = asked.node(now)
    interval = interval_of(index, node)
    result = index.search(
        SearchRequest(
            query=node,
            sort=asked.sort,
            size=PAGE,
            cursor=asked.cursor or None,
            facets=dict.fromkeys(FACETS, 8),
            histogram=interval,
            highlight=bool(asked.query),
        )
    )
    parameters = asked.parameters()
    more = search_link(path, parameters, cursor=result.cursor) if result.cursor else ""
    cards = [card(hit) for hit in result.hits]
    return Found(result.total, cards, facets(result, asked, path), bars(result.histogram, interval), interval, more)


def problem(error: ConfigError) -> str:
    """Return an error of the query in one line, with what to write instead."""
    return f"{error.message}; {error.hint}" if error.hint else error.message


def card(hit: Hit) -> Card:
    """Return a story found as a list shows it: headline and passages with their matches marked."""
    story = hit.story
    article = story.lead.article
    found = [_passage(part) for part in hit.highlights]
    title = next((one.pieces for one in found if one.field == "title"), [Piece(article.title)])
    return Card(
        story=story,
        passages=[one for one in found if one.field == "text"][:2],
        title=title,
        organisations=organisations(story),
        copies=sum(member.role == "copy" for member in story.members),
        url=outside(article.url),
    )


def organisations(story: Story) -> list[tuple[str, str, str]]:
    """Return id, name and kind of the organisations a story names for sure, subjects first, in the order named."""
    sure = [m for m in story.lead.mentions if m.status == "accepted"]
    subjects = {m.entity_id for m in sure if m.role == "subject"}
    named = dict.fromkeys((m.entity_id, m.name, m.kind) for m in sure)
    return sorted(named, key=lambda one: one[0] not in subjects)


def _passage(part: Highlight) -> Passage:
    return Passage(part.field, pieces(part.passage, [Mark(start, end, "hit") for start, end in part.matches]))


def interval_of(index: Index, node: Node | None) -> Interval:
    """Return the interval of a chart of all that a query finds."""
    return interval_for(*(_end(index, node, sort) for sort in ("oldest", "newest")))


def _end(index: Index, node: Node | None, sort: Sort) -> datetime | None:
    hits = index.search(SearchRequest(query=node, sort=sort, size=1)).hits
    return hits[0].story.dated if hits else None


def facets(result: SearchResult, asked: Asked, path: str) -> list[tuple[str, list[Choice]]]:
    """Return the values to narrow a search by, in groups with their labels."""
    parameters = asked.parameters()
    found = []
    for field, label in FACETS.items():
        counts = result.facets.get(field, ())
        choices = [
            Choice(value, count, search_link(path, parameters, q=narrowed(asked.query, field, value)))
            for value, count in counts
        ]
        if choices:
            found.append((label, choices))
    return found
