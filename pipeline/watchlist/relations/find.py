"""Relations in an article: which sentences are read, by which rules, and what is made of their matches. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Final, Literal

from pipeline.events import EventType, Filler, Mention, Relation
from pipeline.watchlist.fold import fold
from pipeline.watchlist.matcher import automaton
from pipeline.watchlist.model import Technology
from pipeline.watchlist.sentences import sentence_ends
from pipeline.watchlist.terms import terms_of

from .choose import Match, chosen
from .grammar import Grammar, Marker, Rule, compiled, needed
from .hedges import is_hedged, is_subject
from .rulefile import LANGUAGES, grammar_of
from .slots import Named, Slotted, kinds_of, slotted

Field = Literal["title", "text"]

LONGEST: Final = 1_200
"""Code points of a sentence up to which it is read; longer ones are lists and tables."""

OPENING: Final = 400
"""Code points of a text whose sentences are read although they name a technology only; so is the title."""

_LEAST: Final = 12
_MOST_NEEDED: Final = 4

MOST: Final = 40
"""Relations kept of one article."""

_NO_ROLE: Final = frozenset({"t", "between"})
_WITH_TECHNOLOGY: Final = frozenset({"ban", "trial", "launch", "purchase", "contract_signed", "contract_ended"})


@dataclass(frozen=True, slots=True)
class Source:
    """The title or the text of an article."""

    field: Field
    text: str


class RelationFinder:
    """Finds who did what to whom. Immutable, safe to share between threads."""

    def __init__(self, technologies: Iterable[Technology]) -> None:
        kinds = list(technologies)
        every = [pair for kind in kinds for pair in terms_of(kind) if not pair[1].ambiguous]
        self._names = {kind.id: kind.name for kind in kinds}
        self._terms = tuple((term, 0 if plain[0] == " " else 1) for plain, term in every)
        self._automaton = automaton([plain for plain, _ in every])

    def find(self, sources: Sequence[Source], mentions: Sequence[Mention], language: str | None) -> list[Relation]:
        """Return the relations of an article, in the order of its sentences. Never raises for any text."""
        spoken = (language or "en")[:2].lower()
        if spoken not in LANGUAGES or not mentions:
            return []
        grammar = grammar_of(spoken)
        found: list[Relation] = []
        for source in sources:
            sure = [m for m in mentions if m.field == source.field and m.status == "accepted"]
            for start, end, inside in (*_sentences(source.text, sure), *_opening(source.text, sure)):
                found += self._sentence(grammar, source, (start, end), inside)
        return found[:MOST]

    def _sentence(
        self, grammar: Grammar, source: Source, span: tuple[int, int], mentions: Sequence[Mention]
    ) -> list[Relation]:
        start, end = span
        sentence = source.text[start:end]
        types = _triggers(grammar.language).types(fold(sentence).hay)
        if not types:
            return []
        named = [_named(mention) for mention in mentions]
        if types & _WITH_TECHNOLOGY:
            named += self._technologies(source.text, span, named)
        kinds = frozenset(kinds_of(one) for one in named)
        rules = _possible(grammar.language, types, kinds, min(len(named), _MOST_NEEDED))
        if not rules:
            return []
        text = slotted(source.text, start, end, sorted(named, key=lambda one: (one.start, one.end)))
        return [_relation(one, source, span) for one in chosen(_matches(grammar, text, rules))]

    def _technologies(self, source: str, span: tuple[int, int], taken: Sequence[Named]) -> list[Named]:
        """Return the technologies that a sentence names, the longest terms first, apart from what is taken."""
        folded = fold(source[span[0] : span[1]])
        hits = [
            hit
            for index, left, right in self._automaton.find_matches_as_indexes(folded.hay, overlapping=True)
            for hit in self._terms[index][0].hits(folded.hay, left - self._terms[index][1], right)
        ]
        found: list[Named] = []
        for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start)):
            first, last = folded.span(hit.start, hit.end)
            one = (span[0] + first, span[0] + last)
            if all(one[1] <= other.start or other.end <= one[0] for other in (*taken, *found)):
                kind = hit.term.technology
                found.append(Named(*one, "technology", self._names[kind], technology=kind))
        return found


def _sentences(text: str, mentions: Sequence[Mention]) -> Iterator[tuple[int, int, list[Mention]]]:
    """Yield the sentences that hold mentions, with all the mentions inside each."""
    spans: dict[tuple[int, int], None] = {}
    for mention in mentions:
        length = len(mention.sentence)
        start = text.find(mention.sentence, max(0, mention.end - length))
        if length <= LONGEST and 0 <= start <= mention.start:
            spans[(start, start + length)] = None
    for start, end in sorted(spans):
        yield start, end, [m for m in mentions if start <= m.start and m.end <= end]


def _opening(text: str, mentions: Sequence[Mention]) -> Iterator[tuple[int, int, list[Mention]]]:
    """Yield the first sentences that name no organisation: there, what is said of a technology is news, too."""
    start = 0
    for end in (*sentence_ends(text[:OPENING]), *([len(text)] if len(text) < OPENING else [])):
        if end - start > _LEAST and not any(start <= m.start < end for m in mentions):
            yield start, end, []
        start = end


def _named(mention: Mention) -> Named:
    return Named(
        start=mention.start,
        end=mention.end,
        kind=mention.kind,
        name=mention.name,
        entity_id=mention.entity_id,
        confidence=mention.confidence,
        product=mention.rule.startswith("product."),
    )


class _Triggers:
    """The beginnings of words by which the types worth trying are known, in one automaton."""

    def __init__(self, grammar: Grammar) -> None:
        stems: dict[str, set[EventType]] = {}
        for kind, words in grammar.triggers.items():
            for word in words:
                stems.setdefault(" " + word.replace("_", " "), set()).add(kind)
        self._types = tuple(frozenset(types) for types in stems.values())
        self._automaton = automaton(list(stems))

    def types(self, hay: str) -> frozenset[EventType]:
        hits = self._automaton.find_matches_as_indexes(hay, overlapping=True)
        return frozenset().union(*(self._types[index] for index, _, _ in hits))


@cache
def _triggers(language: str) -> _Triggers:
    return _Triggers(grammar_of(language))


@cache
def _marker(language: str) -> Marker:
    return Marker(grammar_of(language))


class _Ready:
    """A rule with its regular expression, made when first needed, and the kinds of organisation it needs."""

    def __init__(self, grammar: Grammar, rule: Rule) -> None:
        self.rule = rule
        self._grammar = grammar
        self._needed = needed(rule)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return compiled(self._grammar, self.rule)

    def possible(self, kinds: frozenset[int], number: int) -> bool:
        """Whether a sentence that names so many organisations of these kinds can fill the roles."""
        return len(self._needed) <= number and all(any(mask & kind for kind in kinds) for mask in self._needed)


@cache
def _rules(language: str, kind: EventType) -> tuple[_Ready, ...]:
    grammar = grammar_of(language)
    return tuple(_Ready(grammar, rule) for rule in grammar.rules if rule.type == kind)


@lru_cache(maxsize=20_000)
def _possible(language: str, types: frozenset[EventType], kinds: frozenset[int], number: int) -> tuple[_Ready, ...]:
    """Return the rules that a sentence can fit, by what it names and the types whose words it holds."""
    return tuple(rule for kind in sorted(types) for rule in _rules(language, kind) if rule.possible(kinds, number))


def _matches(grammar: Grammar, text: Slotted, rules: Iterable[_Ready]) -> Iterator[Match]:
    marked = _marker(grammar.language).marked(text.text)
    for ready in rules:
        found = ready.pattern.search(marked)
        while found is not None:
            match = _match(grammar, ready.rule, text, found)
            if match is not None:
                yield match
            found = ready.pattern.search(marked, found.end() - 1 if match is not None else found.start() + 1)


def _match(grammar: Grammar, rule: Rule, text: Slotted, found: re.Match[str]) -> Match | None:
    places = {role: found.start(role) for role in found.groupdict() if role not in _NO_ROLE and found[role] is not None}
    between = _between(text, found)
    if between is not None and not is_subject(grammar, text.text, min(places.values()), between):
        return None
    roles = tuple((role.rstrip("23"), one) for role in places for one in text.held(found[role]))
    if len({one.entity_id or one.technology for _, one in roles}) < len(roles) or not roles:
        return None
    doubt = rule.hedged or is_hedged(grammar, rule, text.text, found)
    sure = min(one.confidence for _, one in roles) * (0.9 if len(places) > 1 else 0.8)
    return Match(rule, roles, doubt, round(sure, 3))


def _between(text: Slotted, found: re.Match[str]) -> str | None:
    return text.text[slice(*found.span("between"))] if "between" in found.re.groupindex else None


def _relation(match: Match, source: Source, span: tuple[int, int]) -> Relation:
    return Relation(
        type=match.rule.type,
        roles=tuple(
            Filler(role=role, entity_id=one.entity_id, technology=one.technology, name=one.name)
            for role, one in match.roles
        ),
        field=source.field,
        start=span[0],
        end=span[1],
        sentence=source.text[span[0] : span[1]],
        hedged=match.hedged,
        confidence=match.confidence,
        rule=match.rule.id,
    )
