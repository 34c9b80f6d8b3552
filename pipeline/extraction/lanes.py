"""Threads shared fairly between hosts: a host with a hundred pages waiting does not keep the others from their turn."""

from __future__ import annotations

import queue
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from typing import Final, TypeAlias

Task: TypeAlias = Callable[[], None]

PATIENCE_SECONDS: Final = 3.0
"""How long `close` waits for tasks under way. The threads are daemons: a name server that hangs stops no exit."""


class HostLanes:
    """Runs tasks on `threads` threads, at most `per_host` of one host at a time, hosts in turn. Thread safe.

    Tasks must not raise; those still waiting at `close` are dropped.
    """

    def __init__(self, threads: int, per_host: int) -> None:
        self._per_host = per_host
        self._lock = threading.Lock()
        self._closed = False
        self._waiting: dict[str, deque[Task]] = {}
        self._active: Counter[str] = Counter()
        self._turns: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=self._work, name=f"fetch-{number}", daemon=True) for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def put(self, host: str, task: Task) -> None:
        """Run a task as soon as a thread is free and its host has a turn."""
        with self._lock:
            if self._closed:
                return
            self._waiting.setdefault(host, deque()).append(task)
            if self._active[host] < self._per_host:
                self._active[host] += 1
                self._turns.put(host)

    def close(self, patience: float = PATIENCE_SECONDS) -> None:
        """Start no more tasks, and wait up to `patience` seconds for those under way."""
        with self._lock:
            self._closed = True
            self._waiting.clear()
        for _ in self._threads:
            self._turns.put(None)
        deadline = time.monotonic() + patience
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _work(self) -> None:
        while (host := self._turns.get()) is not None:
            task = self._next(host)
            if task is not None:
                task()
                self._turns.put(host)

    def _next(self, host: str) -> Task | None:
        with self._lock:
            lane = self._waiting.get(host)
            if lane:
                return lane.popleft()
            self._waiting.pop(host, None)
            self._active[host] -= 1
            if not self._active[host]:
                del self._active[host]
            return None
