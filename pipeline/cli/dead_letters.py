"""The commands `dead-letters list`, `dead-letters show` and `dead-letters replay`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from .options import ConfigOption, JsonOption, opened
from .output import Row, dump, line, listing

if TYPE_CHECKING:
    from pipeline.app import App
    from pipeline.bus.deadletters import DeadLetter

COLUMNS = ("id", "hop", "dead_at", "attempts", "error", "reason")

HopOption = Annotated[str, typer.Option("--hop", metavar="HOP", help="Only those of this hop.")]
IdArgument = Annotated[str, typer.Argument(metavar="ID", help="As `dead-letters list` shows it.")]
IdsArgument = Annotated[list[str] | None, typer.Argument(metavar="ID", help="As `dead-letters list` shows them.")]
AllOption = Annotated[bool, typer.Option("--all", help="Replay every one there is.")]


def list_letters(*, hop: HopOption = "", as_json: JsonOption = False, config: ConfigOption = None) -> None:
    """List the dead letters."""
    with opened(config) as app:
        rows = [_row(letter) for letter in _letters(app, hop)]
    listing(COLUMNS, rows, as_json=as_json, empty="no dead letters")


def show_letter(letter_id: IdArgument, *, as_json: JsonOption = False, config: ConfigOption = None) -> None:
    """Show one dead letter: its error and its content."""
    from pipeline.bus.deadletters import find_dead

    with opened(config) as app:
        letter = find_dead(app.bus, letter_id)
    row = {**_row(letter), "headers": dict(letter.message.headers), "content": content(letter.message.value)}
    if as_json:
        dump(row)
        return
    for name, value in row.items():
        line(f"{name}: {json.dumps(value, indent=2, ensure_ascii=False) if isinstance(value, dict | list) else value}")


def replay_letters(
    ids: IdsArgument = None, *, hop: HopOption = "", everything: AllOption = False, config: ConfigOption = None
) -> None:
    """Put dead letters back where they came from.

    Name their ids, or a hop with --hop, or --all. They are tried afresh; what is dead again is a new dead letter.
    """
    from pipeline.bus.deadletters import replay
    from pipeline.events import ConfigError

    if sum((bool(ids), bool(hop), everything)) != 1:
        raise ConfigError("say which dead letters", hint="one of: their ids, --hop HOP, --all")
    with opened(config) as app:
        wanted = list(ids) if ids else [letter.id for letter in _letters(app, hop)]
        count = replay(app.bus, wanted)
    line(f"{count} put back")


def content(value: bytes) -> object:
    """Return what a message holds: JSON as a value, anything else as text with what is not UTF-8 escaped."""
    try:
        return json.loads(value)
    except ValueError:
        return value.decode("utf-8", "backslashreplace")


def _letters(app: App, hop: str) -> list[DeadLetter]:
    from pipeline.app.run import find_hops
    from pipeline.bus.deadletters import list_dead
    from pipeline.bus.topics import topic

    hops = find_hops([hop] if hop else [])
    topics = dict.fromkeys(topic(name) for one in hops for name in one.reads)
    return [letter for letter in list_dead(app.bus, topics) if hop in {"", letter.hop}]


def _row(letter: DeadLetter) -> Row:
    return {
        "id": letter.id,
        "hop": letter.hop,
        "dead_at": letter.dead_at,
        "first_failed_at": letter.first_failed_at,
        "attempts": letter.attempts,
        "error": letter.error,
        "reason": letter.reason,
        "origin": letter.origin,
        "key": letter.message.key,
    }
