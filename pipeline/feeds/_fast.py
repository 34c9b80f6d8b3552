"""Adapter to fastfeedparser, the parser tried first. Untyped; only this module knows its shapes."""

from __future__ import annotations

from typing import Any

import fastfeedparser  # type: ignore[import-untyped]

from .model import Format, RawEntry, RawFeed


def read(document: bytes, form: Format) -> RawFeed | None:
    """Return what it finds, or None where it gives up. Bytes are never taken for an address."""
    try:
        found: Any = fastfeedparser.parse(document, include_tags=False, include_enclosures=False)
        entries = tuple(_entry(entry, form) for entry in found["entries"])
        head = found["feed"]
    except Exception:  # noqa: BLE001 - whatever a foreign parser raises, the other one gets its turn
        return None
    return RawFeed(
        format=form,
        parser="fastfeedparser",
        title=_text(head.get("title")),
        link=_text(head.get("link")),
        language=_text(head.get("language")),
        entries=entries,
    )


def _entry(entry: dict[str, Any], form: Format) -> RawEntry:
    # an Atom entry always has a date of change (RFC 4287 §4.2.15), which this parser may hand over as `published` alone
    published = _text(entry.get("published"))
    return RawEntry(
        guid=_text(entry.get("id")),
        link=_text(entry.get("link")),
        title=_text(entry.get("title")) or _media(entry, "title"),
        summary=_text(entry.get("description")) or _media(entry, "description"),
        content=max((_text(part.get("value")) for part in entry.get("content") or ()), key=len, default=""),
        authors=tuple(_text(author.get("name")) for author in entry.get("authors") or ()),
        published=published,
        updated=_text(entry.get("updated")) or (published if form == "atom" else ""),
    )


def _media(entry: dict[str, Any], key: str) -> str:
    return next((_text(part[key]) for part in entry.get("media_content") or () if part.get(key)), "")


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
