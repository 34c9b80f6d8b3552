"""What a worker process may not do once it holds foreign HTML: open connections, start programs, write files.

Two fences: an audit hook, which every Python call passes, and on Linux a seccomp filter, which holds for C libraries.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import platform
import resource
import struct
import sys
from typing import Final

MAX_FILES: Final = 64
"""Open files of a worker; extractors that load their data late need a handful."""

_FORBIDDEN_EVENTS: Final = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "os.kill",
    "ftplib.",
    "smtplib.",
    "urllib.Request",
    "webbrowser.",
)
_PR_SET_SECCOMP: Final = 22
_PR_SET_NO_NEW_PRIVS: Final = 38
_MODE_FILTER: Final = 2
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050000 | errno.EPERM
_LOAD: Final = 0x20
_IF_EQUAL: Final = 0x15
_IF_AT_LEAST: Final = 0x35
_RETURN: Final = 0x06
_NUMBER_AT: Final = 0
_MACHINE_AT: Final = 4
_X32: Final = 0x40000000

_MACHINES: Final = {
    # socket, connect, bind, listen, execve, execveat, ptrace, process_vm_writev, kill, io_uring_setup
    "x86_64": (0xC000003E, (41, 42, 49, 50, 59, 322, 101, 311, 62, 425)),
    "aarch64": (0xC00000B7, (198, 203, 200, 201, 221, 281, 117, 271, 129, 425)),
}
"""Number of the architecture (linux/audit.h) and of the system calls that are refused."""


def enclose() -> None:
    """Give this process no new connections, programs or written files, for good. What is open stays open."""
    for limit, value in ((resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_NOFILE, MAX_FILES)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (value, value))
    if sys.platform == "linux":
        _filter_system_calls()
    sys.addaudithook(_refuse)


def _refuse(event: str, _arguments: tuple[object, ...]) -> None:
    if event.startswith(_FORBIDDEN_EVENTS):
        raise PermissionError(errno.EPERM, f"a worker for extraction may not call {event}")


def _filter_system_calls() -> None:
    """Have the kernel refuse with EPERM; where it knows no filters, the audit hook stands alone."""
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        return
    steps = _program(*machine)
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    program = struct.pack("@HP", len(steps), ctypes.addressof(code))
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.c_char_p(program), 0, 0)


def _program(machine: int, refused: tuple[int, ...]) -> list[tuple[int, int, int, int]]:
    """Return the steps (code, jump if true, jump if false, operand) of the filter."""
    to_end = len(refused) + 1
    return [
        (_LOAD, 0, 0, _MACHINE_AT),
        (_IF_EQUAL, 0, to_end + 2, machine),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_IF_AT_LEAST, to_end, 0, _X32),
        *((_IF_EQUAL, to_end - 1 - at, 0, number) for at, number in enumerate(refused)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
