"""A first run without a network ends in one clear line."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cli.network import has_address, warn_without_network
from pipeline.settings import FeedsSettings, Settings

FEEDS = """feeds:
  - {id: a, url: "https://a.example/feed", outlet: A}
  - {id: b, url: "https://b.example/feed", outlet: B}
  - {id: c, url: "https://c.example/feed", outlet: C, enabled: false}
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "feeds.yaml").write_text(FEEDS)
    return Settings(feeds=FeedsSettings.model_validate({"file": tmp_path / "feeds.yaml"}))


def test_no_network_is_one_line_that_points_to_the_demo(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert warn_without_network(settings, lambda host: False)
    err = capsys.readouterr().err
    assert err.startswith("undersight: no network: none of 2 feed hosts (a.example, ...)")
    assert err.endswith("make demo\n")
    assert err.count("\n") == 1


def test_one_host_that_answers_is_network_enough(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert not warn_without_network(settings, lambda host: host == "b.example")
    assert capsys.readouterr().err == ""


def test_names_under_localhost_need_no_resolver() -> None:
    assert has_address("gazette.localhost")
