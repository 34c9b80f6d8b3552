"""The limits a worker process sets on itself: memory, CPU time for each page, and not to outlive its parent."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import sys
import threading
import time
from typing import Final

MEGABYTE: Final = 1 << 20
_PR_SET_PDEATHSIG: Final = 1
_NO_MEMORY: Final = 87
"""Exit code of a worker that went over its memory where the system does not hold the limit itself."""


def set_process_limits(memory_mb: int) -> None:
    """Limit the address space (inherited by forks), write no core, and ignore the terminal's Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform != "darwin":  # which keeps no limit on address space
        size = memory_mb * MEGABYTE
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (size, size))


def watch_memory(memory_mb: int) -> None:
    """End this process when it uses too much memory, on systems that do not hold the limit themselves."""
    if sys.platform == "darwin":
        threading.Thread(target=_watch_memory, args=(memory_mb,), daemon=True).start()


def start_cpu_clock(seconds: float) -> None:
    """Have the kernel end this process when it has used so much more CPU time (user and system); 0 stops the clock.

    The default action of SIGPROF needs no interpreter, so it also ends a page that never leaves a C library.
    """
    signal.setitimer(signal.ITIMER_PROF, seconds)


def reason_of_death(code: int | None, *, cpu_seconds: float, memory_mb: int) -> str:
    """Return in words why a worker ended, from its exit code as `subprocess` gives it."""
    if code == -signal.SIGPROF:
        return f"the page took more than {cpu_seconds:g} s of CPU time"
    if code == _NO_MEMORY:
        return memory_reason(memory_mb)
    if code is not None and code < 0:
        return f"the page ended its worker: {signal.strsignal(-code) or f'signal {-code}'}"
    return f"the page ended its worker (exit code {code})"


def memory_reason(memory_mb: int) -> str:
    """Return in words that a page took too much memory."""
    return f"the page took more than {memory_mb:,} MB of memory"


def near_memory_limit(memory_mb: int) -> bool:
    """Say whether the address space once came within a tenth of its limit (Linux), so that an extractor gave up."""
    return _kilobytes("VmPeak:") * 1024 > memory_mb * MEGABYTE * 0.9


def grown(memory_mb: int) -> bool:
    """Say whether this process holds so much memory (Linux) that the next page would not have enough."""
    return _kilobytes("VmSize:") * 1024 > memory_mb * MEGABYTE * 0.5


def die_with(parent: int) -> None:
    """Have the kernel end this process with process `parent`, where it can (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def _kilobytes(field: str) -> int:
    try:
        with open("/proc/self/status", encoding="ascii", errors="replace") as status:  # noqa: PTH123 - hot path
            return int(next((line.split()[1] for line in status if line.startswith(field)), "0"))
    except OSError:
        return 0


def _watch_memory(memory_mb: int) -> None:
    while resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < memory_mb * MEGABYTE:
        time.sleep(0.1)
    os._exit(_NO_MEMORY)
