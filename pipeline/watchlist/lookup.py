"""Find an organisation of the watchlist by what a person calls it."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.events import ConfigError
from pipeline.settings.yamlfile import suggest

from .fold import fold_name
from .model import Entity
from .names import names_of
from .watchlist import Watchlist


@dataclass(frozen=True, slots=True)
class Relatives:
    """Whom an organisation belongs to, and what belongs to it."""

    parent: Entity | None
    children: tuple[Entity, ...]


def find_entities(watchlist: Watchlist, wanted: str) -> tuple[Entity, ...]:
    """Return the entities with an id or a name of this spelling; case, accents and hyphens do not matter.

    Several come back where they share an ambiguous name. Raises ConfigError, with the nearest names, for none.
    """
    exact = watchlist.entity(wanted)
    if exact is not None:
        return (exact,)
    plain = fold_name(wanted)
    found = tuple(entity for entity in watchlist.entities if any(name.plain == plain for name in names_of(entity)))
    if not found:
        raise ConfigError(f"nobody on the watchlist is called '{wanted}'" + _nearest(watchlist, wanted))
    return found


def relatives_of(watchlist: Watchlist, entity: Entity) -> Relatives:
    """Return parent and children of an entity."""
    parent = watchlist.entity(entity.parent) if entity.parent else None
    return Relatives(parent, tuple(other for other in watchlist.entities if other.parent == entity.id))


def _nearest(watchlist: Watchlist, wanted: str) -> str:
    names = (name.text for entity in watchlist.entities for name in names_of(entity))
    said = suggest(wanted, [*(entity.id for entity in watchlist.entities), *dict.fromkeys(names)])
    return said if "did you mean" in said else ""
