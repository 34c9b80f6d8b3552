"""Fixtures that give tests a real Kafka broker.

`kafka_address`   the broker all tests of a session share: `UNDERSIGHT_TEST_KAFKA`, or one from Maven artefacts
`fresh_kafka`     the address of a broker of the module's own, with no topics
`own_kafka`       a broker of the test's own, which it may stop and kill
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.servers.kafka_server import KAFKA
from tests.servers.process import Server, can_connect
from tests.servers.shared import own, shared

ENVIRONMENT = "UNDERSIGHT_TEST_KAFKA"


@pytest.fixture(scope="session")
def kafka_address() -> Iterator[str]:
    """Return the address of the broker that all tests share; tests use topics and groups of their own."""
    if address := os.environ.get(ENVIRONMENT):
        yield address
        return
    with shared(KAFKA) as address:
        yield address


@pytest.fixture(scope="module")
def fresh_kafka() -> Iterator[str]:
    """Return the address of a broker without topics, for one test module."""
    with own(KAFKA) as server:
        yield server.address


@pytest.fixture(scope="module")
def _module_kafka() -> Iterator[Server]:
    with own(KAFKA) as server:
        yield server


@pytest.fixture
def own_kafka(_module_kafka: Server) -> Server:
    """Return the module's own broker, running, which the test may stop, kill and start again."""
    if not can_connect(_module_kafka.address):
        _module_kafka.start()
    return _module_kafka
