"""What the commands that change the watchlist share: where it is, and how a file of it is written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from .output import line, note

if TYPE_CHECKING:
    from pipeline.watchlist import Watchlist
    from pipeline.watchlist.model import Entity

RETAG: Final = "stories in the index keep their tags until: undersight watchlist retag"

FileOption = Annotated[str | None, typer.Option("--file", metavar="NAME", help="File of the watchlist folder.")]
DryOption = Annotated[bool, typer.Option("--dry-run", help="Write nothing, show what would be written.")]


def folder_of(config: Path | None) -> Path:
    """Return the watchlist folder of the settings."""
    from pipeline.settings import load_settings

    return load_settings(config).watchlist.folder


def loaded(folder: Path) -> Watchlist:
    """Return the watchlist of a folder. Raises ConfigError for the first fault."""
    from pipeline.watchlist import load_watchlist

    return load_watchlist(folder)


def write_entities(folder: Path, file: str, entities: Sequence[Entity], *, dry_run: bool, quiet: bool = False) -> None:
    """Add organisations to a file of the folder, or show how they would be written. Raises ConfigError."""
    from pipeline.events import ConfigError
    from pipeline.watchlist.edit import added, item, replace_file

    if Path(file).name != file or not file.endswith(".yaml"):
        raise ConfigError(f"--file {file}: not the name of a .yaml file", hint=f"it is looked for in {folder}")
    text = added(folder, file, entities)
    if not dry_run:
        replace_file(folder / file, text)
    elif not quiet:
        line("".join(item(entity) for entity in entities).rstrip())
        note(f"would be written to {folder / file}")
