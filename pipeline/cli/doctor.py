"""The command `doctor`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import typer

from .options import ConfigOption, JsonOption
from .output import dump, line


def doctor(*, as_json: JsonOption = False, config: ConfigOption = None) -> None:
    """Look at all that is needed and say what is wrong.

    Ends with exit code 1 when anything is.
    """
    from pipeline.app.doctor import Check, check
    from pipeline.observability import configure
    from pipeline.settings import load

    loaded = load(config)
    configure("error", loaded.settings.observability.log_format)
    checks = [Check("settings", ok=True, detail=_source(loaded.file)), *check(loaded.settings)]
    if as_json:
        dump([asdict(one) for one in checks])
    else:
        for one in checks:
            line(f"{'ok  ' if one.ok else 'FAIL'}  {one.name}: {one.detail}" + (f" ({one.hint})" if one.hint else ""))
    if not all(one.ok for one in checks):
        raise typer.Exit(1)


def _source(file: Path | None) -> str:
    return f"from {file}" if file else "no settings file; defaults are in force"
