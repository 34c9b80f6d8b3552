"""Days, weeks and months of the calendar, in UTC."""

from __future__ import annotations

from datetime import datetime, timedelta

from pipeline.index.port import Interval


def interval_start(time: datetime, interval: Interval) -> datetime:
    """Return the start of the day, the week (Monday, ISO 8601) or the month that a time in UTC lies in."""
    day = time.replace(hour=0, minute=0, second=0, microsecond=0)
    if interval == "month":
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if interval == "week" and day.toordinal() > 7 else day
