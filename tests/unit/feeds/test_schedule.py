"""When to poll next: bounds that hold for every input, and the cases that matter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.feeds.schedule import Failed, Limits, Seen, max_age, next_poll, weekly_entries
from pipeline.fetching.retryafter import LONGEST

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
LIMITS = Limits(300, 21600)

seconds = st.none() | st.floats(0, 1e7)
limits = st.builds(
    lambda least, more, fixed: Limits(least, least + more, fixed),
    st.floats(1, 10_000),
    st.floats(0, 100_000),
    st.none() | st.floats(1, 1e6),
)
seen = st.builds(Seen, st.none() | st.integers(0, 100_000), seconds, seconds)
failed = st.builds(Failed, st.integers(1, 10_000), st.sampled_from([None, 200, 404, 410, 429, 500]), seconds)


def ahead(outcome: Seen | Failed, bounds: Limits = LIMITS, jitter: float = 0.5) -> float:
    return (next_poll(NOW, outcome, bounds, jitter=jitter) - NOW).total_seconds()


@given(seen, limits, st.floats(0, 1))
@settings(deadline=None)
def test_success_stays_within_the_bounds(outcome: Seen, bounds: Limits, jitter: float) -> None:
    assert bounds.least - 1e-3 <= ahead(outcome, bounds, jitter) <= bounds.most + 1e-3


@given(failed, limits, st.floats(0, 1))
@settings(deadline=None)
def test_failure_stays_within_the_bounds_but_for_retry_after(outcome: Failed, bounds: Limits, jitter: float) -> None:
    asked = min(outcome.retry_after or 0, LONGEST)
    found = ahead(outcome, bounds, jitter)
    assert max(bounds.least, asked) - 1e-3 <= found <= max(bounds.most, asked) + 1e-3


@given(st.integers(1, 1000), limits)
@settings(deadline=None)
def test_more_failures_never_poll_sooner(failures: int, bounds: Limits) -> None:
    assert ahead(Failed(failures), bounds) <= ahead(Failed(failures + 1), bounds)


@given(st.integers(0, 10_000), limits)
@settings(deadline=None)
def test_busier_feeds_are_never_polled_later(weekly: int, bounds: Limits) -> None:
    assert ahead(Seen(weekly + 1), bounds) <= ahead(Seen(weekly), bounds)


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Seen(None), 1200),
        (Seen(0), 21600),
        (Seen(140), 1080),
        (Seen(5000), 300),
        (Seen(5000, ttl=3600), 3600),
        (Seen(5000, ttl=60, max_age=900), 900),
        (Seen(5000, ttl=1e9), 21600),
        (Failed(1), 600),
        (Failed(3), 1200),
        (Failed(1000), 21600),
        (Failed(1, 410), 21600),
        (Failed(1, 429), 900),
        (Failed(1, 503, 7200), 7200),
        (Failed(1, 503, 40_000), 40_000),
        (Failed(1, 503, 1e9), LONGEST),
    ],
)
def test_cases(outcome: Seen | Failed, expected: float) -> None:
    assert ahead(outcome) == pytest.approx(expected)


def test_the_operators_interval_wins_over_wishes_but_not_over_the_bounds() -> None:
    assert ahead(Seen(5000, ttl=7200), Limits(300, 21600, 900)) == 900
    assert ahead(Seen(0), Limits(300, 21600, 10)) == 300
    assert ahead(Failed(1), Limits(300, 21600, 900)) == 1800


def test_jitter_spreads_evenly() -> None:
    assert [ahead(Seen(140), jitter=j) for j in (0.0, 0.5, 1.0)] == pytest.approx([1026, 1080, 1134])


def days(*ages: float) -> list[datetime | None]:
    return [NOW - timedelta(days=age) for age in ages]


@pytest.mark.parametrize(
    ("dates", "weekly"),
    [
        ([], None),
        (days(1), None),
        ([None, None, NOW], None),
        (days(1, 2, 10), 2),
        (days(8, 9), 0),
        (days(0.5, 1), 14),
        (days(-3, -2, 1, 10), 1),
    ],
)
def test_entries_per_week(dates: list[datetime | None], weekly: int | None) -> None:
    assert weekly_entries(dates, NOW) == weekly


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        ({"cache-control": "public, max-age=600"}, 600),
        ({"cache-control": "max-age=600", "age": "100"}, 500),
        ({"cache-control": "max-age=60", "age": "100"}, 0),
        ({"cache-control": "no-cache, max-age=600"}, 0),
        ({"cache-control": "s-maxage=600"}, None),
        ({"expires": "Wed, 04 Mar 2026 12:10:00 GMT"}, 600),
        ({"expires": "0"}, None),
        ({"expires": "Wed, 04 Mar 2020 12:10:00 GMT"}, 0),
        ({"cache-control": "max-age=1", "expires": "Wed, 04 Mar 2026 12:10:00 GMT"}, 1),
    ],
)
def test_freshness(headers: dict[str, str], expected: float | None) -> None:
    assert max_age(headers, NOW) == expected
