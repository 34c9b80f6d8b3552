"""What is known of a feed between two polls, and what that says of its health. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

Health = Literal["new", "ok", "failing", "gone", "silent"]

SILENT_AFTER: Final = timedelta(days=30)
"""A feed that still answers but has brought nothing for so long has probably moved."""


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is known of one feed. `failures` counts those in a row; `entries` counts what was ever published."""

    feed_id: str
    url: str
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str = ""
    next_poll: datetime | None = None
    last_poll: datetime | None = None
    last_success: datetime | None = None
    last_new: datetime | None = None
    failures: int = 0
    last_error: str = ""
    last_status: int | None = None
    moved_to: str = ""
    weekly: int | None = None
    ttl: float | None = None
    entries: int = 0


def due_at_start(state: FeedState, url: str, now: datetime, longest: timedelta) -> datetime:
    """Return when a feed is due in a process that has just started.

    At once where its address changed, or where only the network was away, as a restart is how people mend that; and
    never later than `longest` from now, should the settings have changed.
    """
    offline = state.last_error.startswith(("dns:", "connect:"))
    if state.next_poll is None or state.url != url or offline:
        return now
    return state.next_poll if state.failures else min(state.next_poll, now + longest)


def health(state: FeedState | None, now: datetime) -> Health:
    """Return how a feed is doing."""
    if state is None or state.last_poll is None:
        return "new"
    if state.failures:
        return "gone" if state.last_status == 410 else "failing"
    if state.last_new is not None and now - state.last_new > SILENT_AFTER:
        return "silent"
    return "ok"
