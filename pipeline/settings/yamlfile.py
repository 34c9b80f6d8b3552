"""YAML files that people edit: read with line numbers, checked against a model, wrong in one clear line.

Scalars follow YAML 1.2: only `true` and `false` are booleans, so that `language: no` is Norwegian, `22:00` stays text,
and so do dates, which the models parse themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from pipeline.events.errors import ConfigError

from .explain import Step, explain, suggest

__all__ = ["Document", "load_yaml", "read_yaml", "suggest", "validate"]

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Document:
    """The content of a YAML file, and where in the file each part of it stands."""

    path: Path
    data: Any
    root: yaml.Node | None

    def line(self, *steps: Step) -> int:
        """Return the line (from 1) of the part that keys and indices lead to, or of the nearest part around it."""
        return _line(self.root, steps)

    def error(self, message: str, *steps: Step, hint: str = "") -> ConfigError:
        """Return an error that names the file and the line of a part, to be raised by the caller."""
        return ConfigError(f"{self.path}:{self.line(*steps)}: {message}", hint=hint)


def load_yaml(path: Path, model: type[M]) -> M:
    """Return the file's content as a `model`.

    Raises ConfigError, one line such as `feeds.yaml:12: unknown key 'ulr'; did you mean 'url'?`, for a file that is
    missing, is not YAML, gives a key twice or does not fit the model.
    """
    return validate(read_yaml(path), model)


def read_yaml(path: Path) -> Document:
    """Return the file's content with the lines of its parts. Raises ConfigError."""
    text = _text(path)
    try:
        root, data = _parse(path, text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{path}:{mark.line + 1}" if mark else str(path)
        raise ConfigError(f"{where}: not valid YAML: {error.problem or error.context}") from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise ConfigError(f"{path}: not valid YAML: {' '.join(str(error).split())[:200]}") from None
    return Document(path, {} if data is None else data, root)


def validate(document: Document, model: type[M]) -> M:
    """Return a document's content as a `model`. Raises ConfigError for the first part that does not fit."""
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=True)
        # a misspelt key is reported before the key that is missing because of it
        first = min(details, key=lambda detail: detail["type"] != "extra_forbidden")
        more = len(details) - 1
        tail = f" (and {more} more problem{'s' * (more > 1)})" if more else ""
        raise document.error(explain(first, model, document.data) + tail, *first["loc"]) from None


_RESOLVERS: Final = {
    "bool": (r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    "null": (r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    "int": (r"^[-+]?(?:0|[1-9][0-9]*)$", "-+0123456789"),
    "float": (r"^[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?$", "-+0123456789."),
    "merge": (r"^(?:<<)$", "<"),
}
_DEEP: Final = 2000

_Loader = type[yaml.SafeLoader]


def _with_scalars_of_1_2(base: _Loader) -> _Loader:
    """Return a loader like `base` that reads scalars as YAML 1.2 does."""
    loader: _Loader = type("_Loader", (base,), {"yaml_implicit_resolvers": {}})
    for tag, (pattern, first) in _RESOLVERS.items():
        loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))
    return loader


_plain_loader = _with_scalars_of_1_2(yaml.SafeLoader)
_fast_loader = _with_scalars_of_1_2(getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _loader(text: str) -> yaml.SafeLoader:
    """Return the loader for a text: libyaml's is ten times as fast, but nesting without end would overflow its stack.

    A text nests no deeper than it has opening brackets and its longest line has columns.
    """
    brackets = text.count("[") + text.count("{")
    deep = brackets > _DEEP or max(map(len, text.splitlines()), default=0) > _DEEP
    return _plain_loader(text) if deep else _fast_loader(text)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file", hint="create it, or name another in the settings") from None
    except IsADirectoryError:
        raise ConfigError(f"{path}: is a folder, not a file") from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 text (byte {error.start})", hint="save it as UTF-8") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None


def _parse(path: Path, text: str) -> tuple[yaml.Node | None, object]:
    loader = _loader(text)
    try:
        root = loader.get_single_node()
        if root is None:
            return None, None
        _reject_duplicates(path, root)
        return root, loader.construct_document(root)
    finally:
        loader.dispose()


def _reject_duplicates(path: Path, root: yaml.Node) -> None:
    for node in _mappings(root):
        first: dict[str, int] = {}
        for key, _ in node.value:
            name, line = str(key.value), key.start_mark.line + 1
            if name in first and name != "<<":
                raise ConfigError(f"{path}:{line}: key '{name}' is given twice; first on line {first[name]}")
            first[name] = line


def _mappings(root: yaml.Node) -> Iterator[yaml.MappingNode]:
    """Yield every mapping, in the order of the file, once each (aliases share their node)."""
    seen: set[int] = set()
    stack = [root]
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            yield node
            stack += [part for pair in reversed(node.value) for part in reversed(pair)]
        elif isinstance(node, yaml.SequenceNode):
            stack += reversed(node.value)


def _line(root: yaml.Node | None, steps: Sequence[Step]) -> int:
    line, node = 1, root
    if node is not None:
        line = node.start_mark.line + 1
    for step in steps:
        found = _child(node, step)
        if found is not None:  # the tag of a union is a step in pydantic's path but not in the file
            line, node = found
    return line


def _child(node: yaml.Node | None, step: Step) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        item: yaml.Node = node.value[step]
        return item.start_mark.line + 1, item
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if str(key.value) == str(step):
                return key.start_mark.line + 1, value
    return None
