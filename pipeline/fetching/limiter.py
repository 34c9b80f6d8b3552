"""Politeness towards a host: few connections at a time and a pause between two requests, shared by feeds and pages."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

_MOST_HOSTS: Final = 4096


@dataclass(frozen=True, slots=True)
class Turn:
    """Whether a request may go now, after how many seconds of waiting, and if not, when it may be tried again."""

    granted: bool
    waited: float = 0.0
    retry_after: float = 0.0


@dataclass(slots=True)
class _Lane:
    active: int = 0
    waiting: int = 0
    free_at: float = 0.0


class HostLimiter:
    """Hands out turns, host by host, in the order asked for. Thread safe."""

    def __init__(self, connections: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._connections = connections
        self._clock = clock
        self._lanes: dict[str, _Lane] = {}
        self._changed = threading.Condition()
        self._closed = False

    def enter(self, host: str, *, pause: float, patience: float, follows: bool = False) -> Turn:
        """Wait for a turn, at most `patience` seconds; every turn granted must be given back with `leave`.

        The next request starts `pause` seconds after this one. One that `follows` another (a redirect, the page after
        its robots.txt) takes a connection but waits for no pause.
        """
        with self._changed:
            lane = self._lanes.setdefault(host, _Lane())
            start = self._clock()
            due = start if follows else max(start, lane.free_at)
            if self._closed or due - start > patience:
                return Turn(granted=False, retry_after=due - start)
            if not follows:
                lane.free_at = due + pause
            lane.waiting += 1
            try:
                return self._wait(lane, start, due, start + patience)
            finally:
                lane.waiting -= 1

    def leave(self, host: str) -> None:
        """Give a turn back."""
        with self._changed:
            self._lanes[host].active -= 1
            if len(self._lanes) > _MOST_HOSTS:
                self._forget_idle()
            self._changed.notify_all()

    def close(self) -> None:
        """Grant no more turns and wake whoever waits."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _wait(self, lane: _Lane, start: float, due: float, latest: float) -> Turn:
        while not self._closed:
            now = self._clock()
            if now >= due and lane.active < self._connections:
                lane.active += 1
                return Turn(granted=True, waited=now - start)
            if now >= latest:
                break
            self._changed.wait((due if now < due else latest) - now)
        return Turn(granted=False, retry_after=max(1.0, latest - start))

    def _forget_idle(self) -> None:
        now = self._clock()
        for host in [h for h, lane in self._lanes.items() if not (lane.active or lane.waiting) and lane.free_at < now]:
            del self._lanes[host]
