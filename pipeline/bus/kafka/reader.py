"""Reading topics without a group, cheaply when there is nothing new: one question for the end offsets (1-3 ms)."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from pipeline.bus.port import Message, Slot
from pipeline.events.errors import Unavailable

from .client import Consumer
from .failures import errors, probe
from .tuning import Tuning

_CHUNK: Final = 500
_STALLED: Final = 15.0


class Readers:
    """Consumers without a group, lent to one caller at a time and kept for the next."""

    def __init__(self, servers: str, tuning: Tuning) -> None:
        self._servers = servers
        self._tuning = tuning
        self._lock = threading.Lock()
        self._idle: list[Consumer] = []

    @contextmanager
    def borrow(self) -> Iterator[Consumer]:
        """Lend a consumer. One whose use fails is closed, not kept."""
        consumer = self._take()
        try:
            with errors(self._servers):
                yield consumer
        except Exception:
            consumer.close(1.0)
            raise
        except BaseException:
            self._keep(consumer)
            raise
        self._keep(consumer)

    def close(self) -> None:
        """Close all consumers that are not lent."""
        with self._lock:
            idle, self._idle = self._idle, []
        for consumer in idle:
            consumer.close(1.0)

    def read(self, topic: str, partitions: int, after: Mapping[int, int]) -> Iterator[Message]:
        """Yield the messages from the offsets `after` to the ends as of now."""
        slots = [Slot(topic, number) for number in range(partitions)]
        with self.borrow() as consumer:
            ends = consumer.ends(slots, self._tuning.connect)
            wanted = {slot: end for slot, end in ends.items() if end > after.get(slot.partition, 0)}
            if not wanted:
                return
            oldest = consumer.beginnings(list(wanted), self._tuning.connect)
            starts = {slot: max(after.get(slot.partition, 0), oldest[slot]) for slot in wanted}
            yield from self._read_to(consumer, starts, wanted)

    def _read_to(self, consumer: Consumer, starts: Mapping[Slot, int], ends: Mapping[Slot, int]) -> Iterator[Message]:
        left = {slot: end for slot, end in ends.items() if starts[slot] < end}
        consumer.assign({slot: starts[slot] for slot in left})
        deadline = time.monotonic() + _STALLED
        while left:
            batch = consumer.poll(_CHUNK, 0.2)
            if batch:
                deadline = time.monotonic() + _STALLED
            elif time.monotonic() > deadline:
                raise Unavailable(f"Kafka at {self._servers} stopped answering", hint="the work waits and tries again")
            yield from (message for message in batch if message.offset < ends[message.slot])
            left = {slot: end for slot, end in left.items() if consumer.position(slot) < end}
            consumer.pause(frozenset(ends) - frozenset(left))

    def _take(self) -> Consumer:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        probe(self._servers, self._tuning.connect)
        with errors(self._servers):
            return Consumer(self._servers, self._tuning, None)

    def _keep(self, consumer: Consumer) -> None:
        with self._lock:
            self._idle.append(consumer)
