"""Passages that show why a story was found."""

from __future__ import annotations

from hypothesis import given, settings

from pipeline.events import Story
from pipeline.index import ast
from pipeline.index.highlight import PASSAGES, highlights
from pipeline.index.plan import plan
from tests.unit.index.making import story
from tests.unit.index.strategies import queries, stories


def marked(node: ast.Node, found: Story) -> list[tuple[str, str]]:
    return [
        (shown.field, shown.passage[start:end])
        for shown in highlights(plan(node), found)
        for start, end in shown.matches
    ]


def test_words_phrases_and_beginnings_are_marked_as_printed() -> None:
    found = story(1, "Vendors sued", "The vendor's facial  recognition was sold; recognition alone was not.")
    assert marked(ast.Term("any", "vendor"), found) == [("title", "Vendors"), ("text", "vendor")]
    assert marked(ast.Phrase("text", "facial recognition"), found) == [("text", "facial  recognition")]
    assert marked(ast.Term("text", "recog", True), found) == [("text", "recognition"), ("text", "recognition")]
    assert marked(ast.Not(ast.Term("any", "vendor")), found) == []
    assert marked(ast.Keyword("lang", "en"), found) == []


def test_long_texts_give_the_first_passages() -> None:
    found = story(1, "", "\n".join(["nothing to see " * 30, "a needle here"] * 9))
    shown = highlights(plan(ast.Term("any", "needle")), found)
    assert len(shown) == PASSAGES
    assert all(len(one.passage) < 400 for one in shown)


@settings(deadline=None, max_examples=60)
@given(stories(), queries)
def test_matches_lie_inside_their_passage_and_in_order(found: Story, query: ast.Node) -> None:
    for shown in highlights(plan(query), found):
        source = found.lead.article.title if shown.field == "title" else found.lead.article.text
        assert shown.passage in source
        end = 0
        for start, stop in shown.matches:
            assert end <= start < stop <= len(shown.passage)
            end = stop
