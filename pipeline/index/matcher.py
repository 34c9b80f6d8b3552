"""Saved searches against new stories: the compiled queries run on a batch of stories, without any search engine.

A batch becomes a small tantivy index in memory, of the same fields as the embedded index, and each query is run on it
once: 10,000 queries cost one or two milliseconds a story in batches of 100. For few queries or stories the evaluator is
quicker, as building even the smallest index takes some milliseconds; both give the same answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import tantivy

from pipeline.events import Story
from pipeline.index.ast import Node
from pipeline.index.document import Document, document
from pipeline.index.evaluate import Prepared, holds
from pipeline.index.plan import Plan, plan
from pipeline.index.tantivy_query import compile_query
from pipeline.index.tantivy_schema import schema, tantivy_document

FEW: Final = 2_000
"""Up to so many pairs of query and story the evaluator is used."""
_HEAP_BYTES: Final = 15_000_000


class Matcher:
    """A set of queries by id, ready to be run on batches of stories. Not changed after it is made."""

    def __init__(self, queries: Mapping[str, Node]) -> None:
        self._plans: dict[str, Plan] = {query_id: plan(node) for query_id, node in queries.items()}
        self._compiled: dict[str, tantivy.Query] | None = None

    def match(self, stories: Sequence[Story]) -> list[list[str]]:
        """Return for each story the ids of the queries that match it, in the order of the queries."""
        documents = [document(story) for story in stories]
        if len(self._plans) * len(documents) <= FEW:
            return [self._evaluate(found) for found in documents]
        return self.match_indexed(documents)

    def match_indexed(self, documents: Sequence[Document]) -> list[list[str]]:
        """Return the same by way of an index in memory."""
        if self._compiled is None:
            self._compiled = {query_id: compile_query(found) for query_id, found in self._plans.items()}
        matched: list[list[str]] = [[] for _ in documents]
        searcher = _searcher(documents)
        for query_id, query in self._compiled.items():
            places = [place for _, place in searcher.search(query, limit=max(1, len(documents)), count=False).hits]
            for ordinal in searcher.fast_field_values("ordinal", places) if places else ():
                matched[int(ordinal or 0)].append(query_id)
        return matched

    def _evaluate(self, found: Document) -> list[str]:
        prepared = Prepared(found)
        return [query_id for query_id, wanted in self._plans.items() if holds(wanted, prepared)]


def _searcher(documents: Sequence[Document]) -> tantivy.Searcher:
    index = tantivy.Index(schema())
    writer = index.writer(_HEAP_BYTES, 1)
    for ordinal, found in enumerate(documents):
        writer.add_document(tantivy_document(found, ordinal))
    writer.commit()
    index.reload()
    return index.searcher()
