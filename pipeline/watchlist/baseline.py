"""The watchlist that the index agrees with: what a changed one is compared to when stories are tagged again."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from pipeline.events import Unavailable
from pipeline.observability import get_logger

from .model import Entity, Form, Technology
from .watchlist import Watchlist, assemble

FILE: Final = "watchlist-indexed.json"

_log = get_logger(__name__)


class _Stored(Form):
    entities: tuple[Entity, ...]
    technologies: tuple[Technology, ...]
    topic: tuple[str, ...]


def load_baseline(path: Path) -> Watchlist | None:
    """Return the watchlist that everything indexed was tagged with, or None where that is not known."""
    try:
        stored = _Stored.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        _log.warning("baseline_not_read", path=str(path), reason=str(error).splitlines()[0])
        return None
    return assemble(stored.entities, stored.technologies, stored.topic)


def store_baseline(path: Path, watchlist: Watchlist) -> None:
    """Remember that everything indexed agrees with a watchlist. Raises Unavailable when the disk is away."""
    stored = _Stored(entities=watchlist.entities, technologies=watchlist.technologies, topic=watchlist.topic)
    replace_file(path, stored.model_dump_json(exclude_defaults=True).encode())


def begin_baseline(path: Path, watchlist: Watchlist) -> None:
    """Remember the first watchlist in use; a later one only takes its place once stories were tagged again."""
    if not path.exists():
        store_baseline(path, watchlist)


def replace_file(path: Path, content: bytes) -> None:
    """Replace a file whole or not at all, also when killed midway. Raises Unavailable."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise Unavailable(f"{path}: cannot be written: {error.strerror}", hint="check folder and disk") from error
