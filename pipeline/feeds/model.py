"""What a feed says, in plain values: what the parsers read, and what is left of it after cleaning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Format = Literal["rss", "atom", "rdf", "json", "unknown"]
Problem = Literal["empty", "too_large", "html", "not_a_feed", "hostile", "too_slow"]


@dataclass(frozen=True, slots=True)
class RawEntry:
    """An entry as a parser hands it over: strings as written, HTML and all, dates in ISO 8601 or empty."""

    guid: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    content: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    updated: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class RawFeed:
    """A feed as a parser hands it over. `ttl` is in seconds."""

    format: Format
    parser: str
    title: str = ""
    link: str = ""
    language: str = ""
    ttl: float | None = None
    entries: tuple[RawEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedEntry:
    """An entry in plain text. `guid` is never empty: where the feed gives none, it is the address."""

    guid: str
    url: str
    title: str
    summary: str
    content: str
    authors: tuple[str, ...]
    published: datetime | None
    updated: datetime | None
    language: str | None


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed that could be read. `skipped` says why entries were left out; `ttl` is in seconds."""

    title: str
    link: str
    language: str | None
    format: Format
    parser: str
    entries: tuple[ParsedEntry, ...]
    skipped: tuple[str, ...] = ()
    ttl: float | None = None

    @property
    def newest(self) -> datetime | None:
        """The latest date of its entries."""
        return max((entry.published for entry in self.entries if entry.published), default=None)


@dataclass(frozen=True, slots=True)
class FeedError:
    """Why nothing could be read. `suggestions` are feeds that a web page names in the feed's place."""

    problem: Problem
    detail: str
    suggestions: tuple[str, ...] = ()
