"""The command `schema write`, and the JSON Schemas themselves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from .output import line

if TYPE_CHECKING:
    from pydantic import BaseModel

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
FOLDER: Final = Path("config/schemas")

FolderOption = Annotated[Path, typer.Option("--folder", metavar="FOLDER", help="Where to write them.")]


def write_schemas(*, folder: FolderOption = FOLDER) -> None:
    """Write the JSON Schemas of files and events."""
    for name, text in schemas().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        line(str(path))


def schemas() -> dict[str, str]:
    """Return the text of every schema by its path under `config/schemas`."""
    from pipeline.events import NOUNS

    events = {f"events/{noun.schema_name}.json": schema_of(noun) for noun in NOUNS}
    return {**{f"{name}.json": schema_of(model) for name, model in _files().items()}, **events}


def schema_of(model: type[BaseModel]) -> str:
    """Return a model's schema as indented JSON; a field with a default may be left out."""
    return json.dumps({"$schema": DIALECT, **model.model_json_schema()}, indent=2, ensure_ascii=False) + "\n"


def _files() -> dict[str, type[BaseModel]]:
    from pipeline.alerts.book import AlertsFile
    from pipeline.feeds import FeedsFile
    from pipeline.settings import Settings
    from pipeline.watchlist import TechnologiesFile, WatchlistFile

    return {
        "alerts": AlertsFile,
        "feeds": FeedsFile,
        "settings": Settings,
        "technologies": TechnologiesFile,
        "watchlist": WatchlistFile,
    }
