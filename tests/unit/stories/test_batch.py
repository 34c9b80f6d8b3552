from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.events import ConfigError
from pipeline.stories import final_stories, group_lines
from tests.unit.stories.make import tagged, wire

NOW = datetime(2026, 11, 1, tzinfo=UTC)
WIRE = wire()


def line(number: int, site: str, **more: object) -> str:
    title, text = WIRE[number]
    return json.dumps({"url": f"https://{site}.example/{number}", "title": title, "text": text, **more})


def test_plain_lines_of_an_archive() -> None:
    lines = [line(0, "a", published="2024-05-01"), "", line(1, "a"), line(0, "b", id=7, extra=[1])]
    first, second = final_stories(lines, now=NOW)
    assert [member.url for member in first.members] == ["https://a.example/0", "https://b.example/0"]
    assert first.first_seen == datetime(2024, 5, 1, tzinfo=UTC)
    assert len(second.members) == 1


def test_events_of_the_bus() -> None:
    one = tagged("https://a.example/0", *WIRE[0])
    two = tagged("https://b.example/0", *WIRE[0])
    stories = list(group_lines([one.model_dump_json().encode(), two.article.model_dump_json()], now=NOW))
    assert [story.revision for story in stories] == [1, 2]
    assert stories[1].lead == one


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        ("{", "line 2: "),
        ("[1]", "line 2: not a JSON object"),
        ('{"title": "x"}', "line 2: text is missing"),
        ('{"text": "x"}', "line 2: an article needs a url or an id"),
        ('{"text": "x", "id": "1", "published": "soon"}', "line 2: published should be "),
        ('{"article": {}}', "line 2: article.article_id is missing"),
    ],
)
def test_a_wrong_line_is_named(bad: str, error: str) -> None:
    with pytest.raises(ConfigError) as caught:
        list(group_lines([line(0, "a"), bad], now=NOW))
    assert str(caught.value).startswith(error)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from("abcd")), min_size=1, max_size=12))
def test_the_same_file_gives_the_same_stories_and_no_article_is_lost(picks: list[tuple[int, str]]) -> None:
    lines = [line(*pick) for pick in picks]
    once, twice = list(final_stories(lines, now=NOW)), list(final_stories([*lines, *lines], now=NOW))
    assert once == twice
    members = [member.url for story in once for member in story.members]
    assert sorted(members) == sorted({f"https://{site}.example/{number}" for number, site in picks})
