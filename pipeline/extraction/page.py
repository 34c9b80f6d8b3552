"""What is asked of a page, and what may come of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from pipeline.events import Quality


@dataclass(frozen=True, slots=True)
class PageHints:
    """What the feed says of a page. `published` is aware; `language` is an ISO 639-1 code."""

    title: str = ""
    published: datetime | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Extracted:
    """The article of a page. `authors` are the printed byline; `words` counts as `words.count_words` does."""

    title: str
    text: str
    authors: tuple[str, ...]
    published: datetime | None
    canonical_url: str
    site: str
    language: str | None
    words: int
    quality: Quality


@dataclass(frozen=True, slots=True)
class NotAnArticle:
    """The page holds no article that could be read."""

    reason: str


@dataclass(frozen=True, slots=True)
class Wall:
    """The page hides its article behind a question for consent, a subscription or a test for robots."""

    kind: Literal["consent", "paywall", "bot"]
    reason: str


@dataclass(frozen=True, slots=True)
class Crashed:
    """The page took its worker process down, or more time or memory than a page may take."""

    reason: str


PageOutcome: TypeAlias = Extracted | NotAnArticle | Wall | Crashed
