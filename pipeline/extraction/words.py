"""Words: how many a text has, and the tokens by which two texts are compared."""

from __future__ import annotations

import re
from typing import Final

_HAN_KANA: Final = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ffff"
_SOUTH_EAST_ASIAN: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"

_DENSE: Final = re.compile(f"[{_HAN_KANA}]")
_LOOSE: Final = re.compile(f"[{_SOUTH_EAST_ASIAN}]")
_UNSPACED: Final = re.compile(f"[{_HAN_KANA}{_SOUTH_EAST_ASIAN}]+")
_TOKEN: Final = re.compile(rf"[{_HAN_KANA}{_SOUTH_EAST_ASIAN}]|\w+")
_RUN: Final = re.compile(r"\w+")
_WORD: Final = re.compile(r"\w\S*")


def count_words(text: str) -> int:
    """Return the number of words of a text.

    Scripts without spaces are estimated: two characters a word for Chinese and Japanese, four for Thai, Lao, Khmer
    and Burmese. Elsewhere a word is a run without white space that holds a letter or a digit.
    """
    if not _UNSPACED.search(text):
        return len(_WORD.findall(text))
    spaced = len(_WORD.findall(_UNSPACED.sub(" ", text)))
    dense, loose = len(_DENSE.findall(text)), len(_LOOSE.findall(text))
    return spaced + (dense + 1) // 2 + (loose + 3) // 4


def tokens(text: str) -> list[str]:
    """Return the lower-cased words of a text; each character of a script without spaces is a token."""
    return (_TOKEN if _UNSPACED.search(text) else _RUN).findall(text.lower())
