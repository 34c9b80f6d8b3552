"""Names that were turned down: one a line in `dismissed.txt` of the watchlist folder, for people to edit."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pipeline.events import ConfigError

from .baseline import replace_file
from .fold import fold_name

FILE: Final = "dismissed.txt"
_HEADER: Final = "# Names that are not to be proposed for the watchlist again, one a line.\n"


def read_dismissed(folder: Path) -> tuple[str, ...]:
    """Return the names turned down. Raises ConfigError for a file that is not text."""
    path = folder / FILE
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from None
    return tuple(name for line in lines if (name := line.partition("#")[0].strip()))


def dismiss(folder: Path, name: str) -> bool:
    """Write a name down; False if it is there already. Raises ConfigError and Unavailable."""
    path = folder / FILE
    known = {fold_name(one) for one in read_dismissed(folder)}
    if fold_name(name) in known:
        return False
    text = path.read_text(encoding="utf-8-sig") if path.exists() else _HEADER
    replace_file(path, f"{text.rstrip()}\n{name}\n".encode())
    return True
