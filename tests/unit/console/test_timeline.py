"""Counts become bars without gaps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.console.timeline import HEIGHT, MOST_BARS, WIDTH, bars, interval_for

DAY = datetime(2024, 2, 28, tzinfo=UTC)


def test_days_without_stories_have_a_bar_too() -> None:
    found = bars([(DAY, 4), (DAY + timedelta(days=3), 2)], "day")
    assert [bar.count for bar in found] == [4, 0, 0, 2]
    assert [bar.day for bar in found] == ["2024-02-28", "2024-02-29", "2024-03-01", "2024-03-02"]
    assert (found[0].height, found[3].height) == (HEIGHT, HEIGHT / 2)


def test_months_are_those_of_the_calendar() -> None:
    found = bars([(datetime(2023, 11, 1, tzinfo=UTC), 1), (datetime(2024, 2, 1, tzinfo=UTC), 1)], "month")
    assert [bar.day for bar in found] == ["2023-11-01", "2023-12-01", "2024-01-01", "2024-02-01"]


def test_nothing_found_has_no_chart() -> None:
    assert bars([], "day") == []


@pytest.mark.parametrize(("days", "interval"), [(3, "day"), (100, "day"), (101, "week"), (1200, "month")])
def test_the_interval_fits_the_time(days: int, interval: str) -> None:
    assert interval_for(DAY, DAY + timedelta(days=days)) == interval
    assert interval_for(None, None) == "day"


@given(st.dictionaries(st.integers(0, 900), st.integers(1, 1000), min_size=1, max_size=50))
def test_every_bar_lies_within_the_drawing(days: dict[int, int]) -> None:
    found = bars([(DAY + timedelta(days=day), count) for day, count in sorted(days.items())], "day")
    assert 1 <= len(found) <= MOST_BARS
    assert all(0 <= bar.x < WIDTH and bar.x + bar.width <= WIDTH + 0.1 for bar in found)
    assert all(abs(bar.y + bar.height - HEIGHT) < 0.02 for bar in found)
