"""What became of pages in files: one report for each, in the order they were given."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import orjson

from pipeline.events import Quality

from .batch import Extractors
from .page import Crashed, Extracted, NotAnArticle, PageHints, PageOutcome, Wall
from .sources import PageSource, claimed_address
from .words import count_words

AHEAD: Final = 64
AHEAD_BYTES: Final = 64 << 20
"""Pages, and bytes of pages, that are handed to the workers before the first is asked for."""


@dataclass(frozen=True, slots=True)
class PageReport:
    """What became of one page.

    `state` is `article`, `not_an_article`, `wall:` with its kind, `crashed` or `unreadable`; `reason` says why, where
    it is no article. `text` is whatever was found, in any state. `words` counts as everywhere in the product.
    """

    path: str
    url: str
    state: str
    title: str = ""
    text: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    canonical_url: str = ""
    site: str = ""
    language: str | None = None
    words: int = 0
    quality: Quality | None = None
    reason: str = ""

    @property
    def failed(self) -> bool:
        """Whether the page could not be looked at, which is no judgement on it."""
        return self.state in {"crashed", "unreadable"}


def report_pages(sources: Iterable[PageSource], extractors: Extractors, *, now: datetime) -> Iterator[PageReport]:
    """Yield a report for every page, in order. Raises Unavailable where the workers do not start."""
    line = _Line()
    for source in sources:
        line.add(source, None if source.problem else _begin(source, extractors, now))
        while line.full:
            yield line.take()
    while line.waiting:
        yield line.take()


def report(source: PageSource, outcome: PageOutcome | None) -> PageReport:
    """Return what became of a page; None for one that could not be read."""
    match outcome:
        case None:
            return PageReport(source.path, source.url, "unreadable", reason=source.problem)
        case Extracted():
            return _article(source, outcome)
        case NotAnArticle(reason, text, title):
            return _without(source, "not_an_article", reason, text, title)
        case Wall(kind, reason, text, title):
            return _without(source, f"wall:{kind}", reason, text, title)
        case Crashed(reason):
            return PageReport(source.path, source.url, "crashed", reason=reason)


def dump_report(report: PageReport) -> bytes:
    """Return a report as a line of JSON."""
    told = {name: getattr(report, name) for name in report.__slots__}
    told["quality"] = report.quality.model_dump(mode="json") if report.quality else None
    try:
        return orjson.dumps(told, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:  # half a character, which a page can make with a numeric entity
        whole = {name: _whole(value) if isinstance(value, str) else value for name, value in told.items()}
        whole["authors"] = [_whole(name) for name in report.authors]
        return orjson.dumps(whole, option=orjson.OPT_APPEND_NEWLINE)


@dataclass(slots=True)
class _Line:
    waiting: deque[tuple[PageSource, Future[PageOutcome] | None]] = field(default_factory=deque)
    size: int = 0

    @property
    def full(self) -> bool:
        return len(self.waiting) >= AHEAD or self.size > AHEAD_BYTES

    def add(self, source: PageSource, outcome: Future[PageOutcome] | None) -> None:
        self.waiting.append((source, outcome))
        self.size += len(source.html)

    def take(self) -> PageReport:
        source, outcome = self.waiting.popleft()
        self.size -= len(source.html)
        return report(source, None if outcome is None else outcome.result())


def _begin(source: PageSource, extractors: Extractors, now: datetime) -> Future[PageOutcome]:
    url = source.url or claimed_address(source.html)
    return extractors.submit(source.html, url, charset=source.charset, hints=PageHints(), now=now)


def _article(source: PageSource, page: Extracted) -> PageReport:
    return PageReport(
        path=source.path,
        url=source.url,
        state="article",
        title=page.title,
        text=page.text,
        authors=page.authors,
        published=page.published,
        canonical_url=page.canonical_url,
        site=page.site,
        language=page.language,
        words=page.words,
        quality=page.quality,
    )


def _without(source: PageSource, state: str, reason: str, text: str, title: str) -> PageReport:
    return PageReport(source.path, source.url, state, title=title, text=text, words=count_words(text), reason=reason)


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
