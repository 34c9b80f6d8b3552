"""What changed between two watchlists, as far as it changes how articles are tagged. Pure.

Names are compared with all the rules that they are matched by, so that a new context word, an owner's new name or a
flag counts, while layout, order and links do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from .model import Entity, Technology
from .names import Known, decoys_of, names_of
from .watchlist import Watchlist

Kind = Literal["added", "removed", "changed"]
Rules: TypeAlias = tuple[object, ...]

_FACTS: Final = ("kind", "name", "country", "technologies", "general")
"""What is told of an entity wherever it is found."""


@dataclass(frozen=True, slots=True)
class EntityChange:
    """An organisation that is tagged otherwise: `names` are those to look for, old and new.

    `everywhere`: wherever it was tagged, tags may change. `rules`: names stay as they are, what counts changes.
    """

    entity_id: str
    name: str
    kind: Kind
    names: tuple[str, ...]
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class TechnologyChange:
    """A technology with other terms; `gone`: it is no longer listed."""

    technology_id: str
    terms: tuple[str, ...]
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """All that changed; false when articles are tagged as before. `topic`: the words that speak for ambiguous names."""

    entities: tuple[EntityChange, ...] = ()
    technologies: tuple[TechnologyChange, ...] = ()
    topic: bool = False

    def __bool__(self) -> bool:
        """Tell whether anything changed."""
        return bool(self.entities or self.technologies or self.topic)


def changes(old: Watchlist, new: Watchlist) -> Changes:
    """Return what changed from one watchlist to another, in the order of ids."""
    topic = set(old.topic) != set(new.topic)
    before, after = _faces(old), _faces(new)
    found = (_entity(one, before.get(one), after.get(one), topic=topic) for one in sorted({*before, *after}))
    return Changes(tuple(change for change in found if change), tuple(_technologies(old, new)), topic)


@dataclass(frozen=True, slots=True)
class _Face:
    """How an organisation is found: facts, and its names, each with its spellings and rules."""

    entity: Entity
    facts: Rules
    rules: Mapping[str, Rules]
    ambiguous: frozenset[str]


def _faces(watchlist: Watchlist) -> dict[str, _Face]:
    by_id = {entity.id: entity for entity in watchlist.entities}
    return {entity.id: _face(entity, by_id.get(entity.parent or "")) for entity in watchlist.entities}


def _face(entity: Entity, parent: Entity | None) -> _Face:
    names = names_of(entity, parent)
    decoys = frozenset(decoys_of(entity))
    rules: dict[str, Rules] = {}
    for name in names:
        rules[name.text] = (*rules.get(name.text, ()), _rules(name), decoys)
    facts = tuple(getattr(entity, name) for name in _FACTS)
    return _Face(entity, facts, rules, frozenset(name.text for name in names if name.ambiguous))


def _rules(name: Known) -> Rules:
    form = (name.plain, name.cased, name.tail, name.role, name.case, name.ambiguous, name.languages)
    return (*form, frozenset(name.context), frozenset(name.against))


def _entity(entity_id: str, old: _Face | None, new: _Face | None, *, topic: bool) -> EntityChange | None:
    if old is None or new is None:
        only = new or old
        assert only is not None
        names = tuple(only.rules)
        if new is None:
            return EntityChange(entity_id, only.entity.name, "removed", names, removed=names, everywhere=True)
        return EntityChange(entity_id, only.entity.name, "added", names, added=names)
    return _changed(entity_id, old, new, topic=topic)


def _changed(entity_id: str, old: _Face, new: _Face, *, topic: bool) -> EntityChange | None:
    added, removed = _minus(new.rules, old.rules), _minus(old.rules, new.rules)
    both = [name for name in new.rules if name in old.rules]
    rules = tuple(
        name for name in both if new.rules[name] != old.rules[name] or (topic and name in new.ambiguous | old.ambiguous)
    )
    everywhere = old.facts != new.facts
    names = tuple(dict.fromkeys((*new.rules, *old.rules))) if everywhere else (*added, *removed, *rules)
    if not names:
        return None
    return EntityChange(entity_id, new.entity.name, "changed", names, added, removed, rules, everywhere)


def _minus(these: Iterable[str], those: Mapping[str, Rules]) -> tuple[str, ...]:
    return tuple(name for name in these if name not in those)


def _technologies(old: Watchlist, new: Watchlist) -> Iterator[TechnologyChange]:
    before = {one.id: _terms(one) for one in old.technologies}
    after = {one.id: _terms(one) for one in new.technologies}
    for one in sorted({*before, *after}):
        terms = before.get(one, frozenset()) ^ after.get(one, frozenset())
        if terms or (one in before) != (one in after):
            yield TechnologyChange(one, tuple(sorted(terms)), gone=one not in after)


def _terms(technology: Technology) -> frozenset[str]:
    return frozenset((*technology.terms, *(term for group in technology.ambiguous for term in group.terms)))
