"""The lines of an article, and which of them a site prints under many articles.

A newsletter box or an "about us" paragraph that extraction let through would chain unrelated articles together, so a
line that two other articles of the same site hold takes no part in fingerprints.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from .fingerprint import fingerprints, line_hash, words

MIN_WORDS: Final = 3
MOST_LINES: Final = 300
OTHER_ARTICLES: Final = 2
"""A line seen in this many other articles of its site is boilerplate."""

OWN_SHARE: Final = 0.2
"""An article with less text of its own than this is taken for a new printing of an old one, not for boilerplate."""

Seen = Callable[[tuple[str, ...]], frozenset[str]]
"""Tells which of these lines are boilerplate on the site."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What the fingerprints of an article were made from. `reprint` says that all its lines were known to the site."""

    lines: tuple[str, ...]
    fingerprints: frozenset[int]
    reprint: bool


def read(text: str, boilerplate: Seen) -> Printed:
    """Return the line hashes and fingerprints of a text, boilerplate left out."""
    lines = [tokens for line in text.splitlines() if (tokens := words(line))]
    hashes = [line_hash(tokens) for tokens in lines]
    kept = tuple(dict.fromkeys(h for h, tokens in zip(hashes, lines, strict=True) if len(tokens) >= MIN_WORDS))
    known = boilerplate(kept[:MOST_LINES])
    own = [token for h, tokens in zip(hashes, lines, strict=True) if h not in known for token in tokens]
    every = [token for tokens in lines for token in tokens]
    reprint = len(own) < OWN_SHARE * len(every)
    return Printed(kept[:MOST_LINES], fingerprints(every if reprint else own), reprint)
