"""What is known of each host: when the next request may start, how long it asked for, and how many are there now.

Times are relative, in seconds: the keeper has a clock of its own. Not thread safe: the limiter calls under its lock.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

_MOST_HOSTS: Final = 4096


@dataclass(frozen=True, slots=True)
class Wish:
    """A request that wants a turn.

    The next one starts `pause` seconds after it; it waits at most `patience`. One that `follows` another (a redirect,
    the page after its robots.txt) waits for no pause, only for what the host itself asked for.
    """

    pause: float
    patience: float
    follows: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """Whether a connection was free and is taken now; `held` is how long the host asked to be left alone."""

    granted: bool
    held: float = 0.0


class Hosts(Protocol):
    """Keeps what is known of hosts. `poll` is how often others must be looked for, None where there are none."""

    poll: float | None

    def book(self, host: str, wish: Wish) -> float:
        """Return the seconds until the request may start; the start is booked unless that is beyond its patience."""
        ...

    def take(self, host: str, most: int) -> Taken:
        """Take one of the `most` connections to the host, unless all are taken or the host is to be left alone."""
        ...

    def give(self, host: str) -> None:
        """Give a connection back."""
        ...

    def hold(self, host: str, seconds: float) -> None:
        """Let no request to the host start within `seconds`."""
        ...

    def close(self) -> None:
        """Give everything back."""
        ...


@dataclass(slots=True)
class Lane:
    """One host, on the keeper's clock."""

    free_at: float = 0.0
    held_until: float = 0.0
    active: int = 0

    def due(self, now: float, *, follows: bool) -> float:
        """Return when a request may start."""
        return max(now, self.held_until, 0.0 if follows else self.free_at)


class MemoryHosts:
    """Keeps what is known of hosts for one process."""

    poll: float | None = None

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lanes: dict[str, Lane] = {}

    def book(self, host: str, wish: Wish) -> float:
        """Return the seconds until the request may start."""
        lane, now = self._lanes.setdefault(host, Lane()), self._clock()
        due = lane.due(now, follows=wish.follows)
        if due - now <= wish.patience and not wish.follows:
            lane.free_at = due + wish.pause
        return due - now

    def take(self, host: str, most: int) -> Taken:
        """Take a connection."""
        lane = self._lanes.setdefault(host, Lane())
        held = max(0.0, lane.held_until - self._clock())
        granted = not held and lane.active < most
        lane.active += granted
        return Taken(granted, held)

    def give(self, host: str) -> None:
        """Give a connection back."""
        self._lanes[host].active -= 1
        if len(self._lanes) > _MOST_HOSTS:
            self._forget_idle()

    def hold(self, host: str, seconds: float) -> None:
        """Let no request start within `seconds`."""
        lane = self._lanes.setdefault(host, Lane())
        lane.held_until = max(lane.held_until, self._clock() + seconds)

    def close(self) -> None:
        """Do nothing: it ends with the process."""

    def _forget_idle(self) -> None:
        now = self._clock()
        for host in [h for h, lane in self._lanes.items() if not lane.active and lane.due(now, follows=False) <= now]:
            del self._lanes[host]
