"""The reference parser in its own process: what it finds, and that it can be stopped."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.feeds import _feedparser

URL = "https://signal-post.example/feed"


def document(more: str = "") -> bytes:
    item = f"<item><title>T</title><link>a</link><guid>g</guid>{more}</item>"
    return (
        f'<rss version="2.0" xml:base="https://base.example/"><channel><title>S</title>{item}</channel></rss>'.encode()
    )


def test_what_it_finds() -> None:
    found = _feedparser.read(document("<description>d</description>"), URL)
    assert not isinstance(found, str)
    assert (found["version"], found["title"]) == ("rss20", "S")
    (entry,) = found["entries"]
    assert (entry["link"], entry["guid"], entry["summary"]) == ("https://base.example/a", "g", "d")


def test_input_that_keeps_it_busy_has_it_killed() -> None:
    slow = document("<author>a@" + "a." * 60_000 + "!</author>")
    assert _feedparser.read(slow, URL, cpu_seconds=1) == "killed"


def test_a_document_that_is_a_file_name_reads_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_bytes(document("<description>secret</description>"))
    found = _feedparser.read(str(secret).encode(), URL)
    assert not isinstance(found, str)
    assert found["entries"] == []


@pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell environment")
def test_the_environment_cannot_change_what_is_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "feedparser.py").write_text("raise SystemExit(3)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert not isinstance(_feedparser.read(document(), URL), str)
