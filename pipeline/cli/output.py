"""What commands print: tables on a terminal, tab-separated lines in a pipe, JSON on request."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

Row = Mapping[str, object]


def console() -> Console:
    """Return the terminal. Colours obey NO_COLOR."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=False)


def on_terminal() -> bool:
    """Return whether a person reads standard output as it comes."""
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def line(text: str = "") -> None:
    """Print one line."""
    print(text)


def note(text: str) -> None:
    """Say something beside the result, on standard error."""
    print(text, file=sys.stderr)


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[], None]]:
    """Show a bar while the block runs, on a terminal only; what is handed out moves it on by one."""
    if not on_terminal():
        yield lambda: None
        return
    from rich.progress import Progress

    with Progress(transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda: bar.advance(task)


def dump(value: object) -> None:
    """Print one JSON document: indented for a person, on one line for a pipe."""
    line(json.dumps(value, ensure_ascii=False, default=_plain, indent=2 if on_terminal() else None))


def listing(columns: Sequence[str], rows: Iterable[Row], *, as_json: bool, empty: str) -> None:
    """Print rows: as a JSON array of all their fields, or the `columns` of them as a table or tab-separated lines."""
    found = list(rows)
    if as_json:
        dump(found)
    elif not found:
        note(empty)
    elif on_terminal():
        _table(columns, found)
    else:
        line("\t".join(columns))
        for row in found:
            line("\t".join(" ".join(cell(row.get(column)).split()) for column in columns))


def cell(value: object) -> str:
    """Return a value as a person reads it: times in UTC to the minute, lists with commas."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, list | tuple):
        return ", ".join(cell(part) for part in value)
    return str(value)


def _table(columns: Sequence[str], rows: Sequence[Row]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        numbers = all(isinstance(row.get(column), int | None) for row in rows)
        table.add_column(column.replace("_", " "), justify="right" if numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell(row.get(column))) for column in columns))
    console().print(table)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)
