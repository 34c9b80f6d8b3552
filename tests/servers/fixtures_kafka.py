"""Fixtures that give tests a real Kafka broker.

`kafka_address`   the broker all tests of a session share: `UNDERSIGHT_TEST_KAFKA`, or one from Maven artefacts
`fresh_kafka`     the address of a broker of the module's own, with no topics
`own_kafka`       a broker of the test's own, which it may stop and kill
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.servers.kafka_server import CACHE, KafkaServer, MissingServer, can_connect, locked, session_pid

ENVIRONMENT = "UNDERSIGHT_TEST_KAFKA"


def missing(reason: str) -> None:
    """Skip on a laptop, fail in CI."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def _own() -> Iterator[KafkaServer]:
    try:
        server = KafkaServer.create()
    except MissingServer as error:
        missing(str(error))
        raise
    with server:
        yield server


class _Shared:
    """One broker for all xdist workers of a session; the last to leave ends it."""

    def __init__(self) -> None:
        self._note = CACHE / f"shared-{session_pid()}.json"
        self._lock = CACHE / f"shared-{session_pid()}.lock"
        self._server: KafkaServer | None = None

    def enter(self) -> str:
        with locked(self._lock):
            note = json.loads(self._note.read_text()) if self._note.exists() else None
            if note is None or not can_connect(note["address"]):
                self._server = KafkaServer.create()
                note = {"address": self._server.address, "folder": str(self._server.folder), "users": 0}
            note["users"] += 1
            self._note.write_text(json.dumps(note))
            return str(note["address"])

    def leave(self) -> None:
        with locked(self._lock):
            note = json.loads(self._note.read_text())
            note["users"] -= 1
            self._note.write_text(json.dumps(note))
            if note["users"] == 0:
                self._note.unlink()
                self._lock.unlink(missing_ok=True)
                (self._server or KafkaServer.adopt(Path(note["folder"]))).close()
            elif self._server is not None:
                self._server.hand_over()


@pytest.fixture(scope="session")
def kafka_address() -> Iterator[str]:
    """Return the address of the broker that all tests share; tests use topics and groups of their own."""
    if address := os.environ.get(ENVIRONMENT):
        yield address
        return
    shared = _Shared()
    try:
        address = shared.enter()
    except MissingServer as error:
        missing(str(error))
        raise
    yield address
    shared.leave()


@pytest.fixture(scope="module")
def fresh_kafka() -> Iterator[str]:
    """Return the address of a broker without topics, for one test module."""
    with _own() as server:
        yield server.address


@pytest.fixture(scope="module")
def _module_kafka() -> Iterator[KafkaServer]:
    with _own() as server:
        yield server


@pytest.fixture
def own_kafka(_module_kafka: KafkaServer) -> KafkaServer:
    """Return the module's own broker, running, which the test may stop, kill and start again."""
    if not can_connect(_module_kafka.address):
        _module_kafka.start()
    return _module_kafka
