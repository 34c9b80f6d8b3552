"""A worker process: reads pages from its pipe, extracts, answers; ends when the pipe ends.

Started by the pool as `python -m pipeline.extraction.worker FD MEMORY_MB CPU_SECONDS PARENT`.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from multiprocessing.connection import Connection
from typing import Final

from . import _newspaper
from .extract import extract_page
from .limits import memory_reason, near_memory_limit, set_process_limits, start_cpu_clock
from .page import Crashed, PageOutcome
from .wire import READY, Job, dump_outcome, load_job

IDLE_SECONDS: Final = 0.5
"""Pause after which the extractor that is rarely asked is loaded, too: it takes as long as all the others."""

_WARM_UP: Final = b"<html><body><article><h1>Warm</h1><p>%s</p></article></body></html>" % (b"One word more. " * 80)


def main(argv: list[str]) -> None:
    """Serve pages until the other end of the pipe closes."""
    pipe = Connection(int(argv[0]))
    memory_mb, cpu_seconds = int(argv[1]), float(argv[2])
    set_process_limits(memory_mb, parent=int(argv[3]))
    _silence()
    with contextlib.suppress(EOFError, ConnectionError):
        pipe.send_bytes(_warm_up())
        if not pipe.poll(IDLE_SECONDS):
            _newspaper.load()
        while _serve_one(pipe, memory_mb, cpu_seconds):
            pass


def _serve_one(pipe: Connection, memory_mb: int, cpu_seconds: float) -> bool:
    """Answer one page; False says that the worker is not to be used again."""
    job, html = load_job(pipe.recv_bytes()), pipe.recv_bytes()
    start_cpu_clock(cpu_seconds)
    outcome = _work(job, html, memory_mb)
    start_cpu_clock(0)
    pipe.send_bytes(dump_outcome(outcome))
    return not isinstance(outcome, Crashed)


def _work(job: Job, html: bytes, memory_mb: int) -> PageOutcome:
    try:
        outcome = extract_page(
            html, job.url, charset=job.charset, min_words=job.min_words, hints=job.hints, now=job.now
        )
    except MemoryError:
        return Crashed(memory_reason(memory_mb))
    except Exception as error:  # noqa: BLE001 - whatever a page does to a parser is an outcome of the page
        return Crashed(f"the extractor failed: {type(error).__name__}: {error}"[:300])
    return Crashed(memory_reason(memory_mb)) if near_memory_limit(memory_mb) else outcome


def _silence() -> None:
    """Keep libraries from writing between the parent's own lines."""
    logging.disable(logging.CRITICAL)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)


def _warm_up() -> bytes:
    """Import what every page needs, so that the first is not slow, and return the greeting to send."""
    try:
        extract_page(_WARM_UP, "https://page.invalid/")
    except Exception as error:  # noqa: BLE001 - the parent shows it
        return f"{type(error).__name__}: {error}"[:500].encode()
    return READY


if __name__ == "__main__":
    main(sys.argv[1:])
