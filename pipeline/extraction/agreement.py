"""How far two texts agree, by the shingles they share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from .words import tokens

SHINGLE: Final = 4
"""Words in a shingle, as the public article-extraction benchmarks count them."""

Shingles: TypeAlias = Counter[tuple[str, ...]]


def shingles(text: str) -> Shingles:
    """Return the bag of all runs of four tokens; a shorter text is one shingle."""
    return shingles_of(tokens(text))


def shingles_of(found: Sequence[str]) -> Shingles:
    """Return the bag of all runs of four of the tokens; fewer are one shingle."""
    if len(found) < SHINGLE:
        return Counter([tuple(found)] if found else [])
    return Counter(zip(*(found[start:] for start in range(SHINGLE)), strict=False))


def f1(left: Shingles, right: Shingles) -> float:
    """Return the F1 (0..1) of two bags: 1 when they are equal, 0 when nothing is shared."""
    total = left.total() + right.total()
    if not total:
        return 1.0
    common = left.keys() & right.keys()
    if left.total() == len(left) or right.total() == len(right):  # where one repeats nothing, each counts once
        shared = len(common)
    else:
        shared = sum(min(left[shingle], right[shingle]) for shingle in common)
    return 2 * shared / total


def medoid(texts: Mapping[str, str]) -> str:
    """Return the name of the text that agrees best with all the others; the first of equals."""
    bags = {name: shingles(text) for name, text in texts.items()}
    return max(texts, key=lambda name: sum(f1(bags[name], bags[other]) for other in texts if other != name))
