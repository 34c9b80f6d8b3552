"""Lines that one extractor alone has: mostly links to other articles, prompts and buttons. Pure.

On public news sets, keeping only the lines that other extractors have as well raised trafilatura from .948 to .955.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from typing import Final, TypeAlias

from .agreement import SHINGLE, Shingles
from .words import tokens

HELD: Final = 0.6
"""Share of a line's shingles with which another text holds the line, whatever it has for inline elements."""

LOST: Final = 0.3
"""Share of a text that may be left out; where more would be, the others are not to be trusted."""

SURE: Final = 2
"""Others who have to lack a line that is no link before it is left out: each drops some kind of true text."""

_HEADING_WORDS: Final = 8
_SENTENCE: Final = re.compile(r"[.!?…。！？।؟][\"'”’»)\]]*$")


Links: TypeAlias = Callable[[Sequence[str]], AbstractSet[str]]
"""Returns those of some lines, by their words, that are nothing but a link on the page."""


class Witness:
    """What another extractor found, as tokens and as their shingles, to be asked for single lines."""

    def __init__(self, found: Sequence[str], bag: Shingles) -> None:
        self._all = f" {' '.join(found)} "
        self._shingles = bag

    def has(self, words: Sequence[str]) -> bool:
        """Say whether the text holds the words of a line."""
        if f" {' '.join(words)} " in self._all:
            return True
        mine = list(zip(*(words[start:] for start in range(SHINGLE)), strict=False))
        return bool(mine) and sum(shingle in self._shingles for shingle in mine) >= HELD * len(mine)


def supported(text: str, witnesses: Sequence[Witness], links: Links, *, loose: bool = False) -> str:
    """Return the text without the lines that no witness has.

    A single witness decides only on lines that are nothing but a link, as `links` tells; two decide on all.
    `loose` is for a text whose extractor keeps much: a single witness then decides on all lines that end no sentence.
    """
    lines = text.split("\n")
    alone = [number for number, line in enumerate(lines) if not _held(line, witnesses)]
    if not witnesses or not alone:
        return text
    if len(witnesses) < SURE:
        linked = links([lines[at] for at in alone])
        alone = [at for at in alone if (loose and not _SENTENCE.search(lines[at])) or _key(lines[at]) in linked]
    dropped = _with_headings(lines, set(alone))
    left = "\n".join(line for number, line in enumerate(lines) if number not in dropped)
    return left if len(left) >= (1 - LOST) * len(text) else text


def _held(line: str, witnesses: Sequence[Witness]) -> bool:
    words = tokens(line)
    return not words or any(witness.has(words) for witness in witnesses)


def _with_headings(lines: Sequence[str], dropped: set[int]) -> set[int]:
    """Return the numbers with those of the headings left with nothing under them but lines that are left out."""
    for at in sorted(dropped):
        above = at - 1
        run = at + 1 in dropped or at + 1 == len(lines)
        if above >= 0 and above not in dropped and run and _is_heading(lines[above]):
            dropped = dropped | {above}
    return dropped


def _is_heading(line: str) -> bool:
    return len(tokens(line)) <= _HEADING_WORDS and not _SENTENCE.search(line)


def _key(line: str) -> str:
    return " ".join(tokens(line))


def link_words(texts: Sequence[str]) -> frozenset[str]:
    """Return the words of links as `supported` compares them; links of one word are none: dates, names, numbers."""
    return frozenset(key for key in map(_key, texts) if " " in key)
