"""What the words stand for that the automaton searches for: names of entities, phrases that are none, terms.

A large watchlist has tens of thousands of names, of which a day's news holds a few hundred. So loading keeps of each
name how it is spelled, and works out its rules when a text first holds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final, NamedTuple, TypeAlias

from .model import Entity, Technology
from .names import Known, Spelling, decoys_of, known, spellings
from .terms import Term, padded, terms_of


class Decoy(NamedTuple):
    """A phrase that holds a name but means something else, as `peregrine falcon` does for Peregrine."""

    entity_id: str


class Other(NamedTuple):
    """A pattern of somebody else, by its number: it is searched for in the same run, and told as it is found."""

    number: int


Waiting: TypeAlias = Spelling | Decoy | Term | Other


class Target(NamedTuple):
    """What one pattern stands for. `left` and `right` lead from where it is in `Folded.hay` to the words in `cased`.

    `capital`: none but names of one word that begin with a capital; `unsure` are the ambiguous ones of these.
    """

    left: int
    right: int
    names: tuple[Known, ...]
    terms: tuple[Term, ...]
    decoys: tuple[str, ...]
    others: tuple[int, ...]
    capital: bool
    unsure: tuple[str, ...]


class Targets:
    """The targets of all patterns, by the index of the pattern. Safe to share between threads."""

    def __init__(
        self, entities: Sequence[Entity], technologies: Sequence[Technology] = (), others: Sequence[str] = ()
    ) -> None:
        places: dict[str, int] = {}
        self._first: list[Waiting] = []
        self._more: dict[int, list[Waiting]] = {}
        for pattern, one in chain(_waiting(entities, technologies), _others(others)):
            place = places.setdefault(pattern, len(places))
            if place == len(self._first):
                self._first.append(one)
            else:  # few patterns stand for more than one thing: no list for each
                self._more.setdefault(place, []).append(one)
        self.patterns: Final = list(places)
        self._ready: list[Target | None] = [None] * len(places)
        self._entities = {entity.id: entity for entity in entities}

    def __getitem__(self, index: int) -> Target:
        """Return what the pattern with this index stands for."""
        ready = self._ready[index]
        if ready is None:
            waiting = [self._first[index], *self._more.get(index, ())]
            ready = self._ready[index] = self._work_out(self.patterns[index], waiting)
        return ready

    def _work_out(self, pattern: str, waiting: Sequence[Waiting]) -> Target:
        names = tuple(known(one, self._parent(one.entity)) for one in waiting if isinstance(one, Spelling))
        return Target(
            left=0 if pattern[0] == " " else 1,
            right=2 if pattern[-1] == " " else 1,
            names=names,
            terms=tuple(one for one in waiting if isinstance(one, Term)),
            decoys=tuple(one.entity_id for one in waiting if isinstance(one, Decoy)),
            others=tuple(one.number for one in waiting if isinstance(one, Other)),
            capital=len(names) == len(waiting) and all(map(_capital, names)),
            unsure=tuple({name.plain for name in names if name.ambiguous}),
        )

    def _parent(self, entity: Entity) -> Entity | None:
        return self._entities.get(entity.parent) if entity.parent else None


def _capital(name: Known) -> bool:
    return name.one_word and not name.tail and name.case != "any" and name.cased[0].isupper()


def _waiting(entities: Sequence[Entity], technologies: Sequence[Technology]) -> Iterator[tuple[str, Waiting]]:
    for entity in entities:
        yield from ((padded(spelling.plain), spelling) for spelling in spellings(entity))
        yield from ((padded(phrase), Decoy(entity.id)) for phrase in decoys_of(entity))
    for technology in technologies:
        yield from terms_of(technology)


def _others(patterns: Sequence[str]) -> Iterator[tuple[str, Waiting]]:
    return ((pattern, Other(number)) for number, pattern in enumerate(patterns))
