"""A worker of the extraction pool whose extractor obeys pages that begin with `!`, for tests of what pages can do.

The commands stand for faults of C libraries, which no page can be relied on to find.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from pipeline.extraction import NotAnArticle, PageOutcome
from pipeline.extraction.wire import Job
from pipeline.extraction.worker import extract_job, main

MODULE: Final = "tests.contract.saboteur"
_hoard: list[bytearray] = []


def connect() -> None:
    with socket.socket() as client:
        client.connect(("127.0.0.1", 9))


def raw_socket() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    told("no socket" if libc.socket(socket.AF_INET, socket.SOCK_STREAM, 0) < 0 else "a socket")


def told(text: str) -> None:
    raise LookupError(text)


def corrupt() -> None:
    """Leave the process so that the next page in it dies."""
    _broken.append(True)


_broken: list[bool] = []

COMMANDS: Final[dict[bytes, Callable[[], object]]] = {
    b"segv": lambda: ctypes.string_at(0),
    b"abort": os.abort,
    b"exit": lambda: os._exit(0),
    b"exit3": lambda: os._exit(3),
    b"killed": lambda: signal.raise_signal(signal.SIGKILL),
    b"spin": lambda: [None for _ in iter(int, 1)],
    b"eat": lambda: [bytearray(1 << 20) for _ in iter(int, 1)],
    b"raise": lambda: 1 // 0,
    b"hoard": lambda: _hoard.append(bytearray(300 << 20)),
    b"corrupt": corrupt,
    b"connect": connect,
    b"socket": raw_socket,
    b"resolve": lambda: socket.getaddrinfo("localhost", 80),
    b"run": lambda: subprocess.run([sys.executable, "-V"], check=False),
    b"write": lambda: Path("/tmp/saboteur").write_bytes(b"x"),
    b"environment": lambda: told(repr(sorted(os.environ))),
    b"files": lambda: told(repr(len(list(Path("/proc/self/fd").iterdir())))),
    b"sleep": lambda: time.sleep(600),
}


def extract(html: bytes, job: Job) -> PageOutcome:
    if _broken:
        ctypes.string_at(0)
    if html.startswith(b"!"):
        COMMANDS[html[1:]]()
        return NotAnArticle("done")
    return extract_job(html, job)


if __name__ == "__main__":
    main(sys.argv[1:], extract)
