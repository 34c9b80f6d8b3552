"""How a story shows what was edited in it."""

from __future__ import annotations

import pytest

from pipeline.cli.stories import show
from pipeline.events import Change
from pipeline.stories import StoryStore, assign
from tests.unit.stories.make import tagged

TEXT = "The council met on Monday. It bought 40 cameras from Harbourlight Systems. Nobody objected to that."


def test_edits_read_like_a_diff(capsys: pytest.CaptureFixture[str]) -> None:
    store = StoryStore(None)
    first = tagged("https://a.example/1", "Council buys cameras", TEXT)
    second = tagged("https://a.example/1", "Council buys 14 cameras", TEXT.replace("40", "14"), hours=2)
    for one in (first, second):
        found = assign(one, store)
        assert found.story is not None
        with store.writing():
            store.apply(found.story)
    store.close()
    show(found.story.model_copy(update={"differences_dropped": 3}))
    assert capsys.readouterr().out.split("\n")[-9:-1] == [
        "",
        "3 earlier edits are not kept",
        "",
        "edited 2026-03-01 10:00 UTC by a.example: 7 words added, 7 removed",
        "  - Council buys cameras",
        "  + Council buys 14 cameras",
        "  - It bought 40 cameras from Harbourlight Systems.",
        "  + It bought 14 cameras from Harbourlight Systems.",
    ]
    assert found.story.differences[0].changes[0] == Change(
        removed="It bought 40 cameras from Harbourlight Systems.",
        added="It bought 14 cameras from Harbourlight Systems.",
    )
