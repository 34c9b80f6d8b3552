"""Which file is written next, which headers are kept, and which old files go. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import responses
from typing import Final

MEGABYTE: Final = 1 << 20
SUFFIX: Final = ".warc.gz"
INDEX_SUFFIX: Final = ".index.jsonl"

PAUSE_SECONDS: Final = 60.0
"""How long nothing is archived after the disk refused a page."""

_STEPS: Final = 10
_UNDONE: Final = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_LINE_BREAKS: Final = re.compile(r"[\r\n\0]+")


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of an archive, in bytes. `free` is what must stay free on the disk for the rest of the flow."""

    file: int
    total: int
    free: int

    @property
    def step(self) -> int:
        """After so many bytes more the total is looked at again."""
        return max(1, self.file // _STEPS)


@dataclass(frozen=True, slots=True)
class Stored:
    """A file of the archive. `size` is in bytes, its index included; one `in_use` is being written to."""

    name: str
    size: int
    in_use: bool = False


def limits(file_mb: int, total_mb: int, free_mb: int) -> Limits:
    """Return the limits that settings mean. A file is never more than half of the whole: the oldest can go alone."""
    total = total_mb * MEGABYTE
    return Limits(min(file_mb * MEGABYTE, total // 2), total, free_mb * MEGABYTE)


def file_name(now: datetime, serial: int, process: int) -> str:
    """Return `prefix-timestamp-serial-process.warc.gz`, as ISO 28500 annex C proposes: names sort by time."""
    moment = now.astimezone(UTC)
    stamp = f"{moment:%Y%m%d%H%M%S}{moment.microsecond // 1000:03d}"
    return f"undersight-{stamp}-{serial:05d}-{process}{SUFFIX}"


def is_full(size: int, added: int, most: int) -> bool:
    """Say whether a file of `size` bytes is closed before `added` more are written; one page always fits."""
    return size > 0 and size + added > most


def surplus(files: Iterable[Stored], most: int) -> tuple[str, ...]:
    """Return the files to delete, the oldest first, so that the rest holds at most `most` bytes."""
    listed = sorted(files, key=lambda file: file.name)
    over = sum(file.size for file in listed) - most
    gone: list[str] = []
    for file in listed:
        if over <= 0:
            break
        if not file.in_use:
            gone.append(file.name)
            over -= file.size
    return tuple(gone)


def status_line(status: int) -> str:
    """Return the status with its usual phrase: what a server says there carries nothing (RFC 9110 §15.1)."""
    return f"{status} {responses.get(status, '')}".rstrip()


def stored_headers(headers: Sequence[tuple[str, str]], length: int) -> list[tuple[str, str]]:
    """Return headers that fit a body of `length` bytes from which all encodings were taken off.

    Those that told of an encoding stay under another name, as web archives do it.
    """
    kept = [(_named(name), _LINE_BREAKS.sub(" ", value)) for name, value in headers]
    return [*kept, ("Content-Length", str(length))]


def charset_of(headers: Sequence[tuple[str, str]]) -> str | None:
    """Return the charset that the Content-Type among some headers names, in lower case."""
    value = next((value for name, value in headers if name.lower() == "content-type"), "")
    found = re.search(r"charset\s*=\s*[\"']?([^\s;\"']+)", value, re.IGNORECASE)
    return found[1].lower() if found else None


def media_type(headers: Sequence[tuple[str, str]]) -> str:
    """Return the media type among some headers, in lower case; empty where there is none."""
    value = next((value for name, value in headers if name.lower() == "content-type"), "")
    return value.partition(";")[0].strip().lower()


def _named(name: str) -> str:
    return f"X-Archive-Orig-{name}" if name.lower() in _UNDONE else name
