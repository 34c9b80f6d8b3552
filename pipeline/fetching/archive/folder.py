"""Reads the archive: what is in it, and a page with all that was kept of it.

Each file has an index beside it, a line for each page. What the index does not tell (its last line was cut off by a
crash, or the file came from elsewhere and has none) is read from the file itself, from where the index ends.
"""

from __future__ import annotations

import fcntl
import io
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.events import FeedEntry

from . import _warcio
from .capture import About, Capture, about_of, from_records, load_line
from .rules import INDEX_SUFFIX, SUFFIX, Stored, charset_of

MOST_BYTES: Final = 64 << 20
"""Bytes of one body that are read at most."""


@dataclass(frozen=True, slots=True)
class Archived:
    """A page from the archive. `headers` are in the order received; `body` has no encodings."""

    capture: Capture
    entry: FeedEntry | None
    headers: tuple[tuple[str, str], ...]
    body: bytes
    charset: str | None


def stored_files(folder: Path) -> list[Stored]:
    """Return the files of an archive, by name, which is by time; none where there is no folder."""
    found = [_stored(path) for path in folder.glob(f"*{SUFFIX}")]
    return sorted((file for file in found if file is not None), key=lambda file: file.name)


def captures(folder: Path) -> Iterator[Capture]:
    """Yield every page of an archive in the order written, file by file."""
    for file in stored_files(folder):
        with suppress(FileNotFoundError):  # the oldest are deleted at any time
            yield from _captures_of(folder / file.name)


def load(folder: Path, capture: Capture) -> Archived | None:
    """Return a page with its body, or None where the file is gone or broken."""
    answer, about = _answer(folder / capture.file, capture.offset, capture.length)
    if answer is None or answer.http is None:
        return None
    body: bytes | None = answer.body
    if capture.revisit_of:
        body = _body_of(folder / capture.file, capture.revisit_of)
    if body is None:
        return None
    headers = tuple(answer.http.headers)
    return Archived(capture, about.entry, headers, body, about.charset or charset_of(headers))


def _stored(path: Path) -> Stored | None:
    try:
        size = path.stat().st_size
        with suppress(FileNotFoundError):
            size += path.with_name(path.name + INDEX_SUFFIX).stat().st_size
        return Stored(path.name, size, _in_use(path))
    except OSError:
        return None


def _in_use(path: Path) -> bool:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(handle)
    return False


def _captures_of(path: Path) -> Iterator[Capture]:
    end = 0
    for capture in _indexed(path):
        yield capture
        end = capture.offset + capture.length
    with path.open("rb") as file:
        if file.seek(0, os.SEEK_END) > end:
            file.seek(end)
            yield from _scanned(file, path.name)


def _indexed(path: Path) -> Iterator[Capture]:
    try:
        file = path.with_name(path.name + INDEX_SUFFIX).open("rb")
    except OSError:
        return
    with file:
        for line in file:
            capture = load_line(line, path.name)
            if capture is None:
                return
            yield capture


def _scanned(file: io.BufferedReader, name: str) -> Iterator[Capture]:
    """Yield the pages from the place of a file on; what is broken ends it without a word."""
    answer: _warcio.Raw | None = None
    with suppress(_warcio.BadRecord):
        for record in _warcio.read(file, MOST_BYTES):
            beside = record if record.kind == "metadata" else None
            if answer is not None:
                found = from_records(answer, beside, name)
                if found is not None:
                    yield found
            answer = record if record.kind in {"response", "revisit"} else None
    if answer is not None:
        found = from_records(answer, None, name)
        if found is not None:
            yield found


def _answer(path: Path, offset: int, length: int) -> tuple[_warcio.Raw | None, About]:
    """Return the record at a place, and what the record behind it tells."""
    try:
        with path.open("rb") as file:
            file.seek(offset)
            data = io.BytesIO(file.read(length))
        found = list(_warcio.read(data, MOST_BYTES))
    except (OSError, _warcio.BadRecord):
        return None, About()
    return (found[0] if found else None), about_of(found[1] if len(found) > 1 else None)


def _body_of(path: Path, record_id: str) -> bytes | None:
    """Return the body of a record of a file."""
    with suppress(FileNotFoundError):
        for capture in _captures_of(path):
            if capture.record_id == record_id:
                answer, _ = _answer(path, capture.offset, capture.length)
                return None if answer is None else answer.body
    return None
