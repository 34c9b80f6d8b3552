"""Politeness towards a host: few connections at a time and a pause between two requests, shared by feeds and pages."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from .hosts import Hosts, MemoryHosts, Wish


@dataclass(frozen=True, slots=True)
class Turn:
    """Whether a request may go now, after how many seconds of waiting, and if not, when it may be tried again.

    `held` says that the host itself asked to be left alone for a while.
    """

    granted: bool
    waited: float = 0.0
    retry_after: float = 0.0
    held: bool = False


def _never() -> bool:
    return False


class HostLimiter:
    """Hands out turns, host by host, in the order asked for. Thread safe.

    `hosts` keeps what is known of the hosts, by default for this process alone.
    """

    def __init__(
        self, connections: int, *, hosts: Hosts | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._connections = connections
        self._clock = clock
        self._hosts = hosts or MemoryHosts(clock=clock)
        self._changed = threading.Condition()
        self._closed = False

    def enter(self, host: str, wish: Wish, broken: Callable[[], bool] = _never) -> Turn:
        """Wait for a turn; every turn granted must be given back with `leave`.

        The waiting ends without a turn when `broken` turns true, which is looked at upon `wake`.
        """
        with self._changed:
            start = self._clock()
            wait = 0.0 if self._closed else self._hosts.book(host, wish)
            if self._closed or wait > wish.patience:
                return Turn(granted=False, retry_after=wait, held=self._is_held(host))
            return self._wait(host, start, start + wait, start + wish.patience, broken)

    def leave(self, host: str) -> None:
        """Give a turn back."""
        with self._changed:
            self._hosts.give(host)
            self._changed.notify_all()

    def hold(self, host: str, seconds: float) -> None:
        """Let no request to a host start within `seconds`, whoever asks: the host has said so."""
        with self._changed:
            self._hosts.hold(host, seconds)

    def wake(self) -> None:
        """Have whoever waits look again whether it is broken off."""
        with self._changed:
            self._changed.notify_all()

    def close(self) -> None:
        """Grant no more turns and wake whoever waits."""
        with self._changed:
            self._closed = True
            self._hosts.close()
            self._changed.notify_all()

    def _is_held(self, host: str) -> bool:
        return not self._closed and self._hosts.book(host, Wish(0.0, -1.0, follows=True)) > 0

    def _wait(self, host: str, start: float, due: float, latest: float, broken: Callable[[], bool]) -> Turn:
        while not (self._closed or broken()):
            now = self._clock()
            if now >= due:
                taken = self._hosts.take(host, self._connections)
                if taken.granted:
                    return Turn(granted=True, waited=now - start)
                due = now + taken.held
                if due > latest:
                    return Turn(granted=False, retry_after=taken.held, held=True)
            if now >= latest:
                break
            self._changed.wait(self._pause(now, due, latest))
        return Turn(granted=False, retry_after=max(1.0, latest - start))

    def _pause(self, now: float, due: float, latest: float) -> float:
        if now < due:
            return due - now
        return min(latest - now, self._hosts.poll or latest - now)
