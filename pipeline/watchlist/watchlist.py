"""The watchlist, read from its folder, checked and made ready for matching."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.events import ConfigError
from pipeline.events.ids import digest
from pipeline.settings.yamlfile import Document, read_yaml, suggest, validate

from .model import Entity, TechnologiesFile, Technology, WatchlistFile
from .names import Known, names_of

TECHNOLOGIES: Final = "technologies.yaml"


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

    Raises ConfigError, naming file and line, for a file that does not fit its model, an id given twice, an unknown
    parent or technology, and a name that two organisations claim although it is not marked as ambiguous in both.
    """
    if not folder.is_dir():
        raise ConfigError(
            f"{folder}: no such folder", hint="set [watchlist] folder to the folder of the watchlist files"
        )
    lists = [read_yaml(path) for path in sorted(folder.glob("*.yaml")) if path.name != TECHNOLOGIES]
    entities = tuple(_entities(lists))
    if not entities:
        raise ConfigError(f"{folder}: no organisation listed", hint="add a file such as vendors.yaml")
    known = _technologies(folder / TECHNOLOGIES)
    _check(entities, known)
    listed = tuple(entity for entity, _, _ in entities)
    return assemble(listed, known.technologies, known.topic)


def assemble(
    entities: tuple[Entity, ...], technologies: tuple[Technology, ...] = (), topic: tuple[str, ...] = ()
) -> Watchlist:
    """Return a watchlist made of these parts, with the version that its content has. No checks."""
    parts = [part.model_dump_json() for part in (*entities, *technologies)]
    return Watchlist(entities, technologies, topic, digest(*parts, *topic)[:16])


_Placed = tuple[Entity, Document, int]


def _entities(lists: list[Document]) -> Iterator[_Placed]:
    for document in lists:
        for index, entity in enumerate(validate(document, WatchlistFile).entities):
            yield entity, document, index


def _technologies(path: Path) -> TechnologiesFile:
    if not path.exists():
        return TechnologiesFile(technologies=())
    document = read_yaml(path)
    found = validate(document, TechnologiesFile)
    first: dict[str, int] = {}
    for index, technology in enumerate(found.technologies):
        if technology.id in first:
            raise document.error(f"technology '{technology.id}' is given twice", "technologies", index, "id")
        first[technology.id] = index
    return found


def _check(entities: tuple[_Placed, ...], known: TechnologiesFile) -> None:
    by_id: dict[str, _Placed] = {}
    for placed in entities:
        entity, document, index = placed
        if entity.id in by_id:
            raise document.error(
                f"id '{entity.id}' is given twice; first at {_place(by_id[entity.id])}", *_at(index, "id")
            )
        by_id[entity.id] = placed
    technologies = [technology.id for technology in known.technologies]
    for entity, document, index in entities:
        if entity.parent is not None and entity.parent not in by_id:
            raise document.error(
                f"unknown parent '{entity.parent}'{_near(entity.parent, by_id)}", *_at(index, "parent")
            )
        _check_technologies(entity, technologies, document, index)
    _check_clashes(entities)


def _check_technologies(entity: Entity, known: list[str], document: Document, index: int) -> None:
    for step, name in enumerate(entity.technologies if known else ()):
        if name not in known:
            raise document.error(
                f"unknown technology '{name}'{suggest(name, known)}", *_at(index, "technologies"), step
            )


def _check_clashes(entities: tuple[_Placed, ...]) -> None:
    first: dict[str, tuple[Known, _Placed]] = {}
    for placed in entities:
        for name in names_of(placed[0]):
            other, owner = first.setdefault(name.plain, (name, placed))
            if owner[0].id != placed[0].id and not (other.ambiguous and name.ambiguous):
                raise placed[1].error(
                    f"'{name.text}' of '{placed[0].id}' is also a name of '{owner[0].id}' at {_place(owner)}",
                    *_at(placed[2], "name"),
                    hint="remove it from one, or mark it as ambiguous in both and give them context words",
                )


def _at(index: int, key: str) -> tuple[str, int, str]:
    return "entities", index, key


def _place(placed: _Placed) -> str:
    _, document, index = placed
    return f"{document.path}:{document.line('entities', index)}"


def _near(word: str, known: Iterable[str]) -> str:
    """Return a suggestion when there is a near one; hundreds of ids are no help."""
    said = suggest(word, list(known))
    return said if "did you mean" in said else ""
