"""Every failure of a command, as one line for a person and an exit code for a machine."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Final

from pipeline.events import UndersightError

_DISK_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_AWAY: Final = 3


def report(error: Exception, *, debug: bool) -> int:
    """Write one line about an error to standard error and return the exit code."""
    if isinstance(error, BrokenPipeError):
        forget_output()
        return 0
    if debug:
        traceback.print_exception(error)
    text, code = explain(error)
    if text is None:
        text = f"unexpected {type(error).__name__}: {_first_line(error)} ({_where(error, debug=debug)})"
    print(f"undersight: {text}", file=sys.stderr)
    return code


def explain(error: Exception) -> tuple[str | None, int]:
    """Return the line and exit code of a failure that a person can act on; no line for a bug."""
    if isinstance(error, UndersightError):
        return str(error), error.exit_code
    if isinstance(error, OSError) and error.errno in _DISK_FULL:
        return f"the disk is full{_of(error)} (free some space and start again; nothing is lost)", _AWAY
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return "the port is in use by another program (choose another one, or stop that program)", 2
    if isinstance(error, OSError) and error.filename is not None and error.strerror:
        return f"{error.filename}: {error.strerror}", 1
    return None, 1


def _of(error: OSError) -> str:
    return f": {error.filename}" if error.filename else ""


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["no message"])[0]


def _where(error: Exception, *, debug: bool) -> str:
    if debug:
        return "this is a bug; the traceback is above"
    try:
        handle, name = tempfile.mkstemp(prefix="undersight-error-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            traceback.print_exception(error, file=file)
    except OSError:
        return "this is a bug; --debug shows the traceback"
    return f"this is a bug; the traceback is in {Path(name)}, --debug shows it"


def forget_output() -> None:
    """Send what is still buffered nowhere, or Python complains about the closed pipe when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
