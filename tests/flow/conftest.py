"""The two deployments a flow test runs on: the embedded pair, and Kafka with Elasticsearch."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping

import pytest


@pytest.fixture(
    scope="module",
    params=[
        "embedded",
        pytest.param("servers", marks=[pytest.mark.kafka, pytest.mark.elasticsearch]),
    ],
)
def backend(request: pytest.FixtureRequest) -> Iterator[Mapping[str, str]]:
    """Return the environment that selects a deployment; the servers are real, and the topics new."""
    if request.param == "embedded":
        yield {}
        return
    kafka = request.getfixturevalue("fresh_kafka")
    elasticsearch = request.getfixturevalue("elasticsearch_url")
    yield {
        "UNDERSIGHT_BUS__KIND": "kafka",
        "UNDERSIGHT_BUS__SERVERS": kafka,
        "UNDERSIGHT_INDEX__KIND": "elasticsearch",
        "UNDERSIGHT_INDEX__URL": elasticsearch,
        "UNDERSIGHT_INDEX__ANALYZER": "standard",
        "UNDERSIGHT_INDEX__PREFIX": f"t{uuid.uuid4().hex[:8]}",
    }
