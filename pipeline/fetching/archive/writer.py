"""Writes pages to the archive: one file for each process, complete after every page, never larger than allowed.

A page is compressed in the thread that fetched it and written with one call under a lock, so nothing waits in memory
and a crash can only cut the last page off. Files are synced when they are closed: a loss of power may take the last
minutes of an archive, never news, which is on the event log.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from pipeline.events import FeedEntry
from pipeline.fetching.outcomes import Fetched
from pipeline.observability import get_logger

from .capture import Capture, capture_of, dump_line, info, records
from .folder import stored_files
from .rules import INDEX_SUFFIX, PAUSE_SECONDS, Limits, file_name, is_full, surplus

_log = get_logger(__name__)

_MOST_NAMES: Final = 1000
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC


class PageArchive(Protocol):
    """Where pages are kept as they were fetched. Never fails and never keeps a caller waiting for long."""

    def write(self, page: Fetched, entry: FeedEntry) -> None:
        """Keep a page with the entry that led to it. Thread safe."""
        ...

    def close(self) -> None:
        """Write no more."""
        ...


class NoArchive:
    """Keeps nothing."""

    def write(self, page: Fetched, entry: FeedEntry) -> None:
        """Keep nothing."""

    def close(self) -> None:
        """Do nothing."""


@dataclass(slots=True)
class _Open:
    """The file being written. `known` holds the first capture of each address and body in it."""

    name: str
    warc: int
    index: int
    size: int = 0
    indexed: int = 0
    looked: int = 0
    known: dict[tuple[str, str], Capture] = field(default_factory=dict)


class WarcArchive:
    """Writes WARC files into a folder, which other processes may do at the same time. Thread safe.

    What the disk refuses is not kept: the archive pauses for a minute, says so once, and the flow goes on.
    """

    def __init__(
        self,
        folder: Path,
        limits: Limits,
        *,
        software: str,
        now: Callable[[], datetime],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder
        self._limits = limits
        self._software = software
        self._now = now
        self._clock = clock
        self._lock = threading.Lock()
        self._file: _Open | None = None
        self._paused_until = 0.0
        self._passed_over = 0
        self._closed = False

    def write(self, page: Fetched, entry: FeedEntry) -> None:
        """Keep a page; what cannot be kept is counted and passed over."""
        if self._paused():
            return
        try:
            found = capture_of(page, entry, self._now())
            former = self._former(found)
            blob = records(found, page, entry, former)
            with self._lock:
                if not self._closed:
                    file = self._file_for(len(blob))
                    if former is not None and former.file != file.name:
                        former, blob = None, records(found, page, entry, None)
                    same = former.record_id if former else ""
                    self._put(file, replace(found, revisit_of=same, file=file.name, length=len(blob)), blob)
                    self._resumed()
        except OSError as error:
            self._pause(error)
        except Exception:  # noqa: BLE001 - the archive is never worth a page of news
            _log.exception("page_not_archived", url=page.final_url)

    def close(self) -> None:
        """Sync and close the file."""
        with self._lock:
            self._closed = True
            with suppress(OSError):
                self._finish()

    def _former(self, capture: Capture) -> Capture | None:
        """Return the capture in the current file that has the same address and body."""
        with self._lock:
            return self._file.known.get((capture.url, capture.digest)) if self._file else None

    def _file_for(self, length: int) -> _Open:
        """Return the file that takes so many bytes more. Raises OSError where the disk has no room for them."""
        if self._file and is_full(self._file.size, length, self._limits.file):
            self._finish()
        if self._file is None:
            self._folder.mkdir(parents=True, exist_ok=True)
        elif self._file.size - self._file.looked >= self._limits.step:
            self._file.looked = self._file.size
            self._prune()
        if shutil.disk_usage(self._folder).free < self._limits.free + length:
            raise OSError(errno.ENOSPC, "what is still free is left to the rest", str(self._folder))
        if self._file is None:
            self._prune()
            self._file = self._begin()
        return self._file

    def _put(self, file: _Open, capture: Capture, blob: bytes) -> None:
        """Write a page and its line, or neither."""
        placed = replace(capture, offset=file.size)
        line = dump_line(placed)
        try:
            _write_all(file.warc, blob)
            _write_all(file.index, line)
        except OSError:
            os.ftruncate(file.warc, file.size)
            os.ftruncate(file.index, file.indexed)
            raise
        file.size += len(blob)
        file.indexed += len(line)
        if not placed.revisit_of:
            file.known[(placed.url, placed.digest)] = placed

    def _begin(self) -> _Open:
        """Open a file of a name that no process has used."""
        for serial in range(_MOST_NAMES):
            name = file_name(self._now(), serial, os.getpid())
            with suppress(FileExistsError):
                warc = os.open(self._folder / name, _NEW, 0o644)
                break
        else:
            raise OSError(errno.EEXIST, "all names for a new file are taken", str(self._folder))
        file = _Open(name, warc, -1)
        try:
            _lock_file(warc)
            file.index = os.open(self._folder / (name + INDEX_SUFFIX), _NEW, 0o644)
            blob = info(name, self._now(), self._software)
            _write_all(warc, blob)
        except OSError:
            _close(file)
            for path in (self._folder / name, self._folder / (name + INDEX_SUFFIX)):
                path.unlink(missing_ok=True)
            raise
        file.size = file.looked = len(blob)
        return file

    def _finish(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            try:
                os.fsync(file.warc)
                os.fsync(file.index)
            finally:
                _close(file)

    def _prune(self) -> None:
        """Delete the oldest files that are too many; the step that may be written until the next look is left free."""
        for name in surplus(stored_files(self._folder), self._limits.total - self._limits.step):
            (self._folder / name).unlink(missing_ok=True)
            (self._folder / (name + INDEX_SUFFIX)).unlink(missing_ok=True)
            _log.info("archive_file_deleted", file=name, because="archive.max_total_mb")

    def _paused(self) -> bool:
        with self._lock:
            paused = self._clock() < self._paused_until
            self._passed_over += paused
        return paused

    def _pause(self, error: OSError) -> None:
        with self._lock:
            first = not self._passed_over
            self._passed_over += 1
            self._paused_until = self._clock() + PAUSE_SECONDS
        if first:
            what = error.strerror or str(error)
            _log.warning("archive_paused", folder=str(self._folder), because=what, seconds=PAUSE_SECONDS)

    def _resumed(self) -> None:
        if self._passed_over:
            _log.info("archive_resumed", pages_passed_over=self._passed_over)
            self._passed_over = 0


def _write_all(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def _lock_file(handle: int) -> None:
    """Mark a file as being written, for as long as this process lives."""
    with suppress(OSError):  # a file system without locks: then the newest file is the one not to delete
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _close(file: _Open) -> None:
    os.close(file.warc)
    if file.index >= 0:
        os.close(file.index)
