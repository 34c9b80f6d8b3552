"""Is an article about the surveillance industry? A sum of points, each with its reason in words.

What an article is about counts, what it names in passing hardly does: a vendor in the title or twice, a technology in
the title or the opening. Words of policy and police speak for it, words of shopping, sport or fiction against it. So
a city's ban of face recognition is relevant although no listed organisation takes part, and a list of share prices is
not although it names a vendor. Points were set by hand on two thirds of the labelled documents of tests/quality.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.events import Mention, Relation, Relevance

from .genres import ELSEWHERE, FORCE, POLICY, Genres
from .model import Entity
from .technologies import OPENING, Named

BAR: Final = 3.0
"""Points from which on an article is relevant."""

SHORT: Final = 400
"""Characters up to which a text, such as the summary of a feed, has no passing mentions."""

_SHOWN: Final = 3
_KINDS: Final = {"civil_society": "civil society organisation"}


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in an article that relevance depends on. `length` is that of the text in characters."""

    mentions: Sequence[Mention]
    technologies: Mapping[str, Named]
    common: Collection[str]
    genres: Genres
    length: int
    relations: Sequence[Relation] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """A reason that speaks for relevance, or against it where `worth` is negative."""

    worth: float
    reason: str


def relevance_of(found: Findings, entities: Mapping[str, Entity]) -> Relevance:
    """Return whether an article is relevant, with its reasons in words, the strongest first."""
    if not found.mentions and not found.technologies:
        return Relevance(relevant=False, reasons=("names no organisation of the watchlist",))
    points = sorted(_points(found, entities), key=lambda point: -abs(point.worth))
    score = round(sum(point.worth for point in points), 2)
    reasons = [point.reason for point in points if point.worth]
    if score < BAR:
        reasons.insert(0, _too_little(found, points))
    return Relevance(relevant=score >= BAR, reasons=tuple(reasons), score=score)


def _points(found: Findings, entities: Mapping[str, Entity]) -> Iterator[Point]:
    named: dict[str, list[Mention]] = {}
    for mention in found.mentions:
        if mention.status == "accepted":
            named.setdefault(mention.entity_id, []).append(mention)
    vendors = {key: ones for key, ones in named.items() if _sells(entities.get(key))}
    others = [ones for key, ones in named.items() if key not in vendors]
    technologies = [_technology(one, key in found.common, found.length) for key, one in found.technologies.items()]
    yield from _best([_vendor(ones, found.length) for ones in vendors.values()])
    yield from _best(technologies)
    yield from _others(others, found)
    if vendors or technologies:
        yield from _policy(found)
        yield from _events(found.relations)
    yield from _elsewhere(found, max((len(ones) for ones in vendors.values()), default=0))


def _sells(entity: Entity | None) -> bool:
    return entity is not None and entity.kind == "vendor" and not entity.general


def _best(points: Iterable[Point]) -> Iterator[Point]:
    """Yield the strongest of alike points in full; another one adds half a point, the rest only their reasons."""
    for rank, point in enumerate(sorted(points, key=lambda one: -one.worth)):
        if rank <= _SHOWN:
            yield Point(point.worth if rank == 0 else 0.5 if rank == 1 else 0.0, point.reason)


def _vendor(mentions: Sequence[Mention], length: int) -> Point:
    first = mentions[0]
    in_title = first.field == "title"
    passing = all(mention.role == "passing" for mention in mentions)
    often = len(mentions) > 1
    unsure = all(mention.rule.endswith(".scored") for mention in mentions)
    if in_title and often and not unsure:
        return Point(3.5, f"is about the vendor {first.name}")
    if (in_title or often or length < SHORT) and not passing:
        return Point(2.5 if unsure else 3.0, f"is about the vendor {first.name}")
    if first.start < OPENING and not passing:
        return Point(1.5 if unsure else 2.5, f"names the vendor {first.name} in its opening")
    return Point(1.0 if unsure else 1.5, f"names the vendor {first.name}")


def _technology(one: Named, common: bool, length: int) -> Point:
    share = 0.5 if common else 1.0
    if one.in_title:
        return Point((3.0 if one.times > 1 else 2.5) * share, f"'{one.words}' in the title")
    if one.in_opening:
        return Point((2.5 if one.times > 2 or length < SHORT else 2.0) * share, f"'{one.words}' in its opening")
    if one.times > 2:
        return Point(1.5 * share, f"names '{one.words}' {one.times} times")
    return Point((0.75 if length < 2 * SHORT + OPENING else 0.5) * share, f"names '{one.words}'")


def _others(named: Sequence[Sequence[Mention]], found: Findings) -> Iterator[Point]:
    """Yield a point for other organisations that the article is about, more where a technology stands beside them."""
    if not found.technologies:
        for ones in named[:_SHOWN]:
            yield Point(0.25 if ones[0].field == "title" else 0.0, f"names the {_kind(ones[0])} {ones[0].name}")
        return
    specific = [one for key, one in found.technologies.items() if key not in found.common]
    points = []
    for ones in named:
        together = next((one.words for one in specific if _together(ones, one)), "")
        reason = f"names the {_kind(ones[0])} {ones[0].name}"
        subject = any(mention.role == "subject" for mention in ones)
        points.append(
            Point(0.5 * subject + 0.5 * bool(together), reason + (f" together with '{together}'" if together else ""))
        )
    yield from _best(points)


def _together(mentions: Sequence[Mention], technology: Named) -> bool:
    """Whether a technology is named in a sentence that names an organisation."""
    words = technology.words.lower()
    return any(words in sentence.lower() for sentence in {mention.sentence for mention in mentions})


def _policy(found: Findings) -> Iterator[Point]:
    """Yield the words of policy, but for those that name a technology already, as `wiretap` does, and those of police.

    Police alone do not: reports of crimes name plate readers and cameras every day.
    """
    named = " ".join(one.words.lower() for one in found.technologies.values())
    policy = [word for word in found.genres.words(POLICY) if word not in named]
    force = found.genres.words(FORCE)
    if policy:
        yield Point(min(1.5, 0.5 * len(policy)), f"speaks of {_list(policy)}")
    if force and (policy or any(one.in_title for one in found.technologies.values())):
        yield Point(0.5, f"of {FORCE}: {_list(force)}")


def _events(relations: Sequence[Relation]) -> Iterator[Point]:
    sure = list(dict.fromkeys(relation.type for relation in relations if not relation.hedged))
    if sure:
        yield Point(1.0, f"reports {_list([kind.replace('_', ' ') for kind in sure])}")


def _elsewhere(found: Findings, most: int) -> Iterator[Point]:
    """Yield what speaks against it: the words of another genre, unless they are few beside those of policy."""
    genres = found.genres
    for kind in ELSEWHERE:
        words = genres.words(kind)
        headline = bool(genres.title.get(kind))
        if len(words) < (1 if headline else 3) or (kind == "market news" and most > 2):
            continue
        if headline or len(words) > len(genres.words(POLICY)):
            yield Point(-2.5 if headline and len(words) > 1 else -1.5, f"reads like {kind}: {_list(words)}")


def _too_little(found: Findings, points: Sequence[Point]) -> str:
    if any(point.worth < 0 for point in points):
        return "more speaks against it than for it"
    if not found.technologies:
        return "names organisations of the watchlist, but no surveillance technology"
    if not any(mention.status == "accepted" for mention in found.mentions):
        return "names a surveillance technology, but it is not what the article is about"
    return "names organisations of the watchlist and a surveillance technology in passing"


def _kind(mention: Mention) -> str:
    return _KINDS.get(mention.kind, mention.kind)


def _list(words: Sequence[str]) -> str:
    shown = ", ".join(f"'{word}'" for word in words[:_SHOWN])
    return shown + (", …" if len(words) > _SHOWN else "")
