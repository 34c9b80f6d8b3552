"""What stands at the head of an XML feed and the fast parser does not tell. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from .model import Format

_HEAD_BYTES: Final = 65536
_FIRST_ENTRY: Final = re.compile(rb"<(?:[A-Za-z]+:)?(?:item|entry)[\s>/]", re.IGNORECASE)
_ROOT: Final = re.compile(rb"<(?:[A-Za-z0-9]{1,20}:)?(rss|feed|RDF|channel)[\s>/]", re.IGNORECASE)
_TTL: Final = re.compile(rb"<ttl>\s*(\d{1,6})\s*</ttl>", re.IGNORECASE)
_PERIOD: Final = re.compile(rb"<sy:updatePeriod>\s*(hourly|daily|weekly|monthly|yearly)\s*</sy:", re.IGNORECASE)
_FREQUENCY: Final = re.compile(rb"<sy:updateFrequency>\s*(\d{1,4})\s*</sy:", re.IGNORECASE)
_LANGUAGE: Final = re.compile(rb"<(?:dc:)?language>\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\s*</", re.IGNORECASE)
_HTML: Final = re.compile(
    rb"\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_ALTERNATE: Final = re.compile(rb"<link\b[^<>]{0,500}>", re.IGNORECASE)
_FEED_TYPE: Final = re.compile(rb"application/(?:rss|atom)\+xml|application/feed\+json", re.IGNORECASE)
_HREF: Final = re.compile(rb"href\s*=\s*[\"']?([^\s\"'<>]{1,300})", re.IGNORECASE)
_SUBTLE: Final = re.compile(rb"xml:base\s*=|<title[^<>]{1,80}xhtml", re.IGNORECASE)

_PERIODS: Final = {b"hourly": 3600, b"daily": 86400, b"weekly": 604800, b"monthly": 2592000, b"yearly": 31536000}
_FORMATS: Final[dict[bytes, Format]] = {b"rss": "rss", b"channel": "rss", b"feed": "atom", b"rdf": "rdf"}


@dataclass(frozen=True, slots=True)
class Head:
    """The format, how long the feed asks to be left alone (seconds), and its language."""

    format: Format
    ttl: float | None
    language: str
    has_entries: bool


def read_head(document: bytes) -> Head:
    """Return what the head of a feed says; `unknown` for a document with no feed's root."""
    first = _FIRST_ENTRY.search(document)
    head = document[: min(first.start() if first else len(document), _HEAD_BYTES)]
    root = _ROOT.search(head)
    language = _LANGUAGE.search(head)
    return Head(
        format=_FORMATS[root[1].lower()] if root else "unknown",
        ttl=_ttl(head),
        language=language[1].decode("ascii") if language else "",
        has_entries=first is not None,
    )


def needs_reference(document: bytes) -> bool:
    """Tell whether a feed uses what the fast parser gets wrong: `xml:base`, and titles in XHTML."""
    return _SUBTLE.search(document) is not None


def is_web_page(document: bytes) -> bool:
    """Tell whether a document is HTML."""
    return _HTML.match(document) is not None


def named_feeds(document: bytes, url: str) -> tuple[str, ...]:
    """Return the addresses of the feeds that a web page names."""
    links = [link[0] for link in _ALTERNATE.finditer(document[:500_000]) if _FEED_TYPE.search(link[0])]
    found = [href[1].decode("utf-8", "replace") for link in links if (href := _HREF.search(link))]
    return tuple(dict.fromkeys(filter(None, (_join(url, href.replace("&amp;", "&")) for href in found))))[:5]


def _join(url: str, href: str) -> str:
    try:
        return urljoin(url, href)
    except ValueError:
        return ""


def _ttl(head: bytes) -> float | None:
    minutes = _TTL.search(head)
    period, frequency = _PERIOD.search(head), _FREQUENCY.search(head)
    wishes = [60.0 * int(minutes[1])] if minutes else []
    if period:
        wishes.append(_PERIODS[period[1].lower()] / max(int(frequency[1]) if frequency else 1, 1))
    return max((wish for wish in wishes if wish > 0), default=None)
