"""Folding: the one way in which spellings that differ in case, accents or width are made equal."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

MAX_VALUE: Final = 512
"""Longest folded keyword, in code points; well under the 32,766 bytes that Lucene allows."""

_LETTERS: Final = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i", "ħ": "h", "ŋ": "n"}
)
_LATIN_GREEK_END: Final = 0x03FF
_LATIN_EXTRA: Final = (0x1E00, 0x1FFF)
_YE: Final = "е"


def fold(text: str) -> str:
    """Return text without differences of case, accents, width and white space, for comparing whole values.

    >>> fold("  Société  GÉNÉRALE ")
    'societe generale'
    """
    if not text.isascii():
        text = _fold_letters(text)
    return " ".join(text.lower().split())[:MAX_VALUE]


@lru_cache(maxsize=200_000)
def fold_word(word: str) -> str:
    """Return a word without differences of case, accents and width: letters, digits and the marks of other scripts.

    Accents are dropped from Latin and Greek letters only: in other scripts they tell letters apart (й is not и).
    """
    if word.isascii():
        return word.lower()
    return "".join(c for c in _fold_letters(word) if c.isalnum() or unicodedata.category(c)[0] == "M")


def _fold_letters(text: str) -> str:
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept: list[str] = []
    base = ""
    for char in spread:
        if not unicodedata.combining(char):
            base = char
            kept.append(char)
        elif not _drops(char, base):
            kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept)).translate(_LETTERS)


def _drops(mark: str, base: str) -> bool:
    if "\u0591" <= mark <= "\u05c7" or "\u064b" <= mark <= "\u065f" or mark == "\u0670":
        return True  # vowel points of Hebrew and Arabic, which are rarely written
    if not base or base == _YE:
        return True
    code = ord(base)
    return code <= _LATIN_GREEK_END or _LATIN_EXTRA[0] <= code <= _LATIN_EXTRA[1]
