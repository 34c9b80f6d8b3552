"""Add organisations to a watchlist file: the text around them stays as it is, comments and all.

A new text replaces a file only after the whole folder was checked with it.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import yaml

from pipeline.events import ConfigError
from pipeline.settings.yamlfile import Document, read_yaml

from .model import Entity
from .reading import read_folder

HEADER: Final = """\
# yaml-language-server: $schema=../schemas/watchlist.json
# Organisations only: people have no place here.
entities:
"""
_WIDTH: Final = 118
_PLAIN: Final = re.compile(r"[^\W\d_](?:[\w .'’&+/()-]*[\w.')])?")
_WORDS_OF_YAML: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def added(folder: Path, file: str, entities: Sequence[Entity]) -> str:
    """Return what the text of `folder/file` becomes with these organisations at the end of its list.

    Raises ConfigError if the folder would have an error then, naming the place in the new text.
    """
    path = folder / file
    text = with_entities(path, entities)
    with TemporaryDirectory() as name:
        trial = Path(name)
        for other in folder.glob("*.yaml"):
            shutil.copy(other, trial / other.name)
        (trial / file).write_text(text, encoding="utf-8")
        try:
            read_folder(trial, _refuse)
        except ConfigError as error:
            told = error.message.replace(f"{trial}/", f"{folder}/")
            raise ConfigError(told, hint=error.hint or "nothing was changed") from None
    return text


def replace_file(path: Path, text: str) -> None:
    """Put a text in the place of a file, at once and whole. Raises ConfigError if it cannot be written."""
    draft = path.with_name(f".{path.name}.new")
    try:
        draft.write_text(text, encoding="utf-8")
        if path.exists():
            shutil.copymode(path, draft)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise ConfigError(f"{path}: cannot be written: {error.strerror}") from None


def with_entities(path: Path, entities: Sequence[Entity]) -> str:
    """Return the text of a file with organisations added at the end of its list; of a new one if there is none."""
    if not path.exists():
        return HEADER + "".join(item(entity, "  ") for entity in entities)
    document = read_yaml(path)
    listed = _list_of(document)
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    if listed is None or not listed.value:
        head = [line for line in lines if not re.match(r"entities\s*:", line)]
        return "\n".join([*head, "entities:"]) + "\n" + "".join(item(entity, "  ") for entity in entities)
    if listed.flow_style:
        raise document.error("the list is in brackets", "entities", hint="put each organisation on lines of its own")
    last = _last_line(listed) + 1
    indent = " " * listed.start_mark.column
    block = "".join(item(entity, indent) for entity in entities)
    return "\n".join([*lines[:last], block.rstrip("\n"), *lines[last:]]) + "\n"


def item(entity: Entity, indent: str = "  ") -> str:
    """Return an organisation as it is written in a file: one key a line, lists in brackets."""
    facts = entity.model_dump(exclude_defaults=True, mode="json")
    rows: list[str] = []
    for key in Entity.model_fields:
        if key in facts:
            head = f"{indent}{'  ' if rows else '- '}{key}: "
            rows.append(head + _value(facts[key], len(head), f"{indent}    ", f"{indent}  "))
    return "\n".join(rows) + "\n"


def _list_of(document: Document) -> yaml.SequenceNode | None:
    root = document.root
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    found = next((value for key, value in pairs if key.value == "entities"), None)
    return found if isinstance(found, yaml.SequenceNode) else None


def _last_line(node: yaml.Node) -> int:
    """Return the last line (from 0) that holds a part of a node; its end mark lies behind the comments that follow."""
    if isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
        last = node.value[-1]
        return _last_line(last[1] if isinstance(last, tuple) else last)
    mark = node.end_mark
    return int(mark.line) - (mark.column == 0 and mark.line > node.start_mark.line)


def _value(value: object, used: int, inner: str, outer: str) -> str:
    if isinstance(value, Mapping):
        return _mapping(value)
    if not isinstance(value, list):
        return _scalar(value)
    parts = [_mapping(_bare(part)) if isinstance(part, Mapping) else _scalar(part) for part in value]
    parts = [
        _scalar(part["name"]) if isinstance(part, Mapping) and set(part) == {"name"} else shown
        for part, shown in zip(value, parts, strict=True)
    ]
    line = f"[{', '.join(parts)}]"
    if used + len(line) <= _WIDTH:
        return line
    return "[\n" + "\n".join(inner + row for row in _wrapped(parts, _WIDTH - len(inner))) + f"\n{outer}]"


def _bare(value: Mapping[str, object]) -> Mapping[str, object]:
    return {key: part for key, part in value.items() if part not in (None, [], False)}


def _mapping(value: Mapping[str, object]) -> str:
    shown = (
        f"{key}: {_value(part, 0, ' ', ' ') if isinstance(part, list) else _scalar(part)}"
        for key, part in value.items()
    )
    return "{" + ", ".join(shown) + "}"


def _wrapped(parts: Sequence[str], width: int) -> Iterator[str]:
    row = ""
    for number, part in enumerate(parts, start=1):
        piece = part + ("," if number < len(parts) else "")
        if row and len(row) + 1 + len(piece) > width:
            yield row
            row = ""
        row += (" " if row else "") + piece
    yield row


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS_OF_YAML and "  " not in text
    return text if plain else json.dumps(text, ensure_ascii=False)


def _refuse(error: ConfigError) -> None:
    raise error
