"""Retry-After, in both of its forms (RFC 9110 §10.2.3). Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

LONGEST: Final = 86400.0
"""No wish for more than a day is taken at its word."""


def retry_after(value: str | None, now: datetime) -> float | None:
    """Return the seconds to wait, 0 to a day, or None where the header is missing or makes no sense."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), LONGEST)
    moment = http_date(text)
    return None if moment is None else min(max((moment - now).total_seconds(), 0.0), LONGEST)


def http_date(text: str | None) -> datetime | None:
    """Return the moment that an HTTP date names, in UTC, or None."""
    try:
        moment = parsedate_to_datetime(text or "")
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
