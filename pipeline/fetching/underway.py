"""What one exchange may use up, and how those of one caller are broken off."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final, Protocol

from .body import TooLarge

HEAD_MOST: Final = 256 * 1024
"""Bytes read before the header of the answer is complete, provisional answers (1xx) included."""


class Abortable(Protocol):
    """A connection that can be broken from another thread."""

    def abort(self) -> None:
        """Wake whoever waits on it."""
        ...


class BrokenOff(Exception):
    """The caller does not want the answer any more."""


class UnderWay:
    """One exchange under way: the bytes it may still read, and the connection it is on.

    `connected` says that a connection was made for it, instead of taking one from the pool; `answered` that at least
    one byte came back.
    """

    def __init__(self) -> None:
        self.connected = False
        self.answered = False
        self._left = HEAD_MOST
        self._broken = False
        self._stream: Abortable | None = None

    @property
    def stale(self) -> bool:
        """Whether nothing came back on a connection from the pool, which its server may have closed meanwhile."""
        return self._stream is not None and not (self.connected or self.answered or self._broken)

    def allow(self, size: int) -> None:
        """Let so many more bytes be read."""
        self._left += size

    def on(self, stream: Abortable) -> None:
        """Note the connection that is waited on from here. Raises BrokenOff."""
        self._stream = stream
        if self._broken:
            raise BrokenOff

    def took(self, size: int) -> None:
        """Note bytes read. Raises TooLarge."""
        self.answered = self.answered or size > 0
        self._left -= size
        if self._left < 0:
            raise TooLarge

    def abort(self) -> None:
        """Break it off, from another thread."""
        self._broken = True
        if self._stream is not None:
            self._stream.abort()


UNDER_WAY: Final[ContextVar[UnderWay | None]] = ContextVar("under_way", default=None)
"""The exchange of this thread."""


class Caller:
    """The exchanges of one caller, to be broken off together. Thread safe."""

    def __init__(self) -> None:
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._live: set[UnderWay] = set()

    def closed(self) -> bool:
        """Tell whether it wants nothing any more."""
        return self._closed.is_set()

    @contextmanager
    def exchange(self, way: UnderWay) -> Iterator[None]:
        """Count the block as an exchange of this caller. Raises BrokenOff when closed."""
        with self._lock:
            if self.closed():
                raise BrokenOff
            self._live.add(way)
        token = UNDER_WAY.set(way)
        try:
            yield
        finally:
            UNDER_WAY.reset(token)
            with self._lock:
                self._live.discard(way)

    def close(self) -> None:
        """Break off what is under way and want nothing more."""
        with self._lock:
            self._closed.set()
            live = list(self._live)
        for way in live:
            way.abort()
