"""The command `watchlist import`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from .options import ConfigOption, JsonOption
from .output import dump, line, note
from .watchlist_files import RETAG, DryOption, FileOption, folder_of, loaded, write_entities

if TYPE_CHECKING:
    from pipeline.watchlist.imports import Row

IMPORTED: Final = "imported.yaml"


def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .csv, .tsv, .json or .yaml file.")],
    *,
    into: FileOption = None,
    skip: Annotated[bool, typer.Option("--skip-wrong", help="Import the other rows if some are wrong.")] = False,
    dry_run: DryOption = False,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Import organisations from a CSV, JSON or YAML file.

    Columns are the keys of a watchlist file: kind, name, aliases, products, former_names, long_forms, country,
    technologies, ambiguous, context, exclude, parent, owner, website, wikidata, id; several values in a cell are parted
    by |. Organisations that are listed already are left as they are, and names of theirs that are new are told. What
    is new is written to --file (imported.yaml) if the whole watchlist is free of errors with it. The exit code is 1,
    and nothing is written, when a row is wrong, unless --skip-wrong is given.
    """
    from pipeline.watchlist.imports import import_rows

    folder = folder_of(config)
    watchlist = loaded(folder)
    technologies = [technology.id for technology in watchlist.technologies]
    rows = list(import_rows(_rows(file), watchlist.entities, technologies))
    counts = Counter[str](row.outcome for row in rows)
    new = [row.entity for row in rows if row.entity is not None]
    written = bool(new) and not dry_run and (skip or not counts["wrong"])
    target = into or IMPORTED
    if new and (written or dry_run):
        write_entities(folder, target, new, dry_run=dry_run, quiet=True)
    if as_json:
        dump(
            {
                "file": str(folder / target),
                "written": written,
                "counts": dict(counts),
                "rows": [_row_data(row) for row in rows],
            }
        )
    else:
        _report(rows, counts, folder / target, written=written)
    if counts["wrong"]:
        raise typer.Exit(1)


def _rows(file: Path) -> Sequence[Any]:
    from pipeline.events import ConfigError
    from pipeline.settings.yamlfile import read_yaml
    from pipeline.watchlist.imports import read_rows, rows_of

    suffix = file.suffix.lower()
    try:
        if suffix in {".yaml", ".yml"}:
            return rows_of(read_yaml(file).data)
        return read_rows(file.read_text(encoding="utf-8-sig"), suffix)
    except ConfigError as error:
        told = error.message if error.message.startswith(str(file)) else f"{file}: {error.message}"
        raise ConfigError(told, hint=error.hint) from None
    except UnicodeDecodeError:
        raise ConfigError(f"{file}: not UTF-8 text", hint="save it as UTF-8") from None
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror}") from None


def _report(rows: Sequence[Row], counts: Mapping[str, int], target: Path, *, written: bool) -> None:
    for row in rows:
        notes = f": {'; '.join(row.notes)}" if row.notes else ""
        which = f" as '{row.entity_id}'" if row.entity_id else ""
        line(f"row {row.number}: {row.outcome}: {row.name}{which}{notes}")
    done = f"written to {target}; {RETAG}" if written else "nothing was written"
    note(f"{counts['new']} new, {counts['exists']} listed already, {counts['wrong']} wrong; {done}")


def _row_data(row: Row) -> dict[str, object]:
    return {
        "row": row.number,
        "outcome": row.outcome,
        "name": row.name,
        "id": row.entity_id,
        "notes": list(row.notes),
        "entity": row.entity.model_dump(mode="json", exclude_defaults=True) if row.entity else None,
    }
