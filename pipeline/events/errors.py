"""Every error the product raises on purpose.

UndersightError                 something a person can act on; its text says what to do
├── ConfigError                 a setting, list or command is wrong: nothing was started
├── Unavailable                 a server, disk or network is away: wait and try again, lose nothing
├── Incompatible                a server or stored data has a version this build cannot use
└── MalformedEvent              a message that no later try can read: to the dead letters
"""

from __future__ import annotations


class UndersightError(Exception):
    """Something a person can act on: `str(error)` is one clear line, `hint` says what to do next."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class ConfigError(UndersightError):
    """A setting, a list or a command line is wrong; nothing was started. Names file and line where known."""

    exit_code = 2


class Unavailable(UndersightError):
    """A server, the disk or the network is away: the work waits and is tried again, nothing is lost."""

    exit_code = 3


class Incompatible(UndersightError):
    """A server or stored data has a version that this build cannot use."""

    exit_code = 4


class MalformedEvent(UndersightError):
    """A message that no later try can read, because its schema is unknown or its body is not valid."""

    exit_code = 5
