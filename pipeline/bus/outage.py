"""A server that is away: wait longer and longer, say so once when it begins and once when it ends."""

from __future__ import annotations

import time
from collections.abc import Callable
from random import random

from pipeline.events.errors import Unavailable
from pipeline.observability import get_logger

from .policy import outage_delay

log = get_logger(__name__)


class Outage:
    """Keeps the waiting time of one thing that may be away."""

    def __init__(self, hop: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._hop = hop
        self._clock = clock
        self._failures = 0
        self._began = 0.0
        self._until = 0.0

    @property
    def lasts(self) -> bool:
        """Whether the last thing heard was a failure."""
        return self._failures > 0

    def left(self) -> float:
        """Return how many seconds to wait before the next try; 0 for none."""
        return max(0.0, self._until - self._clock()) if self._failures else 0.0

    def failed(self, error: Unavailable) -> None:
        """Note a failure. Several within one waiting time count as one."""
        if self._failures == 0:
            self._began = self._clock()
            log.warning("waiting", hop=self._hop, error=str(error))
        elif self.left() > 0:
            return
        self._failures += 1
        self._until = self._clock() + outage_delay(self._failures, random())

    def succeeded(self) -> None:
        """Note that the thing is there."""
        if self._failures:
            log.info("going_on", hop=self._hop, after_seconds=round(self._clock() - self._began, 1))
            self._failures = 0
