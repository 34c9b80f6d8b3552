"""Relations in an article: which sentences are read, by which rules, and what is made of their matches. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Final, Literal

from pipeline.events import EventType, Filler, Mention, Relation
from pipeline.watchlist.fold import fold
from pipeline.watchlist.matcher import automaton
from pipeline.watchlist.model import Technology
from pipeline.watchlist.sentences import sentence_ends
from pipeline.watchlist.terms import terms_of

from .carried import Carried
from .choose import Match, chosen
from .grammar import Grammar, Marker, Rule, compiled, needed
from .hedges import is_hedged, is_subject
from .rulefile import LANGUAGES, grammar_of
from .slots import Named, Slotted, headed, kinds_of, slotted

Field = Literal["title", "text"]

LONGEST: Final = 1_200
"""Code points of a sentence up to which it is read; longer ones are lists and tables."""

OPENING: Final = 400
"""Code points of a text whose sentences are read although they name a technology only; so is the title."""

_LEAST: Final = 12
_MOST_NEEDED: Final = 4

MOST: Final = 40
"""Relations kept of one article."""

_UNSURE: Final = 0.85
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
        sure = [(m, _named(m)) for m in mentions if m.status == "accepted"]
        headline = [one for mention, one in sure if mention.field == "title"]
        for source in sources:
            here = {one: mention for mention, one in sure if mention.field == source.field}
            is_text = source.field == "text"
            carried = Carried(spoken if is_text else "", source.text, list(here), headline if is_text else ())
            for span in _spans(source.text, here, carried):
                named = [one for one in here if span[0] <= one.start and one.end <= span[1]]
                found += self._sentence(grammar, source, span, named, carried)
        return found[:MOST]

    def _sentence(
        self, grammar: Grammar, source: Source, span: tuple[int, int], named: list[Named], carried: Carried
    ) -> list[Relation]:
        types = _triggers(grammar.language).types(fold(source.text[slice(*span)]).hay)
        if not types:
            return []
        if types & _WITH_TECHNOLOGY:
            named = named + self._technologies(source.text, span, named)
        matches = list(_read(grammar, source, span, _Sentence(types, named)))
        meant = carried.inside(*span)
        topic = carried.topic(span[0], named) if types & _topical(grammar.language) else None
        if meant or topic is not None:
            again = _read(grammar, source, span, _Sentence(types, named + meant, topic, only_topic=not meant))
            matches += [match for match in again if match.carried()]
        return [_relation(one, source, span) for one in chosen(matches)]

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


def _spans(text: str, named: Mapping[Named, Mention], carried: Carried) -> list[tuple[int, int]]:
    """Return the sentences to be read: those that name an organisation or speak of one, then the opening ones.

    In an opening that names no organisation, what is said of a technology is news, too.
    """
    spans: set[tuple[int, int]] = set()
    for mention in named.values():
        length = len(mention.sentence)
        start = text.find(mention.sentence, max(0, mention.end - length))
        if 0 <= start <= mention.start:
            spans.add((start, start + length))
    spans.update(carried.sentences())
    return [*sorted(span for span in spans if span[1] - span[0] <= LONGEST), *_opening(text, spans)]


def _opening(text: str, spans: Collection[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    start = 0
    for end in (*sentence_ends(text[:OPENING]), *([len(text)] if len(text) < OPENING else [])):
        if end - start > _LEAST and not any(start <= first < end for first, _ in spans):
            yield start, end
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


@cache
def _topical(language: str) -> frozenset[EventType]:
    """Return the types that a sentence can tell of whom it is about without its name."""
    return frozenset(rule.type for rule in grammar_of(language).rules if rule.topical)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """What a sentence holds; with a topic it is read as being about it, and `only_topic` by no other rules."""

    types: frozenset[EventType]
    named: Sequence[Named]
    topic: Named | None = None
    only_topic: bool = False

    def rules(self, language: str) -> tuple[_Ready, ...]:
        named = self.named if self.topic is None else (*self.named, self.topic)
        kinds = frozenset(kinds_of(one) for one in named)
        which = (self.only_topic, self.topic is not None)
        return _possible(language, self.types, kinds, min(len(named), _MOST_NEEDED), which)


@lru_cache(maxsize=20_000)
def _possible(
    language: str, types: frozenset[EventType], kinds: frozenset[int], number: int, which: tuple[bool, bool]
) -> tuple[_Ready, ...]:
    """Return the rules that a sentence can fit, by what it names and the types whose words it holds.

    `which`: by no rules but those for a topic; by those at all.
    """
    only, topical = which
    every = (ready for kind in sorted(types) for ready in _rules(language, kind) if ready.possible(kinds, number))
    return tuple(ready for ready in every if (topical if ready.rule.topical else not only))


def _read(grammar: Grammar, source: Source, span: tuple[int, int], sentence: _Sentence) -> Iterator[Match]:
    rules = sentence.rules(grammar.language)
    if not rules:
        return
    text = slotted(source.text, *span, sorted(sentence.named, key=lambda one: (one.start, one.end)))
    if sentence.topic is not None:
        text = headed(text, sentence.topic)
    yield from _matches(grammar, text, rules)


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
    if between is not None and not is_subject(grammar, text.text, _subject(found, places), between):
        return None
    roles = tuple((role.rstrip("23"), one) for role in places for one in text.held(found[role]))
    if len({one.entity_id or one.technology for _, one in roles}) < len(roles) or not roles:
        return None
    doubt = rule.hedged or is_hedged(grammar, rule, text.text, found)
    sure = min(one.confidence for _, one in roles) * (0.9 if len(places) > 1 else 0.8)
    sure *= _UNSURE if rule.unsure else 1
    return Match(rule, roles, doubt, round(sure, 3))


def _subject(found: re.Match[str], places: Mapping[str, int]) -> int:
    return max(place for place in places.values() if place < found.start("between"))


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
        rule="+".join((match.rule.id, *match.carried())),
    )
