"""feeds.yaml: the shipped list, and every mistake as one clear line."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.events import ConfigError
from pipeline.feeds import Catalogue, load_catalogue

SHIPPED = Path(__file__).parents[3] / "config" / "feeds.yaml"


def load(tmp_path: Path, text: str) -> Catalogue:
    path = tmp_path / "feeds.yaml"
    path.write_text(text)
    return load_catalogue(path)


def feed(more: str = "", name: str = "a", url: str = "https://a.example/feed") -> str:
    return f"- id: {name}\n  url: {url}\n  outlet: A\n{more}"


def test_defaults(tmp_path: Path) -> None:
    found = load(tmp_path, "feeds:\n" + feed()).feeds[0]
    assert (found.enabled, found.fetch, found.keep, found.lane, found.interval, found.language) == (
        True,
        "auto",
        "relevant",
        "live",
        None,
        None,
    )


@pytest.mark.parametrize(("text", "seconds"), [("90", 90), ("90s", 90), ("15m", 900), ("6h", 21600), ("1 d", 86400)])
def test_intervals(tmp_path: Path, text: str, seconds: int) -> None:
    assert load(tmp_path, "feeds:\n" + feed(f"  interval: {text}\n")).feeds[0].interval == seconds


def test_enabled_feeds_and_finding_one(tmp_path: Path) -> None:
    found = load(tmp_path, "feeds:\n" + feed() + feed("  enabled: false\n", "b", "https://b.example/"))
    assert [feed.id for feed in found.enabled] == ["a"]
    assert found.find("b") == found.feeds[1]
    assert found.find("c") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("feeds:\n- id: a\n  ulr: x\n  outlet: A\n", "feeds.yaml:3: unknown key 'ulr'; did you mean 'url'?"),
        ("feed: []\n", "feeds.yaml:1: unknown key 'feed'; did you mean 'feeds'?"),
        ("feeds:\n- id: a\n  outlet: A\n", "feeds.yaml:2: key 'url' is missing"),
        (
            "feeds:\n" + feed(url="ftp://a.example/"),
            "feeds.yaml:3: feeds.url: 'ftp://a.example/' is not an http or https",
        ),
        ("feeds:\n" + feed(url="'http://a b/'"), "is not an http or https address"),
        ("feeds:\n" + feed(name="Big Name"), "feeds.yaml:2: feeds.id: "),
        ("feeds:\n" + feed("  fetch: sometimes\n"), "feeds.yaml:5: feeds.fetch: "),
        ("feeds:\n" + feed("  enabled: maybe\n"), "feeds.yaml:5: feeds.enabled: "),
        ("feeds:\n" + feed("  interval: soon\n"), "feeds.yaml:5: feeds.interval: 'soon' is not a duration; write 90s"),
        ("feeds:\n" + feed("  interval: 0\n"), "feeds.yaml:5: feeds.interval: "),
        ("feeds:\n" + feed("  language: English\n"), "feeds.yaml:5: feeds.language: "),
        ("feeds:\n" + feed() + feed(url="https://b.example/"), "feeds.yaml:5: id 'a' is already used on line 2"),
        (
            "feeds:\n" + feed() + feed(name="b", url="http://www.A.example/feed/"),
            "feeds.yaml:6: url 'http://www.A.example/feed/' is already used on line 3",
        ),
        ("feeds:\n" + feed("  id: b\n"), "feeds.yaml:5: key 'id' is given twice; first on line 2"),
        ("feeds:\n" + feed("  note: 'open\n"), "not valid YAML"),
    ],
)
def test_mistakes(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)
    assert expected in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_shipped_list() -> None:
    found = load_catalogue(SHIPPED)
    assert len(found.enabled) > 60
    assert SHIPPED.read_text().startswith("# yaml-language-server: $schema=schemas/feeds.json\n")
    assert all(feed.note for feed in found.feeds if not feed.enabled)
