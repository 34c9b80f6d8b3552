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

NEAR: Final = timedelta(hours=36)
"""Distance up to which two dates may be of one publication: a day, and the zone that one of them may lack."""

_LONGEST: Final = 100
_CLOCK: Final = (
    r"(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,:]\d{1,9})?)?\s*(?P<half>[ap]\.?m\b\.?)?"
)
_ZONE: Final = r"\s*\(?(?P<zone>Z\b|(?:UTC|GMT)?\s*[+\-−]\d{1,2}(?::?\d{2})?(?!\d)|[A-Z]{3,5}\b)?"
_JOINT: Final = r"(?:T|[\s,;|/@·–-]*(?:\bat\b|\bum\b|\bà\b|\ba las\b|\bkl\.?|\bklokken\b|\bom\b|\bo\b|\balle\b)?\s*)"
_AT: Final = rf"(?:{_JOINT}{_CLOCK}{_ZONE})?"
_DAY: Final = r"(?P<day>\d{1,2})"
_YEAR: Final = r"(?P<year>(?:19|20)\d{2})"
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED: Final = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?"
_DIGITS: Final = r"(?P<hour>\d{2}):?(?P<minute>\d{2}):?(?P<second>\d{2})?"
_FORMS: Final = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_YEAR}(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark){_DAY}(?!\d){_AT}",
        rf"{_YEAR}\s*[年년]\s*(?P<month>\d{{1,2}})\s*[月월]\s*{_DAY}\s*[日일]?{_AT}",
        rf"{_YEAR}(?P<month>\d{{2}})(?P<day>\d{{2}})(?:[T\s]?{_DIGITS}{_ZONE})?(?!\d)",
        rf"(?:\w+,?\s+)?{_DAY}(?:st|nd|rd|th)?\.?[\s-](?:of\s+)?{_NAMED}[\s,-]+{_YEAR}{_AT}",
        rf"(?:\w+,?\s+)?{_NAMED}\s+{_DAY}(?:st|nd|rd|th)?,?\s+{_YEAR}{_AT}",
        rf"(?:\w+\s+)?{_NAMED}\s+{_DAY}\s+(?P<hour>\d{{2}}):(?P<minute>\d{{2}}):(?P<second>\d{{2}}){_ZONE}\s*{_YEAR}",
        rf"{_DAY}\.\s?(?P<month>\d{{1,2}})\.\s?{_YEAR}{_AT}",
        rf"(?P<first>\d{{1,2}})[/-](?P<other>\d{{1,2}})[/-]{_YEAR}{_AT}",
    )
)
_EPOCH: Final = re.compile(r"(?P<seconds>\d{9,10})(?P<millis>\d{3})?(?:\.\d+)?")
_HOURS: Final = {
    "Z": 0, "UTC": 0, "GMT": 0, "UT": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2,
    "EET": 2, "EEST": 3, "MSK": 3, "IST": 5.5, "PKT": 5, "WIB": 7, "SGT": 8, "HKT": 8, "JST": 9, "KST": 9, "AEST": 10,
    "AEDT": 11, "NZST": 12, "NZDT": 13, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8,
    "PDT": -7, "BRT": -3, "ART": -3, "SAST": 2, "EAT": 3, "WAT": 1,
}  # fmt: skip
"""Abbreviations of zones with their usual meaning in news: IST is India's, CST North America's, BST Britain's."""

_URL_DAY: Final = re.compile(r"/((?:19|20)\d{2})[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)")


@dataclass(frozen=True, slots=True)
class PageDate:
    """A date of a page in UTC. `exact` says that the page gives the time and its zone, `timed` that it gives a time."""

    at: datetime
    exact: bool
    timed: bool = True


def read_date(text: str) -> PageDate | None:
    """Return the date that a metadata field holds.

    ISO 8601 and its usual misspellings, RFC 5322, English month names, numbers in the order that cannot be mistaken,
    and seconds or milliseconds since 1970. A time without a zone is taken as UTC and is not exact.
    """
    text = _ascii_digits(text.strip()[:_LONGEST])
    try:
        if match := _EPOCH.fullmatch(text):
            return _from_epoch(match)
        for form in _FORMS:
            if match := form.match(text):
                return _from_match(match)
        return _from_mail(text)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _ascii_digits(text: str) -> str:
    return text if text.isascii() else "".join(str(int(one)) if one.isdecimal() else one for one in text)


def _from_epoch(match: re.Match[str]) -> PageDate | None:
    at = datetime.fromtimestamp(int(match["seconds"]), UTC)
    return PageDate(at, exact=True) if at >= EARLIEST else None


def _from_match(match: re.Match[str]) -> PageDate:
    found = match.groupdict()
    year, month, day = int(found["year"]), *_month_and_day(found)
    if found.get("hour") is None:
        return PageDate(datetime(year, month, day, tzinfo=UTC), exact=False, timed=False)
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    half = (found.get("half") or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    offset = _offset(found["zone"])
    at = datetime(year, month, day, tzinfo=UTC) + _span(hour, minute, second) - (offset or timedelta())
    timed = bool(hour or minute or second)
    return PageDate(at, exact=offset is not None and timed, timed=timed)


def _span(hour: int, minute: int, second: int) -> timedelta:
    if hour > 24 or minute > 59 or second > 60:
        raise ValueError
    return timedelta(hours=hour, minutes=minute, seconds=second)


def _month_and_day(found: dict[str, str]) -> tuple[int, int]:
    """Return month and day; raises ValueError where two numbers may be either."""
    if found.get("name"):
        return _MONTHS.index(found["name"].lower()) + 1, int(found["day"])
    if found.get("month"):
        return int(found["month"]), int(found["day"])
    first, other = int(found["first"]), int(found["other"])
    if first > 12 or first == other:
        return other, first
    if other > 12:
        return first, other
    raise ValueError


def _offset(zone: str | None) -> timedelta | None:
    """Return the offset of a zone from UTC; None where none is given or its name is unknown."""
    zone = re.sub(r"\s", "", zone or "").upper().replace("−", "-")
    if zone in _HOURS:
        return timedelta(hours=_HOURS[zone])
    match = re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?", zone)
    if not match:
        return None
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    return timedelta(minutes=-minutes if match[1] == "-" else minutes) if minutes <= 14 * 60 else None


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


def day_in(url: str) -> datetime | None:
    """Return the day that an address carries, as in /2024/03/05/, or None."""
    match = _URL_DAY.search(url)
    try:
        return datetime(int(match[1]), int(match[2]), int(match[3]), tzinfo=UTC) if match else None
    except ValueError:
        return None


def first_date(fields: Iterable[str], now: datetime, url: str = "") -> PageDate | None:
    """Return the first plausible date of the fields, or a more exact one further down that can be the same.

    Where the address carries a day, dates near that day go first: a field that is rewritten with each change of the
    page is known by it.
    """
    dates = [found for text in fields if (found := read_date(text)) and plausible(found.at, now)]
    day = day_in(url)
    if day is not None:
        dates.sort(key=lambda found: abs(found.at - day) > NEAR)
    if not dates:
        return None
    best = dates[0]
    return next((found for found in dates if found.exact and _refines(found, best)), best)


def _refines(exact: PageDate, rough: PageDate) -> bool:
    """Say whether an exact date can be the rough one: the same day, and the same minute in some zone."""
    distance = abs(exact.at - rough.at)
    if rough.exact or not rough.timed:
        return distance <= NEAR
    return distance <= timedelta(hours=14) and int(distance.total_seconds() + 30) % 900 <= 60


def choose_published(page: PageDate | None, feed: datetime | None, now: datetime) -> datetime | None:
    """Return the publishing time in UTC: the page's when it is exact, else the feed's, else the page's day.

    A feed whose date is more than 36 hours later than the day the page gives tells of a change, not of publication.
    """
    told = feed.astimezone(UTC) if feed is not None and plausible(feed, now) else None
    if page is None:
        return told
    return page.at if page.exact or told is None or told - page.at > NEAR else told
