"""Decide whether an ambiguous name is meant: facts about its surroundings, one fixed weight each.

The weights of the facts marked (m) were measured by logistic regression on hand-labelled mentions of ambiguous names
in real news (held-out precision .98 and recall .81 at the bar of .7); they carry over to names never seen, provided
that a name has context words. The remaining weights are set beside them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import Final

from .facts import Page, Whole, facts, whole_of
from .matcher import Hit

ACCEPT: Final = 0.7
KEEP: Final = 0.3

BIAS: Final = -1.6
WEIGHTS: Final[Mapping[str, float]] = {
    "context": 3.4,  # (m) a context word of the name is near
    "mutual": 1.6,  # ... but it is an ambiguous name itself
    "more_context": 0.9,  # two or more different ones are
    "sold": 2.0,  # a technology that it sells is named near
    "topic": 0.9,  # a word typical of articles on surveillance is near, or one of its vendors is named
    "long_form": 0.9,  # (m) the article has an unambiguous name of the entity
    "near_entity": 0.8,  # (m) another organisation of the watchlist is near
    "article_entity": 0.7,  # (m) ... is in the article
    "listed": 1.1,  # ... of its kind stands beside it in a list, "A, B and C"
    "paired": 0.7,  # ... with "and" between, "A and B"
    "peers": 0.9,  # a list of three or more that could all be of its kind
    "possessive": 1.1,  # (m)
    "lower_next": 0.85,  # (m) the next word is in lower case
    "preposition": 0.83,  # (m) a preposition stands before it
    "described": 1.3,  # "spyware maker X", "X cameras", "X Inc"
    "acts": 1.7,  # "X said", "X and Y said"
    "kind_word": 0.7,  # a word is near that goes with its kind: "user" with a platform, "agents" with an agency
    "object": 1.0,  # "uses X", "told X"
    "affix": 1.6,  # "ex-X", "X-owned", "X-Konzern"
    "capitals": 1.4,  # a name of several words, all capitals
    "acronym": 0.4,  # capitals where others have none
    "off_topic": -2.0,  # a long article without a word on surveillance, for vendors of it
    "other_topic": -1.0,  # ... for anybody else
    "determiner": -1.3,  # "an Echo", "the Ring stopped"
    "capital_neighbour": -1.2,  # (m) "Token Ring", "Signal Hill"
    "sentence_start": -1.2,  # (m) the capital proves nothing
    "common_word": -1.1,  # (m) the article also writes the word in lower case
    "joined": -0.8,  # (m) "Ring-fencing"
    "exclude": -2.6,  # (m) an exclude phrase is near
}


FULL: Final = 0.97
"""Confidence of a name that means nothing else."""

UNLIKELY: Final = 0.4
"""Confidence of a name with an accent that it lacks, where nothing is on surveillance."""

SPREAD: Final = 0.8
"""Confidence of a further mention in an article that has already named the entity beyond doubt."""

_SAYS: Final[Mapping[str, str]] = {
    "context": "near {}",
    "mutual": "near '{}', which is ambiguous too",
    "more_context": "several context words",
    "sold": "near '{}', which it sells",
    "topic": "in an article on {}",
    "long_form": "the article has its full name",
    "near_entity": "near {}",
    "article_entity": "the article names other organisations of the watchlist",
    "listed": "listed with {}",
    "paired": "named together with {}",
    "peers": "listed with others of its kind",
    "possessive": "possessive 's",
    "lower_next": "followed by '{}'",
    "preposition": "after '{}'",
    "described": "described by '{}'",
    "acts": "acts: '{}'",
    "kind_word": "'{}' goes with its kind",
    "object": "after '{}'",
    "affix": "glued to '{}'",
    "capitals": "several words with capitals",
    "acronym": "an acronym among words in lower case",
    "off_topic": "nothing in the article is on surveillance",
    "other_topic": "nothing in the article is on surveillance",
    "determiner": "'{}' before it makes it a common noun",
    "capital_neighbour": "may belong to a longer name with '{}'",
    "sentence_start": "the capital opens a sentence",
    "common_word": "also written in lower case here",
    "joined": "joined by a hyphen",
    "exclude": "near '{}', which speaks against it",
}
_ROLES: Final = {
    "name": "name",
    "alias": "alias",
    "product": "product name",
    "former": "former name",
    "long": "full name",
}
_STRUCTURAL_DOUBTS: Final = ("capital_neighbour", "joined", "exclude")


@dataclass(frozen=True, slots=True)
class Judged:
    """A hit with its confidence (0..1) and the reasons in words; `doubtful` if the words beside it speak against it."""

    hit: Hit
    confidence: float
    evidence: tuple[str, ...]
    method: str
    doubtful: bool = False


def judge(pages: Sequence[Page], topic: tuple[str, ...], keep: float = KEEP) -> list[list[Judged]]:
    """Return the hits of every field that are likely enough to keep, one for each place, in the order of the text."""
    hits = [hit for page in pages for hit in page.found.hits]
    if not hits:
        return [[] for _ in pages]
    whole = whole_of(pages, topic)
    certain = whole.certain
    judged = [[_judge_one(page, hit, whole) for hit in page.found.hits] for page in pages]
    strong = _strong(judged)
    return [_one_each([_spread(one, strong) for one in page], certain, keep) for page in judged]


def confidence(found: Mapping[str, str]) -> float:
    """Return the probability that facts amount to: a logistic function of the sum of their weights."""
    return 1 / (1 + exp(-(BIAS + sum(WEIGHTS[fact] for fact in found))))


def _judge_one(page: Page, hit: Hit, whole: Whole) -> Judged:
    if hit.start in page.foreign and not whole.topical:
        return Judged(hit, UNLIKELY, ("written with an accent that the name lacks",), "scored", doubtful=True)
    if not hit.name.ambiguous:
        return Judged(hit, FULL, (f"unambiguous {_ROLES[hit.name.role]}",), "full")
    found = facts(page, hit, whole)
    evidence = tuple(_SAYS[fact].format(words) for fact, words in found.items())
    doubtful = any(fact in found for fact in _STRUCTURAL_DOUBTS)
    return Judged(hit, confidence(found), evidence, "scored", doubtful)


def _strong(judged: Sequence[Sequence[Judged]]) -> frozenset[tuple[str, str]]:
    """Return entity and name of what was named beyond doubt; an unambiguous name vouches for all but products."""
    strong = set()
    for one in (one for page in judged for one in page):
        entity = one.hit.name.entity
        if one.method == "full" and one.hit.name.role != "product":
            strong.add((entity.id, ""))
        elif one.confidence >= 0.85:
            strong.add((entity.id, one.hit.name.plain))
    return frozenset(strong)


def _spread(one: Judged, strong: frozenset[tuple[str, str]]) -> Judged:
    """Let a mention that nothing speaks against share the certainty of another one in the same article."""
    name = one.hit.name
    if one.confidence >= SPREAD or one.doubtful:
        return one
    vouched = (name.entity.id, name.plain) in strong or (name.role != "product" and (name.entity.id, "") in strong)
    if not vouched:
        return one
    evidence = (*one.evidence, f"the article names {name.entity.name} beyond doubt elsewhere")
    return Judged(one.hit, SPREAD, evidence, "spread")


def _one_each(judged: Sequence[Judged], certain: frozenset[str], keep: float) -> list[Judged]:
    """Keep one entity for each place, rather one that is named beyond doubt; and only what is likely enough to show."""
    best: dict[int, Judged] = {}
    ranked = sorted(judged, key=lambda one: (one.hit.name.entity.id in certain, one.confidence), reverse=True)
    for one in ranked:
        if one.confidence >= keep:
            best.setdefault(one.hit.start, one)
    return [best[start] for start in sorted(best)]
