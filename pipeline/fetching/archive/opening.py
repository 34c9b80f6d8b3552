"""The archive that the settings name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pipeline.settings.tree import Settings

from .rules import limits
from .writer import NoArchive, PageArchive, WarcArchive


def archive_folder(settings: Settings) -> Path:
    """Return the folder of the archive, whether there is one or not."""
    return settings.archive.folder or settings.data_dir / "archive"


def open_archive(settings: Settings, now: Callable[[], datetime]) -> PageArchive:
    """Return the archive to write to. Touches no disk before the first page."""
    wanted = settings.archive
    if not wanted.enabled:
        return NoArchive()
    most = limits(wanted.max_file_mb, wanted.max_total_mb, wanted.min_free_mb)
    return WarcArchive(archive_folder(settings), most, software=_software(), now=now)


def _software() -> str:
    try:
        return f"undersight/{version('undersight')}"
    except PackageNotFoundError:
        return "undersight"
