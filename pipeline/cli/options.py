"""Options that several commands share, and the app they open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pipeline.app import App

ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="Settings file; without it config/undersight.toml, if it is there."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")]
SizeOption = Annotated[int, typer.Option("--size", "-n", min=1, max=1000, help="At most so many.")]


@contextmanager
def opened(config: Path | None) -> Iterator[App]:
    """Give the app of a settings file to a command that looks at things, and close it afterwards."""
    from pipeline.app import App
    from pipeline.observability import configure
    from pipeline.settings import load_settings

    settings = load_settings(config)
    configure("warning", settings.observability.log_format)
    app = App(settings)
    try:
        yield app
    finally:
        app.close()
