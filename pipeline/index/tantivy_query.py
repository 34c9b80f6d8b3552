"""Plans as tantivy queries. tantivy's own query parser is never used: it reads Lucene syntax silently wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from tantivy import FieldType, Occur, Query

from pipeline.index.plan import All, Any, No, Plan, Range, Start, Value, Words, gaps
from pipeline.index.tantivy_schema import schema, value_field, words_field

TITLE_BOOST: Final = 2.0
"""A word in the title weighs as much as two in the text."""


def compile_query(found: Plan) -> Query:
    """Return the tantivy query of a plan. Only words add to the score; values and ranges filter."""
    match found:
        case All(parts):
            return _all(parts)
        case Any(parts):
            return _any([compile_query(part) for part in parts])
        case No(part):
            return Query.boolean_query([(Occur.Must, _everything()), (Occur.MustNot, compile_query(part))])
        case Words():
            return _words(found)
        case Start() | Value() | Range():
            return _filter(_compile_filter(found))


def _compile_filter(found: Start | Value | Range) -> Query:
    match found:
        case Start(field, start):
            return _begins(words_field(field), start)
        case Value(field, value, True):
            return _begins(value_field(field), value)
        case Value(field, value):
            return Query.term_query(schema(), value_field(field), value)
        case Range(field, None, None):
            return Query.exists_query(field)
        case Range(field, low, high):
            return Query.range_query(schema(), field, FieldType.Integer, low, high)


def _all(parts: Sequence[Plan]) -> Query:
    if not parts:
        return _everything()
    return Query.boolean_query([(Occur.Must, compile_query(part)) for part in parts])


def _any(queries: Sequence[Query]) -> Query:
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _words(found: Words) -> Query:
    query = _any([_sequence(found.field, sequence, found.slop) for sequence in found.sequences])
    return Query.boost_query(query, TITLE_BOOST) if found.field == "title" else query


def _sequence(field: str, sequence: tuple[str, ...], slop: int) -> Query:
    """Return a term or phrase query. Slop is spelt out gap by gap, as tantivy's own also takes words out of order."""
    if len(sequence) == 1:
        return Query.term_query(schema(), field, sequence[0])
    return _any([_phrase(field, sequence, places) for places in gaps(len(sequence), slop)])


def _phrase(field: str, sequence: tuple[str, ...], places: tuple[int, ...]) -> Query:
    words: list[str | tuple[int, str]] = [*zip(places, sequence, strict=True)]
    return Query.phrase_query(schema(), field, words)


def _begins(field: str, start: str) -> Query:
    return Query.regex_query(schema(), field, re.escape(start) + ".*")


def _filter(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)


def _everything() -> Query:
    return _filter(Query.all_query())
