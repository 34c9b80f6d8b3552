"""The two deployments a flow test runs on: the embedded pair, and Kafka with Elasticsearch."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from types import SimpleNamespace

import pytest

_NONE = SimpleNamespace(params={})


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests that look at one run of the pipeline in one xdist worker, or the run would be made twice."""
    for item in items:
        if isinstance(item, pytest.Function) and "backend" in getattr(item, "callspec", _NONE).params:
            item.add_marker(pytest.mark.xdist_group(f"{item.module.__name__} {item.callspec.params['backend']}"))


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
