"""Text to terms."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.index.analysis import LANGUAGES, Analysed, joined, language_code, terms, variants
from pipeline.index.fold import fold, fold_word
from pipeline.index.words import MAX_WORD

languages = st.sampled_from([*LANGUAGES, "ja", None, "en-GB"])


def words(text: str, language: str | None = None) -> list[str]:
    return [token.word for token in terms(text, language)]


@settings(deadline=None)
@given(st.text(max_size=200), languages)
def test_offsets_slice_back_to_the_word(text: str, language: str | None) -> None:
    previous = 0
    for token in terms(text, language):
        surface = text[token.start : token.end]
        assert fold_word(surface.replace(".", ""))[:MAX_WORD] == token.word
        assert surface
        assert token.start >= previous
        previous = token.start + (0 if len(surface) == 2 else 1)


@settings(deadline=None)
@given(st.text(max_size=100), languages)
def test_a_term_has_no_white_space_in_any_language(text: str, language: str | None) -> None:
    for token in terms(text, language):
        assert token.term.split() == [token.term]
        assert token.term.encode("utf-8")
        assert len(token.term) <= MAX_WORD + 3


@settings(deadline=None)
@given(st.text(max_size=60), languages)
def test_a_word_of_a_text_is_among_the_variants_of_the_word_in_a_query(text: str, language: str | None) -> None:
    for token in terms(text, language):
        assert token.term in variants(token.word).values()


@settings(deadline=None)
@given(st.text(max_size=100), languages)
def test_the_quick_way_gives_the_same_terms(text: str, language: str | None) -> None:
    tokens = terms(text, language)
    found = Analysed(text, language)
    assert found.terms == found.term_text.split() == [token.term for token in tokens]
    assert found.words == [token.word for token in tokens]
    assert sorted(found.word_text.split()) == sorted({token.word for token in tokens})


@settings(deadline=None)
@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold_word(fold_word(text)) == fold_word(text)


@settings(deadline=None)
@given(st.text(max_size=60), languages)
def test_the_same_letters_composed_or_not_make_the_same_words(text: str, language: str | None) -> None:
    from unicodedata import normalize

    assert [t.term for t in terms(normalize("NFC", text), language)] == [
        t.term for t in terms(normalize("NFD", text), language)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NSO Group's Pegasus", ["nso", "group", "pegasus"]),
        ("the vendors’ tools", ["the", "vendors", "tools"]),
        ("Pen-Link", ["pen", "link"]),
        ("O'Reilly", ["o", "reilly"]),
        ("AT&T", ["at", "t"]),
        ("U.S. and U.K. officials", ["us", "and", "uk", "officials"]),
        ("It ends. So", ["it", "ends", "so"]),
        ("G4S 2024", ["g4s", "2024"]),
        ("FinFisher™", ["finfisher"]),
        ("Straße ﬁn ÆØ", ["strasse", "fin", "aeo"]),
        ("監視技術", ["監視", "視技", "技術"]),
        ("NSO社", ["nso", "社"]),
        ("й ё", ["й", "е"]),
        ("snake_case", ["snake", "case"]),
        ("", []),
        ("— ™ …", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_terms_carry_the_language_that_stemmed_them() -> None:
    assert [t.term for t in terms("companies 2024 us 監視", "en-US")] == ["en/compani", "/2024", "/us", "/監視"]
    assert [t.term for t in terms("companies", "ja")] == ["/companies"]
    assert [t.term for t in terms("companies", None)] == ["/companies"]
    assert [t.term for t in terms("компания company", "ru")] == ["ru/компан", "/company"]


def test_hyphenated_words_joined() -> None:
    assert joined("Pen-Link") == "penlink"
    assert joined("Pen Link") is None
    assert joined("a-b c") is None
    assert joined("-x") is None


def test_language_codes() -> None:
    assert [language_code(tag) for tag in ("en-US", "DE", "pt_BR", "", None)] == ["en", "de", "pt", "", ""]
