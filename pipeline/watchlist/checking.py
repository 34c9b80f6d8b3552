"""What a person who keeps a watchlist should be told of it: faults, and names that are likely to be taken wrongly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from pipeline.events import ConfigError

from .common import is_common
from .fold import fold_cased, fold_name
from .model import Entity, Name
from .names import default_case, names_of
from .reading import Listing, Placed, read_folder
from .watchlist import Watchlist, of_listing

_WHERE: Final = re.compile(r"^(?P<path>.+?):(?P<line>[0-9]+): (?P<message>.*)$", re.DOTALL)

FEWEST_LETTERS: Final = 3
"""A shorter name must be written letter by letter, or it is found inside abbreviations and formulas."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to be mended. An error keeps the watchlist from being used, a warning does not. `line` is from 1."""

    severity: Literal["error", "warning"]
    path: str
    line: int | None
    entity_id: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.severity}: {self.message}" + (f" ({self.hint})" if self.hint else "")


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found. `watchlist` holds what could be read."""

    watchlist: Watchlist
    problems: tuple[Problem, ...]

    def of(self, severity: Literal["error", "warning"]) -> tuple[Problem, ...]:
        """Return the problems that are this bad."""
        return tuple(problem for problem in self.problems if problem.severity == severity)


def check(folder: Path) -> Checked:
    """Return every problem of a watchlist folder, errors first, in the order of the files.

    Raises ConfigError for a folder that does not exist.
    """
    errors: list[Problem] = []
    listing = read_folder(folder, lambda error: errors.append(_error(error)))
    return Checked(of_listing(listing), (*dict.fromkeys(errors), *warnings_of(listing)))


def warnings_of(listing: Listing) -> Iterator[Problem]:
    """Yield what is allowed but likely to be a mistake."""
    for one in listing.placed:
        yield from _name_warnings(one)
        yield from _phrase_warnings(one)
    yield from _shared_names(listing.placed)
    yield from _shared_links(listing.placed)


def listed_names(entity: Entity) -> list[tuple[Name, tuple[str | int, ...]]]:
    """Return every name of an entity with the steps that lead to it in the file."""
    own = Name(name=entity.name, case=entity.case, ambiguous=entity.ambiguous)
    groups: tuple[tuple[str, Iterable[Name]], ...] = (
        ("aliases", entity.aliases),
        ("products", entity.products),
        ("former_names", entity.former_names),
        ("long_forms", [Name(name=text) for text in entity.long_forms]),
    )
    return [(own, ("name",)), *((name, (key, at)) for key, names in groups for at, name in enumerate(names))]


def _name_warnings(one: Placed) -> Iterator[Problem]:
    entity = one.entity
    seen: dict[tuple[str, str], str] = {}
    for name, steps in listed_names(entity):
        plain = fold_name(name.name)
        if not plain:
            yield _warning(one, steps, f"'{name.name}' has no letter or digit and is never found", "remove it")
            continue
        key = plain, fold_cased(name.name).lower()
        if key in seen:
            yield _warning(
                one, steps, f"'{name.name}' is found as '{seen[key]}' already", "remove it; spaces, case and accents"
                " are ignored when a name is searched for"
            )  # fmt: skip
        seen.setdefault(key, name.name)
        yield from _doubtful(one, name, steps)


def _doubtful(one: Placed, name: Name, steps: tuple[str | int, ...]) -> Iterator[Problem]:
    entity = one.entity
    if name.ambiguous and not (name.context or entity.context):
        yield _warning(one, steps, f"'{name.name}' is ambiguous but has no context words", "add words typical of it")
    if not name.ambiguous and is_common(name.name):
        yield _warning(
            one, steps, f"'{name.name}' is also an everyday word", "mark it `ambiguous: true` and add context words"
        )
    letters = sum(map(str.isalnum, name.name))
    case = name.case or default_case(name.name, ambiguous=name.ambiguous)
    if letters < FEWEST_LETTERS and name.name.isascii() and case != "exact":
        yield _warning(one, steps, f"'{name.name}' is very short", "set `case: exact`, or remove it")


def _phrase_warnings(one: Placed) -> Iterator[Problem]:
    entity = one.entity
    context = {fold_name(word) for word in entity.context}
    plains = {name.plain for name in names_of(entity) if not name.ambiguous}
    for at, phrase in enumerate(entity.exclude):
        folded = fold_name(phrase)
        if folded in context:
            yield _warning(one, ("exclude", at), f"'{phrase}' speaks both for and against the name", "remove one")
        if folded in plains:
            yield _warning(one, ("exclude", at), f"'{phrase}' is a name of its own", "remove it from `exclude`")


def _shared_names(placed: Iterable[Placed]) -> Iterator[Problem]:
    """Yield ambiguous names of two entities between which no context word decides."""
    first: dict[str, Placed] = {}
    for one in placed:
        for plain in {name.plain for name in names_of(one.entity)}:
            other = first.setdefault(plain, one)
            same = set(one.entity.context) == set(other.entity.context)
            if other is not one and other.entity.id != one.entity.id and same:
                yield _warning(
                    one,
                    ("name",),
                    f"'{plain}' is a name of '{other.entity.id}' too, with the same context words",
                    "give each context words of its own",
                )


def _shared_links(placed: Iterable[Placed]) -> Iterator[Problem]:
    first: dict[str, Placed] = {}
    for one in placed:
        links = one.entity.links
        for link in (links.wikidata, links.website and links.website.rstrip("/")):
            other = first.setdefault(link, one) if link else one
            if other is not one:
                yield _warning(one, ("links",), f"{link} is given for '{other.entity.id}' too", "correct one of them")


def _warning(one: Placed, steps: tuple[str | int, ...], message: str, hint: str) -> Problem:
    line = one.document.line("entities", one.index, *steps)
    return Problem("warning", str(one.document.path), line, one.entity.id, message, hint)


def _error(error: ConfigError) -> Problem:
    found = _WHERE.match(error.message)
    if found is None:
        path, _, message = error.message.partition(": ")
        return Problem("error", path, None, "", message or path, error.hint)
    return Problem("error", found["path"], int(found["line"]), "", found["message"], error.hint)
