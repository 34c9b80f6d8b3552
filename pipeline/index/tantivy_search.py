"""A search request on tantivy: the page of ids, the exact total, facets and the histogram."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import tantivy
from tantivy import Occur, Order, Query

from pipeline.index.cursor import Cursor
from pipeline.index.dates import interval_start
from pipeline.index.document import moment
from pipeline.index.plan import Plan, scores
from pipeline.index.port import Interval, SearchRequest
from pipeline.index.tantivy_query import compile_query
from pipeline.index.tantivy_schema import schema, shown_field

_DAY_MS: Final = 86_400_000
_FACET_VALUES: Final = 20_000
"""Values counted for one facet; more than that many distinct ones and tantivy's counts would be estimates."""
_GROWTH: Final = 4
_RowsOf = Callable[[int], list["Row"]]


@dataclass(frozen=True, slots=True)
class Row:
    """One story found: `key` sorts ascending."""

    key: tuple[float, int, str]
    score: float
    order: int
    story_id: str


@dataclass(frozen=True, slots=True)
class Page:
    """What tantivy found. `more` says that there is a page after this one."""

    total: int
    rows: tuple[Row, ...]
    more: bool
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    histogram: tuple[tuple[datetime, int], ...] = ()


def search_page(searcher: tantivy.Searcher, plan: Plan, request: SearchRequest, after: Cursor | None) -> Page:
    """Return the page after a cursor. Equal scores are ordered by time, newest first, then by id."""
    query = compile_query(plan)
    total = int(searcher.search(query, limit=1, count=True).count)  # type: ignore[attr-defined]
    if request.sort == "relevance" and scores(plan):
        rows, more = _page(lambda n: _by_score(searcher, query, n), request.size, after)
    else:
        direction = Order.Asc if request.sort == "oldest" else Order.Desc
        onward = _onward(query, direction, after)
        rows, more = _page(lambda n: _by_time(searcher, onward, direction, n), request.size, after)
    found = searcher.aggregate(query, _aggregations(request)) if request.facets or request.histogram else {}
    return Page(total, rows, more, _facets(found, request.facets), _histogram(found, request.histogram))


def _page(rows_of: _RowsOf, size: int, after: Cursor | None) -> tuple[tuple[Row, ...], bool]:
    """Return `size` rows after the cursor.

    tantivy orders equal keys by chance, so the rows that share the last key may not all have come: they are left out
    and more are asked for, until the page is full without them or nothing is left.
    """
    limit = size + 1 + (after.seen if after else 0)
    while True:
        rows = rows_of(limit)
        complete = len(rows) < limit
        known = rows if complete else [row for row in rows if row.key[0] != rows[-1].key[0]]
        wanted = sorted((row for row in known if _is_after(row, after)), key=lambda row: row.key)
        if complete or len(wanted) > size:
            return tuple(wanted[:size]), len(wanted) > size
        limit *= _GROWTH


def _is_after(row: Row, after: Cursor | None) -> bool:
    return after is None or row.key > _key(after)


def _key(cursor: Cursor) -> tuple[float, int, str]:
    if cursor.sort == "relevance" and cursor.score:
        return -cursor.score, -cursor.order, cursor.story_id
    return cursor.order if cursor.sort == "oldest" else -cursor.order, 0, cursor.story_id


def _by_score(searcher: tantivy.Searcher, query: Query, limit: int) -> list[Row]:
    hits = searcher.search(query, limit=limit, count=False).hits
    places = [place for _, place in hits]
    orders = [int(value or 0) for value in searcher.fast_field_values("order", places)] if places else []
    ids = _ids(searcher, places)
    return [
        Row((-score, -order, story_id), score, order, story_id)
        for (score, _), order, story_id in zip(hits, orders, ids, strict=True)
    ]


def _by_time(searcher: tantivy.Searcher, query: Query, direction: Order, limit: int) -> list[Row]:
    hits = searcher.search(query, limit=limit, count=False, order_by_field="order", order=direction).hits
    ids = _ids(searcher, [place for _, place in hits])
    sign = 1 if direction == Order.Asc else -1
    return [
        Row((sign * order, 0, story_id), 0.0, order, story_id) for (order, _), story_id in zip(hits, ids, strict=True)
    ]


def _ids(searcher: tantivy.Searcher, places: Sequence[tantivy.DocAddress]) -> list[str]:
    return [str(searcher.doc(place).get_first("id")) for place in places]


def _onward(query: Query, direction: Order, after: Cursor | None) -> Query:
    """Return the query for what lies from the cursor on."""
    if after is None:
        return query
    low, high = (after.order, None) if direction == Order.Asc else (None, after.order)
    onward = Query.range_query(schema(), "order", tantivy.FieldType.Integer, low, high)
    return Query.boolean_query([(Occur.Must, query), (Occur.Must, onward)])


def _aggregations(request: SearchRequest) -> dict[str, Any]:
    wanted: dict[str, Any] = {
        name: {"terms": {"field": shown_field(name), "size": _FACET_VALUES, "segment_size": _FACET_VALUES}}
        for name in request.facets
    }
    if request.histogram:
        wanted["histogram"] = {"histogram": {"field": "published", "interval": _DAY_MS, "min_doc_count": 1}}
    return wanted


def _facets(found: Mapping[str, Any], wanted: Mapping[Any, int]) -> dict[str, tuple[tuple[str, int], ...]]:
    return {name: _top(found[name]["buckets"], size) for name, size in wanted.items()}


def _top(buckets: Sequence[Mapping[str, Any]], size: int) -> tuple[tuple[str, int], ...]:
    counted = sorted((-int(bucket["doc_count"]), str(bucket["key"])) for bucket in buckets)
    return tuple((value, -count) for count, value in counted[: max(0, size)])


def _histogram(found: Mapping[str, Any], interval: Interval | None) -> tuple[tuple[datetime, int], ...]:
    """Return counts by day, week or calendar month; tantivy itself counts days, as it knows no calendar."""
    if interval is None:
        return ()
    counts: Counter[datetime] = Counter()
    for bucket in found["histogram"]["buckets"]:
        counts[interval_start(moment(int(bucket["key"])), interval)] += int(bucket["doc_count"])
    return tuple(sorted(counts.items()))
