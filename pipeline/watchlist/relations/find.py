"""Relations in an article: which sentences are read, by which rules, and what is made of their matches. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from pipeline.events import EventType, Filler, Mention, Relation
from pipeline.watchlist.fold import fold
from pipeline.watchlist.matcher import automaton
from pipeline.watchlist.model import Technology
from pipeline.watchlist.sentences import sentence_ends
from pipeline.watchlist.terms import terms_of

from .carried import Carried
from .choose import Match, chosen
from .grammar import Grammar, Marker, Rule
from .hedges import is_hedged, is_subject
from .ready import Ready, about_topic, possible, topical, triggers
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
        types = triggers(grammar.language).types(fold(source.text[slice(*span)]).hay)
        if not types:
            return []
        if types & _WITH_TECHNOLOGY:
            named = named + self._technologies(source.text, span, named)
        meant = carried.inside(*span)
        topic = carried.topic(span[0], named) if types & topical(grammar.language) else None
        matches = _Reader(grammar, source.text, span, types).read(named, meant, topic)
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


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads a sentence: by what it names, then by whom it speaks of or is about without their names, too."""

    grammar: Grammar
    source: str
    span: tuple[int, int]
    types: frozenset[EventType]

    def read(self, named: Sequence[Named], meant: Sequence[Named], topic: Named | None) -> list[Match]:
        found: list[Match] = []
        text = None
        rules, about = possible(*self._key(named)), self._about(named, topic) if not meant else ()
        if rules or about:
            text = self._marked(named)
            found += _matches(self.grammar, *text, rules)
        if meant:
            every = (*named, *meant)
            kinds = 0
            for one in meant:
                kinds |= kinds_of(one)
            rules, about = possible(*self._key(every), kinds), self._about(every, topic)
            text = self._marked(every) if rules or about else None
            found += _carried(_matches(self.grammar, *text, rules)) if text is not None else ()
        if topic is not None and text is not None and about:
            found += _carried(_matches(self.grammar, *headed(*text, topic), about))
        return found

    def _about(self, named: Sequence[Named], topic: Named | None) -> tuple[Ready, ...]:
        return () if topic is None else about_topic(*self._key((*named, topic)))

    def _key(self, named: Sequence[Named]) -> tuple[str, frozenset[EventType], frozenset[int], int]:
        kinds = frozenset(kinds_of(one) for one in named)
        return self.grammar.language, self.types, kinds, min(len(named), _MOST_NEEDED)

    def _marked(self, named: Iterable[Named]) -> tuple[Slotted, str]:
        text = slotted(self.source, *self.span, sorted(named, key=lambda one: (one.start, one.end)))
        return text, _marker(self.grammar.language).marked(text.text)


def _carried(matches: Iterable[Match]) -> Iterator[Match]:
    return (match for match in matches if match.carried())


@cache
def _marker(language: str) -> Marker:
    return Marker(grammar_of(language))


def _matches(grammar: Grammar, text: Slotted, marked: str, rules: Iterable[Ready]) -> Iterator[Match]:
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
