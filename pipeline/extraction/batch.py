"""Extract articles from files: HTML pages, and JSON lines of pages or of feed entries."""

from __future__ import annotations

import base64
import binascii
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol, TypeAlias

import orjson
from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from pipeline.events import Article, FeedEntry, MalformedEvent, ids
from pipeline.settings.explain import first_problem

from .canonical import site_of
from .outcome import Again, Ends, GoesOn, Poison, decide
from .page import PageHints, PageOutcome

AHEAD: Final = 32
"""Pages handed to the workers before the first is asked for."""

OnError: TypeAlias = Callable[[str, str], None]
"""Told of what gave no article: its place (`file` or `file:line`) and why, as `state: detail`."""


class Extractors(Protocol):
    """What takes pages apart, as `ExtractionPool` does."""

    def submit(
        self, html: bytes, url: str, *, charset: str | None, hints: PageHints, now: datetime
    ) -> Future[PageOutcome]:
        """Return a Future of what becomes of a page."""
        ...


class PageLine(BaseModel):
    """A JSON line: a page (`html` or `html_base64`) or the feed's text of one, or both. Other keys are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    url: str
    html: str | None = None
    html_base64: str | None = None
    charset: str | None = None
    title: str = ""
    summary: str = ""
    content: str = ""
    authors: tuple[str, ...] = ()
    published: AwareDatetime | None = None
    language: str | None = None
    outlet: str = ""
    feed_id: str = "file"
    entry_id: str = ""
    guid: str = ""


@dataclass(frozen=True, slots=True)
class PageFile:
    """A page to be extracted: where it was read, what is known of it, and its bytes, if there are any."""

    place: str
    entry: FeedEntry
    html: bytes | None
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file or line that holds no page."""

    place: str
    reason: str


def extract_files(
    pages: Iterable[PageFile | Unreadable], extractors: Extractors, *, now: datetime, on_error: OnError
) -> Iterator[Article]:
    """Yield the articles of some pages, in order; whatever gives none is reported and the rest goes on."""
    waiting: deque[_Waiting] = deque()
    for page in pages:
        if isinstance(page, Unreadable):
            on_error(page.place, page.reason)
            continue
        waiting.append(_Waiting(page, _begin(page, extractors, now)))
        if len(waiting) >= AHEAD:
            yield from _settle(waiting.popleft(), now, on_error)
    while waiting:
        yield from _settle(waiting.popleft(), now, on_error)


def read_html(path: Path, url: str, *, now: datetime) -> PageFile | Unreadable:
    """Return the page in a file of HTML, which came from `url`."""
    try:
        html = path.read_bytes()
    except OSError as error:
        return Unreadable(str(path), f"cannot be read: {error.strerror}")
    return PageFile(str(path), _entry(PageLine(url=url), now), html)


def read_lines(lines: Iterable[str | bytes], place: str, *, now: datetime) -> Iterator[PageFile | Unreadable]:
    """Yield the pages of JSON lines: `{url, html | html_base64, title?, ...}`, or feed entries as the bus carries them.

    Empty lines are passed over. `place` names the file in what is reported.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            where = f"{place}:{number}"
            try:
                yield _read_line(line, where, now)
            except MalformedEvent as error:
                yield Unreadable(where, str(error))


@dataclass(frozen=True, slots=True)
class _Waiting:
    page: PageFile
    outcome: Future[PageOutcome] | None


def _begin(page: PageFile, extractors: Extractors, now: datetime) -> Future[PageOutcome] | None:
    if page.html is None:
        return None
    entry = page.entry
    hints = PageHints(entry.title, entry.published, entry.language)
    return extractors.submit(page.html, entry.url, charset=page.charset, hints=hints, now=now)


def _settle(waiting: _Waiting, now: datetime, on_error: OnError) -> Iterator[Article]:
    outcome = None if waiting.outcome is None else waiting.outcome.result()
    match decide(waiting.page.entry, outcome, now):
        case GoesOn(article):
            yield article
        case Ends(state, detail):
            on_error(waiting.page.place, f"{state}: {detail}")
        case Poison(reason) | Again(reason):
            on_error(waiting.page.place, reason)


def _read_line(line: str | bytes, place: str, now: datetime) -> PageFile:
    try:
        page = PageLine.model_validate(orjson.loads(line))
        html = _html(page)
    except orjson.JSONDecodeError as error:
        raise MalformedEvent(f"not JSON: {error}") from None
    except binascii.Error as error:
        raise MalformedEvent(f"html_base64: {error}") from None
    except ValidationError as error:
        raise MalformedEvent(first_problem(error)) from None
    charset = page.charset if page.html is None else "utf-8"
    return PageFile(place, _entry(page, now), html, charset)


def _html(page: PageLine) -> bytes | None:
    if page.html_base64 is not None:
        return base64.b64decode(page.html_base64, validate=True)
    return None if page.html is None else page.html.encode("utf-8", "replace")


def _entry(page: PageLine, now: datetime) -> FeedEntry:
    guid = page.guid or page.url
    return FeedEntry(
        entry_id=page.entry_id or ids.entry_id(page.feed_id, guid, f"{page.title}\n{page.summary}\n{page.content}"),
        feed_id=page.feed_id,
        outlet=page.outlet or site_of(page.url) or "file",
        url=page.url,
        guid=guid,
        title=page.title,
        summary=page.summary,
        content=page.content,
        authors=page.authors,
        published=page.published,
        seen=now,
        language=page.language,
        fetch="never",
        keep="all",
    )
