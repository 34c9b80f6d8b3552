"""Decide whether an ambiguous name is meant: seventeen facts about its surroundings, one fixed weight each.

The weights of the facts marked (m) were measured by logistic regression on hand-labelled mentions of ambiguous names
in real news (held-out precision .98 and recall .81 at the bar of .7); they carry over to names never seen, provided
that a name has context words. The remaining weights are set beside them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import Final

from . import context, enumeration, lexicon
from .fold import Folded
from .matcher import Found, Hit

ACCEPT: Final = 0.7
KEEP: Final = 0.3

BIAS: Final = -1.6
WEIGHTS: Final[Mapping[str, float]] = {
    "context": 3.4,  # (m) a context word of the name is near
    "more_context": 0.9,  # two or more different ones are
    "topic": 0.9,  # a word typical of articles on surveillance is near, or one of its vendors is named
    "long_form": 0.9,  # (m) the article has an unambiguous name of the entity
    "near_entity": 0.8,  # (m) another organisation of the watchlist is near
    "article_entity": 0.7,  # (m) ... is in the article
    "listed": 1.1,  # ... of its kind stands beside it in a list, "A, B and C"
    "possessive": 1.1,  # (m)
    "lower_next": 0.85,  # (m) the next word is in lower case
    "preposition": 0.83,  # (m) a preposition stands before it
    "described": 1.3,  # "spyware maker X", "X cameras", "X Inc"
    "acts": 0.9,  # "X said"
    "capital_neighbour": -1.2,  # (m) "Token Ring", "Signal Hill"
    "sentence_start": -1.2,  # (m) the capital proves nothing
    "common_word": -1.1,  # (m) the article also writes the word in lower case
    "joined": -0.8,  # (m) "Ring-fencing"
    "exclude": -2.6,  # (m) an exclude phrase is near
}


FULL: Final = 0.97
"""Confidence of a name that means nothing else."""

SPREAD: Final = 0.8
"""Confidence of a further mention in an article that has already named the entity beyond doubt."""

_SAYS: Final[Mapping[str, str]] = {
    "context": "near {}",
    "more_context": "several context words",
    "topic": "in an article on {}",
    "long_form": "the article has its full name",
    "near_entity": "near {}",
    "article_entity": "the article names other organisations of the watchlist",
    "listed": "listed with {}",
    "possessive": "possessive 's",
    "lower_next": "followed by '{}'",
    "preposition": "after '{}'",
    "described": "described by '{}'",
    "acts": "acts: '{}'",
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
class Page:
    """One field of an article with what was found in it. `beside` is what counts as near of the other field."""

    folded: Folded
    found: Found
    beside: str
    headline: bool
    sure: tuple[Hit, ...]
    starts: frozenset[int]
    ends: frozenset[int]
    lists: enumeration.Beside


def page_of(folded: Folded, found: Found, beside: str, *, headline: bool) -> Page:
    """Return a field made ready for judging: its unambiguous hits, and where hits and lists of them are."""
    hits = found.hits
    sure = tuple(hit for hit in hits if not hit.name.ambiguous)
    starts, ends = frozenset(hit.start for hit in hits), frozenset(hit.end for hit in hits)
    return Page(folded, found, beside, headline, sure, starts, ends, enumeration.listed(folded.cased, hits))


@dataclass(frozen=True, slots=True)
class Whole:
    """What the article as a whole says: entities named beyond doubt, names it also writes in lower case.

    `vendor` is a vendor of surveillance named beyond doubt: then the topic is surveillance, whatever the words are.
    """

    certain: frozenset[str]
    lower: frozenset[str]
    topic: tuple[str, ...]
    vendor: str


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
    certain = frozenset(hit.name.entity.id for hit in hits if not hit.name.ambiguous)
    lower = frozenset(word for page in pages for word in page.found.lower)
    whole = Whole(certain, lower, topic, next((hit.name.entity.name for hit in hits if _sells_surveillance(hit)), ""))
    judged = [[_judge_one(page, hit, whole) for hit in page.found.hits] for page in pages]
    strong = _strong(judged)
    return [_one_each([_spread(one, strong) for one in page], certain, keep) for page in judged]


def _sells_surveillance(hit: Hit) -> bool:
    entity = hit.name.entity
    return entity.kind == "vendor" and not entity.general and not hit.name.ambiguous


def facts(page: Page, hit: Hit, whole: Whole) -> dict[str, str]:
    """Return the facts that hold around an ambiguous hit, each with the words that show it."""
    beside = context.around(page.folded, hit)
    near = context.window(page.folded, hit) + page.beside
    found = {
        **_surroundings(hit, near, whole),
        **_company(page, hit, whole),
        **_grammar(beside),
        **_doubts(page, hit, beside),
    }
    if hit.name.plain in whole.lower:
        found["common_word"] = hit.name.plain
    if "topic" in found and not ({"context", "long_form"} & found.keys() or hit.name.cased.isupper()):
        del found["topic"]  # the topic makes no common word a name that has nothing of its own around it
    return found


def confidence(found: Mapping[str, str]) -> float:
    """Return the probability that facts amount to: a logistic function of the sum of their weights."""
    return 1 / (1 + exp(-(BIAS + sum(WEIGHTS[fact] for fact in found))))


def _surroundings(hit: Hit, near: str, whole: Whole) -> dict[str, str]:
    found = {}
    words = context.present(hit.name.context, near)
    if words:
        found["context"] = ", ".join(f"'{word.strip()}'" for word in words)
    if len(words) > 1:
        found["more_context"] = words[1]
    topic = context.present(whole.topic, near, 1)
    if topic or whole.vendor:
        found["topic"] = f"'{topic[0].strip()}…'" if topic else whole.vendor
    against = context.present(hit.name.against, near, 1)
    if against:
        found["exclude"] = against[0].strip()
    return found


def _company(page: Page, hit: Hit, whole: Whole) -> dict[str, str]:
    found = {}
    entity = hit.name.entity.id
    if entity in whole.certain:
        found["long_form"] = hit.name.entity.name
    if whole.certain - {entity}:
        found["article_entity"] = ""
    near = _near(page.sure, hit)
    if near:
        found["near_entity"] = near
    peer = enumeration.company(page.lists, hit)
    if peer:
        found["listed"] = peer
    return found


def _near(sure: Sequence[Hit], hit: Hit) -> str:
    """Return the name of another entity whose unambiguous name stands near a hit, or an empty string."""
    first = bisect_left(sure, hit.start - context.WINDOW, key=lambda other: other.end)
    for other in sure[first : first + 8]:
        if other.start - hit.end > context.WINDOW:
            break
        if other.name.entity.id != hit.name.entity.id:
            return other.name.entity.name
    return ""


def _grammar(beside: context.Around) -> dict[str, str]:
    found = {}
    previous, following = beside.previous.lower(), beside.next.lower()
    if context.is_possessive(beside):
        found["possessive"] = "'s"
    elif beside.after.startswith(f" {beside.next}") and beside.next[:1].islower():
        found["lower_next"] = beside.next
        if following in lexicon.ACTING:
            found["acts"] = following
    if previous in lexicon.PREPOSITIONS and beside.before.endswith(f"{beside.previous} "):
        found["preposition"] = previous
    if previous in lexicon.DESCRIBING:
        found["described"] = previous
    elif following.rstrip(".,") in lexicon.ORGANISATION_NOUNS:
        found["described"] = following.rstrip(".,")
    return found


def _doubts(page: Page, hit: Hit, beside: context.Around) -> dict[str, str]:
    found = {}
    if " " not in hit.name.plain and not hit.name.cased.isupper() and context.starts_sentence(page.folded, hit, beside):
        found["sentence_start"] = ""
    if context.joined(beside):
        found["joined"] = "-"
    if not (page.headline and context.title_case(page.folded)):
        neighbour = context.capital_neighbour(
            beside, before=hit.start - 1 in page.ends, after=hit.end + 1 in page.starts
        )
        if neighbour:
            found["capital_neighbour"] = neighbour
    return found


def _judge_one(page: Page, hit: Hit, whole: Whole) -> Judged:
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
