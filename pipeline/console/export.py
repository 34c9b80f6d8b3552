"""A search as a file: CSV for spreadsheets, JSON lines for programs, streamed page by page."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Final

import orjson
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from pipeline.events import ConfigError
from pipeline.index import Hit, Index, SearchRequest

from .api import described
from .asking import app_of
from .searching import Asked, problem

MOST: Final = 10_000
PAGE: Final = 500
COLUMNS: Final = (
    *("id", "published", "outlet", "title", "url", "language", "organisations", "technologies", "events", "places"),
    *("level", "copies"),
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def csv_file(request: Request) -> Response:
    """Answer a search as CSV (RFC 4180), the newest 10,000 stories at most."""
    return _streamed(request, "csv", "text/csv; charset=utf-8")


def json_lines(request: Request) -> Response:
    """Answer a search as JSON lines, the newest 10,000 stories at most."""
    return _streamed(request, "jsonl", "application/x-ndjson")


def row(hit: Hit) -> list[str]:
    """Return a story as the cells of a spreadsheet; what would be read as a formula begins with an apostrophe."""
    found = described(hit)
    found["organisations"] = [one["name"] for one in found["organisations"]]
    return [_cell(found[name]) for name in COLUMNS]


def _cell(value: object) -> str:
    text = "; ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _streamed(request: Request, kind: str, media: str) -> Response:
    app = app_of(request)
    try:
        wanted = SearchRequest(query=Asked.read(request.query_params).node(app.now()), sort="newest", size=PAGE)
        pages = _pages(app.index, wanted)
        first = next(pages)
    except ConfigError as error:
        return PlainTextResponse(problem(error) + "\n", 400)
    lines = _csv(first, pages) if kind == "csv" else _jsonl(first, pages)
    headers = {"content-disposition": f'attachment; filename="undersight.{kind}"'}
    return StreamingResponse(lines, media_type=media, headers=headers)


def _pages(index: Index, wanted: SearchRequest) -> Iterator[Sequence[Hit]]:
    given = 0
    while True:
        result = index.search(wanted)
        yield result.hits
        given += len(result.hits)
        if result.cursor is None or given >= MOST:
            return
        wanted = replace(wanted, cursor=result.cursor)


def _csv(first: Sequence[Hit], pages: Iterator[Sequence[Hit]]) -> Iterator[str]:
    yield "\ufeff" + _lines([list(COLUMNS), *map(row, first)])
    for page in pages:
        yield _lines([row(hit) for hit in page])


def _lines(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def _jsonl(first: Sequence[Hit], pages: Iterator[Sequence[Hit]]) -> Iterator[bytes]:
    for page in chain((first,), pages):
        yield b"".join(orjson.dumps(described(hit)) + b"\n" for hit in page)
