"""The index without a server: stories in SQLite, searched through tantivy."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from threading import Event, Lock, Thread
from time import monotonic

from pipeline.events import Story
from pipeline.events.errors import Unavailable
from pipeline.index.cursor import Cursor, start_of, write_cursor
from pipeline.index.highlight import highlights
from pipeline.index.plan import Plan, plan
from pipeline.index.port import Hit, SearchRequest, SearchResult
from pipeline.index.store import Store
from pipeline.index.tantivy_cache import TantivyCache
from pipeline.index.tantivy_search import Page, search_page

_log = logging.getLogger(__name__)
_PATIENCE_SECONDS = 30.0


class EmbeddedIndex:
    """Stories by id, found through tantivy. Any number of processes may read and write; reading locks nothing."""

    def __init__(self, folder: Path, refresh_seconds: float = 1.0) -> None:
        self._folder = folder
        self._refresh_seconds = refresh_seconds
        self._store = Store(folder / "stories.db")
        self._cache = TantivyCache(folder / "tantivy", self._store)
        self._starting = Lock()
        self._stop = Event()
        self._committer: Thread | None = None
        self._looked = False

    def apply(self) -> list[str]:
        """Build what is missing or out of date."""
        if self._cache.healthy() and self._store.built() is not None:
            return []
        self._look()
        return [f"built the search index in {self._folder}"]

    def upsert(self, stories: Sequence[Story]) -> None:
        """Store stories durably; searches see them after the refresh time."""
        if not stories:
            return
        self._store.put(stories)
        self._commit_from_now_on()

    def delete(self, story_ids: Sequence[str]) -> None:
        """Remove stories durably."""
        self._store.remove(story_ids)
        self._commit_from_now_on()

    def get(self, story_id: str) -> Story | None:
        """Return a story, also before searches see it."""
        return self._store.get((story_id,)).get(story_id)

    def search(self, request: SearchRequest) -> SearchResult:
        """Find stories in what was committed last."""
        found = plan(request.query)
        after = start_of(request)
        if not self._looked:
            self._look()
        page = self._page(found, request, after)
        return self._result(page, found, request, after)

    def refresh(self) -> None:
        """Commit everything stored so far; where another process is the writer, wait until it has."""
        last = self._store.last()
        deadline = monotonic() + _PATIENCE_SECONDS
        while not self._cache.catch_up(keep=self._committer is not None):
            built = self._store.built()
            if built is not None and built.seq >= last:
                return
            if monotonic() > deadline:
                raise Unavailable(
                    f"another process holds the search index in {self._folder} and does not commit",
                    hint="stop it, or wait until it has caught up",
                )
            self._stop.wait(0.02)

    def count(self) -> int:
        """Return the number of stories stored."""
        return self._store.count()

    def close(self) -> None:
        """Commit what is left and release everything."""
        self._stop.set()
        if self._committer is not None:
            self._committer.join()
            self._commit()
        self._cache.close()
        self._store.close()

    def _look(self) -> None:
        """Bring in what a process that crashed has left, or build anew; where another process writes, it does that."""
        self._looked = True
        built = self._store.built()
        if built is None or built.seq < self._store.last() or not self._cache.healthy():
            self._cache.catch_up(keep=self._committer is not None)

    def _page(self, found: Plan, request: SearchRequest, after: Cursor | None) -> Page:
        try:
            return search_page(self._cache.searcher(), found, request, after)
        except Unavailable:
            self._look()
            return search_page(self._cache.searcher(), found, request, after)

    def _result(self, page: Page, found: Plan, request: SearchRequest, after: Cursor | None) -> SearchResult:
        stories = self._store.get(row.story_id for row in page.rows)
        hits = tuple(
            Hit(
                stories[row.story_id],
                row.score,
                highlights(found, stories[row.story_id]) if request.highlight else (),
            )
            for row in page.rows
            if row.story_id in stories
        )
        cursor = None
        if page.more and page.rows:
            last = page.rows[-1]
            seen = len(page.rows) + (after.seen if after else 0)
            cursor = write_cursor(Cursor(request.sort, last.score, last.order, last.story_id, seen))
        return SearchResult(page.total, hits, page.facets, page.histogram, cursor)

    def _commit_from_now_on(self) -> None:
        with self._starting:
            if self._committer is None and not self._stop.is_set():
                self._committer = Thread(target=self._commit_regularly, name="index-commit", daemon=True)
                self._committer.start()

    def _commit_regularly(self) -> None:
        while not self._stop.wait(self._refresh_seconds):
            self._commit()

    def _commit(self) -> None:
        try:
            self._cache.catch_up(keep=True)
        except Unavailable as error:
            _log.error("stories are stored but not yet searchable: %s", error)
