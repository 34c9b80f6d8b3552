"""Search requests as Elasticsearch takes them, and its answers as results. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from pipeline.index.cursor import Cursor, write_cursor
from pipeline.index.document import moment
from pipeline.index.elasticsearch_document import story_of
from pipeline.index.elasticsearch_query import compile_query
from pipeline.index.highlight import highlights
from pipeline.index.plan import Plan, scores
from pipeline.index.port import Hit, SearchRequest, SearchResult

_EXACT_FACET_VALUES: Final = 20_000
"""Values each shard counts for a facet: with fewer distinct ones the counts are exact."""


def search_body(found: Plan, request: SearchRequest, after: Cursor | None) -> dict[str, Any]:
    """Return the arguments of a search. One story too many is asked for, to know whether there is a next page."""
    body: dict[str, Any] = {
        "query": compile_query(found),
        "size": request.size + 1,
        "sort": _sort(found, request),
        "track_total_hits": True,
    }
    if after is not None:
        body["search_after"] = _search_after(found, request, after)
    aggregations = _aggregations(request)
    if aggregations:
        body["aggregations"] = aggregations
    return body


def read_answer(answer: Mapping[str, Any], found: Plan, request: SearchRequest, after: Cursor | None) -> SearchResult:
    """Return the result that an answer holds."""
    rows = answer["hits"]["hits"]
    shown = rows[: request.size]
    counted = answer.get("aggregations", {})
    cursor = None
    if len(rows) > request.size and shown:
        cursor = write_cursor(_cursor(shown[-1], found, request, len(shown) + (after.seen if after else 0)))
    return SearchResult(
        total=int(answer["hits"]["total"]["value"]),
        hits=tuple(_hit(row, found, request) for row in shown),
        facets={name: _facet(counted.get(name)) for name in request.facets},
        histogram=_histogram(counted.get("histogram")),
        cursor=cursor,
    )


def empty(request: SearchRequest) -> dict[str, Any]:
    """Return the answer of a server that has no stories yet."""
    aggregations: dict[str, Any] = {name: {"buckets": []} for name in request.facets}
    return {"hits": {"total": {"value": 0}, "hits": []}, "aggregations": aggregations}


def _by_score(found: Plan, request: SearchRequest) -> bool:
    return request.sort == "relevance" and scores(found)


def _sort(found: Plan, request: SearchRequest) -> list[dict[str, str]]:
    direction = "asc" if request.sort == "oldest" else "desc"
    by_time = [{"order": direction}, {"story_id": "asc"}]
    return [{"_score": "desc"}, *by_time] if _by_score(found, request) else by_time


def _search_after(found: Plan, request: SearchRequest, after: Cursor) -> list[Any]:
    place: list[Any] = [after.order, after.story_id]
    return [after.score, *place] if _by_score(found, request) else place


def _cursor(row: Mapping[str, Any], found: Plan, request: SearchRequest, seen: int) -> Cursor:
    *score, order, story_id = row["sort"]
    return Cursor(request.sort, float(score[0]) if _by_score(found, request) else 0.0, int(order), str(story_id), seen)


def _hit(row: Mapping[str, Any], found: Plan, request: SearchRequest) -> Hit:
    story = story_of(row["_source"])
    score = float(row["_score"] or 0.0) if _by_score(found, request) else 0.0
    return Hit(story, score, highlights(found, story) if request.highlight else ())


def _aggregations(request: SearchRequest) -> dict[str, Any]:
    wanted: dict[str, Any] = {
        name: {"terms": {"field": name, "size": size, "shard_size": _EXACT_FACET_VALUES}}
        for name, size in request.facets.items()
        if size > 0
    }
    if request.histogram:
        histogram = {"field": "published", "calendar_interval": request.histogram, "min_doc_count": 1}
        wanted["histogram"] = {"date_histogram": histogram}
    return wanted


def _facet(counted: Mapping[str, Any] | None) -> tuple[tuple[str, int], ...]:
    if counted is None:
        return ()
    return tuple((str(bucket["key"]), int(bucket["doc_count"])) for bucket in counted["buckets"])


def _histogram(counted: Mapping[str, Any] | None) -> tuple[tuple[datetime, int], ...]:
    if counted is None:
        return ()
    return tuple((moment(int(bucket["key"])), int(bucket["doc_count"])) for bucket in counted["buckets"])
