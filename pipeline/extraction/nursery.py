"""The parent's side of the nursery, the process that workers are forked from."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from multiprocessing.connection import Connection
from multiprocessing.reduction import send_handle
from typing import Final

from pipeline.events import Unavailable

from .wire import READY, Order, dump_order

WORKER: Final = "pipeline.extraction.worker"
"""The module that is started; its `main` is what the nursery does."""

START_SECONDS: Final = 120.0
"""Patience with a starting nursery; it takes about two seconds on an idle machine."""

CLOSE_SECONDS: Final = 5.0

_ANSWER_SECONDS: Final = 30.0
_SLOW: Final = b"it takes too long"
_ENDED: Final = b"it ends at once"
_FROM_OUTSIDE: Final = frozenset({-signal.SIGKILL, -signal.SIGTERM, -signal.SIGHUP})
_PASSED_ON: Final = ("PATH", "HOME", "TZ", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "LD_LIBRARY_PATH", "VIRTUAL_ENV")


class Killed(Exception):
    """A process was ended from outside, not by a page: ask another."""


class Nursery:
    """One process with every library loaded. Thread safe. It ends with `close`, and when this process does."""

    def __init__(self, memory_mb: int, module: str = WORKER) -> None:
        ours, theirs = socket.socketpair()
        self._control = Connection(ours.detach())
        self._lock = threading.Lock()
        self._ready = False
        self.gone = False
        """Whether the process is known to have ended."""
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", module, str(theirs.fileno()), str(memory_mb)],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment(os.environ, sys.path),
            )

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self._process.pid

    def fork(self, pipe: socket.socket, cpu_seconds: float, niceness: int) -> int:
        """Return the process id of a new worker on the other end of a pipe, of which this process keeps no copy.

        Raises Killed when the nursery has ended, Unavailable when it cannot start.
        """
        with self._lock, pipe:
            self._wait_ready()
            try:
                self._control.send_bytes(dump_order(Order(cpu_seconds, niceness)))
                send_handle(self._control, pipe.fileno(), self.pid)
                return self._answer()
            except (EOFError, OSError, ValueError):
                self.gone = True
                raise Killed from None

    def collect(self, pid: int, *, kill: bool) -> int | None:
        """Return the exit code of a worker that has ended, or is to be killed; None when it can no longer be known."""
        with self._lock:
            try:
                self._control.send_bytes(dump_order(Order(collect=pid, kill=kill)))
                return self._answer()
            except (EOFError, OSError, ValueError):
                self.gone = True
                return None

    def close(self) -> None:
        """End the process and all its workers. May be called while other threads wait for an answer."""
        self.gone = True
        if self._ready:
            with contextlib.suppress(OSError), socket.socket(fileno=os.dup(self._control.fileno())) as control:
                control.shutdown(socket.SHUT_RDWR)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(CLOSE_SECONDS)
        self._process.kill()
        self._process.wait()
        with self._lock:
            self._control.close()

    def _answer(self) -> int:
        if not self._control.poll(_ANSWER_SECONDS):
            raise TimeoutError
        return int(self._control.recv_bytes(100))

    def _wait_ready(self) -> None:
        if self._ready:
            return
        try:
            greeting = self._control.recv_bytes(4096) if self._control.poll(START_SECONDS) else _SLOW
        except (EOFError, OSError):
            greeting = _ENDED
        self._ready = greeting == READY
        if not self._ready:
            self.gone = True
            self._refuse(greeting)

    def _refuse(self, greeting: bytes) -> None:
        if greeting == _ENDED:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(2)
            if self._process.returncode in _FROM_OUTSIDE:
                raise Killed
        reason = greeting.decode(errors="replace")
        raise Unavailable(
            f"a worker for extraction does not start: {reason}", hint="extraction.memory_mb may be too small"
        )


def environment(ours: Mapping[str, str], path: list[str]) -> dict[str, str]:
    """Return the environment of the workers: what libraries need, and none of the secrets of this process."""
    kept = {name: ours[name] for name in _PASSED_ON if name in ours}
    return {**kept, "PYTHONPATH": os.pathsep.join(entry or os.curdir for entry in path), "PYTHONUTF8": "1"}
