from __future__ import annotations

import pytest

from pipeline.watchlist.fold import fold, fold_cased, fold_name


@pytest.mark.parametrize(
    ("text", "cased", "hay"),
    [
        ("Media Sonar", "Media Sonar", " media sonar "),
        ("Ｍ", "M", " m "),
        ("Café", "Cafe", " cafe "),
        ("Łódź ø đ æ", "Lodz o d ae", " lodz o d ae "),
        ("İ", "I", " i "),
        ("ΑΔΑΕΣ", "ΑΔΑΕΣ", " αδαεσ "),
        ("a™b", "a b", " a b "),
        ("x²", "x ", " x  "),
        ("ab-\ncd", "abcd", " abcd "),
        ("X-\nMode", "X-Mode", " x mode "),
        ("a\n\nb", "a\x1f\x1fb", " a  b "),
        ("a \t\n b", "a b", " a b "),
        ("5 €", "5 |", " 5   "),
        ("", "", "  "),
        ("\ud800x", " x", "  x "),
    ],
)
def test_fold(text: str, cased: str, hay: str) -> None:
    assert (fold(text).cased, fold(text).hay) == (cased, hay)


def test_span_covers_combining_marks_and_hidden_characters() -> None:
    text = "\u00ad Caf\u0065\u0301 ok"
    folded = fold(text)
    start = folded.cased.index("Cafe")
    assert text[slice(*folded.span(start, start + 4))] == "Caf\u0065\u0301"


def test_plain_text_needs_no_map() -> None:
    assert fold("Plain words. More words.").breaks_at == ()


def test_names_fold_alike() -> None:
    assert fold_name("  Pen‑Link™ ") == "pen link"
    assert fold_cased("Pen-Link") == "Pen Link"
