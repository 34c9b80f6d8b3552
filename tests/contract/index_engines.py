"""The two engines that the contracts of index and journal run on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

from pipeline.index import open_index, open_journal
from pipeline.index.port import Index, Journal
from pipeline.settings.tree import IndexSettings

ENGINES = ["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)]

Opened = Callable[[], Index]
OpenedJournal = Callable[[], Journal]


def settings(request: pytest.FixtureRequest, **more: object) -> IndexSettings:
    """Return settings of the engine that a test is run on, with names of its own."""
    if request.param == "embedded":
        return IndexSettings(kind="embedded", refresh_seconds=0.05, **more)
    url = request.getfixturevalue("elasticsearch_url")
    prefix = f"t{uuid4().hex[:10]}"
    return IndexSettings(kind="elasticsearch", url=url, prefix=prefix, analyzer="standard", refresh_seconds=0.2, **more)


def remove(found: IndexSettings) -> None:
    """Delete what a test left on the server, as other sessions may use it too."""
    if found.kind == "embedded":
        return
    from elasticsearch import Elasticsearch

    with Elasticsearch(found.url) as client:
        names = sorted(client.indices.get(index=f"{found.prefix}-*", allow_no_indices=True))
        if names:
            client.indices.delete(index=",".join(names))
        for name in ("stories", "entries"):
            client.options(ignore_status=404).indices.delete_index_template(name=f"{found.prefix}-{name}")


def index_of(found: IndexSettings, folder: Path) -> Index:
    """Open an index and make it ready."""
    index = open_index(found, folder)
    index.apply()
    return index


def journal_of(found: IndexSettings, folder: Path) -> Journal:
    """Open a journal and make it ready."""
    journal = open_journal(found, folder)
    journal.apply()
    return journal
