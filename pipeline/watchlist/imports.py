"""Organisations from other people's lists: CSV, JSON or YAML in, entities and a report on every row out. Pure."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from pydantic import ValidationError

from pipeline.events import ConfigError
from pipeline.settings.explain import explain

from .common import is_common
from .fold import fold_name
from .model import Entity
from .names import names_of

Outcome = Literal["new", "exists", "wrong"]

_LISTS: Final = frozenset(
    {"aliases", "products", "former_names", "long_forms", "context", "exclude", "country", "technologies", "languages"}
)
_NAMES: Final = frozenset({"aliases", "products", "former_names"})
_FLAGS: Final = frozenset({"ambiguous", "general"})
_OTHER_NAMES: Final[Mapping[str, str]] = {
    "alias": "aliases",
    "product": "products",
    "former_name": "former_names",
    "long_form": "long_forms",
    "technology": "technologies",
    "countries": "country",
    "type": "kind",
    "title": "name",
}
_LINKS: Final = frozenset({"website", "wikidata"})
_TRUE: Final = frozenset({"yes", "true", "1", "y", "x"})
_ISO: Final[Mapping[str, str]] = {"UK": "GB", "EL": "GR"}
_UNKNOWN: Final = "technologies not known"
_SEPARATOR: Final = re.compile(r"\s*[|;]\s*")


@dataclass(frozen=True, slots=True)
class Row:
    """What became of a row, numbered from 1 without the header: an entity to add, one that exists, or what is wrong.

    `notes` tell what the person should look at.
    """

    number: int
    outcome: Outcome
    name: str
    entity: Entity | None = None
    entity_id: str = ""
    notes: tuple[str, ...] = ()


def read_rows(text: str, suffix: str) -> list[Mapping[str, Any]]:
    """Return the rows of a file of this suffix (`.csv`, `.tsv`, `.json`, `.yaml`). Raises ConfigError."""
    if suffix in {".csv", ".tsv"}:
        return _csv_rows(text, "\t" if suffix == ".tsv" else ",")
    if suffix != ".json":
        raise ConfigError(f"'{suffix}' files cannot be imported", hint="give a .csv, .tsv, .json or .yaml file")
    try:
        data = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ConfigError(f"not JSON: {error}") from None
    return rows_of(data)


def rows_of(data: object) -> list[Mapping[str, Any]]:
    """Return the rows in parsed data: a list of tables, bare or under `entities`. Raises ConfigError."""
    found = data.get("entities") if isinstance(data, dict) else data
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise ConfigError("not a list of organisations", hint="give a list of tables with at least `kind` and `name`")
    return found


def import_rows(rows: Iterable[Mapping[str, Any]], listed: Sequence[Entity], known: Sequence[str]) -> Iterator[Row]:
    """Yield what becomes of each row, beside the organisations that are listed already. `known` are technologies."""
    ids = {entity.id for entity in listed}
    owners = {plain: owner for entity in listed for plain, owner in _owned(entity).items()}
    for number, row in enumerate(rows, start=1):
        done = _import(number, _without_unknown(row, known), ids, owners)
        if done.entity is not None:
            ids.add(done.entity.id)
            owners.update(_owned(done.entity))
        yield done


def slug(name: str) -> str:
    """Return the id that fits a name: lower-case ASCII letters and digits with hyphens; may be empty."""
    plain = unicodedata.normalize("NFKD", fold_name(name)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80].rstrip("-")


def _csv_rows(text: str, delimiter: str) -> list[Mapping[str, Any]]:
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter, restkey="", strict=True)
    try:
        rows: list[Mapping[str, Any]] = [{key.strip(): cell for key, cell in row.items() if key} for row in reader]
    except csv.Error as error:
        raise ConfigError(f"not CSV: line {reader.line_num}: {error}") from None
    if "name" not in {_key(column) for column in reader.fieldnames or ()}:
        raise ConfigError(
            "no column is called 'name'", hint="the first line must name the columns: kind,name,aliases,…"
        )
    return rows


def _import(number: int, row: Mapping[str, Any], ids: set[str], owners: Mapping[str, str]) -> Row:
    facts, ignored = facts_of(row)
    unknown = facts.pop(_UNKNOWN, [])
    name = str(facts.get("name") or "")
    notes = [f"column '{key}' is not known and was left out" for key in ignored] if number == 1 else []
    notes += [f"technology '{one}' is not listed in technologies.yaml and was left out" for one in unknown]
    facts.setdefault("id", slug(name))
    if not facts["id"]:
        lacking = "no id can be made of this name; give one in a column 'id'" if name else "name is missing"
        return Row(number, "wrong", name, notes=(*notes, lacking))
    try:
        entity = Entity.model_validate(facts)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        return Row(number, "wrong", name, notes=(*notes, explain(first, Entity, facts)))
    known = entity.id if entity.id in ids else owners.get(fold_name(name), "")
    if known:
        return Row(number, "exists", name, entity_id=known, notes=(*notes, *_news(entity, known, owners)))
    return _new(number, entity, owners, notes)


def _without_unknown(row: Mapping[str, Any], known: Sequence[str]) -> Mapping[str, Any]:
    """Return a row with the technologies that are not known under a key of their own."""
    column = next((column for column in row if _key(column) == "technologies"), None)
    given = _fact("technologies", row[column]) if column is not None and row[column] else None
    if column is None or not known or not isinstance(given, list):
        return row
    return {**row, column: [one for one in given if one in known], _UNKNOWN: [one for one in given if one not in known]}


def facts_of(row: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return a row as the keys and values of an entity, and the keys that an entity has not. Empty cells are left."""
    facts: dict[str, Any] = {}
    ignored = []
    for column, cell in row.items():
        key = _key(column)
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            continue
        if column == _UNKNOWN:
            facts[_UNKNOWN] = cell
        elif key in _LINKS:
            facts.setdefault("links", {})[key] = cell
        elif key in Entity.model_fields:
            facts[key] = _fact(key, cell)
        else:
            ignored.append(column)
    return facts, ignored


def _key(column: str) -> str:
    key = column.strip().lower().replace(" ", "_").replace("-", "_")
    return _OTHER_NAMES.get(key, key)


def _fact(key: str, cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    if key in _FLAGS:
        return cell.strip().lower() in _TRUE
    if key not in _LISTS:
        return cell.strip()
    parts = [part for part in _SEPARATOR.split(cell.strip()) if part]
    if key == "country":
        return [_ISO.get(code, code) for part in parts for code in part.upper().replace(",", "/").split("/")]
    return parts


def _new(number: int, entity: Entity, owners: Mapping[str, str], notes: list[str]) -> Row:
    """Return the row of a new entity; names that belong to others are left out, everyday words flagged."""
    facts = entity.model_dump(exclude_defaults=True)
    for key in _NAMES & facts.keys():
        free = [name for name in facts[key] if fold_name(name["name"]) not in owners]
        notes += [
            f"'{n['name']}' belongs to '{owners[fold_name(n['name'])]}' and was left out"
            for n in facts[key]
            if n not in free
        ]
        facts[key] = [{**name, "ambiguous": True} if is_common(name["name"]) else name for name in free]
    if is_common(entity.name) and not entity.ambiguous:
        facts["ambiguous"] = True
        notes.append(f"'{entity.name}' is an everyday word and was marked as ambiguous")
    made = Entity.model_validate(facts)
    if made.ambiguous and not made.context:
        notes.append(f"'{made.name}' is ambiguous: add context words")
    return Row(number, "new", made.name, made, made.id, tuple(notes))


def _news(entity: Entity, known: str, owners: Mapping[str, str]) -> Iterator[str]:
    news = [name.text for name in names_of(entity) if owners.get(name.plain) != known]
    if news:
        yield f"names not listed for '{known}' yet: {', '.join(dict.fromkeys(news))}"


def _owned(entity: Entity) -> dict[str, str]:
    return {name.plain: entity.id for name in names_of(entity)}
