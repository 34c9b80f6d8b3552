"""Plans as Elasticsearch queries: bool, term, prefix, range, match_phrase and span_near on our own terms. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

from pipeline.index.elasticsearch_document import timestamp
from pipeline.index.plan import All, No, Plan, Range, Start, Value, Words
from pipeline.index.plan import Any as AnyOf

Dsl: TypeAlias = dict[str, Any]

TITLE_BOOST: Final = 2.0
_DATES: Final = ("published", "seen")


def compile_query(found: Plan) -> Dsl:
    """Return the query of a plan. Only words add to the score; values and ranges filter."""
    match found:
        case All(parts):
            return {"bool": {"must": [compile_query(part) for part in parts]}} if parts else _filter({"match_all": {}})
        case AnyOf(parts):
            return _any([compile_query(part) for part in parts])
        case No(part):
            return {"bool": {"must_not": [compile_query(part)]}}
        case Words(field, sequences, slop):
            boost = TITLE_BOOST if field == "title" else 1.0
            return _any([_sequence(f"{field}_terms", sequence, slop, boost) for sequence in sequences])
        case Start() | Value() | Range():
            return _filter(_compile_filter(found))


def _compile_filter(found: Start | Value | Range) -> Dsl:
    match found:
        case Start(field, start):
            return {"prefix": {f"{field}_words": {"value": start}}}
        case Value(field, "", True):
            return {"exists": {"field": f"{field}_value"}}
        case Value(field, value, True):
            return {"prefix": {f"{field}_value": {"value": value}}}
        case Value(field, value):
            return {"term": {f"{field}_value": {"value": value}}}
        case Range(field, None, None):
            return {"exists": {"field": field}}
        case Range(field, low, high):
            return {"range": {field: _bounds(field, low, high)}}


def _bounds(field: str, low: int | None, high: int | None) -> Dsl:
    given = {name: value for name, value in (("gte", low), ("lte", high)) if value is not None}
    if field not in _DATES:
        return dict(given)
    return {name: timestamp(value) for name, value in given.items()} | {"format": "strict_date_optional_time"}


def _any(queries: Sequence[Dsl]) -> Dsl:
    if not queries:
        return {"match_none": {}}
    return queries[0] if len(queries) == 1 else {"bool": {"should": [*queries], "minimum_should_match": 1}}


def _sequence(field: str, sequence: tuple[str, ...], slop: int, boost: float) -> Dsl:
    if len(sequence) == 1:
        return {"term": {field: {"value": sequence[0], "boost": boost}}}
    if not slop:
        return {"match_phrase": {field: {"query": " ".join(sequence), "boost": boost}}}
    clauses = [{"span_term": {field: {"value": term}}} for term in sequence]
    return {"span_near": {"clauses": clauses, "slop": slop, "in_order": True, "boost": boost}}


def _filter(query: Dsl) -> Dsl:
    return {"bool": {"filter": [query]}}
