"""The extract hop: FeedEntry → Article. Pages are fetched on threads and taken apart in worker processes.

The decision what becomes of an entry is `pipeline.extraction.outcome.decide`; here it is carried out.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from pipeline.app import App
from pipeline.bus.port import Message
from pipeline.bus.verdicts import Done, Quarantine, Retry, Verdict
from pipeline.events import Fate, FeedEntry, MalformedEvent, Unavailable, decode_as
from pipeline.extraction import ExtractionPool, NotAnArticle, PageHints, PageOutcome, host_of
from pipeline.extraction.lanes import HostLanes
from pipeline.extraction.learning import ClosableExtractors, LearningExtractors
from pipeline.extraction.offline import Horizon
from pipeline.extraction.outcome import Again, Decision, Ends, GoesOn, Poison, Tries, decide, leads_home, needs_page
from pipeline.extraction.sites import FILE, Sites
from pipeline.fetching import Fetched, FetchFailure
from pipeline.fetching.archive import NoArchive, PageArchive, open_archive
from pipeline.flow import emit, report
from pipeline.settings.tree import Settings

HOP: Final = "extract"


class Pages(Protocol):
    """What fetches pages, as `Fetcher` does."""

    def get(self, url: str) -> Fetched | FetchFailure:
        """Fetch a page."""
        ...

    def close(self) -> None:
        """Break off what is under way."""
        ...


@dataclass(frozen=True, slots=True)
class _Task:
    message: Message
    entry: FeedEntry
    answer: Future[Verdict]


def build(app: App) -> ExtractHop:
    """Return the hop; its workers start in the background."""
    settings = app.settings
    archive = open_archive(settings, app.now)
    sites = Sites(settings.data_dir / FILE)
    extractors = LearningExtractors(ExtractionPool(settings.extraction), sites, app.meter.drifting)
    return ExtractHop(app.fetcher.branch(), extractors, settings, app.now, archive)


class ExtractHop:
    """Turns entries into articles; each message is answered by a Future, or at once where no page is needed."""

    def __init__(
        self,
        pages: Pages,
        extractors: ClosableExtractors,
        settings: Settings,
        now: Callable[[], datetime],
        archive: PageArchive | None = None,
    ) -> None:
        self._pages = pages
        self._archive = archive or NoArchive()
        self._extractors = extractors
        self._tries = settings.delivery.attempts
        self._now = now
        self._lanes = HostLanes(settings.fetching.threads, settings.fetching.host_connections)
        self._horizon = Horizon()
        self._lock = threading.Lock()

    def handle(self, batch: Sequence[Message]) -> list[Verdict | Future[Verdict]]:
        """Begin the work on a batch."""
        return [self._begin(message) for message in batch]

    def close(self) -> None:
        """Break off what is under way; the messages will be delivered again."""
        self._pages.close()
        self._extractors.close()
        self._lanes.close()
        self._archive.close()

    def _begin(self, message: Message) -> Verdict | Future[Verdict]:
        try:
            entry = decode_as(FeedEntry, message.value, message.headers)
        except MalformedEvent as error:
            return Quarantine(str(error))
        if not needs_page(entry):
            return self._verdict(message, entry, None)
        task = _Task(message, entry, Future())
        self._lanes.put(host_of(entry.url), lambda: self._fetch(task))
        return task.answer

    def _fetch(self, task: _Task) -> None:
        if not task.answer.set_running_or_notify_cancel():
            return
        try:
            got = self._pages.get(task.entry.url)
            self._look(task.entry.url, got)
            if isinstance(got, Fetched):
                self._archive.write(got, task.entry)
                self._extract(task, got)
            else:
                task.answer.set_result(self._verdict(task.message, task.entry, got))
        except Exception as error:  # noqa: BLE001 - the loop is told, whatever it is
            task.answer.set_exception(error)

    def _look(self, url: str, got: Fetched | FetchFailure) -> None:
        """Note whether the host answered. Raises Unavailable while no host at all can be reached."""
        now, failure = self._now(), got if isinstance(got, FetchFailure) else None
        with self._lock:
            self._horizon.note(host_of(url), failure, now)
            away = failure is not None and self._horizon.network_away(now)
        if away and failure is not None:
            raise Unavailable(f"no web server can be reached: {failure.detail}", hint="is there a network?")

    def _extract(self, task: _Task, page: Fetched) -> None:
        entry = task.entry
        if leads_home(entry.url, page.final_url):
            moved = NotAnArticle("its address leads to the front page")
            task.answer.set_result(self._verdict(task.message, entry, moved))
            return
        hints = PageHints(entry.title, entry.published, entry.language)
        work = self._extractors.submit(page.body, page.final_url, charset=page.charset, hints=hints, now=self._now())
        work.add_done_callback(lambda done: self._finish(task, done))

    def _finish(self, task: _Task, done: Future[PageOutcome]) -> None:
        try:
            task.answer.set_result(self._verdict(task.message, task.entry, done.result()))
        except Exception as error:  # noqa: BLE001 - the loop is told, whatever it is
            task.answer.set_exception(error)

    def _verdict(self, message: Message, entry: FeedEntry, outcome: PageOutcome | FetchFailure | None) -> Verdict:
        now = self._now()
        tries = Tries(_tries_before(message), self._tries)
        return verdict(message, entry, decide(entry, outcome, now, tries), now)


def verdict(message: Message, entry: FeedEntry, decision: Decision, now: datetime) -> Verdict:
    """Return the verdict that carries a decision out."""
    match decision:
        case GoesOn(article, state, detail):
            told = report(article, Fate(HOP, state, detail=detail), message, now)
            return Done(state, (emit(article, message), *told))
        case Ends(state, detail):
            return Done(state, report(entry, Fate(HOP, state, final=True, detail=detail), message, now))
        case Again(reason, after):
            return Retry(reason, after)
        case Poison(reason):
            return Quarantine(reason)


def _tries_before(message: Message) -> int:
    text = message.headers.get("attempt", "0")
    return int(text) if text.isdecimal() else 0
