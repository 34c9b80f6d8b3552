"""The JSON Schemas: current, true of real events, and compatible with the first that were published."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from pipeline.cli.schema import schemas
from pipeline.events import EntryState, FeedEntry, encode

ROOT = Path(__file__).parents[3]
COMMITTED = ROOT / "config" / "schemas"
PUBLISHED = ROOT / "tests" / "data" / "schemas"
NOW = datetime(2026, 5, 1, tzinfo=UTC)
SHAPE = ("type", "format", "enum", "const", "items", "prefixItems", "anyOf", "$ref", "minItems", "maxItems")


def breaks(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Return why readers and writers of the old schema cannot live with the new one."""
    return [problem for name, before, after in _objects(old, new) for problem in _breaks(name, before, after)]


def _objects(old: dict[str, Any], new: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], dict[str, Any] | None]]:
    yield "", old, new
    for name, before in old.get("$defs", {}).items():
        yield f"{name}.", before, new.get("$defs", {}).get(name)


def _breaks(name: str, old: dict[str, Any], new: dict[str, Any] | None) -> Iterator[str]:
    if new is None:
        yield f"{name} is gone"
        return
    if {key: old.get(key) for key in ("enum", "const")} != {key: new.get(key) for key in ("enum", "const")}:
        yield f"{name} has other values"
    for field, before in old.get("properties", {}).items():
        after = new.get("properties", {}).get(field)
        if after is None:
            yield f"{name}{field} is gone"
        elif _shape(before) != _shape(after):
            yield f"{name}{field} has another type"
    for field in sorted(set(new.get("required", [])) - set(old.get("required", []))):
        yield f"{name}{field} is required now"


def _shape(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_shape(part) for part in schema]
    if isinstance(schema, dict):
        return {key: _shape(value) for key, value in schema.items() if key in SHAPE}
    return schema


def test_committed_schemas_are_current() -> None:
    committed = {str(p.relative_to(COMMITTED)): p.read_text(encoding="utf-8") for p in COMMITTED.rglob("*.json")}
    assert committed == schemas(), "run `make schemas`"


@pytest.mark.parametrize("path", sorted(PUBLISHED.glob("*.json")), ids=lambda path: path.stem)
def test_events_only_gain_optional_fields(path: Path) -> None:
    assert breaks(json.loads(path.read_text("utf-8")), json.loads(schemas()[f"events/{path.name}"])) == []


def test_every_event_has_a_published_schema() -> None:
    current = {name.removeprefix("events/") for name in schemas() if name.startswith("events/")}
    assert current == {path.name for path in PUBLISHED.glob("*.json")}, "copy a new version to tests/data/schemas"


@pytest.mark.parametrize("text", schemas().values(), ids=schemas().keys())
def test_schemas_are_valid_schemas(text: str) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(text))


@pytest.mark.parametrize(
    "event",
    [
        FeedEntry(entry_id="e", feed_id="f", outlet="o", url="u", guid="g", title="t", seen=NOW),
        EntryState(entry_id="e", feed_id="f", url="u", hop="rss", state="polled", final=False, at=NOW),
    ],
    ids=lambda event: event.schema_name,
)
def test_what_travels_fits_its_schema(event: FeedEntry | EntryState) -> None:
    schema = json.loads(schemas()[f"events/{event.schema_name}.json"])
    jsonschema.validate(json.loads(encode(event)), schema)


OLD = {
    "properties": {"a": {"type": "string", "title": "A"}, "b": {"$ref": "#/$defs/B"}},
    "required": ["a"],
    "$defs": {"B": {"properties": {"c": {"enum": ["x"], "type": "string"}}}},
}


def changed(**what: object) -> dict[str, Any]:
    new = copy.deepcopy(OLD)
    for path, value in what.items():
        *steps, last = path.replace("S", "$").split("__")
        target: Any = new
        for step in steps:
            target = target[step]
        if value is None:
            del target[last]
        else:
            target[last] = value
    return new


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (changed(), []),
        (changed(properties__a__title="Another"), []),
        (changed(properties__d={"type": "integer"}), []),
        (changed(properties__d={"type": "integer"}, required=["a", "d"]), ["d is required now"]),
        (changed(properties__a=None), ["a is gone"]),
        (changed(properties__a__type="integer"), ["a has another type"]),
        (changed(Sdefs__B=None), ["B. is gone"]),
        (changed(Sdefs__B__properties__c__enum=["x", "y"]), ["B.c has another type"]),
        (changed(required=[]), []),
    ],
)
def test_the_check_itself(new: dict[str, Any], expected: list[str]) -> None:
    assert breaks(OLD, new) == expected
