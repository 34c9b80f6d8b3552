"""Lines that one extractor alone has: mostly links to other articles, prompts and buttons. Pure.

On public news sets, keeping only the lines that other extractors have as well raised trafilatura from .948 to .955.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Final, Protocol

from .agreement import SHINGLE, Shingles
from .words import tokens

HELD: Final = 0.6
"""Share of a line's shingles with which another text holds the line, whatever it has for inline elements."""

LOST: Final = 0.3
"""Share of a text that may be left out; where more would be, the others are not to be trusted."""

SURE: Final = 2
"""Others who have to lack a line that is no link before it is left out: each drops some kind of true text.

Resiliparse loses lists in `ul` and embedded posts, newspaper4k captions and lists of names.
"""

_HEADING_WORDS: Final = 8
_SENTENCE: Final = re.compile(r"[.!?…。！？।؟][\"'”’»)\]]*$")


class Page(Protocol):
    """What is asked of the page about lines that one extractor alone has."""

    def linked(self, lines: Sequence[str]) -> AbstractSet[str]:
        """Return the words of those that are nothing but a link, at least."""
        ...

    def quoted(self, lines: Sequence[str]) -> AbstractSet[str]:
        """Return the words of those that stand in a quotation, at least."""
        ...


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


def supported(text: str, witnesses: Sequence[Witness], page: Page, *, loose: bool = False) -> str:
    """Return the text without the lines that no witness has.

    Sentences and quotations stay. A single witness decides only on lines that are nothing but a link; two decide on all
    others. `loose` is for a text whose extractor keeps much: a single witness then decides like two.
    """
    lines = text.split("\n")
    alone = [at for at, line in enumerate(lines) if not _SENTENCE.search(line) and not _held(line, witnesses)]
    if not witnesses or not alone:
        return text
    asked = [lines[at] for at in alone]
    spared = page.quoted(asked) if loose or len(witnesses) >= SURE else None
    linked = page.linked(asked)
    dropped = {
        at for at in alone if _key(lines[at]) in linked or (spared is not None and _key(lines[at]) not in spared)
    }
    dropped = _with_headings(lines, dropped)
    left = "\n".join(line for at, line in enumerate(lines) if at not in dropped)
    return left if len(left) >= (1 - LOST) * len(text) else text


def supplemented(text: str, other: str, mine: Witness, third: Witness) -> str:
    """Return the text with the sentences that it lacks and two others have, each where `other` has it.

    `mine` and `third` are witnesses of the text and of the second other.
    """
    lines, at = text.split("\n"), 0
    known = {_key(line): number for number, line in enumerate(lines, start=1)}
    added: dict[int, list[str]] = {}
    for line in other.split("\n"):
        words = tokens(line)
        if mine.has(words):
            at = known.get(" ".join(words), at)
        elif len(words) > _HEADING_WORDS and _SENTENCE.search(line) and third.has(words):
            added.setdefault(at, []).append(line)
    return "\n".join(line for at, own in enumerate(["", *lines]) for line in (own, *added.get(at, ())) if line)


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


def keys(texts: Sequence[str]) -> frozenset[str]:
    """Return the words of texts as lines are compared by; a single word is none: it may be a date or a name."""
    return frozenset(key for key in map(_key, texts) if " " in key)
