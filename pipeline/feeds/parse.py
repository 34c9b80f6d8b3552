"""Feed bytes to plain values: the fast parser first, the reference parser in doubt, cleaning for both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from . import _fast, _feedparser, jsonfeed
from .head import Head, is_web_page, named_feeds, needs_reference, read_head
from .model import FeedError, Format, ParsedEntry, ParsedFeed, RawEntry, RawFeed
from .prepare import MAX_BYTES, prepare
from .text import MAX_CONTENT, MAX_SUMMARY, author_name, html_to_text, title_text

MAX_ENTRIES: Final = 5000
_MOST_AUTHORS: Final = 20
_LONGEST_ADDRESS: Final = 4000


_NOTHING: Final = {
    "killed": FeedError("too_slow", "no parser came to an end with it"),
    "failed": FeedError("not_a_feed", "no parser can read it"),
}


def parse_feed(data: bytes, *, url: str, content_type: str = "") -> ParsedFeed | FeedError:
    """Return the entries of an RSS, RDF, Atom or JSON feed, in its order, or why there are none.

    Never raises for what the bytes hold. `url` is where they came from, to resolve relative addresses; entries
    without an address are left out with a reason. Text is plain, dates are aware and in UTC.
    """
    raw = _read(data, url, content_type)
    return raw if isinstance(raw, FeedError) else _cleaned(raw, url)


def _read(data: bytes, url: str, content_type: str) -> RawFeed | FeedError:
    if jsonfeed.looks_like_json(data[:4096]):
        if len(data) > MAX_BYTES:
            return FeedError("too_large", f"{len(data):,} bytes, {MAX_BYTES:,} are read at most")
        return jsonfeed.read(data)
    document = prepare(data, content_type)
    if isinstance(document, FeedError):
        return document
    if is_web_page(document):
        return FeedError("html", "a web page, not a feed", named_feeds(document, url))
    return _read_xml(document, url)


def _read_xml(document: bytes, url: str) -> RawFeed | FeedError:
    if b"<" not in document:
        return FeedError("not_a_feed", "neither XML nor JSON")
    head = read_head(document)
    if head.format == "unknown":
        return FeedError("not_a_feed", "XML, but not a feed")
    if not needs_reference(document):
        raw = _fast.read(document, head.format)
        if raw is not None and (raw.entries or not head.has_entries):
            return _with_head(raw, head)
    found = _feedparser.read(document, url)
    if isinstance(found, str):
        return _NOTHING[found]
    raw = _from_reference(found, head.format)
    if not raw.entries and not found["version"]:
        return FeedError("not_a_feed", "XML, but not a feed")
    return _with_head(raw, head)


def _with_head(raw: RawFeed, head: Head) -> RawFeed:
    return replace(raw, ttl=head.ttl, language=raw.language or head.language)


def _from_reference(found: Mapping[str, Any], form: Format) -> RawFeed:
    entries = tuple(_reference_entry(entry, form) for entry in found["entries"])
    head = {key: found[key] for key in ("title", "link", "language")}
    return RawFeed(format=form, parser="feedparser", entries=entries, **head)


def _reference_entry(entry: Mapping[str, Any], form: Format) -> RawEntry:
    dates = {"published": entry["published"], "updated": entry["updated"]}
    if form != "atom" and not entry["published"]:  # the lone date of an RSS or RDF item is that of its publication
        dates = {"published": entry["updated"], "updated": ""}
    return RawEntry(**{**entry, **dates, "authors": tuple(entry["authors"])})


def _cleaned(raw: RawFeed, url: str) -> ParsedFeed:
    entries: list[ParsedEntry] = []
    skipped: list[str] = []
    for position, entry in enumerate(raw.entries[:MAX_ENTRIES], start=1):
        link = web_address(entry.link, url) or web_address(entry.guid, None)
        if link:
            entries.append(_entry(entry, link, raw.language))
        else:
            name = title_text(entry.title)[:80] or f"number {position}"
            skipped.append(f"entry {name!r} has no address")
    if len(raw.entries) > MAX_ENTRIES:
        skipped.append(f"{len(raw.entries) - MAX_ENTRIES:,} entries after the first {MAX_ENTRIES:,}")
    return ParsedFeed(
        title=title_text(raw.title),
        link=web_address(raw.link, url),
        language=_language(raw.language),
        format=raw.format,
        parser=raw.parser,
        entries=tuple(entries),
        skipped=tuple(skipped),
        ttl=raw.ttl,
    )


def _entry(entry: RawEntry, link: str, language: str) -> ParsedEntry:
    summary, content = html_to_text(entry.summary, MAX_SUMMARY), html_to_text(entry.content, MAX_CONTENT)
    authors = dict.fromkeys(name for name in map(author_name, entry.authors[:_MOST_AUTHORS]) if name)
    return ParsedEntry(
        guid=entry.guid.strip()[:2000] or link,
        url=link,
        title=title_text(entry.title),
        summary=summary,
        content="" if content == summary else content,
        authors=tuple(authors),
        published=moment(entry.published) or moment(entry.updated),
        updated=moment(entry.updated),
        language=_language(entry.language or language),
    )


def web_address(text: str, base: str | None) -> str:
    """Return an absolute http or https address without white space, or an empty string."""
    text = "".join(text.split())
    if not text or len(text) > _LONGEST_ADDRESS:
        return ""
    try:
        address = urljoin(base, text) if base else text
        parts = urlsplit(address)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return ""
    return address if good else ""


def moment(text: str) -> datetime | None:
    """Return a date in ISO 8601 as an aware time in UTC; one without a zone is taken for UTC."""
    try:
        found = datetime.fromisoformat(text.strip())
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _language(text: str) -> str | None:
    primary = text.strip().lower().partition("-")[0]
    return primary if primary.isascii() and primary.isalpha() and 2 <= len(primary) <= 3 else None
