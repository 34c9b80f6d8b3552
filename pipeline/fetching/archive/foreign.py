"""Web pages from WARC files that any program made: wget, Heritrix, browsers, or this one."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, cast

from . import _warcio
from .rules import charset_of, media_type

_HTML: Final = frozenset({"text/html", "application/xhtml+xml"})
_GZIP: Final = b"\x1f\x8b"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"


@dataclass(frozen=True, slots=True)
class WarcPage:
    """A page in a WARC file. `problem` says why it has no body, or why the file ends here."""

    record_id: str
    url: str
    body: bytes = b""
    charset: str | None = None
    problem: str = ""


def read_warc(path: Path, most: int) -> Iterator[WarcPage]:
    """Yield the web pages of a WARC file, compressed or not, bodies of at most `most` bytes with no encodings.

    Requests, notes, answers that are no success and what is not HTML are passed over. A file that cannot be read, or
    breaks off, yields a last page that says so.
    """
    try:
        with path.open("rb") as file:
            yield from _pages(_plain(file), most)
    except _warcio.BadRecord as error:
        yield WarcPage("", "", problem=f"not all of it can be read: {error}")
    except OSError as error:
        yield WarcPage("", "", problem=f"cannot be read: {error.strerror or error}")


def _plain(file: io.BufferedReader) -> IO[bytes]:
    """Return a stream without the compression of the whole file, which is in one piece or one for each record."""
    head = file.peek(4)[:4]
    if head.startswith(_ZSTD):
        raise _warcio.BadRecord("compressed with zstd (unpack it with zstd -d)")
    return cast("IO[bytes]", _Unpacked(file)) if head.startswith(_GZIP) else file


class _Unpacked:
    """What is in a gzip file. Its end and its errors are told apart, which warcio would take for each other."""

    def __init__(self, file: io.BufferedReader) -> None:
        self._gzip = gzip.GzipFile(fileobj=file)

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes. Raises BadRecord where the compression breaks off."""
        try:
            return self._gzip.read(size)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise _warcio.BadRecord(f"broken gzip: {error}") from None

    def tell(self) -> int:
        """Return how many bytes were read."""
        return self._gzip.tell()


def _pages(stream: IO[bytes], most: int) -> Iterator[WarcPage]:
    for record in _warcio.read(stream, most):
        if _is_page(record):
            yield _page(record, most)


def _is_page(record: _warcio.Raw) -> bool:
    if record.kind == "resource":
        return record.headers.get("content-type", "").partition(";")[0].strip().lower() in _HTML
    if record.kind != "response" or record.http is None:
        return False
    return record.http.status.startswith("2") and media_type(record.http.headers) in _HTML


def _page(record: _warcio.Raw, most: int) -> WarcPage:
    url = record.headers.get("warc-target-uri", "").strip("<>")
    if record.encoding:
        return WarcPage(record.id, url, problem=f"content encoding {record.encoding[:40]!r} cannot be undone here")
    if record.cut:
        return WarcPage(record.id, url, problem=f"larger than {most:,} bytes")
    headers = record.http.headers if record.http else [("content-type", record.headers.get("content-type", ""))]
    return WarcPage(record.id, url, record.body, charset_of(headers))
