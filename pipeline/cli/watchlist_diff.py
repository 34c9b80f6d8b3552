"""The command `watchlist diff`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .options import ConfigOption, JsonOption
from .output import dump, line, note
from .watchlist_files import RETAG, folder_of, loaded

if TYPE_CHECKING:
    from pipeline.watchlist import Watchlist
    from pipeline.watchlist.changes import Changes


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A watchlist folder, or a revision of git.")] = "HEAD",
    new: Annotated[str | None, typer.Argument(metavar="NEW", help="The same; without it, the folder in use.")] = None,
    *,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Show what changed between two watchlists.

    Organisations, names and rules that are new, gone or changed, as far as articles are tagged otherwise; order and
    comments do not count. The exit code is 0 whether something changed or not.
    """
    from dataclasses import asdict

    from pipeline.watchlist.changes import changes

    folder = folder_of(config)
    with _watchlist_at(old, folder) as before, _watchlist_at(new or str(folder), folder) as after:
        found = changes(before, after)
    if as_json:
        dump({"old": before.version, "new": after.version, "changed": bool(found), **asdict(found)})
        return
    for text in changes_told(found):
        line(text)
    note(f"{before.version} -> {after.version}: " + (_then(config, found) if found else "articles are tagged alike"))


def _then(config: Path | None, found: Changes) -> str:
    """Say what is to be done about the stories in the index."""
    from .watchlist_retag import may_change

    stories = may_change(config, found)
    if stories is None:
        return RETAG
    return f"up to {stories:,} stories may change; run: undersight watchlist retag" if stories else "no story changes"


def changes_told(found: Changes) -> Iterator[str]:
    """Yield a line for everything that changed."""
    signs = {"added": "+", "removed": "-", "changed": "~"}
    for one in found.entities:
        parts = [f"+'{name}'" for name in one.added] + [f"-'{name}'" for name in one.removed]
        if one.rules:
            parts.append("rules of " + ", ".join(f"'{name}'" for name in one.rules))
        if one.everywhere and one.kind == "changed":
            parts.append("kind, name, country, technologies or relevance")
        yield f"{signs[one.kind]} {one.entity_id} ({one.name}): {'; '.join(parts)}"
    for technology in found.technologies:
        gone = "no longer listed" if technology.gone else "terms " + ", ".join(f"'{t}'" for t in technology.terms)
        yield f"~ technology {technology.technology_id}: {gone}"
    if found.topic:
        yield "~ topic words"


@contextmanager
def _watchlist_at(place: str, folder: Path) -> Iterator[Watchlist]:
    """Give the watchlist of a folder, or of the folder in use as a revision of git has it."""
    if Path(place).is_dir():
        yield loaded(Path(place))
        return
    from .revisions import checked_out

    with checked_out(place, folder) as files:
        yield loaded(files)
