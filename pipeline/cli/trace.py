"""The command `trace`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from .options import ConfigOption, JsonOption, opened
from .output import Row, listing

if TYPE_CHECKING:
    from pipeline.events import EntryState

COLUMNS = ("at", "hop", "state", "final", "feed_id", "title", "story_id", "detail")

WantedArgument = Annotated[str, typer.Argument(metavar="URL", help="A URL, or the id of an entry, article or story.")]


def trace(wanted: WantedArgument, *, as_json: JsonOption = False, config: ConfigOption = None) -> None:
    """Tell what became of a URL, entry, article or story."""
    from pipeline.events import UndersightError

    with opened(config) as app:
        states = app.journal.trace(wanted)
    if not states:
        raise UndersightError(f"nothing is known of {wanted}", hint="it was not in any feed polled so far")
    listing(COLUMNS, [_row(state) for state in states], as_json=as_json, empty="")


def _row(state: EntryState) -> Row:
    return state.model_dump()
