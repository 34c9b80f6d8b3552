"""Which technologies an article names: terms that stand for themselves, and those that their surroundings prove.

A word such as `drone` or `plates` counts beside words that speak for it, or in an article on a vendor that sells the
technology. One word far down says little of what an article is about.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.events import Mention

from .context import WINDOW, present
from .fold import Folded
from .model import Entity
from .terms import TermHit

OPENING: Final = 500
"""Characters from the beginning of a text that tell what it is about: a news lead and the paragraph after it."""

LONG: Final = 4000
"""Characters from which on a text is long: one word in passing says nothing about it."""

_NEAR: Final = 60
"""Characters on either side in which a phrase shows another meaning."""


@dataclass(frozen=True, slots=True)
class Named:
    """A technology named by an article: the first words for it, and where and how often it is named."""

    words: str
    in_title: bool
    in_opening: bool
    times: int


@dataclass(frozen=True, slots=True)
class Field:
    """The title or the text of an article, with the terms found in it."""

    folded: Folded
    hits: Sequence[TermHit]
    is_title: bool


@dataclass(frozen=True, slots=True)
class Sold:
    """What the vendors sell that an article is about: all of it, and the one thing of those that sell just one."""

    all: frozenset[str]
    only: frozenset[str]


def sold_by(mentions: Iterable[Mention], entities: Mapping[str, Entity]) -> Sold:
    """Return what the vendors sell that are subjects of an article."""
    ids = {m.entity_id for m in mentions if m.status == "accepted" and m.role == "subject" and m.kind == "vendor"}
    sells = [e.technologies for e in (entities[key] for key in ids if key in entities) if not e.general]
    every = frozenset(technology for ones in sells for technology in ones)
    return Sold(every, frozenset(ones[0] for ones in sells if len(ones) == 1))


def named(title: Field, text: Field, sold: Collection[str]) -> dict[str, Named]:
    """Return the technologies that an article names. `sold`: what the vendors sell that it is about."""
    if not title.hits and not text.hits:
        return {}
    beside = (text.folded.hay[:OPENING], title.folded.hay)
    places: dict[str, list[tuple[Field, TermHit]]] = {}
    for field, other in zip((title, text), beside, strict=True):
        for hit in _apart(_alone(field.hits)):
            if _means_it(field.folded.hay, hit, other, sold):
                places.setdefault(hit.term.technology, []).append((field, hit))
    return {technology: _named(found) for technology, found in places.items()}


def enough(found: Mapping[str, Named], length: int) -> tuple[str, ...]:
    """Return those that an article of `length` characters is about, sorted: in its title, its opening, or named twice.

    Of a short article that has none of them, it is those named at all.
    """
    about = [key for key, one in found.items() if one.in_title or one.in_opening or one.times > 1]
    return tuple(sorted(about or (found if length < LONG else ())))


def _alone(hits: Sequence[TermHit]) -> Iterator[TermHit]:
    """Yield hits without the ambiguous ones that a longer term holds, as `phone tracking tool` does `tracking tool`."""
    sure = [hit for hit in hits if not hit.term.ambiguous]
    for hit in hits:
        if not hit.term.ambiguous or not any(one.start < hit.end and hit.start < one.end for one in sure):
            yield hit


def _apart(hits: Iterable[TermHit]) -> Iterator[TermHit]:
    """Yield hits without those of the same technology that overlap an earlier one."""
    ends: dict[str, int] = {}
    for hit in sorted(hits, key=lambda one: (one.start, -one.end)):
        if hit.start >= ends.get(hit.term.technology, 0):
            ends[hit.term.technology] = hit.end
            yield hit


def _means_it(hay: str, hit: TermHit, other: str, sold: Collection[str]) -> bool:
    term = hit.term
    if term.exclude:
        near = hay[max(0, hit.start - _NEAR) : hit.end + _NEAR]
        if present(term.exclude, near, 1):
            return False
    if not term.ambiguous or term.technology in sold:
        return True
    near = hay[max(0, hit.start - WINDOW) : hit.start + 1] + hay[hit.end + 1 : hit.end + 1 + WINDOW]
    return bool(present(term.context, near, 1) or (hit.start < OPENING and present(term.context, other, 1)))


def _named(found: Sequence[tuple[Field, TermHit]]) -> Named:
    field, first = found[0]
    in_text = [hit for place, hit in found if not place.is_title]
    return Named(
        words=_words(field.folded.cased, first),
        in_title=len(in_text) < len(found),
        in_opening=any(hit.start < OPENING for hit in in_text),
        times=len(found),
    )


def _words(cased: str, hit: TermHit) -> str:
    """Return the words of a hit, from the beginning of the first one."""
    return cased[
        cased.rfind(" ", 0, hit.start) + 1 if cased[hit.start - 1 : hit.start].isalpha() else hit.start : hit.end
    ]
