"""Where a page of results ended, as text that a caller hands back."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Final

import orjson

from pipeline.events.errors import ConfigError
from pipeline.index.port import SearchRequest, Sort

MAX_SIZE: Final = 5_000
"""Most stories on one page; more are had page by page. Elasticsearch itself stops at 10,000."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last story of a page: its score, its place in time and its id; and how many stories came before."""

    sort: Sort
    score: float
    order: int
    story_id: str
    seen: int


def start_of(request: SearchRequest) -> Cursor | None:
    """Return where a request goes on, or None from the start. Raises ConfigError for a bad size or cursor."""
    if not 0 <= request.size <= MAX_SIZE:
        raise ConfigError(f"a page of {request.size} stories", hint=f"0 to {MAX_SIZE}; go on with the cursor")
    return read_cursor(request.cursor, request.sort) if request.cursor else None


def write_cursor(cursor: Cursor) -> str:
    """Return a cursor as text."""
    values = (cursor.sort, cursor.score.hex(), cursor.order, cursor.story_id, cursor.seen)
    return base64.urlsafe_b64encode(orjson.dumps(values)).decode().rstrip("=")


def read_cursor(text: str, sort: Sort) -> Cursor:
    """Return the cursor that a text holds. Raises ConfigError when it is none, or of another order."""
    try:
        raw = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        found = Cursor(raw[0], float.fromhex(raw[1]), int(raw[2]), str(raw[3]), max(0, int(raw[4])))
    except (ValueError, TypeError, LookupError, OverflowError, AttributeError):
        raise ConfigError("this is no cursor", hint="take the cursor of the page before, or none") from None
    if found.sort != sort:
        raise ConfigError(f"the cursor belongs to the order {found.sort!r}", hint="keep the order while paging")
    return found
