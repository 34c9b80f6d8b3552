"""The port to the search index. Two implementations: `embedded` (tantivy over SQLite) and `elasticsearch`.

The unit is the story: one document each, with the text of its leading article and the list of its copies.
`tests/contract/test_index.py` runs on both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from pipeline.events import EntryState, Story
from pipeline.index.ast import Node

Sort = Literal["relevance", "newest", "oldest"]
Interval = Literal["day", "week", "month"]
Facet = Literal[
    "vendor", "platform", "agency", "civil_society", "org", "tech", "event", "place", "level", "outlet", "lang", "feed"
]


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What to look for. `query` None matches everything; `cursor` continues after an earlier page.

    `size` is at most 5,000. `facets` maps a field to the number of values wanted. `histogram` counts stories by their
    `published` time in UTC; intervals without stories are left out.
    """

    query: Node | None = None
    sort: Sort = "relevance"
    size: int = 10
    cursor: str | None = None
    facets: Mapping[Facet, int] = field(default_factory=dict)
    histogram: Interval | None = None
    highlight: bool = False


@dataclass(frozen=True, slots=True)
class Highlight:
    """A passage that matched: `start` and `end` of each match count code points in `passage`."""

    field: Literal["title", "text"]
    passage: str
    matches: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One story found, best first or in the order asked for."""

    story: Story
    score: float
    highlights: tuple[Highlight, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A page of stories. `total` is exact. `cursor` is None on the last page."""

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    histogram: tuple[tuple[datetime, int], ...] = ()
    cursor: str | None = None


class Index(Protocol):
    """The stories. Thread safe."""

    def apply(self) -> list[str]:
        """Create or update templates, indices and stores, and return what was done. Doing it twice is harmless."""
        ...

    def upsert(self, stories: Sequence[Story]) -> None:
        """Store stories by id; an older `revision` never overwrites a newer one.

        Durable on return, visible to searches after at most the refresh time. Raises Unavailable.
        """
        ...

    def get(self, story_id: str) -> Story | None:
        """Return a story at once, also before it is visible to searches."""
        ...

    def delete(self, story_ids: Sequence[str]) -> None:
        """Remove stories; unknown ids are ignored. A story may come back in the same or a newer revision."""
        ...

    def search(self, request: SearchRequest) -> SearchResult:
        """Find stories. Raises Unavailable, and ConfigError for a query that is too costly."""
        ...

    def refresh(self) -> None:
        """Make everything stored so far visible to searches."""
        ...

    def count(self) -> int:
        """Return the number of stories."""
        ...

    def close(self) -> None:
        """Release everything; what was stored stays."""
        ...


class Journal(Protocol):
    """What became of each entry: one EntryState for each entry and hop, the newest wins. Thread safe."""

    def apply(self) -> list[str]:
        """Create or update what the journal is stored in, and return what was done."""
        ...

    def record(self, states: Sequence[EntryState]) -> None:
        """Store states by (entry_id, hop). Durable on return. Raises Unavailable."""
        ...

    def trace(self, wanted: str, limit: int = 100) -> list[EntryState]:
        """Return the way of every entry with this URL, entry id, article id or story id, oldest step first."""
        ...

    def totals(self) -> Mapping[str, int]:
        """Return the number of entries by final state; entries still under way count as `pending`."""
        ...

    def close(self) -> None:
        """Release everything; what was recorded stays."""
        ...
