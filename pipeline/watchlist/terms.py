"""Terms of technologies: how they are written in the list, and where they stand in a folded text.

A term finds its plural in -s too. `*` at the beginning or the end of a word stands for any letters, as in
`Gesichtserkennung*` and `rozpoznawani* twarz*`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from .fold import fold_name
from .model import AmbiguousTerms, Technology

_STAR: Final = "\u0298"
"""Stands for `*` while a term is folded: a letter that no language of the terms has, and that folding keeps."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a technology. `rest` is what must follow the words searched for; None where nothing must.

    One that is `ambiguous` needs one of the beginnings of words in `context` nearby. A phrase of `exclude` nearby
    shows another meaning. Both begin with a space, as in `Folded.hay`.
    """

    technology: str
    rest: re.Pattern[str] | None = None
    ambiguous: bool = False
    context: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def hits(self, hay: str, start: int, right: int) -> tuple[TermHit, ...]:
        """Return the hit that begins at `start` of the folded text, or none where what must follow does not.

        `right` is where the words searched for end in `hay`.
        """
        if self.rest is None:
            return (TermHit(self, start, right - (2 if hay[right - 1] == " " else 1)),)
        found = self.rest.match(hay, right)
        return (TermHit(self, start, found.end() - 1),) if found else ()


class TermHit(NamedTuple):
    """A term at [start, end) of the folded text."""

    term: Term
    start: int
    end: int


def terms_of(technology: Technology) -> Iterator[tuple[str, Term]]:
    """Yield every term of a technology with the words to search for, as they stand in `Folded.hay`."""
    exclude = _beginnings(technology.exclude)
    for text in technology.terms:
        yield from _patterns(text, Term(technology.id, exclude=exclude))
    for group in technology.ambiguous:
        for text in group.terms:
            yield from _patterns(text, _unsure(technology, group, exclude))


def padded(plain: str) -> str:
    """Return folded words with a space at either end, so that whole words are found; none beside Chinese and such."""
    if plain.isascii():
        return f" {plain} "
    return ("" if _spaceless(plain[0]) else " ") + plain + ("" if _spaceless(plain[-1]) else " ")


def _unsure(technology: Technology, group: AmbiguousTerms, exclude: tuple[str, ...]) -> Term:
    against = (*exclude, *_beginnings(group.exclude))
    return Term(technology.id, ambiguous=True, context=_beginnings(group.context), exclude=against)


def _beginnings(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f" {fold_name(word)}" for word in words)


def _patterns(text: str, term: Term) -> Iterator[tuple[str, Term]]:
    if "*" not in text:
        for plain in _plural(fold_name(text)):
            yield padded(plain), term
        return
    first, *rest = fold_name(text.replace("*", _STAR)).removeprefix(_STAR).split(_STAR)
    pattern = first if text.startswith("*") else " " + first
    if not rest:
        yield pattern + " ", term
        return
    tail = re.compile("".join(r"\w*" + re.escape(piece) for piece in rest) + "(?= )")
    yield pattern, Term(term.technology, tail, term.ambiguous, term.context, term.exclude)


def _plural(plain: str) -> tuple[str, ...]:
    return (plain, plain + "s") if plain[-1:].isascii() and plain[-1:] not in "sy" else (plain,)


def _spaceless(char: str) -> bool:
    return not char.isascii() and unicodedata.category(char) == "Lo" and unicodedata.east_asian_width(char) == "W"
