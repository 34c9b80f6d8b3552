"""One run at a time over a folder, so that feeds are not polled twice and no demo empties another's data."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from pipeline.events import ConfigError


@contextmanager
def only_run(folder: Path, what: str = "run") -> Iterator[None]:
    """Hold the folder's lock while the block runs; it ends with the process, however that ends.

    Raises ConfigError when another process holds it, or when the folder cannot be written.
    """
    path = folder / f"{what}.lock"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = path.open("a+")
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise  # the program says what to do when the disk is full
        raise ConfigError(
            f"cannot write to {folder}: {error.strerror}", hint="set data_dir to a folder you may write to"
        ) from None
    with file:
        _take(file, f"another undersight {what} works in {folder}")
        yield


def _take(file: IO[str], taken: str) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in {errno.EWOULDBLOCK, errno.EACCES}:
            return  # a file system without locks: as good as nobody there
        file.seek(0)
        raise ConfigError(
            f"{taken} (process {file.read(20).strip() or 'unknown'})", hint="stop it first, or use another folder"
        ) from None
    file.truncate(0)
    with suppress(OSError):  # the number is a courtesy; a full disk is reported where it matters
        os.write(file.fileno(), str(os.getpid()).encode())
