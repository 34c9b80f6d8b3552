"""The messages a hop has in hand: waiting for their turn, for their time, being worked on, or finished (no I/O)."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from itertools import count

from .envelope import Work, due_ms, is_for, parked_record, unwrap
from .ledger import Ledger
from .port import Message, Slot
from .settling import Held, Settled
from .topics import RETRY
from .verdicts import Verdict

HELD_LIMIT = 1000
"""Retry messages held back in memory; when there are more, the retry topic waits."""
OVERTAKEN_LIMIT = 200
"""Finished messages behind one that is not due; when there are more, that one moves to the end of its topic."""


class Desk:
    """Knows the state of every message from its delivery to the commit of its position."""

    def __init__(self, hop: str) -> None:
        self._hop = hop
        self._number = count()
        self.ledger = Ledger()
        self.ready: deque[Work] = deque()
        self.flying: dict[Future[Verdict], Work] = {}
        self.finished: list[Settled] = []
        self._held: list[tuple[float, int, Work]] = []

    def accept(self, messages: Iterable[Message], now: float) -> None:
        """Take delivered messages in: those of other hops are finished at once, those not due are held back."""
        for message in messages:
            if not self.ledger.add(message.slot, message.offset):
                continue
            if not is_for(self._hop, message):
                self.ledger.finish(message.slot, message.offset)
            elif due_ms(message) > now * 1000:
                self.hold(Held(unwrap(message), due_ms(message) / 1000))
            else:
                self.ready.append(unwrap(message))

    def hold(self, held: Held) -> None:
        """Keep a message until its time has come."""
        heapq.heappush(self._held, (held.due, next(self._number), held.work))

    def wake(self, now: float) -> None:
        """Make those ready whose time has come."""
        while self._held and self._held[0][0] <= now:
            self.ready.append(heapq.heappop(self._held)[2])

    def next_due(self) -> float | None:
        """Return when the next held message is due, in seconds since the epoch."""
        return self._held[0][0] if self._held else None

    def crowded(self) -> bool:
        """Return whether no more messages should be held back."""
        return len(self._held) >= HELD_LIMIT

    def take(self, limit: int) -> list[Work]:
        """Take up to `limit` ready messages."""
        return [self.ready.popleft() for _ in range(min(limit, len(self.ready)))]

    def put_back(self, works: Sequence[Work]) -> None:
        """Make messages ready again, before all others and in their order."""
        self.ready.extendleft(reversed(works))

    def finish(self, outcome: Settled) -> None:
        """Note that this hop is rid of a message; its outputs and position are to be committed."""
        self.ledger.finish(outcome.work.message.slot, outcome.work.message.offset)
        self.finished.append(outcome)

    def landed(self) -> Iterator[tuple[Work, Future[Verdict]]]:
        """Yield and forget the work that was finished elsewhere."""
        for future in [future for future in self.flying if future.done()]:
            yield self.flying.pop(future), future

    def park(self) -> None:
        """Move messages that are not due to the end of their topic when they hold too many positions back."""
        crowded = [entry for entry in self._held if self._holds_back(entry[2].message.slot)]
        if crowded:
            self._held = [entry for entry in self._held if not self._holds_back(entry[2].message.slot)]
            heapq.heapify(self._held)
            for _, _, work in sorted(crowded):
                self.finish(Settled(work, (parked_record(work.message),)))

    def drop(self, slots: frozenset[Slot]) -> None:
        """Forget all work on slots that were lost."""
        if not slots:
            return
        self.ledger.drop(slots)
        kept = _elsewhere(slots)
        self.ready = deque(work for work in self.ready if kept(work))
        self.finished = [outcome for outcome in self.finished if kept(outcome.work)]
        self._held = [entry for entry in self._held if kept(entry[2])]
        heapq.heapify(self._held)
        for future in [future for future, work in self.flying.items() if not kept(work)]:
            future.cancel()
            del self.flying[future]

    def clear(self) -> None:
        """Forget everything."""
        for future in self.flying:
            future.cancel()
        self.ledger = Ledger()
        self.ready.clear()
        self.flying.clear()
        self.finished = []
        self._held.clear()

    def busy(self) -> bool:
        """Return whether anything is to be done now or within seconds: all but retry messages that are not due."""
        in_place = any(not entry[2].message.slot.topic.endswith(RETRY) for entry in self._held)
        return bool(self.ready or self.flying or self.finished or in_place)

    def _holds_back(self, slot: Slot) -> bool:
        return slot.topic.endswith(RETRY) and self.ledger.overtaken(slot) > OVERTAKEN_LIMIT


def _elsewhere(slots: frozenset[Slot]) -> Callable[[Work], bool]:
    return lambda work: work.message.slot not in slots
