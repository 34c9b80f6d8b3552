"""The watchlist, read from its folder, checked and made ready for matching."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.events import ConfigError
from pipeline.events.ids import digest

from .model import Entity, Technology
from .reading import Listing, read_folder


@dataclass(frozen=True, slots=True)
class Watchlist:
    """The organisations and technologies to be tagged. `version` is a digest of the content, not of its layout."""

    entities: tuple[Entity, ...]
    technologies: tuple[Technology, ...]
    topic: tuple[str, ...]
    version: str

    def entity(self, entity_id: str) -> Entity | None:
        """Return the entity with this id, or None."""
        return next((entity for entity in self.entities if entity.id == entity_id), None)


def load_watchlist(folder: Path) -> Watchlist:
    """Return the watchlist of a folder: every `*.yaml` in it, `technologies.yaml` among them.

    Raises ConfigError, naming file and line, for the first fault that `read_folder` would tell.
    """
    return of_listing(read_folder(folder, _refuse))


def of_listing(listing: Listing) -> Watchlist:
    """Return the watchlist of what was read from a folder."""
    return assemble(listing.entities, listing.known.technologies, listing.known.topic)


def assemble(
    entities: tuple[Entity, ...], technologies: tuple[Technology, ...] = (), topic: tuple[str, ...] = ()
) -> Watchlist:
    """Return a watchlist made of these parts, with the version that its content has. No checks."""
    parts = [part.model_dump_json() for part in (*entities, *technologies)]
    return Watchlist(entities, technologies, topic, digest(*parts, *topic)[:16])


def _refuse(error: ConfigError) -> None:
    raise error
