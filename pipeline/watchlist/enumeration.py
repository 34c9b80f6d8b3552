"""Names listed side by side, "A, B and C": who is listed with an organisation is likely one of its kind. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Final, TypeAlias

from .lexicon import ACTING, AUXILIARIES, FUNCTION_WORDS
from .matcher import Hit

_AND: Final = r",? (?:and|or|as well as|und|oder|sowie|et|ou|y|e|o|i|oraz|en|of|och|og|eller) "
_BETWEEN: Final = re.compile(rf", ?|(?:{_AND}|,? ?[&/] ?)(?:the |on )?")
_GOES_ON: Final = re.compile(_AND)
_NEXT: Final = re.compile(r" ([\w'-]+)")
_LEAST: Final = 3
"""Names that make a list; two may stand together by chance, as in "Amazon and Ring" before "roads"."""

Place: TypeAlias = tuple[Hit, ...]
"""The hits that start at one place, of all the entities that have the name."""

Beside: TypeAlias = Mapping[int, Place]
"""For each place in the text where a name of a list starts, the unambiguous names in that list."""


def lists(cased: str, hits: Sequence[Hit]) -> list[list[Place]]:
    """Return the members of each list in a folded text; the hits come in the order of the text."""
    places = [tuple(same) for _, same in groupby(hits, key=attrgetter("start"))]
    found = (_members(cased, run) for run in _runs(cased, places))
    return [members for members in found if members]


def listed(found: Iterable[Sequence[Place]]) -> Beside:
    """Return the unambiguous names of lists by where their members start."""
    beside: dict[int, Place] = {}
    for members in found:
        sure = tuple(hit for place in members for hit in place if not hit.name.ambiguous)
        if sure:
            beside.update({place[0].start: sure for place in members})
    return beside


def alike(found_lists: Iterable[Sequence[Place]]) -> frozenset[int]:
    """Return where names of lists start whose three or more members could all be of one kind, though none is sure."""
    found: set[int] = set()
    for members in found_lists:
        kinds = {hit.name.entity.kind for hit in members[0]}
        kinds = {kind for kind in kinds if all(any(hit.name.entity.kind == kind for hit in place) for place in members)}
        if len(members) >= _LEAST and kinds:
            found.update(place[0].start for place in members)
    return frozenset(found)


def paired(cased: str, hits: Sequence[Hit], hit: Hit) -> str:
    """Return the sure name of its kind that stands beside a hit with "and" alone between, or an empty string."""
    at = bisect_left(hits, hit.start, key=lambda one: one.start)
    for other in hits[max(0, at - 4) : at + 5]:
        if other.name.ambiguous or other.name.entity.kind != hit.name.entity.kind:
            continue
        first, second = (other, hit) if other.start < hit.start else (hit, other)
        if _GOES_ON.fullmatch(cased, first.end, second.start) and not _noun_follows(cased, second.end):
            return other.name.entity.name
    return ""


def _noun_follows(cased: str, end: int) -> bool:
    following = _NEXT.match(cased, end)
    return following is not None and following.group(1) not in FUNCTION_WORDS | ACTING | AUXILIARIES


def company(beside: Beside, hit: Hit) -> str:
    """Return the name of another entity of the same kind that a hit is listed with, or an empty string."""
    entity = hit.name.entity
    others = (other.name.entity for other in beside.get(hit.start, ()))
    return next((other.name for other in others if other.id != entity.id and other.kind == entity.kind), "")


def _runs(cased: str, places: Sequence[Place]) -> Iterator[list[Place]]:
    """Yield the places that only commas and conjunctions part."""
    run: list[Place] = []
    for place in places:
        if run and not _BETWEEN.fullmatch(cased, _end(run[-1]), place[0].start):
            yield run
            run = []
        run.append(place)
    if run:
        yield run


def _members(cased: str, run: list[Place]) -> list[Place]:
    """Return the members of a list of at least three; what another word follows, "C cameras", is more than a name.

    A list may end in what is no name of ours, as "A, B and the army" does.
    """
    if len(run) < _LEAST - 1:
        return []
    end = _end(run[-1])
    if _GOES_ON.match(cased, end):
        return run
    following = _NEXT.match(cased, end)
    open_ended = following is not None and following.group(1) not in FUNCTION_WORDS | ACTING
    members = run[:-1] if open_ended else run
    return members if len(run) >= _LEAST else []


def _end(place: Place) -> int:
    return place[0].end if len(place) == 1 else max(hit.end for hit in place)
