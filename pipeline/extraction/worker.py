"""The processes that parse foreign HTML: a nursery with every library loaded, and the workers forked from it.

The pool starts the nursery as `python -m pipeline.extraction.worker FD MEMORY_MB`. It never sees a page: it forks
workers in milliseconds, and collects them. A worker reads pages from its pipe, answers each, and ends with the pipe.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle
from typing import Final, TypeAlias

from . import _newspaper
from .extract import extract_page
from .limits import die_with, grown, memory_reason, near_memory_limit, set_process_limits, start_cpu_clock, watch_memory
from .page import Crashed, PageOutcome
from .sandbox import enclose
from .wire import GOES_ON, LAST, READY, Job, Order, dump_outcome, load_job, load_order

Extract: TypeAlias = Callable[[bytes, Job], PageOutcome]

OWN_DEATH_SECONDS: Final = 2.0
"""How long a worker that closed its pipe may take to end by itself, so that its exit code tells why."""

_FAILED: Final = 70
_WARM_UP: Final = b"<html><body><article><h1>Warm</h1><p>%s</p></article></body></html>" % (b"One word more. " * 80)


def extract_job(html: bytes, job: Job) -> PageOutcome:
    """Return what becomes of a page."""
    return extract_page(html, job.url, charset=job.charset, hints=job.hints, rules=job.rules, now=job.now)


def main(argv: list[str], extract: Extract = extract_job) -> None:
    """Fork and collect workers as the pool says, until the other end of the pipe closes; then end them all."""
    control, memory_mb = Connection(int(argv[0])), int(argv[1])
    set_process_limits(memory_mb)
    _silence()
    children: set[int] = set()
    with contextlib.suppress(EOFError, ConnectionError):
        control.send_bytes(_warm_up(extract))
        gc.freeze()
        while True:
            order = load_order(control.recv_bytes())
            if order.collect is None:
                answer = _fork(control, order, memory_mb, extract)
                children.add(answer)
            else:
                answer = _collect(order.collect, patience=0 if order.kill else OWN_DEATH_SECONDS)
                children.discard(order.collect)
            control.send_bytes(b"%d" % answer)
    for pid in children:
        _collect(pid, patience=0)


def _fork(control: Connection, order: Order, memory_mb: int, extract: Extract) -> int:
    pipe, nursery = Connection(recv_handle(control)), os.getpid()
    pid = os.fork()
    if pid == 0:
        with contextlib.suppress(BaseException):
            control.close()
            die_with(nursery)
            os.nice(order.niceness)
            watch_memory(memory_mb)
            enclose()
            _serve(pipe, order.cpu_seconds, memory_mb, extract)
            os._exit(0)
        os._exit(_FAILED)
    pipe.close()
    return pid


def _collect(pid: int, patience: float) -> int:
    """Return the exit code of a worker, as `subprocess` gives it. One that has not ended by then is killed."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.002)
    os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _serve(pipe: Connection, cpu_seconds: float, memory_mb: int, extract: Extract) -> None:
    """Answer pages until the pipe ends, or until one may have left this process unfit for the next."""
    fit = True
    with contextlib.suppress(EOFError, ConnectionError):
        while fit:
            job, html = load_job(pipe.recv_bytes()), pipe.recv_bytes()
            start_cpu_clock(cpu_seconds)
            outcome = _work(html, job, memory_mb, extract)
            start_cpu_clock(0)
            fit = not isinstance(outcome, Crashed) and not grown(memory_mb)
            pipe.send_bytes((GOES_ON if fit else LAST) + dump_outcome(outcome))


def _work(html: bytes, job: Job, memory_mb: int, extract: Extract) -> PageOutcome:
    try:
        outcome = extract(html, job)
    except MemoryError:
        return Crashed(memory_reason(memory_mb))
    except Exception as error:  # noqa: BLE001 - whatever a page does to a parser is an outcome of the page
        return Crashed(f"the extractor failed: {type(error).__name__}: {error}"[:300])
    return Crashed(memory_reason(memory_mb)) if near_memory_limit(memory_mb) else outcome


def _silence() -> None:
    """Keep libraries from writing between the parent's own lines."""
    logging.disable(logging.CRITICAL)
    null = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(null, standard)
    os.close(null)


def _warm_up(extract: Extract) -> bytes:
    """Import all that pages need, so that no worker has to, and return the greeting to send."""
    try:
        extract(_WARM_UP, Job("https://page.invalid/"))
        _newspaper.load()
    except Exception as error:  # noqa: BLE001 - the parent shows it
        return f"{type(error).__name__}: {error}"[:500].encode()
    return READY


if __name__ == "__main__":
    main(sys.argv[1:])
