"""One member of a consumer group on the embedded log."""

from __future__ import annotations

import sqlite3
import time
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Protocol

from pipeline.bus.port import Fenced, Message, Record, Slot
from pipeline.events.errors import UndersightError

from . import groups, log
from .database import Database, Timing
from .groups import Lease, Member


class Host(Protocol):
    """What a subscription needs of its bus."""

    database: Database
    timing: Timing

    def known(self, topics: Sequence[str]) -> log.Parts:
        """Return the partitions of topics, which must exist."""
        ...

    def append(self, link: sqlite3.Connection, records: Sequence[Record]) -> None:
        """Append records in the caller's transaction."""
        ...

    def announce(self) -> None:
        """Wake whoever waits for records."""
        ...

    def wait(self, seconds: float) -> None:
        """Wait for records of this process, at most so long."""
        ...

    def forget(self, subscription: EmbeddedSubscription) -> None:
        """Stop the heartbeat of a subscription."""
        ...


class EmbeddedSubscription:
    """Polls the partitions leased to it and commits positions together with outputs, in one transaction."""

    def __init__(self, host: Host, member: Member, topics: Sequence[str]) -> None:
        self._host = host
        self.member = member
        self._topics = tuple(topics)
        self.active = time.monotonic()
        self._link = host.database.connect()
        self._leases: dict[Slot, Lease] = {}
        self._positions: dict[Slot, int] = {}
        self._order: deque[Slot] = deque()
        self._paused: frozenset[Slot] = frozenset()
        self._lost: set[Slot] = set()
        self._generation = -1
        self._seen = -1
        self._look_after = 0.0
        self._closed = False
        self._join()

    def poll(self, max_messages: int, timeout: float) -> list[Message]:
        """Return messages, waiting for the first; take over partitions of members that died."""
        deadline = time.monotonic() + timeout
        while True:
            self.active = time.monotonic()
            with self._host.database.errors():
                found = self._look(max_messages)
            left = deadline - time.monotonic()
            if found or left <= 0:
                return found
            self._host.wait(min(self._host.timing.pause, left))

    def assigned(self) -> frozenset[Slot]:
        """Return the slots owned as of the last poll."""
        return frozenset(self._leases)

    def lost(self) -> frozenset[Slot]:
        """Return the slots lost since the last call."""
        lost, self._lost = frozenset(self._lost), set()
        return lost

    def pause(self, slots: frozenset[Slot]) -> None:
        """Replace the set of slots that polling passes over."""
        if slots != self._paused:
            self._paused = slots
            self._seen = -1

    def commit(self, positions: Mapping[Slot, int], outputs: Sequence[Record] = ()) -> None:
        """Store outputs and positions in one transaction, if every slot is still ours."""
        self.active = time.monotonic()
        self._host.known([record.topic for record in outputs])
        try:
            leased = {self._leases[slot]: offset for slot, offset in positions.items()}
        except KeyError as error:
            raise Fenced(f"{error.args[0]} is not assigned to this member") from None
        with self._host.database.transaction(self._link):
            if not groups.owns(self._link, self.member, leased):
                raise Fenced(f"a partition of group {self.member[0]} was given to another member")
            self._host.append(self._link, outputs)
            groups.store(self._link, self.member[0], {lease.tp: offset for lease, offset in leased.items()})
        self._seen = -1
        self._host.announce()

    def close(self) -> None:
        """Leave the group; another member has the partitions at its next poll."""
        if self._closed:
            return
        self._closed = True
        self._host.forget(self)
        with suppress(UndersightError), self._host.database.transaction(self._link):
            groups.leave(self._link, self.member)
        self._link.close()

    def _look(self, max_messages: int) -> list[Message]:
        """Fetch, unless nothing at all has been written since a look that found nothing."""
        self._bury_the_dead()
        version = self._link.execute("PRAGMA data_version").fetchone()[0]
        if version == self._seen:
            return []
        self._follow_generation()
        found = self._fetch(max_messages)
        self._seen = -1 if found else version
        return found

    def _fetch(self, max_messages: int) -> list[Message]:
        """Take from the slots in turn, so that a full one does not starve the others."""
        found: list[Message] = []
        for slot in tuple(self._order):
            if slot in self._paused or len(found) >= max_messages:
                continue
            lease = self._leases[slot]
            batch = log.fetch(self._link, slot, lease.tp, self._positions[slot], max_messages - len(found))
            if batch:
                self._positions[slot] = batch[-1].offset + 1
                found += batch
        self._order.rotate(-1)
        return found

    def _follow_generation(self) -> None:
        current = groups.generation(self._link, self.member[0])
        if current == self._generation:
            return
        if not groups.is_member(self._link, self.member):
            self._join()
            return
        self._take(groups.leases(self._link, self.member))
        self._generation = current

    def _take(self, fresh: dict[Slot, Lease]) -> None:
        kept = {slot for slot, lease in fresh.items() if _same(lease, self._leases.get(slot))}
        self._lost |= set(self._leases) - kept
        self._positions = {
            slot: self._positions[slot] if slot in kept else lease.committed for slot, lease in fresh.items()
        }
        self._leases = fresh
        self._order = deque(sorted(fresh))

    def _bury_the_dead(self) -> None:
        if time.monotonic() < self._look_after:
            return
        self._look_after = time.monotonic() + self._host.timing.beat
        group, lease = self.member[0], self._host.timing.lease
        if self._dead():
            with self._host.database.transaction(self._link):
                for name in groups.expired(self._link, group, time.time(), lease):
                    self._link.execute("DELETE FROM member WHERE grp=? AND member=?", (group, name))
                groups.rebalance(self._link, group)
            self._seen = -1

    def _dead(self) -> list[str]:
        gone = groups.expired(self._link, self.member[0], time.time(), self._host.timing.lease)
        return [name for name in gone if name != self.member[1]]

    def _join(self) -> None:
        with self._host.database.transaction(self._link):
            groups.join(self._link, self.member, self._topics, time.time() + self._host.timing.lease)
            self._generation = groups.generation(self._link, self.member[0])
            fresh = groups.leases(self._link, self.member)
        self._take(fresh)
        self._seen = -1


def _same(lease: Lease, known: Lease | None) -> bool:
    return known is not None and known.generation == lease.generation
