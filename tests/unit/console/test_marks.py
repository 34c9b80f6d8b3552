"""A text in pieces is the text again, whatever the marks are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.console.marks import Mark, paragraphs, pieces

marks = st.lists(st.builds(Mark, st.integers(-5, 60), st.integers(-5, 60), st.just("vendor")), max_size=6)


@given(st.text(max_size=50), marks)
def test_pieces_join_to_the_text(text: str, found: list[Mark]) -> None:
    assert "".join(piece.text for piece in pieces(text, found)) == text


@given(st.text(alphabet="ab\n ", max_size=50), marks)
def test_paragraphs_hold_every_line_that_says_something(text: str, found: list[Mark]) -> None:
    lines = ["".join(piece.text for piece in line) for line in paragraphs(text, found)]
    assert lines == [line for line in text.split("\n") if line.strip()]


def test_marked_words_are_those_of_the_mark() -> None:
    found = pieces("NSO Group sued.", [Mark(0, 9, "vendor", "why"), Mark(4, 9, "agency")])
    assert [(piece.text, piece.mark.kind if piece.mark else "") for piece in found] == [
        ("NSO Group", "vendor"),
        (" sued.", ""),
    ]


def test_a_mark_on_the_second_line_is_moved() -> None:
    _, second = paragraphs("First line.\nMeta said so.", [Mark(12, 16, "platform")])
    assert second[0].text == "Meta"
    assert second[0].mark is not None
