"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/). Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from typing import Any

import orjson

from .model import FeedError, RawEntry, RawFeed


def looks_like_json(data: bytes) -> bool:
    """Tell whether a document is JSON rather than XML."""
    return data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def read(data: bytes) -> RawFeed | FeedError:
    """Return what the feed says, or why it is none."""
    try:
        found = _loads(data.lstrip(b"\xef\xbb\xbf \t\r\n"))
    except (ValueError, RecursionError) as error:
        return FeedError("not_a_feed", f"broken JSON: {str(error)[:100]}")
    items = found.get("items") if isinstance(found, dict) else None
    if not isinstance(items, list) or "jsonfeed.org/version" not in _text(found.get("version")):
        return FeedError("not_a_feed", "JSON, but not a JSON Feed")
    return RawFeed(
        format="json",
        parser="json",
        title=_text(found.get("title")),
        link=_text(found.get("home_page_url")),
        language=_text(found.get("language")),
        entries=tuple(_entry(item) for item in items if isinstance(item, dict)),
    )


def _loads(data: bytes) -> Any:  # noqa: ANN401 - JSON
    """Read JSON; where it is strictly wrong, as after cutting an emoji in half, as leniently as Python does."""
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        return json.loads(data.decode("utf-8", "replace"), strict=False)


def _entry(item: Mapping[str, Any]) -> RawEntry:
    return RawEntry(
        guid=_text(item.get("id")),
        link=_text(item.get("url")) or _text(item.get("external_url")),
        title=_text(item.get("title")),
        summary=escape(_text(item.get("summary")), quote=False),
        content=_text(item.get("content_html")) or escape(_text(item.get("content_text")), quote=False),
        authors=tuple(_text(author.get("name")) for author in _authors(item)),
        published=_text(item.get("date_published")),
        updated=_text(item.get("date_modified")),
        language=_text(item.get("language")),
    )


def _authors(item: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = item.get("authors") or [item.get("author")]
    return [author for author in found if isinstance(author, dict)] if isinstance(found, list) else []


def _text(value: object) -> str:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""  # numeric ids happen
