"""Counts over time as the bars of a chart, drawn by the server as SVG. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pipeline.index import Interval

WIDTH: Final = 720
HEIGHT: Final = 72
MOST_BARS: Final = 400


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, in the units of the drawing, and what it stands for: stories from `day` until before `end`."""

    x: float
    y: float
    width: float
    height: float
    count: int
    day: str
    end: str


def interval_for(first: datetime | None, last: datetime | None) -> Interval:
    """Return the interval that gives a readable number of bars: days up to a season, weeks up to three years."""
    if first is None or last is None or last - first <= timedelta(days=100):
        return "day"
    return "week" if last - first <= timedelta(days=1100) else "month"


def bars(counts: Sequence[tuple[datetime, int]], interval: Interval) -> list[Bar]:
    """Return a bar for each interval from the first to the last, those without stories included; at most 400."""
    if not counts:
        return []
    times = _times(counts[0][0], counts[-1][0], interval)[-MOST_BARS:]
    known = dict(counts)
    top = max(known.values())
    step = WIDTH / max(len(times), 12)
    return [_bar(place, time, known.get(time, 0), top, step, interval) for place, time in enumerate(times)]


def _bar(place: int, time: datetime, count: int, top: int, step: float, interval: Interval) -> Bar:
    height = HEIGHT * count / top
    end = _next(time, interval)
    return Bar(
        round(place * step, 2),
        round(HEIGHT - height, 2),
        round(max(step - 1, 0.5), 2),
        round(height, 2),
        count,
        f"{time:%Y-%m-%d}",
        f"{end:%Y-%m-%d}",
    )


def _times(first: datetime, last: datetime, interval: Interval) -> list[datetime]:
    times = [first]
    while times[-1] < last and len(times) < 20_000:
        times.append(_next(times[-1], interval))
    return times


def _next(time: datetime, interval: Interval) -> datetime:
    if interval == "month":
        return time.replace(year=time.year + time.month // 12, month=time.month % 12 + 1)
    return time + timedelta(days=7 if interval == "week" else 1)
