"""What queries mean, once for all engines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.index import ast
from pipeline.index.plan import All, Any, No, Range, Start, Value, Words, arrangements, gaps, plan, scores
from tests.unit.index.making import NOW


def test_a_word_stands_for_its_form_in_each_language() -> None:
    found = plan(ast.Term("title", "companies"))
    assert isinstance(found, Words)
    assert ("/companies",) in found.sequences
    assert ("en/compani",) in found.sequences


def test_a_word_without_stems_is_one_term() -> None:
    assert plan(ast.Term("title", "2024")) == Words("title", (("/2024",),))


def test_any_is_title_or_text() -> None:
    assert plan(ast.Term("any", "2024")) == Any((Words("title", (("/2024",),)), Words("text", (("/2024",),))))


def test_a_hyphenated_word_is_a_phrase_or_one_word() -> None:
    found = plan(ast.Term("text", "4-ever"))
    assert isinstance(found, Any)
    phrase, whole = found.parts
    assert isinstance(phrase, Words)
    assert ("/4", "/ever") in phrase.sequences
    assert whole == Words("text", (("/4ever",),))


def test_words_without_letters_find_nothing() -> None:
    assert plan(ast.Term("text", "&")) == Any()
    assert plan(ast.Phrase("text", "— …")) == Any()


def test_values_ranges_and_operators() -> None:
    assert plan(None) == plan(ast.Everything()) == All()
    assert plan(ast.Keyword("vendor", " NSO  Group")) == Value("vendor", "nso group")
    assert plan(ast.NumberRange("copies", 2, None)) == Range("copies", 2, None)
    ms = int(NOW.timestamp() * 1000)
    assert plan(ast.DateRange("seen", NOW, NOW)) == Range("seen", ms, ms - 1)
    assert plan(ast.Not(ast.Term("title", "surv", True))) == No(Start("title", "surv"))


def test_only_words_rank() -> None:
    assert scores(plan(ast.And((ast.Keyword("lang", "en"), ast.Term("any", "word")))))
    assert not scores(plan(ast.Keyword("lang", "en")))
    assert not scores(plan(ast.Not(ast.Term("any", "word"))))
    assert not scores(plan(ast.Term("any", "wor", True)))


@given(st.integers(1, 4), st.integers(0, 5))
def test_gaps_are_all_the_ways_words_may_stand_apart(words: int, slop: int) -> None:
    found = gaps(words, slop)
    assert len(set(found)) == len(found) == arrangements(words, slop)
    for places in found:
        assert places[0] == 0
        assert list(places) == sorted(set(places))
        assert places[-1] - (words - 1) <= slop
