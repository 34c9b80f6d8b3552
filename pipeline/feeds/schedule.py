"""When to poll a feed next. Pure: plain data and an explicit `now` in, a time out.

The interval follows how often the feed has something new, is never shorter than the feed or its server asks for, and
grows with every failure in a row: linearly, since with long intervals doubling soon means never (rss-fetcher's rule).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pipeline.fetching.retryafter import LONGEST, http_date

POLLS_PER_ENTRY: Final = 4
"""Four polls for each entry expected: half of the entries are seen within an eighth of the usual gap between two."""
WEEK: Final = timedelta(days=7)
JITTER: Final = 0.05
"""Share by which intervals are spread, so that feeds added together drift apart."""

_MAX_AGE: Final = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of all intervals, in seconds, and the operator's own interval for one feed."""

    least: float
    most: float
    fixed: float | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What a poll that worked tells about the next one: entries of the last week (None: unknown), wishes in seconds."""

    weekly: int | None = None
    ttl: float | None = None
    max_age: float | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """What a poll that failed tells: how many have failed in a row (1 for the first), and what the server asks for."""

    failures: int
    status: int | None = None
    retry_after: float | None = None


def next_poll(now: datetime, outcome: Seen | Failed, limits: Limits, *, jitter: float) -> datetime:
    """Return when to poll next. `jitter` is a number from 0 to 1, drawn by the caller.

    The result lies from `least` to `most` seconds ahead; only a server's Retry-After (at most a day) goes beyond.
    """
    if isinstance(outcome, Seen):
        wanted = _interval(outcome, limits) * (1 + JITTER * (2 * jitter - 1))
        return now + timedelta(seconds=_clamp(wanted, limits))
    start = limits.fixed if limits.fixed is not None else limits.least
    wanted = start * (outcome.failures + 1)
    if outcome.status == 410:
        wanted = limits.most  # gone on purpose; still asked now and then, since feeds do come back
    if outcome.status == 429:
        wanted *= 1 + jitter  # whoever shares our address and was told the same must not come back together
    asked = min(outcome.retry_after or 0.0, LONGEST)
    return now + timedelta(seconds=max(_clamp(wanted, limits), asked))


def _interval(seen: Seen, limits: Limits) -> float:
    if limits.fixed is not None:
        return limits.fixed
    wishes = (seen.ttl or 0.0, seen.max_age or 0.0)
    return max(_usual(seen.weekly, limits), *wishes)


def _usual(weekly: int | None, limits: Limits) -> float:
    if weekly is None:
        return min(POLLS_PER_ENTRY * limits.least, limits.most)
    return WEEK.total_seconds() / (weekly * POLLS_PER_ENTRY) if weekly else limits.most


def _clamp(seconds: float, limits: Limits) -> float:
    return max(min(seconds, max(limits.most, limits.least)), limits.least)


def weekly_entries(dates: Sequence[datetime | None], now: datetime) -> int | None:
    """Return how many entries the last seven days brought, None where too few carry a date to tell.

    A feed that holds less than a week is counted up from the time it does cover.
    """
    known = sorted(date for date in dates if date is not None and date <= now)
    if len(known) < 2 or 2 * len(known) < len(dates):
        return None
    if known[0] <= now - WEEK:
        return sum(date > now - WEEK for date in known)
    covered = max((now - known[0]).total_seconds(), 60.0)
    return round(len(known) * WEEK.total_seconds() / covered)


def max_age(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return for how many seconds the server calls its answer fresh (RFC 9111 §4.2.1), None where it does not say."""
    control = headers.get("cache-control", "")
    if "no-cache" in control.lower() or "no-store" in control.lower():
        return 0.0
    found = _MAX_AGE.search(control)
    if found:
        return max(float(found[1]) - _age(headers), 0.0)
    expires = http_date(headers.get("expires"))
    return max((expires - now).total_seconds(), 0.0) if expires else None


def _age(headers: Mapping[str, str]) -> float:
    text = headers.get("age", "")
    return float(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0.0
