"""The port to subscribers: one alert through one channel. `tests/contract/test_notifications.py` runs on every sender.

A sender may be asked again for a delivery that did go out, when the process died before it could be recorded. The
delivery id is the same each time and travels with the message, so that the receiving side can drop the repeat.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

from pipeline.events import Alert


@dataclass(frozen=True, slots=True)
class Sent:
    """The channel has taken the alert over. `detail` is worth recording, such as the server's answer."""

    detail: str = ""


@dataclass(frozen=True, slots=True)
class SendFailure:
    """The channel has not taken it. `permanent`: no later try can do better. `retry_after` is in seconds."""

    detail: str
    permanent: bool = False
    retry_after: float | None = None


class Sender(Protocol):
    """One channel. Thread safe; expected failures are values."""

    def send(self, alert: Alert, delivery_id: str) -> Sent | SendFailure:
        """Send an alert, once, without trying again."""
        ...

    def close(self) -> None:
        """Break what is under way and release connections."""
        ...


@dataclass(frozen=True, slots=True)
class LogTarget:
    """A file of JSON lines; None for the one in the settings."""

    file: Path | None = None


@dataclass(frozen=True, slots=True)
class MailTarget:
    """Addresses that get each alert as one message."""

    to: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class HookTarget:
    """A web address, and the secret (`whsec_` and base64) that requests are signed with; it is never shown."""

    url: str
    secret: str


Target: TypeAlias = LogTarget | MailTarget | HookTarget
