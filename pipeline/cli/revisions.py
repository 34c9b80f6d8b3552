"""A folder as a revision of git has it."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.events import ConfigError


@contextmanager
def checked_out(revision: str, folder: Path) -> Iterator[Path]:
    """Give a copy of a folder as a revision has it. Raises ConfigError where there is no such revision, or no git."""
    with TemporaryDirectory() as name:
        _unpack(_archive(revision, folder), Path(name), revision, folder)
        yield Path(name)


def _archive(revision: str, folder: Path) -> bytes:
    wrong = f"{revision}: no such folder, and no revision of {folder}"
    if revision.startswith("-"):
        raise ConfigError(wrong)
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), "archive", "--format=tar", revision, "--", "."], capture_output=True, check=False
        )
    except OSError as error:
        raise ConfigError(wrong, hint=f"git cannot be run: {error.strerror}") from None
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise ConfigError(wrong, hint=f"git says: {lines[0].removeprefix('fatal: ')}" if lines else "")
    return done.stdout


def _unpack(archive: bytes, into: Path, revision: str, folder: Path) -> None:
    """Write the YAML files of an archive; nothing else is wanted of it."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        for member in files:
            source = files.extractfile(member) if member.name.endswith(".yaml") and "/" not in member.name else None
            if source is not None:
                (into / Path(member.name).name).write_bytes(source.read())
    if not any(into.iterdir()):
        raise ConfigError(f"{revision}: has no files of {folder}")
