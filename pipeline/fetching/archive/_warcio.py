"""Adapter to warcio: records made and read (WARC/1.1, ISO 28500:2017), each compressed by itself."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import IO, Any, Final, Literal

VERSION: Final = "WARC/1.1"
LEVEL: Final = 3
"""zlib's level 9, which warcio would take, needs three times the CPU for a tenth less of disk."""

_BLOCK: Final = 65536

Kind = Literal["warcinfo", "response", "revisit", "metadata"]
Headers = Sequence[tuple[str, str]]


class BadRecord(Exception):
    """The bytes hold no WARC records, or end in the middle of one."""


@dataclass(frozen=True, slots=True)
class Http:
    """The head of an HTTP answer: `status` is `200 OK`."""

    status: str
    headers: Headers
    version: str = "HTTP/1.1"


@dataclass(frozen=True, slots=True)
class Raw:
    """A record as read, of which `start` and `end` are its bytes in the file.

    `http` is None for what is no HTTP answer. `encoding` names what could not be taken off the body; `cut` says that
    the body is longer than asked for.
    """

    kind: str
    headers: dict[str, str]
    http: Http | None
    body: bytes
    encoding: str = ""
    cut: bool = False
    start: int = 0
    end: int = 0

    @property
    def id(self) -> str:
        """The record's id, without the angle brackets."""
        return self.headers.get("warc-record-id", "").strip("<>")


def stamp(moment: datetime) -> str:
    """Return a WARC-Date, in UTC to the microsecond."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def make(kind: Kind, url: str, facts: Headers, payload: bytes, *, http: Http | None = None, mime: str = "") -> bytes:
    """Return one record as a gzip member. `facts` are its WARC headers but those that follow from the payload."""
    from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
    from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

    plain = io.BytesIO()
    writer = WARCWriter(plain, gzip=False, warc_version=VERSION)
    head = StatusAndHeaders(http.status, list(http.headers), protocol=http.version) if http else None
    record = writer.create_warc_record(
        url,
        kind,
        payload=io.BytesIO(payload),
        length=len(payload),
        warc_content_type=mime,
        warc_headers_dict=dict(facts),
        http_headers=head,
    )
    writer.write_record(record)
    squeeze = zlib.compressobj(LEVEL, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return squeeze.compress(plain.getvalue()) + squeeze.flush()


def read(stream: IO[bytes], most: int) -> Iterator[Raw]:
    """Yield the records of a WARC, compressed or not, from the stream's place on; of a body at most `most` bytes.

    Transfer and content encodings are undone. Raises BadRecord where the file breaks off or is no WARC.
    """
    from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]

    found = ArchiveIterator(stream)
    while True:
        with _mapped(), redirect_stderr(io.StringIO()):  # warcio prints
            record = next(found, None)
            if record is None:
                return
            raw = _raw(record, most)
            start, length = found.get_record_offset(), found.get_record_length()
        yield replace(raw, start=start, end=start + length)


@contextmanager
def _mapped() -> Iterator[None]:
    from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]
    from warcio.statusandheaders import StatusAndHeadersParserException

    known = (ArchiveLoadFailed, StatusAndHeadersParserException, zlib.error, EOFError, OSError, ValueError)
    try:
        yield
    except (*known, AttributeError, TypeError, IndexError, AssertionError) as error:
        raise BadRecord(" ".join(str(error).split())[:120] or "the records are broken") from None


def _raw(record: Any, most: int) -> Raw:  # noqa: ANN401 - warcio has no types
    from warcio.bufferedreaders import BufferedReader  # type: ignore[import-untyped]

    headers = {str(name).lower(): str(value) for name, value in record.rec_headers.headers}
    http, encoding = None, ""
    if record.http_headers is not None and record.rec_type in {"response", "revisit"}:
        pairs = [(str(name), str(value)) for name, value in record.http_headers.headers]
        http = Http(str(record.http_headers.statusline), pairs, str(record.http_headers.protocol))
        encoding = (record.http_headers.get_header("content-encoding") or "").strip().lower()
    body = b"" if record.rec_type == "request" else record.content_stream().read(most + 1)
    while record.raw_stream.read(_BLOCK):
        pass
    if getattr(record.raw_stream, "limit", 0) > 0:
        raise BadRecord("the file breaks off in the middle of a record")
    undone = encoding in {"", "identity", *BufferedReader.get_supported_decompressors()}
    return Raw(str(record.rec_type), headers, http, body[:most], "" if undone else encoding, len(body) > most)
