"""Text to folded words with their places. Pure, and the part of indexing that must be quick."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final, Generic, TypeVar

from pipeline.index.fold import fold_word

MAX_WORD: Final = 64
"""Longest word kept, in code points; Elasticsearch cuts terms of more than 255 in two."""

_CJK: Final = (
    "\u1100-\u11ff\u3041-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003134f"
)
_CJK_RUN: Final = re.compile(f"[{_CJK}]+")
_CJK_LETTER: Final = re.compile("[\u1100-\u115f][\u1160-\u11a7][\u11a8-\u11ff]?|.[\u3099\u309a]?", re.DOTALL)
"""One letter, also where it is written in parts: a Korean syllable, or Japanese kana with a voicing mark."""

_PIECE: Final = re.compile(r"\S+")

Part = tuple[str, int, int]
"""A folded word, and where it starts and ends."""

V = TypeVar("V")


class Memo(dict[str, V], Generic[V]):
    """A function of short strings that remembers; quicker than `lru_cache`, and emptied when it has grown too large."""

    LIMIT: Final = 300_000

    def __init__(self, make: Callable[[str], V]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: str) -> V:
        value = self._make(key)
        if len(self) >= self.LIMIT:
            self.clear()
        if len(key) <= MAX_WORD:
            self[key] = value
        return value


def split(text: str) -> list[str]:
    """Return the folded words of a text in order.

    A possessive 's is left out, letters with full stops (U.S.) are one word, hyphens and apostrophes part words;
    Chinese, Japanese and Korean come as overlapping pairs of letters.
    """
    return [part[0] for piece in text.split() for part in parts_of[piece]]


def split_places(text: str) -> Iterator[Part]:
    """Yield the same words with their places in the text, in code points."""
    for match in _PIECE.finditer(text):
        start = match.start()
        for word, low, high in parts_of[match.group()]:
            yield word, start + low, start + high


def _parts(piece: str) -> tuple[Part, ...]:
    return tuple(part for match in _pattern().finditer(piece) for part in _raw_parts(match.group(1), match.start(1)))


def _raw_parts(raw: str, start: int) -> Iterator[Part]:
    if raw.isascii():
        yield raw.replace(".", "").lower()[:MAX_WORD], start, start + len(raw)
    else:
        yield from _other_scripts(raw, start)


def _other_scripts(raw: str, start: int) -> Iterator[Part]:
    place = 0
    for run in _CJK_RUN.finditer(raw):
        yield from _folded(raw[place : run.start()], start + place)
        yield from _pairs(run.group(), start + run.start())
        place = run.end()
    yield from _folded(raw[place:], start + place)


def _folded(raw: str, start: int) -> Iterator[Part]:
    word = fold_word(raw)[:MAX_WORD] if raw else ""
    if word:
        yield word, start, start + len(raw)


def _pairs(run: str, start: int) -> Iterator[Part]:
    places = [match.start() for match in _CJK_LETTER.finditer(run)] + [len(run)]
    if len(places) == 2:
        yield from _folded(run, start)
    for first, _, end in zip(places, places[1:], places[2:], strict=False):
        yield from _folded(run[first:end], start + first)


parts_of: Final = Memo(_parts)
"""The words of a piece of text without white space. Most pieces have been met before."""


@cache
def _pattern() -> re.Pattern[str]:
    """Return the pattern of a word, as group 1; a possessive after it is taken along."""
    marks = "".join(f"{first}-{last}" for first, last in _mark_ranges())
    letter = r"[^\W\d_]"
    acronym = rf"(?<![^\W_])(?:{letter}\.){{2,}}(?:{letter}(?![^\W_]))?(?![^\W_])"
    word = rf"[^\W_]+(?:[{marks}]+[^\W_]*)*"
    return re.compile(rf"({acronym}|{word})(?:['’＇][sS](?![^\W_]|[{marks}]))?")


def _mark_ranges() -> list[tuple[str, str]]:
    """Return the ranges of combining marks, which are parts of words but not letters to `re`."""
    ranges: list[tuple[str, str]] = []
    for code in range(0x300, 0xFE30):
        char = chr(code)
        if unicodedata.category(char) in ("Mn", "Mc"):
            if ranges and ord(ranges[-1][1]) == code - 1:
                ranges[-1] = (ranges[-1][0], char)
            else:
                ranges.append((char, char))
    return ranges
