"""Which feed is due when: a heap of next-poll times, where 20,000 feeds cost no more than 20. Pure."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from datetime import datetime

from .catalogue import Feed


class Agenda:
    """The enabled feeds and their next polls. A feed that was taken comes back only when it is put back.

    Not thread safe.
    """

    def __init__(self) -> None:
        self._feeds: dict[str, Feed] = {}
        self._due: dict[str, datetime] = {}
        self._taken: set[str] = set()
        self._heap: list[tuple[datetime, str]] = []

    def replace(self, feeds: Iterable[Feed], due: Mapping[str, datetime | None], now: datetime) -> None:
        """Take over a new list. New feeds are due as `due` says, by default now; changed ones are due now."""
        before, self._feeds = self._feeds, {feed.id: feed for feed in feeds}
        for feed_id in before.keys() - self._feeds.keys():
            self._due.pop(feed_id, None)
        for feed in self._feeds.values():
            known = before.get(feed.id)
            if known is None:
                self.put(feed.id, due.get(feed.id) or now)
            elif (known.url, known.interval) != (feed.url, feed.interval):
                self.put(feed.id, now)

    def put(self, feed_id: str, when: datetime) -> None:
        """Say when a feed is due next, and that nobody is polling it."""
        self._taken.discard(feed_id)
        if feed_id in self._feeds:
            self._due[feed_id] = when
            heapq.heappush(self._heap, (when, feed_id))

    def take(self, now: datetime) -> list[Feed]:
        """Return the feeds that are due, in their order, and hold them until they are put back."""
        taken: list[Feed] = []
        while self._heap and self._heap[0][0] <= now:
            when, feed_id = heapq.heappop(self._heap)
            if self._due.get(feed_id) == when and feed_id not in self._taken:
                self._taken.add(feed_id)
                taken.append(self._feeds[feed_id])
        return taken

    def due(self, now: datetime) -> frozenset[str]:
        """Return the ids of the feeds that `take` would return."""
        return frozenset(name for name, when in self._due.items() if when <= now and name not in self._taken)

    def __len__(self) -> int:
        return len(self._feeds)

    @property
    def ids(self) -> frozenset[str]:
        """The ids of the feeds."""
        return frozenset(self._feeds)
