"""Fixtures that give tests a real Elasticsearch.

`elasticsearch_url`   the node all tests of a session share: `UNDERSIGHT_TEST_ELASTICSEARCH`, or the Maven artefact
`own_elasticsearch`   a node of the test's own, which it may stop and kill
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.elasticsearch_server import CACHE, ElasticsearchServer
from tests.servers.kafka_server import MissingServer, can_connect, locked, session_pid

ENVIRONMENT = "UNDERSIGHT_TEST_ELASTICSEARCH"


def _missing(reason: str) -> None:
    """Skip on a laptop, fail in CI."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


class _Shared:
    """One node for all xdist workers of a session; the last to leave ends it."""

    def __init__(self) -> None:
        self._note = CACHE / f"elasticsearch-{session_pid()}.json"
        self._lock = CACHE / f"elasticsearch-{session_pid()}.lock"

    def enter(self) -> str:
        with locked(self._lock):
            note = json.loads(self._note.read_text()) if self._note.exists() else None
            if note is None or not can_connect(note["url"].removeprefix("http://")):
                server = ElasticsearchServer.create()
                note = {"url": server.url, "folder": str(server.folder), "users": 0}
                server.hand_over()
            note["users"] += 1
            self._note.write_text(json.dumps(note))
            return str(note["url"])

    def leave(self) -> None:
        with locked(self._lock):
            note = json.loads(self._note.read_text())
            note["users"] -= 1
            self._note.write_text(json.dumps(note))
            if note["users"] == 0:
                self._note.unlink()
                ElasticsearchServer.adopt(Path(note["folder"])).close()
                self._lock.unlink(missing_ok=True)


@pytest.fixture(scope="session")
def elasticsearch_url() -> Iterator[str]:
    """Return the address of the node that all tests share; tests use a prefix of their own."""
    if url := os.environ.get(ENVIRONMENT):
        yield url
        return
    shared = _Shared()
    try:
        url = shared.enter()
    except MissingServer as error:
        _missing(str(error))
        raise
    yield url
    shared.leave()


@pytest.fixture
def own_elasticsearch() -> Iterator[ElasticsearchServer]:
    """Return a node that the test may stop, kill and start again."""
    try:
        server = ElasticsearchServer.create()
    except MissingServer as error:
        _missing(str(error))
        raise
    with server:
        yield server
