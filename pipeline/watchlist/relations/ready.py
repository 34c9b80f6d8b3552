"""Rules ready for use: which types a sentence can tell of, and which rules what it names can fill. Pure."""

from __future__ import annotations

import re
from functools import cache, cached_property, lru_cache

from pipeline.events import EventType
from pipeline.watchlist.matcher import automaton

from .grammar import Grammar, Rule, compiled, fillable, needed
from .rulefile import grammar_of


class Triggers:
    """The beginnings of words by which the types worth trying are known, in one automaton."""

    def __init__(self, grammar: Grammar) -> None:
        stems: dict[str, set[EventType]] = {}
        for kind, words in grammar.triggers.items():
            for word in words:
                stems.setdefault(" " + word.replace("_", " "), set()).add(kind)
        self._types = tuple(frozenset(types) for types in stems.values())
        self._automaton = automaton(list(stems))

    def types(self, hay: str) -> frozenset[EventType]:
        """Return the types that a folded sentence has words of."""
        hits = self._automaton.find_matches_as_indexes(hay, overlapping=True)
        return frozenset().union(*(self._types[index] for index, _, _ in hits))


@cache
def triggers(language: str) -> Triggers:
    """Return the triggers of one of LANGUAGES."""
    return Triggers(grammar_of(language))


class Ready:
    """A rule with its regular expression, made when first needed, and the kinds of organisation it needs."""

    def __init__(self, grammar: Grammar, rule: Rule) -> None:
        self.rule = rule
        self._grammar = grammar
        self._needed = needed(rule)
        self._taken = fillable(rule)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Return the regular expression."""
        return compiled(self._grammar, self.rule)

    def possible(self, kinds: frozenset[int], number: int) -> bool:
        """Whether a sentence that names so many organisations of these kinds can fill the roles."""
        return len(self._needed) <= number and all(any(mask & kind for kind in kinds) for mask in self._needed)

    def takes(self, kinds: int) -> bool:
        """Whether one of these kinds can fill any of the roles."""
        return bool(self._taken & kinds)


@cache
def _rules(language: str, kind: EventType) -> tuple[Ready, ...]:
    grammar = grammar_of(language)
    return tuple(Ready(grammar, rule) for rule in grammar.rules if rule.type == kind)


@cache
def topical(language: str) -> frozenset[EventType]:
    """Return the types that a sentence can tell of whom it is about without its name."""
    return frozenset(rule.type for rule in grammar_of(language).rules if rule.topical)


@lru_cache(maxsize=20_000)
def possible(
    language: str, types: frozenset[EventType], kinds: frozenset[int], number: int, carried: int = 0
) -> tuple[Ready, ...]:
    """Return the rules that a sentence can fit, by what it names and the types whose words it holds.

    `carried`: only those that organisations of these kinds can take a role in. Rules for a topic are left out.
    """
    every = (ready for kind in sorted(types) for ready in _rules(language, kind) if not ready.rule.topical)
    return tuple(one for one in every if one.possible(kinds, number) and (not carried or one.takes(carried)))


@lru_cache(maxsize=20_000)
def about_topic(language: str, types: frozenset[EventType], kinds: frozenset[int], number: int) -> tuple[Ready, ...]:
    """Return the rules for what a sentence says of its topic; `kinds` and `number` count that, too."""
    every = (ready for kind in sorted(types & topical(language)) for ready in _rules(language, kind))
    return tuple(one for one in every if one.rule.topical and one.possible(kinds, number))
