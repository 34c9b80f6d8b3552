"""Every setting as a flat list: for the reference page, for `undersight settings`, and to find the nearest name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Final, Literal, TypeGuard, Union, get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from .sources import PREFIX, SEPARATOR
from .tree import Settings

_TYPE_NAMES: Final[Mapping[object, str]] = {
    bool: "true or false",
    int: "whole number",
    float: "number",
    str: "text",
    Path: "path",
    SecretStr: "secret",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """One key of the tree: `key` dotted, `type` and `default` in words a person may type."""

    key: str
    type: str
    default: str
    description: str
    annotation: object
    section: str = ""

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return PREFIX + self.key.upper().replace(".", SEPARATOR)

    @property
    def optional(self) -> bool:
        """Whether it may be absent, which an empty variable means."""
        return type(None) in get_args(self.annotation)

    @property
    def secret(self) -> bool:
        """Whether its value must never be shown."""
        return self.annotation is SecretStr


@cache
def describe() -> tuple[Setting, ...]:
    """Return every setting, in the order of the tree."""
    return tuple(_walk(Settings, ""))


@cache
def sections() -> Mapping[str, str]:
    """Return the description of each table of the settings file, by its dotted name."""
    return dict(_sections(Settings, ""))


def by_key() -> Mapping[str, Setting]:
    """Return every setting by its dotted key."""
    return {setting.key: setting for setting in describe()}


def _walk(model: type[BaseModel], above: str) -> Iterator[Setting]:
    for name, field in model.model_fields.items():
        if _is_section(field.annotation):
            yield from _walk(field.annotation, f"{above}{name}.")
        else:
            yield Setting(
                key=above + name,
                type=_type_name(field.annotation),
                default=_default(field),
                description=field.description or "",
                annotation=field.annotation,
                section=above.rstrip("."),
            )


def _sections(model: type[BaseModel], above: str) -> Iterator[tuple[str, str]]:
    for name, field in model.model_fields.items():
        if _is_section(field.annotation):
            yield above + name, (field.annotation.__doc__ or "").strip()
            yield from _sections(field.annotation, f"{above}{name}.")


def _is_section(annotation: object) -> TypeGuard[type[BaseModel]]:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _type_name(annotation: object) -> str:
    if annotation in _TYPE_NAMES:
        return _TYPE_NAMES[annotation]
    if get_origin(annotation) is Literal:
        return " or ".join(f"`{choice}`" for choice in get_args(annotation))
    if get_origin(annotation) in {Union, UnionType}:
        return " or ".join(_type_name(part) for part in get_args(annotation) if part is not type(None))
    if get_origin(annotation) in {tuple, list, frozenset}:
        return f"list of {_type_name(get_args(annotation)[0])}"
    return str(annotation)


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True, validated_data={})
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if value is None or value in ("", ()):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)
