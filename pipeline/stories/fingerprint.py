"""Winnowing fingerprints: two texts that share a run of words share fingerprints, whatever surrounds the run.

Schleimer, Wilkerson, Aiken: Winnowing, SIGMOD 2003. Shingles of 5 words and a window of 8 give about two fingerprints
for nine words, and any shared run of 12 words is found. The hash (xxh3, 64 bits) is the same on every machine.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

import xxhash

SHINGLE: Final = 5
UNSPACED_SHINGLE: Final = 10
WINDOW: Final = 8
MOST: Final = 1000
"""A longer text keeps its smallest fingerprints only: the choice depends on the values, so copies choose alike."""

_UNSPACED: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # kana, Han
)
_WORD: Final = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_UNSPACED_CHARACTER: Final = re.compile(rf"[{_UNSPACED}]")


def fold(text: str) -> str:
    """Return the text in lower case, without accents and in compatibility form."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFKC", "".join(c for c in apart if not unicodedata.combining(c))).casefold()


def words(text: str) -> list[str]:
    """Return the folded words of a text; scripts without spaces give one word for each character."""
    return _WORD.findall(fold(text))


def fingerprints(tokens: Sequence[str]) -> frozenset[int]:
    """Return the fingerprints (unsigned, 64 bits) of a sequence of words; none below one shingle."""
    hashes = _shingles(tokens)
    if len(hashes) <= WINDOW:
        return frozenset({min(hashes)} if hashes else ())
    chosen = {min(hashes[at : at + WINDOW]) for at in range(len(hashes) - WINDOW + 1)}
    return frozenset(chosen if len(chosen) <= MOST else sorted(chosen)[:MOST])


def _shingles(tokens: Sequence[str]) -> list[int]:
    length = _shingle_length(tokens)
    count = len(tokens) - length + 1
    return [xxhash.xxh3_64_intdigest(" ".join(tokens[at : at + length]).encode()) for at in range(count)]


def _shingle_length(tokens: Sequence[str]) -> int:
    if "".join(tokens).isascii():
        return SHINGLE
    unspaced = sum(1 for token in tokens if len(token) == 1 and _UNSPACED_CHARACTER.match(token))
    return UNSPACED_SHINGLE if unspaced * 2 > len(tokens) else SHINGLE


def line_hash(tokens: Sequence[str]) -> str:
    """Return the hash of a line as 16 hex digits."""
    return xxhash.xxh3_64_hexdigest(" ".join(tokens).encode())


def to_hex(values: frozenset[int]) -> tuple[str, ...]:
    """Return fingerprints as they travel in events: 16 hex digits each, sorted."""
    return tuple(f"{value:016x}" for value in sorted(values))


def from_hex(values: Sequence[str]) -> frozenset[int]:
    """Return the fingerprints of an event as numbers. Raises ValueError for what is not hexadecimal."""
    return frozenset(int(value, 16) for value in values)
