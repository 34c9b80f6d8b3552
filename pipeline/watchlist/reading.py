"""The files of a watchlist folder: read, and checked for what a single file cannot tell.

Every fault is handed to a `complain` of the caller's: the first one stops a pipeline that starts, and a person who
checks the folder is told all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from pipeline.events import ConfigError
from pipeline.settings.yamlfile import Document, read_yaml, suggest, validate

from .model import Entity, TechnologiesFile, WatchlistFile
from .names import Known, names_of

TECHNOLOGIES: Final = "technologies.yaml"

Complain: TypeAlias = Callable[[ConfigError], None]


@dataclass(frozen=True, slots=True)
class Placed:
    """An entity, and where it stands: number `index` of the entities of a file."""

    entity: Entity
    document: Document
    index: int

    @property
    def line(self) -> int:
        """The line on which it begins, from 1."""
        return self.document.line("entities", self.index)

    @property
    def place(self) -> str:
        """File and line, as an editor opens them."""
        return f"{self.document.path}:{self.line}"

    def error(self, message: str, *steps: str | int, hint: str = "") -> ConfigError:
        """Return an error that names the file and the line of a part of the entity."""
        return self.document.error(message, "entities", self.index, *steps, hint=hint)


@dataclass(frozen=True, slots=True)
class Listing:
    """What the files of a folder hold."""

    placed: tuple[Placed, ...]
    known: TechnologiesFile

    @property
    def entities(self) -> tuple[Entity, ...]:
        """The organisations in the order of the files."""
        return tuple(one.entity for one in self.placed)


def read_folder(folder: Path, complain: Complain) -> Listing:
    """Return what a folder lists: every `*.yaml` in it, `technologies.yaml` among them.

    Told to `complain`: a file that does not fit its model (its organisations are left out), an id given twice, an
    unknown parent or technology, owners in a circle, and a name that two organisations claim although it is not marked
    as ambiguous in both. Raises ConfigError for a folder that does not exist.
    """
    if not folder.is_dir():
        raise ConfigError(
            f"{folder}: no such folder", hint="set [watchlist] folder to the folder of the watchlist files"
        )
    placed = tuple(_placed(sorted(folder.glob("*.yaml")), complain))
    if not placed:
        complain(ConfigError(f"{folder}: no organisation listed", hint="add a file such as vendors.yaml"))
    listing = Listing(placed, _technologies(folder / TECHNOLOGIES, complain))
    for error in faults_of(listing):
        complain(error)
    return listing


def read_entities(path: Path) -> tuple[Placed, ...]:
    """Return the organisations of one file. Raises ConfigError."""
    document = read_yaml(path)
    return tuple(
        Placed(entity, document, index) for index, entity in enumerate(validate(document, WatchlistFile).entities)
    )


def faults_of(listing: Listing) -> Iterator[ConfigError]:
    """Yield what is wrong between the parts of a listing."""
    by_id: dict[str, Placed] = {}
    for one in listing.placed:
        first = by_id.setdefault(one.entity.id, one)
        if first is not one:
            yield one.error(f"id '{one.entity.id}' is given twice; first at {first.place}", "id")
    technologies = [technology.id for technology in listing.known.technologies]
    for one in listing.placed:
        yield from _unknown_parent(one, by_id)
        yield from _unknown_technologies(one, technologies)
    yield from _clashes(listing.placed)


def _placed(paths: Iterable[Path], complain: Complain) -> Iterator[Placed]:
    for path in paths:
        if path.name != TECHNOLOGIES:
            try:
                yield from read_entities(path)
            except ConfigError as error:
                complain(error)


def _technologies(path: Path, complain: Complain) -> TechnologiesFile:
    if not path.exists():
        return TechnologiesFile(technologies=())
    try:
        document = read_yaml(path)
        found = validate(document, TechnologiesFile)
    except ConfigError as error:
        complain(error)
        return TechnologiesFile(technologies=())
    first: dict[str, int] = {}
    for index, technology in enumerate(found.technologies):
        if technology.id in first:
            complain(document.error(f"technology '{technology.id}' is given twice", "technologies", index, "id"))
        first[technology.id] = index
    return found


def _unknown_parent(one: Placed, by_id: dict[str, Placed]) -> Iterator[ConfigError]:
    parent = one.entity.parent
    if parent is None:
        return
    if parent not in by_id:
        yield one.error(f"unknown parent '{parent}'{_near(parent, by_id)}", "parent")
    elif one.entity.id in _owners(one.entity, by_id):
        yield one.error(f"'{one.entity.id}' owns itself, through '{parent}'", "parent", hint="remove one parent")


def _owners(entity: Entity, by_id: dict[str, Placed]) -> set[str]:
    found: set[str] = set()
    parent = entity.parent
    while parent is not None and parent in by_id and parent not in found:
        found.add(parent)
        parent = by_id[parent].entity.parent
    return found


def _unknown_technologies(one: Placed, known: Sequence[str]) -> Iterator[ConfigError]:
    for step, name in enumerate(one.entity.technologies if known else ()):
        if name not in known:
            yield one.error(f"unknown technology '{name}'{suggest(name, known)}", "technologies", step)


def _clashes(placed: Iterable[Placed]) -> Iterator[ConfigError]:
    first: dict[str, tuple[Known, Placed]] = {}
    for one in placed:
        for name in names_of(one.entity):
            other, owner = first.setdefault(name.plain, (name, one))
            if owner.entity.id != one.entity.id and not (other.ambiguous and name.ambiguous):
                yield one.error(
                    f"'{name.text}' of '{one.entity.id}' is also a name of '{owner.entity.id}' at {owner.place}",
                    "name",
                    hint="remove it from one, or mark it as ambiguous in both and give them context words",
                )


def _near(word: str, known: Iterable[str]) -> str:
    """Return a suggestion when there is a near one; hundreds of ids are no help."""
    said = suggest(word, list(known))
    return said if "did you mean" in said else ""
