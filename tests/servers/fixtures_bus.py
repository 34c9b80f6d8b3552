"""The fixture that runs a test on both buses."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.servers.fixtures_kafka import ENVIRONMENT

if TYPE_CHECKING:
    from tests.contract.bus_kit import World


@pytest.fixture(params=["embedded", pytest.param("kafka", marks=pytest.mark.kafka)])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """Return one of the two backends. Kafka is a real broker; a foreign one sets its own lower limit for sessions."""
    from tests.contract.bus_kit import World  # it imports Kafka's client, which other tests need not wait for

    if request.param == "embedded":
        world = World("embedded", str(tmp_path / "log.sqlite"))
    else:
        address = request.getfixturevalue("kafka_address")
        world = World("kafka", address, session_ms=6000 if os.environ.get(ENVIRONMENT) else 2000)
    yield world
    world.close()


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[World]:
    """Return the embedded backend."""
    from tests.contract.bus_kit import World

    world = World("embedded", str(tmp_path / "log.sqlite"))
    yield world
    world.close()
