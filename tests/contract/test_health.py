"""The small HTTP server of each process, asked over a real socket."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from pipeline.events import ConfigError
from pipeline.observability.health import HealthServer
from pipeline.observability.metrics import METRICS, Meter


@pytest.fixture
def parts() -> dict[str, bool]:
    return {"bus": True, "index": True}


@pytest.fixture
def meter() -> Meter:
    return Meter()


@pytest.fixture
def server(meter: Meter, parts: dict[str, bool]) -> Iterator[HealthServer]:
    running = HealthServer(0, meter.registry, lambda: parts)
    yield running
    running.close()


def ask(server: HealthServer, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_each_message_counts_once_under_its_status(server: HealthServer, meter: Meter) -> None:
    meter.count("tag", "tagged", 2)
    meter.count("tag", "irrelevant")
    status, text = ask(server, "/metrics")
    assert status == 200
    assert 'undersight_messages_total{hop="tag",status="tagged"} 2.0' in text
    assert 'undersight_messages_total{hop="tag",status="irrelevant"} 1.0' in text


def test_every_documented_metric_is_there(server: HealthServer) -> None:
    _, text = ask(server, "/metrics")
    for metric in METRICS:
        assert f"# HELP {metric.name} " in text


def test_ready_says_which_part_is_away(server: HealthServer, parts: dict[str, bool]) -> None:
    assert ask(server, "/ready")[0] == 200
    parts["index"] = False
    status, body = ask(server, "/ready")
    assert status == 503
    assert json.loads(body) == {"bus": True, "index": False}


def test_other_paths_are_told_what_there_is(server: HealthServer) -> None:
    assert ask(server, "/live")[0] == 200
    assert ask(server, "/")[0] == 404


def test_a_busy_port_is_one_clear_line(server: HealthServer, meter: Meter) -> None:
    with pytest.raises(
        ConfigError, match=rf"port {server.port} for metrics cannot be used.*observability\.metrics_port"
    ):
        HealthServer(server.port, meter.registry, dict)
