"""The embedded log behind the port."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final
from uuid import uuid4

from pipeline.bus.port import Message, Record, Slot, TopicSpec
from pipeline.events.errors import ConfigError, Unavailable

from . import groups, log
from .database import Database, Timing
from .subscription import EmbeddedSubscription

_CHUNK: Final = 500


class EmbeddedBus:
    """The event log in one SQLite file. Any number of threads and of processes on one machine may use it."""

    def __init__(self, path: Path, timing: Timing | None = None) -> None:
        self.timing = timing or Timing()
        self.database = Database(path, self.timing.busy)
        self._writing = threading.Lock()
        self._writer = self.database.connect()
        self._reading = threading.Lock()
        self._reader = self.database.connect()
        self._news = threading.Condition()
        self._parts: log.Parts = {}
        self._alive: set[EmbeddedSubscription] = set()
        self._members = threading.Lock()
        self._heart: threading.Thread | None = None
        self._stop = threading.Event()
        self._trim_at = time.monotonic() + self.timing.trim

    def apply(self, topics: Sequence[TopicSpec]) -> list[str]:
        """Create topics in one transaction; all of them or none."""
        with self._writing, self.database.transaction(self._writer):
            return [spec.name for spec in topics if log.create(self._writer, spec)]

    def topics(self) -> Mapping[str, int]:
        """Return the number of partitions of every topic."""
        return {name: len(tps) for name, tps in self._refresh().items()}

    def publish(self, records: Sequence[Record]) -> None:
        """Append records in one transaction, one fsync."""
        self.known([record.topic for record in records])
        if not records:
            return
        with self._writing, self.database.transaction(self._writer):
            self.append(self._writer, records)
        self.announce()

    def subscribe(self, group: str, topics: Sequence[str]) -> EmbeddedSubscription:
        """Join a group under a fresh name."""
        self.known(topics)
        subscription = EmbeddedSubscription(self, (group, f"{os.getpid()}-{uuid4().hex[:12]}"), topics)
        with self._members:
            self._alive.add(subscription)
            if self._heart is None:
                self._heart = threading.Thread(target=self._beat, name="bus-heartbeat", daemon=True)
                self._heart.start()
        return subscription

    def read(self, topic: str, after: Mapping[int, int] | None = None) -> Iterator[Message]:
        """Yield what lies on a topic, partition by partition."""
        self.known([topic])
        with self._reading, self.database.errors():
            ends = log.ends(self._reader, topic)
        for part, tp, end in ends:
            yield from self._read_part(Slot(topic, part), tp, (after or {}).get(part, 0), end)

    def seek(self, group: str, positions: Mapping[Slot, int]) -> None:
        """Move a group that has no living member."""
        known = self.known([slot.topic for slot in positions])
        with self._writing, self.database.transaction(self._writer):
            if groups.is_active(self._writer, group, time.time()):
                raise ConfigError(f"group {group} is active", hint="stop its workers first")
            groups.store(self._writer, group, {known[s.topic][s.partition]: off for s, off in positions.items()})

    def lag(self, group: str, topics: Sequence[str]) -> Mapping[Slot, int]:
        """Return end minus position for each slot, of what retention has left."""
        self.known(topics)
        with self._reading, self.database.errors():
            done = groups.committed(self._reader, group)
            return {
                Slot(topic, part): end - max(done.get(tp, 0), log.low(self._reader, tp, end))
                for topic in topics
                for part, tp, end in log.ends(self._reader, topic)
            }

    def close(self) -> None:
        """Leave all groups and close the file."""
        self._stop.set()
        for subscription in tuple(self._alive):
            subscription.close()
        if self._heart is not None:
            self._heart.join()
        with self._writing, self._reading:
            self._writer.close()
            self._reader.close()

    def known(self, topics: Sequence[str]) -> log.Parts:
        """Return the partitions of topics; raises ConfigError for one that does not exist."""
        if any(topic not in self._parts for topic in topics):
            log.check_known(self._refresh(), topics)
        return self._parts

    def append(self, link: sqlite3.Connection, records: Sequence[Record]) -> None:
        """Append in the caller's transaction, and trim now and then what retention no longer keeps."""
        now_ms = time.time_ns() // 1_000_000
        log.append(link, self._parts, records, now_ms)
        if time.monotonic() >= self._trim_at:
            more = log.trim(link, now_ms)
            self._trim_at = time.monotonic() + (self.timing.pause if more else self.timing.trim)

    def announce(self) -> None:
        """Wake the subscriptions of this process; those of others look every few milliseconds."""
        with self._news:
            self._news.notify_all()

    def wait(self, seconds: float) -> None:
        """Wait until something is published by this process, or the time is over."""
        with self._news:
            self._news.wait(seconds)

    def forget(self, subscription: EmbeddedSubscription) -> None:
        """Stop the heartbeat of a subscription."""
        with self._members:
            self._alive.discard(subscription)

    def _refresh(self) -> log.Parts:
        with self._reading, self.database.errors():
            self._parts = log.parts(self._reader)
        return self._parts

    def _read_part(self, slot: Slot, tp: int, start: int, end: int) -> Iterator[Message]:
        """Read in chunks that are fetched whole: a cursor left open would keep the WAL from being reset."""
        while start < end:
            with self._reading, self.database.errors():
                chunk = log.fetch(self._reader, slot, tp, start, _CHUNK, end)
            if not chunk:
                return
            start = chunk[-1].offset + 1
            yield from chunk

    def _beat(self) -> None:
        """Keep members alive while their thread works on a batch, but not one that has hung."""
        link = self.database.connect(durable=False)
        try:
            while not self._stop.wait(self.timing.beat):
                oldest = time.monotonic() - self.timing.hung
                with self._members:
                    members = [one.member for one in self._alive if one.active >= oldest]
                with suppress(Unavailable), self.database.transaction(link):
                    groups.beat(link, members, time.time() + self.timing.lease)
        finally:
            link.close()
