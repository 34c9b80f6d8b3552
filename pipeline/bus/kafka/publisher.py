"""Publishing with a deadline, and the watchdog that replaces a producer which does not get through."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from pipeline.bus.port import Record
from pipeline.events.errors import Unavailable
from pipeline.observability import get_logger

from .client import Producer
from .failures import errors, probe
from .tuning import Tuning

log = get_logger(__name__)


class Publisher:
    """Keeps one producer for all threads. A call that fails drops it; the next call makes a new one."""

    def __init__(self, servers: str, tuning: Tuning) -> None:
        self._servers = servers
        self._tuning = tuning
        self._lock = threading.Lock()
        self._producer: Producer | None = None
        self.replaced = 0

    def publish(self, records: Sequence[Record]) -> None:
        """Publish and wait for the acknowledgements.

        Raises Unavailable when they do not all come in time. Then some records may be on the log and others not: the
        caller publishes all of them again, so that some may be there twice but none is lost.
        """
        if not records:
            return
        producer = self._current()
        try:
            producer.send(records, self._tuning.publish)
        except Unavailable:
            self._drop(producer)
            raise

    def close(self) -> None:
        """Send what is left, for a second or two."""
        with self._lock:
            producer, self._producer = self._producer, None
        if producer is not None:
            producer.close(2.0)

    def _current(self) -> Producer:
        with self._lock:
            if self._producer is None:
                probe(self._servers, self._tuning.connect)
                with errors(self._servers):
                    self._producer = Producer(self._servers, self._tuning)
            return self._producer

    def _drop(self, producer: Producer) -> None:
        with self._lock:
            if self._producer is not producer:
                return
            self._producer = None
            self.replaced += 1
        log.info("producer_replaced", servers=self._servers)
        producer.abandon()
