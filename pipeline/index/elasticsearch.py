"""The index on Elasticsearch: plain monthly indices behind one alias.

A story lies in the index of the month it was first seen in, under its own id, with its revision as external version:
written twice it is the same, and an older revision cannot overwrite a newer one, whatever the order of arrival.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from elasticsearch import Elasticsearch, NotFoundError

from pipeline.events import Story
from pipeline.index.cursor import start_of
from pipeline.index.elasticsearch_bulk import Action, write
from pipeline.index.elasticsearch_client import Connection
from pipeline.index.elasticsearch_document import body, month_index, story_of
from pipeline.index.elasticsearch_search import empty, read_answer, search_body
from pipeline.index.elasticsearch_templates import OnServer
from pipeline.index.plan import plan
from pipeline.index.port import SearchRequest, SearchResult
from pipeline.settings.tree import IndexSettings


class ElasticsearchIndex:
    """Stories on a server. Thread safe."""

    def __init__(self, settings: IndexSettings) -> None:
        self._settings = settings
        self._connection = Connection(settings)
        self._alias = f"{settings.prefix}-stories"
        self._template = OnServer("stories", settings, self._connection)

    def apply(self) -> list[str]:
        """Put the template on the server, and new fields into existing indices."""
        return self._template.apply()

    def upsert(self, stories: Sequence[Story]) -> None:
        """Store stories durably. A version conflict says that a newer revision is there already, which is fine."""
        if not stories:
            return
        self._template.ensure()
        with self._connection.client() as client:
            write(client, [self._index_action(story) for story in stories])

    def get(self, story_id: str) -> Story | None:
        """Return a story, also before searches see it: from whichever month has it."""
        with self._connection.client() as client:
            found = self._locate(client, [story_id], source=True)
        return story_of(found[0]["_source"]) if found else None

    def delete(self, story_ids: Sequence[str]) -> None:
        """Remove stories from whichever month has them."""
        with self._connection.client() as client:
            found = self._locate(client, story_ids, source=False)
            write(client, [_delete_action(row) for row in found])

    def search(self, request: SearchRequest) -> SearchResult:
        """Find stories."""
        found = plan(request.query)
        after = start_of(request)
        with self._connection.client() as client:
            try:
                arguments = search_body(found, request, after)
                answer: Any = client.search(index=self._alias, **arguments)
            except NotFoundError:
                answer = empty(request)
        return read_answer(answer, found, request, after)

    def refresh(self) -> None:
        """Make everything stored so far visible to searches."""
        with self._connection.client() as client:
            client.indices.refresh(index=self._alias, ignore_unavailable=True, allow_no_indices=True)

    def count(self) -> int:
        """Return the number of stories stored."""
        self.refresh()
        with self._connection.client() as client:
            found = client.count(index=self._alias, ignore_unavailable=True, allow_no_indices=True)
        return int(found["count"])

    def close(self) -> None:
        """Close all connections."""
        self._connection.close()

    def _index_action(self, story: Story) -> Action:
        return {
            "_op_type": "index",
            "_index": month_index(self._settings.prefix, story.first_seen),
            "_id": story.story_id,
            "version": story.revision,
            "version_type": "external_gte",
            "_source": body(story),
        }

    def _locate(self, client: Elasticsearch, story_ids: Sequence[str], *, source: bool) -> list[Any]:
        """Return the documents with these ids, asked of every month in one request, at once after they were written."""
        try:
            months = sorted(client.indices.get_alias(name=self._alias), reverse=True)
        except NotFoundError:
            return []
        asked = [{"_index": month, "_id": story_id, "_source": source} for story_id in story_ids for month in months]
        if not asked:
            return []
        return [row for row in client.mget(docs=asked)["docs"] if row.get("found")]


def _delete_action(row: Any) -> Action:  # noqa: ANN401 - what the server answers
    return {
        "_op_type": "delete",
        "_index": row["_index"],
        "_id": row["_id"],
        "version": row["_version"],
        "version_type": "external_gte",
    }
