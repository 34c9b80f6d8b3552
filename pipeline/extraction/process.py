"""The parent's side of one worker process: start, ask, kill."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from multiprocessing.connection import Connection
from typing import Final

from pipeline.events import Unavailable

from .limits import reason_of_death
from .page import Crashed, PageOutcome
from .wire import READY, Job, dump_job, load_outcome

START_SECONDS: Final = 120.0
"""Patience with a starting worker; it takes under two seconds on an idle machine."""

MAX_ANSWER: Final = 64 << 20

_SLOW: Final = b"it takes too long"
_ENDED: Final = b"it ends at once"
_FROM_OUTSIDE: Final = frozenset({-signal.SIGKILL, -signal.SIGTERM, -signal.SIGHUP})


class Killed(Exception):
    """The worker was ended from outside, not by its page: ask another."""


class WorkerProcess:
    """One worker. Used by one thread at a time, the one that made it: it dies with that thread (Linux)."""

    def __init__(self, memory_mb: int, cpu_seconds: float) -> None:
        ours, theirs = socket.socketpair()
        self._memory_mb, self._cpu_seconds = memory_mb, cpu_seconds
        self._pipe = Connection(ours.detach())
        self._ready = False
        self.served = 0
        with theirs:
            limits = [str(memory_mb), str(cpu_seconds), str(os.getpid())]
            self._process = subprocess.Popen(
                [sys.executable, "-m", "pipeline.extraction.worker", str(theirs.fileno()), *limits],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(path or os.curdir for path in sys.path)},
            )

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self._process.pid

    def wait_ready(self) -> None:
        """Wait until the worker has started. Raises Unavailable when it does not."""
        if self._ready:
            return
        try:
            greeting = self._pipe.recv_bytes(4096) if self._pipe.poll(START_SECONDS) else _SLOW
        except (EOFError, OSError):
            greeting = _ENDED
        self._ready = greeting == READY
        if not self._ready:
            if greeting == _ENDED and self._code() in _FROM_OUTSIDE:
                raise Killed
            self.kill()
            reason = greeting.decode(errors="replace")
            raise Unavailable(
                f"a worker for extraction does not start: {reason}", hint="extraction.memory_mb may be too small"
            )

    def ask(self, job: Job, html: bytes) -> PageOutcome:
        """Return what becomes of a page. Raises Killed when someone else ended the worker."""
        patience = 15 + 10 * self._cpu_seconds
        try:
            self._pipe.send_bytes(dump_job(job))
            self._pipe.send_bytes(html)
            if not self._pipe.poll(patience):
                self.kill()
                return Crashed(f"the page took more than {patience:g} s")
            self.served += 1
            return load_outcome(self._pipe.recv_bytes(MAX_ANSWER))
        except (EOFError, OSError):
            return self._died()

    def _died(self) -> Crashed:
        code = self._code()
        if code in _FROM_OUTSIDE:
            raise Killed
        return Crashed(reason_of_death(code, cpu_seconds=self._cpu_seconds, memory_mb=self._memory_mb))

    def _code(self) -> int | None:
        """Return the exit code of a worker whose end of the pipe is closed, and collect the process."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(2)
        code = self._process.returncode
        self.kill()
        return code

    def terminate(self) -> None:
        """End the process at once; whoever waits for an answer is told. May be called from any thread."""
        self._process.kill()

    def kill(self) -> None:
        """End the process at once and collect it."""
        self._process.kill()
        self._process.wait()
        self._pipe.close()
