"""Dates as people write them in queries: periods of the calendar, points in time, and times relative to now. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

_CALENDAR: Final = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_RELATIVE: Final = re.compile(r"now(?:([+-])(\d{1,6})([smhdwMy]))?")
_RFC3339: Final = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})?")
_UNITS: Final = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
    "M": timedelta(days=30),
    "y": timedelta(days=365),
}
_TICK: Final = timedelta(milliseconds=1)

EXAMPLES: Final = "write 2024, 2024-05, 2024-05-01, 2024-05-01T09:30:00Z or now-7d"


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` (included) to `end` (excluded), in UTC. `relative` says that it was written with `now`."""

    start: datetime
    end: datetime
    relative: bool = False


def read_period(text: str, now: datetime) -> Period | None:
    """Return the year, month, day or millisecond that a text names, or None when it names none.

    Units of relative times: s m h d w, M for 30 days, y for 365. Times without an offset are in UTC (RFC 3339 has one).
    """
    try:
        if _CALENDAR.fullmatch(text):
            return _calendar(text)
        if _RELATIVE.fullmatch(text):
            return _instant(_relative(text, now), relative=True)
        if _RFC3339.fullmatch(text):
            return _instant(_point(text), relative=False)
    except (ValueError, OverflowError):
        return None
    return None


def _calendar(text: str) -> Period | None:
    match = _CALENDAR.fullmatch(text)
    assert match
    year, month, day = (None if part is None else int(part) for part in match.groups())
    assert year is not None
    start = datetime(year, month or 1, day or 1, tzinfo=UTC)
    if day is not None:
        return Period(start, start + timedelta(days=1))
    if month is None or month == 12:
        return Period(start, datetime(year + 1, 1, 1, tzinfo=UTC))
    return Period(start, datetime(year, month + 1, 1, tzinfo=UTC))


def _relative(text: str, now: datetime) -> datetime:
    match = _RELATIVE.fullmatch(text)
    assert match
    sign, number, unit = match.groups()
    if sign is None:
        return now.astimezone(UTC)
    distance = int(number) * _UNITS[unit]
    return now.astimezone(UTC) + (distance if sign == "+" else -distance)


def _point(text: str) -> datetime:
    point = datetime.fromisoformat(text.upper())
    return point.replace(tzinfo=UTC) if point.tzinfo is None else point.astimezone(UTC)


def _instant(time: datetime, *, relative: bool) -> Period:
    start = time.replace(microsecond=time.microsecond // 1000 * 1000)
    return Period(start, start + _TICK, relative)
