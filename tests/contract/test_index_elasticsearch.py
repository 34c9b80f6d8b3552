"""What the index on Elasticsearch promises beyond the port: wrong, absent and restarted servers, months, mapping."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from elasticsearch import BadRequestError, Elasticsearch

from pipeline.events.errors import ConfigError, Incompatible, Unavailable
from pipeline.index import RejectedDocument, SearchRequest, open_index, open_journal
from pipeline.index.elasticsearch_bulk import write
from pipeline.settings.tree import IndexSettings
from tests.contract.index_engines import remove
from tests.servers.process import Server, free_port
from tests.unit.index.making import NOW, state, story


def at(url: str, prefix: str = "news") -> IndexSettings:
    return IndexSettings(kind="elasticsearch", url=url, prefix=prefix, analyzer="standard", refresh_seconds=0.1)


@contextmanager
def answering(status: int, body: dict[str, Any], product: str = "Elasticsearch") -> Iterator[str]:
    """Serve the same answer to everything."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.send_header("X-Elastic-Product", product)
            self.end_headers()
            self.wfile.write(data)

        do_PUT = do_POST = do_GET  # noqa: N815 - named by the standard library

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def nodes(version: str) -> dict[str, Any]:
    return {"nodes": {"one": {"version": version}}}


def refused(url: str, error: type[Exception], says: str) -> None:
    index = open_index(at(url), Path("unused"))
    with pytest.raises(error, match=says):
        index.upsert([story(1)])
    with pytest.raises(error, match=says):
        index.search(SearchRequest())
    index.close()
    journal = open_journal(at(url), Path("unused"))
    with pytest.raises(error, match=says):
        journal.record([state("e1", "rss", "polled")])
    journal.close()


def test_a_server_that_is_away_is_named() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    refused(url, Unavailable, f"{url} cannot be reached")


def test_another_major_version_is_refused() -> None:
    with answering(200, nodes("8.19.1")) as url:
        refused(url, Incompatible, "has version 8.19.1.*needs version 9")


def test_a_server_that_refuses_the_client_is_another_version() -> None:
    body = {"error": {"type": "media_type_header_exception", "reason": "Invalid media-type"}, "status": 400}
    with answering(400, body) as url:
        refused(url, Incompatible, "does not speak version 9")


def test_another_product_is_refused() -> None:
    with answering(200, nodes("9.5.0"), product="Other") as url:
        refused(url, Incompatible, "is not Elasticsearch")


@pytest.mark.parametrize(("status", "says"), [(401, "user or password"), (503, "not ready"), (429, "not ready")])
def test_refused_and_overloaded_servers_are_waited_for(status: int, says: str) -> None:
    with answering(status, {"error": {"type": "x", "reason": "y"}}) as url:
        refused(url, Unavailable, says)


def test_a_url_that_is_none_is_a_setting_to_mend() -> None:
    with pytest.raises(ConfigError, match=r"index\.url"):
        open_index(at("nowhere"), Path("unused"))


def test_a_busy_server_is_tried_again_after_pauses() -> None:
    answers = [429, 503, 201]
    paused: list[float] = []

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            item = {"index": {"_id": "a", "status": answers.pop(0), "error": {"type": "busy"}}}
            data = json.dumps({"errors": True, "items": [item]}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/vnd.elasticsearch+json;compatible-with=9")
            self.send_header("X-Elastic-Product", "Elasticsearch")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_PUT = do_POST  # noqa: N815 - named by the standard library

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    action = {"_op_type": "index", "_index": "i", "_id": "a", "_source": {}}
    with Elasticsearch(f"http://127.0.0.1:{server.server_port}", max_retries=0) as client:
        assert write(client, [action], sleep=paused.append) == []
        assert len(paused) == 2
        answers[:] = [400]
        with pytest.raises(RejectedDocument):
            write(client, [action], sleep=paused.append)
        answers[:] = [429] * 99
        with pytest.raises(Unavailable, match="busy"):
            write(client, [action], sleep=paused.append)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def chosen(elasticsearch_url: str) -> Iterator[IndexSettings]:
    found = at(elasticsearch_url, f"t{uuid4().hex[:10]}")
    yield found
    remove(found)


@pytest.mark.elasticsearch
def test_stories_lie_in_the_month_they_were_first_seen_in(chosen: IndexSettings) -> None:
    index = open_index(chosen, Path("unused"))
    for month in (3, 4):
        index.upsert([story(month, "before", seen=datetime(2024, month, 1, tzinfo=UTC))])
    moved = story(3, "after", revision=2, seen=datetime(2024, 3, 1, tzinfo=UTC), published=NOW)
    index.upsert([moved])
    assert index.count() == 2
    index.close()
    with Elasticsearch(chosen.url) as client:
        months = sorted(client.indices.get_alias(name=f"{chosen.prefix}-stories"))
        assert months == [f"{chosen.prefix}-stories-2024.{month:02d}" for month in (3, 4)]
        found = client.get(index=months[0], id="sto-3")
        assert found["_version"] == 2
        assert found["_source"]["title"] == "after"
        assert not [name for name in found["_source"] if name.endswith(("_terms", "_words", "_value"))]
        with pytest.raises(BadRequestError, match="strict"):
            client.index(index=months[0], document={"person": "nobody"})


@pytest.mark.elasticsearch
def test_applying_says_what_it_did_and_follows_the_settings(chosen: IndexSettings) -> None:
    index = open_index(chosen, Path("unused"))
    assert index.apply() == [f"put the index template {chosen.prefix}-stories"]
    assert index.apply() == []
    index.upsert([story(1)])
    index.close()
    slower = open_index(chosen.model_copy(update={"refresh_seconds": 5.0}), Path("unused"))
    assert len(slower.apply()) == 2
    slower.close()
    other = open_index(chosen.model_copy(update={"analyzer": "whitespace"}), Path("unused"))
    with pytest.raises(Incompatible, match="another mapping"):
        other.apply()
    other.close()


@pytest.mark.elasticsearch
def test_readable_fields_serve_kibana(chosen: IndexSettings) -> None:
    index = open_index(chosen, Path("unused"))
    index.upsert([story(1, "Vendor sued", "A court heard the case.", outlets=["Example Wire"])])
    index.refresh()
    index.close()
    with Elasticsearch(chosen.url) as client:
        query = {"query_string": {"query": 'text:court AND outlet:"Example Wire" AND published:[2024 TO *]'}}
        assert client.count(index=f"{chosen.prefix}-stories", query=query)["count"] == 1


@pytest.mark.elasticsearch
@pytest.mark.slow
def test_a_server_that_dies_and_comes_back_has_lost_nothing(own_elasticsearch: Server) -> None:
    index, journal = (make(at(own_elasticsearch.url), Path("unused")) for make in (open_index, open_journal))
    index.upsert([story(1, "before")])
    journal.record([state("e1", "rss", "polled")])
    own_elasticsearch.kill()
    with pytest.raises(Unavailable, match="cannot be reached"):
        index.upsert([story(2, "meanwhile")])
    with pytest.raises(Unavailable):
        journal.record([state("e1", "index", "indexed", final=True, minute=1)])
    own_elasticsearch.start()
    index.upsert([story(2, "after")])
    journal.record([state("e1", "index", "indexed", final=True, minute=1)])
    assert index.count() == 2
    assert dict(journal.totals()) == {"indexed": 1, "pending": 0}
    index.close()
    journal.close()
