"""Polls the feeds that are due and puts their new entries on the bus.

One scheduler tick and a heap of next-poll times, however many feeds there are; a bounded pool does the polling. The
list of feeds is read again when its file changes. Entries are published first and remembered after, so a crash
between the two publishes the same ids once more, which is harmless.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from pipeline.app import App
from pipeline.events import ConfigError, Fate, FeedEntry, Unavailable
from pipeline.feeds import Feed, load_catalogue, open_store
from pipeline.feeds.agenda import Agenda
from pipeline.feeds.notices import Notice, Notices
from pipeline.feeds.poll import Polled, Poller
from pipeline.feeds.state import due_at_start
from pipeline.flow import emit, report
from pipeline.observability import get_logger

from .ticking import ticking

log = get_logger(__name__)

TICK_SECONDS: Final = 0.5
PURGE_SECONDS: Final = 3600.0
WAIT: Final = timedelta(seconds=5)
"""How soon a feed is polled again when the bus or the disk was away."""
PUBLISH_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class RssStatus:
    """How far the polling is: feeds enabled, polled since the start, failing now, entries published since the start."""

    feeds: int
    polled: int
    failing: int
    entries: int
    waiting: bool = False


def build(app: App) -> RssRunner:
    """Return the producer. Raises ConfigError for a list of feeds that is wrong, and Unavailable."""
    return RssRunner(app)


class RssRunner:
    """The producer: `run` until told to stop, or `poll_due` and `poll_once` by hand. `say` is where its notices go."""

    def __init__(self, app: App, *, say: Callable[[Notice], None] | None = None) -> None:
        self._app = app
        self._say = say or _log
        self._settings = app.settings.feeds
        feeds = load_catalogue(self._settings.file).enabled
        self._stamp = self._file_stamp()
        self._fetcher = app.fetcher.branch()
        self._store = open_store(app.settings.data_dir)
        self._poller = Poller(self._fetcher, self._store, self._publish, self._settings, app.now)
        self._pool = ThreadPoolExecutor(self._settings.threads, thread_name_prefix="poll")
        self._lock = threading.Lock()
        self._agenda = Agenda()
        self._results: dict[str, bool] = {}
        self._entries = 0
        self._waiting = False
        self._replace(feeds)
        self._notices = Notices(self._agenda.due(app.now()))

    def run(self, stop: threading.Event) -> None:
        """Poll until `stop` is set; what is under way then is broken off, and nothing of it is remembered."""
        with ticking({self.tick: TICK_SECONDS, self.purge: PURGE_SECONDS}):
            stop.wait()
        self.close()

    def close(self) -> None:
        """Break off what is under way and release everything. May be called twice."""
        self._poller.close()
        self._fetcher.close()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._store.close()

    def status(self) -> RssStatus:
        """Return how far the polling is."""
        with self._lock:
            failing = sum(not ok for ok in self._results.values())
            return RssStatus(len(self._agenda), len(self._results), failing, self._entries, self._waiting)

    def tick(self) -> list[Future[Polled | None]]:
        """Hand the feeds that are due to the pool, after a look at the list of feeds."""
        self._reload()
        with self._lock:
            due = self._agenda.take(self._app.now())
        return [self._pool.submit(self.poll_once, feed) for feed in due]

    def poll_due(self) -> list[Polled]:
        """Poll every feed that is due and wait for the results."""
        results = [future.result() for future in self.tick()]
        return [polled for polled in results if polled is not None]

    def purge(self) -> None:
        """Forget entries that left their feed long ago."""
        self._store.purge(self._app.now())

    def poll_once(self, feed: Feed) -> Polled | None:
        """Poll one feed and put it back on the agenda; None where the bus or the disk is away, or all is closing."""
        when = self._app.now() + WAIT
        try:
            polled = self._poller.poll(feed)
            if polled is not None:
                when = polled.state.next_poll or when
                self._note(polled)
        except Unavailable as error:
            self._wait(error)
            return None
        except Exception:
            log.exception("poll_failed", feed=feed.id)
            when = self._app.now() + timedelta(seconds=self._settings.max_interval_seconds)
            return None
        finally:
            with self._lock:
                self._agenda.put(feed.id, when)
        return polled

    def _publish(self, feed: Feed, entries: Sequence[FeedEntry]) -> None:
        now = self._app.now()
        for start in range(0, len(entries), PUBLISH_AT_ONCE):
            records = []
            for entry in entries[start : start + PUBLISH_AT_ONCE]:
                told = report(entry, Fate("rss", "polled"), None, now, lane=feed.lane)
                records += [emit(entry, lane=feed.lane), *told]
            self._app.bus.publish(records)

    def _note(self, polled: Polled) -> None:
        with self._lock:
            self._results[polled.feed.id] = polled.result != "failed"
            self._entries += polled.published
            notices = self._notices.note(polled)
            back, self._waiting = self._waiting, False
        self._app.meter.polled(polled.result)
        if back:
            self._say(Notice("info", "bus_is_back"))
        if polled.published:
            log.debug("entries_published", feed=polled.feed.id, entries=polled.published)
        for notice in notices:
            self._say(notice)

    def _wait(self, error: Unavailable) -> None:
        with self._lock:
            known, self._waiting = self._waiting, True
        if not known:
            then = "polling goes on when it is back; nothing is lost"
            self._say(Notice("warning", "waiting", {"error": str(error), "then": then}))

    def _reload(self) -> None:
        stamp = self._file_stamp()
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            feeds = load_catalogue(self._settings.file).enabled
        except ConfigError as error:
            then = "the feeds known before are polled on"
            self._say(Notice("error", "feeds_not_reloaded", {"error": str(error), "then": then}))
            return
        self._replace(feeds)
        self._say(Notice("info", "feeds_reloaded", {"enabled": len(feeds)}))

    def _replace(self, feeds: Sequence[Feed]) -> None:
        now, longest = self._app.now(), timedelta(seconds=self._settings.max_interval_seconds)
        known = self._store.all()
        due = {feed.id: due_at_start(known[feed.id], feed.url, now, longest) for feed in feeds if feed.id in known}
        with self._lock:
            self._agenda.replace(feeds, due, now)
            gone = self._results.keys() - self._agenda.ids
            for feed_id in gone:
                del self._results[feed_id]

    def _file_stamp(self) -> tuple[int, int]:
        try:
            found = self._settings.file.stat()
        except OSError:
            return (0, 0)
        return (found.st_mtime_ns, found.st_size)


def _log(notice: Notice) -> None:
    speak = {"info": log.info, "warning": log.warning, "error": log.error}[notice.level]
    speak(notice.event, **notice.values)
