"""The journal on Elasticsearch: one document for each entry, with its steps and its outcome.

One index without months: an entry's id says nothing about its age, and an entry is written several times. A document is
read, merged and written back only if nobody has written it meanwhile; otherwise it is read again.
"""

from __future__ import annotations

import random
import time
from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson
from elasticsearch import Elasticsearch, NotFoundError

from pipeline.events import EntryState
from pipeline.events.errors import Unavailable
from pipeline.index.document import millis
from pipeline.index.elasticsearch_bulk import Action, write
from pipeline.index.elasticsearch_client import Connection
from pipeline.index.elasticsearch_document import timestamp
from pipeline.index.elasticsearch_templates import OnServer
from pipeline.index.way import PENDING, in_order, newest, outcome
from pipeline.settings.tree import IndexSettings

_TRIES: Final = 20
_PATHS: Final = ("entry_id", "url", "article_id", "story_id")
_OUTCOMES: Final = 100


class ElasticsearchJournal:
    """What became of each entry, on a server. Thread safe, also between processes."""

    def __init__(self, settings: IndexSettings) -> None:
        self._connection = Connection(settings)
        self._name = f"{settings.prefix}-entries"
        self._template = OnServer("entries", settings, self._connection)

    def apply(self) -> list[str]:
        """Put the template on the server."""
        return self._template.apply()

    def record(self, states: Sequence[EntryState]) -> None:
        """Store states durably; the newest of an entry and hop stays."""
        if states:
            self._template.ensure()
        by_entry: dict[str, list[EntryState]] = {}
        for state in states:
            by_entry.setdefault(state.entry_id, []).append(state)
        with self._connection.client() as client:
            for _ in range(_TRIES):
                by_entry = self._merge(client, by_entry)
                if not by_entry:
                    return
                time.sleep(random.uniform(0.01, 0.1))
        raise Unavailable(f"the index {self._name} is written by too many at once", hint="it is tried again")

    def trace(self, wanted: str, limit: int = 100) -> list[EntryState]:
        """Return the ways of the entries with this URL or id."""
        query = {"bool": {"should": [{"term": {path: {"value": wanted}}} for path in _PATHS]}}
        rows = self._search(query=query, size=limit, sort=[{"first": "asc"}, {"entry_id": "asc"}])["hits"]["hits"]
        return in_order(state for row in rows for state in _steps(row["_source"]))[:limit]

    def totals(self) -> Mapping[str, int]:
        """Return the number of entries by final state, and those without one as pending."""
        found = self._search(size=0, aggregations={"outcome": {"terms": {"field": "outcome", "size": _OUTCOMES}}})
        buckets = found.get("aggregations", {}).get("outcome", {}).get("buckets", [])
        return {PENDING: 0} | {str(bucket["key"]): int(bucket["doc_count"]) for bucket in buckets}

    def close(self) -> None:
        """Close all connections."""
        self._connection.close()

    def _search(self, **arguments: Any) -> Any:  # noqa: ANN401 - what the server answers
        with self._connection.client() as client:
            try:
                client.indices.refresh(index=self._name)
                return client.search(index=self._name, **arguments)
            except NotFoundError:
                return {"hits": {"hits": []}}

    def _merge(self, client: Elasticsearch, by_entry: Mapping[str, list[EntryState]]) -> dict[str, list[EntryState]]:
        """Write states into their entries, and return those of entries that another process wrote meanwhile."""
        if not by_entry:
            return {}
        stored = self._stored(client, by_entry)
        actions = []
        for entry_id, states in by_entry.items():
            row = stored.get(entry_id)
            before = _steps(row["_source"]) if row else []
            after = list(newest([*before, *states]).values())
            if after != before:
                actions.append(self._action(entry_id, after, row))
        return {action["_id"]: by_entry[action["_id"]] for action in write(client, actions)}

    def _stored(self, client: Elasticsearch, entry_ids: Mapping[str, object]) -> dict[str, Any]:
        try:
            docs = client.mget(index=self._name, ids=list(entry_ids))["docs"]
        except NotFoundError:
            return {}
        return {row["_id"]: row for row in docs if row.get("found")}

    def _action(self, entry_id: str, states: Sequence[EntryState], row: Any) -> Action:  # noqa: ANN401
        action: Action = {"_index": self._name, "_id": entry_id, "_source": _body(entry_id, in_order(states))}
        if row is None:
            return action | {"_op_type": "create"}
        return action | {"_op_type": "index", "if_seq_no": row["_seq_no"], "if_primary_term": row["_primary_term"]}


def _body(entry_id: str, states: Sequence[EntryState]) -> dict[str, Any]:
    return {
        "entry_id": entry_id,
        "feed": states[0].feed_id,
        "lane": states[0].lane,
        "url": sorted({state.url for state in states}),
        "article_id": sorted({state.article_id for state in states if state.article_id}),
        "story_id": sorted({state.story_id for state in states if state.story_id}),
        "hop": [state.hop for state in states],
        "outcome": outcome(states),
        "first": timestamp(min(millis(state.at) for state in states)),
        "last": timestamp(max(millis(state.at) for state in states)),
        "steps": [state.model_dump(mode="json") for state in states],
    }


def _steps(source: Mapping[str, Any]) -> list[EntryState]:
    return [EntryState.model_validate_json(orjson.dumps(step)) for step in source["steps"]]
