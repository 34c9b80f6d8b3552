"""The promise of the product: organisations are tagged, people never. No place where data is kept has one for a person.

The one exception is the byline that a publisher prints: a list of words, shown and searched as such, with no identity.
That the tagger keeps the promise on real text is shown in tests/quality/test_no_people.py.
"""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import GenericAlias
from typing import Any, get_args

import pytest
from pydantic import BaseModel, ValidationError

from pipeline.events import EntityKind, EventType, Level, Story
from pipeline.index import ast
from pipeline.index.query_fields import FIELDS
from pipeline.watchlist.model import Entity

ROOT = Path(__file__).parent.parent.parent
PEOPLE = {
    "person", "persons", "people", "individual", "individuals", "suspect", "suspects", "victim", "victims", "citizen",
    "citizens", "human", "humans", "profile", "profiles", "face", "faces", "gender", "birth", "birthday", "age",
    "nationality", "surname", "forename", "firstname", "lastname", "politician", "official", "officials", "executive",
    "journalist", "officer", "dossier", "watchlisted",
}  # fmt: skip
BYLINE = {"author", "authors"}
_MODELS = re.compile(r"^class \w+\((?:BaseModel|Event|Part|Form)\)", re.MULTILINE)


def words(name: str) -> set[str]:
    return set(re.split(r"[^a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()))


def every_model() -> list[type[BaseModel]]:
    """Return every model of the product: events, settings, and all files that people write."""
    for path in sorted((ROOT / "pipeline").rglob("*.py")):
        if _MODELS.search(path.read_text(encoding="utf-8")):
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    return [model for model in _below(BaseModel) if model.__module__.startswith("pipeline.")]


def _below(kind: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)


def keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys(inner)
    if isinstance(value, list):
        for inner in value:
            yield from keys(inner)


def test_no_field_of_any_model_is_for_a_person() -> None:
    models = every_model()
    assert {"Mention", "Relation", "Filler", "Place", "Story", "Alert", "Entity", "Technology"} <= {
        model.__name__ for model in models
    }
    for model in models:
        for name in model.model_fields:
            assert not words(name) & PEOPLE, f"{model.__name__}.{name}"


def test_only_the_byline_names_who_wrote_it_and_it_is_just_words() -> None:
    for model in every_model():
        for name, field in model.model_fields.items():
            if name in BYLINE and model.__module__.startswith("pipeline.events"):
                assert field.annotation == tuple[str, ...], f"{model.__name__}.{name}"
                assert isinstance(field.annotation, GenericAlias)


def test_kinds_are_those_of_organisations() -> None:
    assert set(get_args(EntityKind)) == {"vendor", "platform", "agency", "civil_society"}
    assert not words(" ".join(get_args(EventType))) & PEOPLE
    with pytest.raises(ValidationError):
        Entity(id="someone", kind="person", name="Someone")


def test_the_level_is_that_of_a_story() -> None:
    assert set(get_args(Level)) == {"routine", "notable", "major"}
    holders = {model.__name__ for model in every_model() if "level" in model.model_fields and model is not Story}
    assert not holders & {"Mention", "Entity", "Filler", "Member", "TaggedArticle"}


def test_no_field_can_be_searched_or_counted_for_people() -> None:
    for name in (*FIELDS, *get_args(ast.KeywordField), *get_args(ast.NumberField), *get_args(ast.DateField)):
        assert not words(name) & PEOPLE, name


@pytest.mark.parametrize(
    "path", sorted((ROOT / "config/elasticsearch").glob("*.json")) + sorted((ROOT / "config/schemas").rglob("*.json"))
)
def test_no_mapping_and_no_schema_has_a_place_for_a_person(path: Path) -> None:
    found = set(keys(json.loads(path.read_text(encoding="utf-8"))))
    assert found
    assert not {name for name in found if words(name) & PEOPLE}
