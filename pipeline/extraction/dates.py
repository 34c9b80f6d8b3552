"""When an article was published: read from the page, checked, and weighed against the feed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

EARLIEST: Final = datetime(1995, 1, 1, tzinfo=UTC)
AHEAD: Final = timedelta(hours=26)
"""A date further ahead is refused; a day and a bit allows for pages that leave out their zone."""

_ISO: Final = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})"
    r"(?:(?:T|\s+)(?P<time>\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PageDate:
    """A date of a page in UTC. `exact` says that the page gives the time and its zone."""

    at: datetime
    exact: bool


def read_date(text: str) -> PageDate | None:
    """Return the date that a metadata field holds: ISO 8601 and its usual misspellings, or RFC 5322."""
    match = _ISO.match(text.strip())
    try:
        return _from_iso(match) if match else _from_mail(text)
    except (ValueError, OverflowError, TypeError):
        return None


def _from_iso(match: re.Match[str]) -> PageDate:
    time, zone = match["time"], match["zone"] or ""
    if not time:
        return PageDate(datetime.fromisoformat(match["day"]).replace(tzinfo=UTC), exact=False)
    offset = _offset(zone)
    local = datetime.fromisoformat(f"{match['day']}T{time.zfill(5) if len(time) < 6 else time.zfill(8)}")
    exact = bool(zone) and time.strip("0:") != ""
    return PageDate(local.replace(tzinfo=UTC) - offset, exact=exact)


def _offset(zone: str) -> timedelta:
    if zone[:1] not in {"+", "-"}:
        return timedelta()
    digits = zone[1:].replace(":", "")
    minutes = int(digits[:2]) * 60 + int(digits[2:4] or 0)
    return timedelta(minutes=-minutes if zone[0] == "-" else minutes)


def _from_mail(text: str) -> PageDate:
    if len(text) > 60:
        raise ValueError
    found = parsedate_to_datetime(text)
    return PageDate(
        (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC), exact=found.tzinfo is not None
    )


def plausible(at: datetime | None, now: datetime) -> bool:
    """Say whether a date may be that of a news article: not in the future, not before 1995."""
    return at is not None and EARLIEST <= at <= now + AHEAD


def first_date(fields: Iterable[str], now: datetime) -> PageDate | None:
    """Return the first exact date of the fields, else the first at all; implausible ones are passed over."""
    dates = [found for text in fields if (found := read_date(text)) and plausible(found.at, now)]
    return next((found for found in dates if found.exact), dates[0] if dates else None)


def choose_published(page: PageDate | None, feed: datetime | None, now: datetime) -> datetime | None:
    """Return the publishing time in UTC: the page's when it is exact, else the feed's, else the page's day."""
    told = feed.astimezone(UTC) if feed is not None and plausible(feed, now) else None
    if page is None:
        return told
    return page.at if page.exact or told is None else told
