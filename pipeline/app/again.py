"""Extracts pages from the archive once more and publishes the articles, in the lane for old material: no alerts.

An article keeps its ids: a new wording is a new revision in the story it belongs to, the same one changes nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Final, Literal

from pipeline.app.parts import App
from pipeline.bus import Record
from pipeline.events import TRACEPARENT, Article, Fate, FeedEntry
from pipeline.extraction import NotAnArticle, PageHints, PageOutcome
from pipeline.extraction.batch import Extractors
from pipeline.extraction.outcome import Ends, GoesOn, Poison, decide, leads_home
from pipeline.extraction.sites import Sites
from pipeline.fetching.archive import Archived, Capture, archive_folder, load
from pipeline.flow import emit, report

HOP: Final = "extract"
AHEAD: Final = 64
BATCH: Final = 100

Result = Literal["changed", "same", "new", "kept"]


@dataclass(frozen=True, slots=True)
class Again:
    """What came of extracting a page once more.

    `changed`: its wording differs from that in the index; `same`: it does not; `new`: the index does not know the
    article; `kept`: the page gives no whole article now, `detail` says why, and what is known stays as it is.
    """

    capture: Capture
    result: Result
    detail: str = ""
    article: Article | None = None


def newest(captures: Iterable[Capture]) -> list[Capture]:
    """Return the newest capture for each entry, by time; pages that no entry led to are left out."""
    last: dict[str, Capture] = {}
    for capture in captures:
        before = last.get(capture.entry_id)
        if capture.entry_id and (before is None or before.date <= capture.date):
            last[capture.entry_id] = capture
    return sorted(last.values(), key=lambda capture: (capture.date, capture.entry_id))


def extract_again(app: App, captures: Sequence[Capture], extractors: Extractors, sites: Sites) -> Iterator[Again]:
    """Yield what comes of extracting some pages once more, in order. Publishes nothing, and teaches `sites` nothing."""
    folder = archive_folder(app.settings)
    waiting: deque[tuple[Capture, Archived | None, Future[PageOutcome] | None]] = deque()
    for capture in captures:
        page = load(folder, capture)
        waiting.append((capture, page, _begin(page, extractors)))
        if len(waiting) >= AHEAD:
            yield _settle(app, sites, *waiting.popleft())
    while waiting:
        yield _settle(app, sites, *waiting.popleft())


def publish(app: App, found: Iterable[Again]) -> int:
    """Publish the articles among some results and return how many there were."""
    count = 0
    records: list[Record] = []
    for one in found:
        if one.article is not None:
            records += _records(app, one.article)
            count += 1
        if len(records) >= BATCH:
            app.bus.publish(records)
            records = []
    if records:
        app.bus.publish(records)
    return count


def judge(page: Archived, outcome: PageOutcome | None, known: str | None) -> Again:
    """Return what an outcome means for a page whose article is known in the wording `known`. Pure."""
    entry = page.entry
    if entry is None or outcome is None:
        return Again(page.capture, "kept", "no feed entry is kept with it")
    match decide(entry, outcome, page.capture.date):
        case GoesOn(article, "extracted"):
            result: Result = "new" if known is None else "same" if known == article.revision else "changed"
            return Again(page.capture, result, article=article)
        case GoesOn(_, _, detail) | Poison(detail):
            return Again(page.capture, "kept", detail)
        case Ends(state, detail):
            return Again(page.capture, "kept", f"{state}: {detail}")
        case _:
            return Again(page.capture, "kept")


def _begin(page: Archived | None, extractors: Extractors) -> Future[PageOutcome] | None:
    if page is None or page.entry is None:
        return None
    entry, capture = page.entry, page.capture
    if leads_home(entry.url, capture.url):
        moved: Future[PageOutcome] = Future()
        moved.set_result(NotAnArticle("its address leads to the front page"))
        return moved
    return extractors.submit(page.body, capture.url, charset=page.charset, hints=_hints(entry), now=capture.date)


def _hints(entry: FeedEntry) -> PageHints:
    return PageHints(entry.title, entry.published, entry.language)


def _settle(app: App, sites: Sites, capture: Capture, page: Archived | None, work: Future[PageOutcome] | None) -> Again:
    if page is None:
        return Again(capture, "kept", "its file was deleted or is broken")
    outcome = None if work is None else sites.sift(capture.url, work.result())
    found = judge(page, outcome, None)
    if found.article is None:
        return found
    return judge(page, outcome, _wording(app, found.article))


def _wording(app: App, article: Article) -> str | None:
    """Return the revision in which the index knows an article."""
    told = app.journal.trace(article.article_id) or app.journal.trace(article.entry_id)
    for story_id in dict.fromkeys(state.story_id for state in told if state.story_id):
        story = app.index.get(story_id)
        for member in story.members if story else ():
            if member.article_id == article.article_id:
                return member.revision
    return None


def _records(app: App, article: Article) -> list[Record]:
    fate = Fate(HOP, "extracted", detail="from the archive")
    told = report(article, fate, None, app.now(), lane="backfill")
    trace = {TRACEPARENT: told[0].headers[TRACEPARENT]}
    record = emit(article, lane="backfill")
    return [replace(record, headers={**record.headers, **trace}), *told]
