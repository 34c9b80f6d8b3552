"""One poll of one feed: ask whether it changed, read it, publish what is new, and only then remember it."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Literal

from pipeline.events import FeedEntry
from pipeline.fetching import Fetched, Fetcher, FetchFailure, NotModified
from pipeline.settings.tree import FeedsSettings

from .catalogue import Feed
from .entries import entry_ids, feed_entries
from .model import FeedError
from .parse import parse_feed
from .schedule import Failed, Limits, Seen, max_age, next_poll, weekly_entries
from .state import FeedState
from .store import FeedStore

Publish = Callable[[Feed, Sequence[FeedEntry]], None]
"""Puts entries on the bus; when it returns, they survive a crash. Raises Unavailable."""


@dataclass(frozen=True, slots=True)
class Polled:
    """What one poll brought. `reason` is set where it failed: a fetch failure's reason, or a problem with the feed."""

    feed: Feed
    state: FeedState
    result: Literal["new", "unchanged", "failed"]
    published: int = 0
    reason: str = ""
    detail: str = ""
    skipped: tuple[str, ...] = ()


class Poller:
    """Polls feeds. Thread safe; a crash between publishing and remembering publishes the same ids again."""

    def __init__(
        self,
        fetcher: Fetcher,
        store: FeedStore,
        publish: Publish,
        settings: FeedsSettings,
        now: Callable[[], datetime],
    ) -> None:
        self._fetcher = fetcher
        self._store = store
        self._publish = publish
        self._settings = settings
        self._now = now
        self._closing = threading.Event()

    def poll(self, feed: Feed) -> Polled | None:
        """Poll a feed and return what it brought, or None when broken off by `close`.

        Raises Unavailable where the bus or the store is away: nothing is remembered, so the next poll finds it all.
        """
        before = self._store.get(feed.id)
        if before is None or before.url != feed.url:
            before = FeedState(feed.id, feed.url, entries=before.entries if before else 0)
        outcome = self._fetcher.get_if_changed(feed.url, etag=before.etag, last_modified=before.last_modified)
        if self._closing.is_set():
            return None
        now = self._now()
        match outcome:
            case Fetched():
                return self._read(feed, before, outcome, now)
            case NotModified():
                return self._unchanged(feed, before, outcome, now)
            case FetchFailure():
                failed = Failed(before.failures + 1, outcome.status, outcome.retry_after)
                return self._failed(feed, before, failed, (outcome.reason, outcome.detail), now)

    def close(self) -> None:
        """Take failures of polls that are under way for what they are: broken off."""
        self._closing.set()

    def _read(self, feed: Feed, before: FeedState, outcome: Fetched, now: datetime) -> Polled:
        content = sha256(outcome.body).hexdigest()
        if content == before.body_hash:
            return self._unchanged(feed, before, outcome, now)
        header = outcome.headers.get("content-type", "")
        parsed = parse_feed(outcome.body, url=outcome.final_url, content_type=header)
        if isinstance(parsed, FeedError):
            failed = Failed(before.failures + 1, outcome.status)
            return self._failed(feed, before, failed, (parsed.problem, parsed.detail), now)
        events = feed_entries(feed, parsed, now)
        unseen = self._store.unseen(entry_ids(events))
        fresh = [event for event in events if event.entry_id in unseen]
        if fresh:
            self._publish(feed, fresh)
        weekly = weekly_entries([entry.published or entry.updated for entry in parsed.entries], now)
        known = replace(
            before,
            body_hash=content,
            weekly=weekly,
            ttl=parsed.ttl,
            last_new=now if fresh else before.last_new,
            entries=before.entries + len(fresh),
        )
        after = self._settled(feed, known, outcome, now)
        self._store.record(after, entry_ids(events), now=now)
        return Polled(feed, after, "new" if fresh else "unchanged", len(fresh), skipped=parsed.skipped)

    def _unchanged(self, feed: Feed, before: FeedState, outcome: Fetched | NotModified, now: datetime) -> Polled:
        after = self._settled(feed, before, outcome, now)
        self._store.record(after, now=now)
        return Polled(feed, after, "unchanged")

    def _settled(self, feed: Feed, state: FeedState, outcome: Fetched | NotModified, now: datetime) -> FeedState:
        seen = Seen(state.weekly, state.ttl, max_age(outcome.headers, now))
        return replace(
            state,
            etag=outcome.headers.get("etag", state.etag),
            last_modified=outcome.headers.get("last-modified", state.last_modified),
            next_poll=next_poll(now, seen, self._limits(feed), jitter=random.random()),
            last_poll=now,
            last_success=now,
            failures=0,
            last_error="",
            last_status=outcome.status if isinstance(outcome, Fetched) else 304,
            moved_to=outcome.final_url if outcome.moved else "",
        )

    def _failed(self, feed: Feed, before: FeedState, failed: Failed, why: tuple[str, str], now: datetime) -> Polled:
        reason, detail = why
        after = replace(
            before,
            next_poll=next_poll(now, failed, self._limits(feed), jitter=random.random()),
            last_poll=now,
            failures=failed.failures,
            last_error=f"{reason}: {detail}"[:500],
            last_status=failed.status,
        )
        self._store.record(after, now=now)
        return Polled(feed, after, "failed", reason=reason, detail=detail)

    def _limits(self, feed: Feed) -> Limits:
        return Limits(self._settings.min_interval_seconds, self._settings.max_interval_seconds, feed.interval)
