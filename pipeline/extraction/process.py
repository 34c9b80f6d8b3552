"""The parent's side of one worker process: fork, ask, collect."""

from __future__ import annotations

import contextlib
import signal
import socket
import struct
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Final

from .limits import reason_of_death
from .nursery import Killed, Nursery
from .page import Crashed, PageOutcome
from .wire import GOES_ON, Job, dump_job, load_outcome

MAX_ANSWER: Final = 32 << 20
"""A page of 5 MB holds less text than that, in any encoding."""

_STALLED_SECONDS: Final = 30
_FROM_OUTSIDE: Final = frozenset({None, -signal.SIGKILL, -signal.SIGTERM, -signal.SIGHUP})


@dataclass(frozen=True, slots=True)
class Budget:
    """What a page may cost: CPU seconds of at most `niceness`, and the memory that reasons are to name."""

    cpu_seconds: float
    memory_mb: int
    niceness: int = 0


class WorkerProcess:
    """One worker. Used by one thread at a time."""

    def __init__(self, nursery: Nursery, budget: Budget) -> None:
        """Fork the worker. Raises Killed when the nursery has ended, Unavailable when it cannot start."""
        ours, theirs = socket.socketpair()
        for direction in (socket.SO_SNDTIMEO, socket.SO_RCVTIMEO):  # a stopped worker must not stop its thread
            ours.setsockopt(socket.SOL_SOCKET, direction, struct.pack("@ll", _STALLED_SECONDS, 0))
        self._nursery, self._budget = nursery, budget
        self._pipe = Connection(ours.detach())
        self.fit = True
        """Whether it takes another page."""
        self.served = 0
        try:
            self.pid = nursery.fork(theirs, budget.cpu_seconds, budget.niceness)
        except BaseException:
            self._pipe.close()
            raise

    def ask(self, job: Job, html: bytes) -> PageOutcome:
        """Return what becomes of a page. Raises Killed when someone else ended the worker."""
        patience = 15 + 10 * self._budget.cpu_seconds
        try:
            self._pipe.send_bytes(dump_job(job))
            self._pipe.send_bytes(html)
            if not self._pipe.poll(patience):
                self.close()
                return Crashed(f"the page took more than {patience:g} s")
            answer = self._pipe.recv_bytes(MAX_ANSWER)
        except (EOFError, OSError):
            return self._died()
        self.served += 1
        self.fit = answer[:1] == GOES_ON
        return load_outcome(answer[1:])

    def close(self) -> None:
        """End the process at once and collect it."""
        self._collect(kill=True)

    def _died(self) -> Crashed:
        code = self._collect(kill=False)
        if code in _FROM_OUTSIDE:
            raise Killed
        return Crashed(reason_of_death(code, cpu_seconds=self._budget.cpu_seconds, memory_mb=self._budget.memory_mb))

    def _collect(self, *, kill: bool) -> int | None:
        self.fit = False
        if self._pipe.closed:
            return None
        with contextlib.suppress(OSError):
            self._pipe.close()
        return self._nursery.collect(self.pid, kill=kill)
