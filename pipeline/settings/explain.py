"""What pydantic says of a file, in one line for the person who edits it: names the nearest known key."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Final, TypeGuard, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

Step = int | str

_WORDS: Final = {
    "tuple_type": "should be a list",
    "list_type": "should be a list",
    "set_type": "should be a list",
    "frozen_set_type": "should be a list",
    "dict_type": "should be a table of keys and values",
    "model_type": "should be a table of keys and values",
    "model_attributes_type": "should be a table of keys and values",
    "string_type": "should be text",
    "int_type": "should be a whole number",
    "int_parsing": "should be a whole number",
    "float_type": "should be a number",
    "float_parsing": "should be a number",
    "bool_type": "should be true or false",
    "bool_parsing": "should be true or false",
    "path_type": "should be a path",
    "missing": "is missing",
    "timezone_aware": "should have a time zone, such as 2026-05-01T12:00:00Z",
}


def in_our_words(kind: str) -> str:
    """Return what a value should be, where pydantic would name types of Python; nothing for other kinds of errors."""
    return _WORDS.get(kind, "")


def explain(error: ErrorDetails, model: type[BaseModel], data: object) -> str:
    """Return what is wrong, in words for the person who edits the file. `data` is what was validated."""
    loc = error["loc"]
    name = str(loc[-1]) if loc else ""
    if error["type"] == "extra_forbidden":
        return f"unknown key '{name}'" + suggest(name, _known(model, loc[:-1], data))
    if error["type"] == "missing":
        return f"key '{name}' is missing"
    where = ".".join(str(step) for step in loc if not isinstance(step, int))
    text = in_our_words(error["type"]) or error["msg"].removeprefix("Value error, ").replace("Input should", "should")
    prefix = f"{where}: " if where else ""
    shown = "" if error["type"] == "value_error" or isinstance(error["input"], dict | list) else repr(error["input"])
    return prefix + text + (f", found {shown}" if shown else "")


def first_problem(error: ValidationError) -> str:
    """Return the first thing that is wrong with a line of somebody's data: the key, and what it should be."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(step) for step in first["loc"]) or "the line"
    return f"{where} {in_our_words(first['type']) or first['msg'].replace('Input should', 'should')}"


def _known(model: type[BaseModel], loc: Sequence[Step], data: object) -> list[str]:
    """Return the keys that may stand where a path of pydantic's leads to."""
    types: list[object] = [model]
    for step in loc:
        found, value = _part(data, step)
        if found:
            data = value
            types = [inner for kind in types for inner in _inner(kind, step)]
        else:
            types = [kind for kind in types if _tagged(kind, step)] or types
    return sorted({name for kind in types for name in _names(kind)})


def _part(data: object, step: Step) -> tuple[bool, object]:
    if isinstance(data, dict) and step in data:
        return True, data[step]
    if isinstance(data, list) and isinstance(step, int) and step < len(data):
        return True, data[step]
    return False, None


def _names(kind: object) -> list[str]:
    return [field.alias or name for name, field in kind.model_fields.items()] if _is_model(kind) else []


def _inner(kind: object, step: Step) -> list[object]:
    """Return the types that a key or an index of a value of type `kind` may have, unions laid out flat."""
    if _is_model(kind):
        fields = {field.alias or name: field for name, field in kind.model_fields.items()}
        return _flat(fields[str(step)].annotation) if step in fields else []
    args = [arg for arg in get_args(kind) if arg is not Ellipsis]
    return _flat(args[-1]) if args else []


def _flat(kind: object) -> list[object]:
    origin = get_origin(kind)
    if origin is Annotated:
        return _flat(get_args(kind)[0])
    if origin in {Union, UnionType}:
        return [inner for arg in get_args(kind) for inner in _flat(arg)]
    return [kind]


def _tagged(kind: object, tag: Step) -> bool:
    return _is_model(kind) and any(tag in get_args(field.annotation) for field in kind.model_fields.values())


def _is_model(kind: object) -> TypeGuard[type[BaseModel]]:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def suggest(word: str, known: Sequence[str]) -> str:
    """Return `; did you mean 'x'?` for the known word nearest to a wrong one, or a list of the known ones."""
    near = get_close_matches(word.lower(), known, n=1)
    if near:
        return f"; did you mean '{near[0]}'?"
    return f"; known: {', '.join(sorted(known))}" if known else ""
