"""A query made ready to run: words as terms, values folded, times in milliseconds.

All that could be understood in two ways is decided here, once; the evaluator and the compilers for tantivy and
Elasticsearch only carry it out, which is why they agree.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import comb
from typing import Final, Literal, TypeAlias

from pipeline.index import ast
from pipeline.index.analysis import joined, terms, variants
from pipeline.index.document import millis
from pipeline.index.fold import fold

Field: TypeAlias = Literal["title", "text"]
NumberField: TypeAlias = Literal["copies", "words", "published", "seen"]

MAX_ARRANGEMENTS: Final = 120
"""In how many ways the gaps of a phrase with slop may fall; tantivy is asked for each of them."""


@dataclass(frozen=True, slots=True)
class Words:
    """One of the sequences of terms stands in the field, with at most `slop` terms between. One sequence a language."""

    field: Field
    sequences: tuple[tuple[str, ...], ...]
    slop: int = 0


@dataclass(frozen=True, slots=True)
class Start:
    """A folded word of the field begins with this."""

    field: Field
    start: str


@dataclass(frozen=True, slots=True)
class Value:
    """The field holds this folded value; or, with `prefix`, one that begins with it."""

    field: ast.KeywordField
    value: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Range:
    """The field has a value, not less than `low` and not more than `high`. Times are in milliseconds."""

    field: NumberField
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class All:
    """All of the parts; without parts, every story."""

    parts: tuple[Plan, ...] = ()


@dataclass(frozen=True, slots=True)
class Any:
    """At least one of the parts; without parts, no story."""

    parts: tuple[Plan, ...] = ()


@dataclass(frozen=True, slots=True)
class No:
    """Every story that the part does not match."""

    part: Plan


Plan: TypeAlias = Words | Start | Value | Range | All | Any | No
_MakeLeaf: TypeAlias = Callable[[Field], Plan]


def plan(node: ast.Node | None) -> Plan:
    """Return what a query means. None means every story."""
    match node:
        case None | ast.Everything():
            return All()
        case ast.And(parts):
            return All(tuple(plan(part) for part in parts))
        case ast.Or(parts):
            return Any(tuple(plan(part) for part in parts))
        case ast.Not(part):
            return No(plan(part))
        case _:
            return _leaf(node)


def _leaf(node: ast.Term | ast.Phrase | ast.Keyword | ast.NumberRange | ast.DateRange) -> Plan:
    match node:
        case ast.Term(field, word, True):
            return _in_fields(field, lambda where: _starts(where, word))
        case ast.Term(field, word):
            return _in_fields(field, lambda where: _word(where, word))
        case ast.Phrase(field, words, slop):
            return _in_fields(field, lambda where: _sequence(where, words, slop))
        case ast.Keyword(field, value, prefix):
            return Value(field, fold(value), prefix)
        case ast.NumberRange(field, low, high):
            return Range(field, low, high)
        case ast.DateRange(field, start, end):
            return Range(field, None if start is None else millis(start), None if end is None else millis(end) - 1)


def scores(found: Plan) -> bool:
    """Return whether a query has words by which stories can be ranked; without them the newest come first."""
    match found:
        case Words():
            return True
        case All(parts) | Any(parts):
            return any(scores(part) for part in parts)
        case _:
            return False


def arrangements(words: int, slop: int) -> int:
    """Return in how many ways up to `slop` other words can lie in the gaps of a phrase."""
    return comb(slop + words - 1, words - 1) if words > 1 else 1


def gaps(words: int, slop: int) -> list[tuple[int, ...]]:
    """Return the places of a phrase's words, from 0, for every way in which other words can lie between.

    >>> gaps(2, 1)
    [(0, 1), (0, 2)]
    """
    if words == 1:
        return [(0,)]
    return [
        (*places, places[-1] + 1 + more)
        for places in gaps(words - 1, slop)
        for more in range(slop - (places[-1] - (words - 2)) + 1)
    ]


def _in_fields(field: ast.TextField, leaf: _MakeLeaf) -> Plan:
    if field == "any":
        return Any((leaf("title"), leaf("text")))
    return leaf(field)


def _word(field: Field, word: str) -> Plan:
    found = _sequence(field, word, 0)
    whole = joined(word)
    if whole is None:
        return found
    return Any((found, _words(field, [whole], 0)))


def _sequence(field: Field, text: str, slop: int) -> Plan:
    return _words(field, [token.word for token in terms(text, None)], slop)


def _words(field: Field, words: Sequence[str], slop: int) -> Plan:
    if not words:
        return Any()
    by_word = [variants(word) for word in words]
    languages = dict.fromkeys(language for found in by_word for language in found)
    sequences = dict.fromkeys(tuple(found.get(lang, found[""]) for found in by_word) for lang in languages)
    return Words(field, tuple(sequences), slop if len(words) > 1 else 0)


def _starts(field: Field, beginning: str) -> Plan:
    words = [token.word for token in terms(beginning, None)]
    if not words:
        return Any()
    return Start(field, words[0]) if len(words) == 1 else _prefixed_sequence(field, words)


def _prefixed_sequence(field: Field, words: Sequence[str]) -> Plan:
    return All((*(_words(field, [word], 0) for word in words[:-1]), Start(field, words[-1])))
