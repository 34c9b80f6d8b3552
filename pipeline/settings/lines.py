"""Which line of a TOML file sets which key: `tomllib` does not tell."""

from __future__ import annotations

import re
from typing import Final

_PART: Final = r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')"""
_DOTTED: Final = rf"{_PART}(?:\s*\.\s*{_PART})*"
_HEADER: Final = re.compile(rf"^\s*\[\[?\s*({_DOTTED})\s*\]\]?\s*(?:#.*)?$")
_KEY: Final = re.compile(rf"^\s*({_DOTTED})\s*=")
_FENCE: Final = re.compile(r'"""|\'\'\'')


def key_lines(text: str) -> dict[tuple[str, ...], int]:
    """Return the line, counted from 1, on which each table and key of a valid TOML text is first set.

    Keys inside inline tables and arrays are not listed: their line is that of the key before the `=`.
    """
    found: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    inside = False
    for number, line in enumerate(text.splitlines(), start=1):
        if not inside and (header := _HEADER.match(line)):
            table = _parts(header.group(1))
            found.setdefault(table, number)
        elif not inside and (key := _KEY.match(line)):
            found.setdefault((*table, *_parts(key.group(1))), number)
        inside ^= len(_FENCE.findall(line)) % 2 == 1
    return found


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_PART, dotted))
