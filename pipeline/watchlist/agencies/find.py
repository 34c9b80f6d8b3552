"""Find the agencies that a text names by their pattern: a designator with its place, or one that says enough alone.

One automaton finds the designators; only around them is anything looked at. What is found is a `Spot`: which agency it
is follows from the whole article (see `identify`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.watchlist.context import title_case
from pipeline.watchlist.fold import Folded
from pipeline.watchlist.matcher import Raw

from .forms import Form, Forms, forms
from .here import Here, Placed, Scene
from .lexicon import NOT_AGENCY
from .placing import placed

_GLUED: Final = frozenset("@#_/\\=")
_CHIEF: Final = frozenset("长長")


@dataclass(frozen=True, slots=True)
class Spot:
    """An agency at [start, end) of a folded text: where its designator stands in it, and its place, if any."""

    start: int
    end: int
    at: tuple[int, int]
    form: Form
    placed: Placed


def spots(folded: Folded, title: Folded, text: Folded, hits: Sequence[Raw] | None = None) -> list[Spot]:
    """Return the agencies found in one field, in the order of the text, the longest where they overlap.

    `hits` are those of `Forms.patterns` in the field, if it has been searched for them already.
    """
    known = forms()
    if hits is None:
        hits = known.automaton.find_matches_as_indexes(folded.hay, overlapping=True)
    if not hits:
        return []
    found = []
    scene = scene_of(folded, title, text)
    for start, end, group in _designators(known, hits):
        for form in group:
            spot = _spot(folded.cased, start, end, form, scene)
            if spot is not None:
                found.append(spot)
    return _longest(found) if found else []


def scene_of(folded: Folded, title: Folded, text: Folded) -> Scene:
    """Return what has to be known of a field: whether its capitals say nothing, and what else the article says."""
    headline = folded is title
    return Scene(headline and (title_case(folded) or folded.cased.isupper()), title, text)


def _designators(known: Forms, hits: Sequence[Raw]) -> Iterator[tuple[int, int, tuple[Form, ...]]]:
    """Yield where designators stand, of those that begin together the longest alone."""
    longest: dict[int, tuple[int, tuple[Form, ...]]] = {}
    for index, left, right in hits:
        group = known.groups[index]
        spaceless = group[0].spaceless
        start, end = (left - 1, right - 1) if spaceless else (left, right - 2)
        if end > longest.get(start, (0, ()))[0]:
            longest[start] = end, group
    return ((start, end, group) for start, (end, group) in longest.items())


def _spot(cased: str, start: int, end: int, form: Form, scene: Scene) -> Spot | None:
    said = cased[start:end].replace("-", " ")
    capitals = said == form.cased or _has_capitals(said, form.cased)
    if not capitals and "any" not in form.marks:
        return None
    if said.lower() != form.cased.lower() or _is_part(cased, start, end, form):
        return None
    place = placed(Here(cased, start, end, form, capitals, scene))
    return Spot(min(start, place.start), max(end, place.end), (start, end), form, place) if place else None


def _has_capitals(said: str, wanted: str) -> bool:
    """Whether a designator is written with the capitals that it has as a name."""
    pairs = zip(said.split(" "), wanted.split(" "), strict=False)
    return all(here[:1].isupper() for here, there in pairs if there[:1].isupper())


def _is_part(cased: str, start: int, end: int, form: Form) -> bool:
    """Whether what follows makes it the name of something else: a union, a foundation, the head of the office."""
    if form.spaceless:
        return cased[end : end + 1] in _CHIEF
    if cased[end : end + 1] in _GLUED or cased[start - 1 : start] in _GLUED:
        return True
    if cased[end : end + 1] == "-" and cased[end + 1 : end + 2].isalnum():
        return True
    following = cased[end : end + 48].split(" ")[1:4]
    words = [word.strip(".,;:!?\"')").lower() for word in following]
    if cased[end : end + 1] != " " or not words:
        return False
    if words[:2] == ["and", "crime"] or words[:1] == ["union"]:
        return True
    officers = words[0] in ("officers", "officers'", "officer's", "officer", "chiefs", "chiefs'", "activities")
    capital = following[0][:1].isupper()
    return (words[0] in NOT_AGENCY and capital) or (officers and len(words) > 1 and words[1] in NOT_AGENCY)


def _longest(found: Sequence[Spot]) -> list[Spot]:
    kept: list[Spot] = []
    for spot in sorted(found, key=lambda one: (one.start - one.end, one.start, -one.placed.confidence)):
        if all(spot.end <= one.start or one.end <= spot.start for one in kept):
            kept.append(spot)
    return sorted(kept, key=lambda one: one.start)
