"""What is asked of a page, and what may come of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from pipeline.events import ExtractionMode, Quality


@dataclass(frozen=True, slots=True)
class PageHints:
    """What the feed says of a page. `published` is aware; `language` is an ISO 639-1 code."""

    title: str = ""
    published: datetime | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class PageRules:
    """What is asked of a page: the words from which it is an article, and how many extractors look for its body."""

    min_words: int = 40
    mode: ExtractionMode = "balanced"


@dataclass(frozen=True, slots=True)
class Extracted:
    """The article of a page. `authors` are the printed byline; `words` counts as `words.count_words` does.

    `repeated` are the keys of lines left out because the site prints them under many articles, and `whole` is the text
    with them, empty where there are none.
    """

    title: str
    text: str
    authors: tuple[str, ...]
    published: datetime | None
    canonical_url: str
    site: str
    language: str | None
    words: int
    quality: Quality
    whole: str = ""
    repeated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotAnArticle:
    """The page holds no article that could be read. `text` and `title` are what was found on it all the same."""

    reason: str
    text: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Wall:
    """The page hides its article behind a question for consent, a subscription or a test for robots.

    `text` and `title` are what the page shows: a teaser, or the words of the wall. `teaser` is the beginning of an
    article that a paywall leaves readable, with all that the page says of it.
    """

    kind: Literal["consent", "paywall", "bot"]
    reason: str
    text: str = ""
    title: str = ""
    teaser: Extracted | None = None


@dataclass(frozen=True, slots=True)
class Crashed:
    """The page took its worker process down, or more time or memory than a page may take."""

    reason: str


PageOutcome: TypeAlias = Extracted | NotAnArticle | Wall | Crashed
