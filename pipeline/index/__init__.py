"""The search index: one port, two engines, one query language.

`open_index` and `open_journal` build what the settings name; `parse` reads a query.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.index.errors import QueryError, RejectedDocument
from pipeline.index.port import (
    Facet,
    Highlight,
    Hit,
    Index,
    Interval,
    Journal,
    SearchRequest,
    SearchResult,
    Sort,
)
from pipeline.settings.tree import IndexSettings

__all__ = [
    "Facet",
    "Highlight",
    "Hit",
    "Index",
    "Interval",
    "Journal",
    "QueryError",
    "RejectedDocument",
    "SearchRequest",
    "SearchResult",
    "Sort",
    "open_index",
    "open_journal",
]


def open_index(settings: IndexSettings, data_dir: Path) -> Index:
    """Return the index that the settings name. Nothing is locked or asked before it is used."""
    if settings.kind == "elasticsearch":
        from pipeline.index.elasticsearch import ElasticsearchIndex

        return ElasticsearchIndex(settings)
    from pipeline.index.embedded import EmbeddedIndex

    return EmbeddedIndex(data_dir / "index", settings.refresh_seconds)


def open_journal(settings: IndexSettings, data_dir: Path) -> Journal:
    """Return the journal that lies beside the index."""
    if settings.kind == "elasticsearch":
        from pipeline.index.elasticsearch_journal import ElasticsearchJournal

        return ElasticsearchJournal(settings)
    from pipeline.index.embedded_journal import EmbeddedJournal

    return EmbeddedJournal(data_dir / "index")
