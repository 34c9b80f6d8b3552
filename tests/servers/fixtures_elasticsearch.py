"""Fixtures that give tests a real Elasticsearch.

`elasticsearch_url`   the node all tests of a session share: `UNDERSIGHT_TEST_ELASTICSEARCH`, or the Maven artefact
`own_elasticsearch`   a node of the test's own, which it may stop and kill
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.servers.elasticsearch_server import ELASTICSEARCH
from tests.servers.process import Server
from tests.servers.shared import own, shared

ENVIRONMENT = "UNDERSIGHT_TEST_ELASTICSEARCH"


@pytest.fixture(scope="session")
def elasticsearch_url() -> Iterator[str]:
    """Return the address of the node that all tests share; tests use a prefix of their own."""
    if url := os.environ.get(ENVIRONMENT):
        yield url
        return
    with shared(ELASTICSEARCH) as address:
        yield f"http://{address}"


@pytest.fixture
def own_elasticsearch() -> Iterator[Server]:
    """Return a node that the test may stop, kill and start again."""
    with own(ELASTICSEARCH) as server:
        yield server
