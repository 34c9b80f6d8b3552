"""Threads shared fairly between hosts: a host with a hundred pages waiting does not keep the others from their turn."""

from __future__ import annotations

import contextlib
import threading
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeAlias

Task: TypeAlias = Callable[[], None]


class HostLanes:
    """Runs tasks on `threads` threads, at most `per_host` of one host at a time, hosts in turn. Thread safe.

    Tasks must not raise; those still waiting at `close` are dropped.
    """

    def __init__(self, threads: int, per_host: int) -> None:
        self._per_host = per_host
        self._lock = threading.Lock()
        self._waiting: dict[str, deque[Task]] = {}
        self._active: Counter[str] = Counter()
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="fetch")

    def put(self, host: str, task: Task) -> None:
        """Run a task as soon as a thread is free and its host has a turn."""
        with self._lock:
            self._waiting.setdefault(host, deque()).append(task)
            if self._active[host] >= self._per_host:
                return
            self._active[host] += 1
        self._turn(host)

    def close(self) -> None:
        """Start no more tasks and wait for those under way."""
        with self._lock:
            self._waiting.clear()
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _turn(self, host: str) -> None:
        with contextlib.suppress(RuntimeError):  # closed meanwhile
            self._threads.submit(self._run, host)

    def _run(self, host: str) -> None:
        task = self._next(host)
        if task is not None:
            task()
            self._turn(host)

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
