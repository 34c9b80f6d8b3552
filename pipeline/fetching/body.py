"""Reading a body: decompressed in bounded steps, so that no small answer can become a large one in memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import Final

ACCEPT_ENCODING: Final = "gzip, deflate"
"""Only what zlib can undo in bounded steps is asked for."""

_STEP: Final = 65536
_MANY, _CRUMB = 10_000, 16
"""A body of more pieces than these, of fewer bytes each, is sent to keep a processor busy, and by nobody else."""
_GZIP: Final = b"\x1f\x8b"


class TooLarge(Exception):
    """The body is larger than allowed."""


class BadEncoding(Exception):
    """The body is not compressed as the header says, or in a way that was not asked for."""


def read_body(chunks: Iterable[bytes], encoding: str, limit: int) -> bytes:
    """Return the decompressed body. Raises TooLarge above `limit` bytes, and BadEncoding."""
    body = bytearray()
    for part in decoded(chunks, encoding, limit):
        body += part
        if len(body) > limit:
            raise TooLarge
    return bytes(body)


def read_start(chunks: Iterable[bytes], encoding: str, limit: int) -> bytes:
    """Return the first `limit` bytes of the decompressed body, or all of a smaller one. Raises BadEncoding."""
    body = bytearray()
    for part in decoded(chunks, encoding, limit):
        body += part
        if len(body) >= limit:
            break
    return bytes(body[:limit])


def decoded(chunks: Iterable[bytes], encoding: str, limit: int) -> Iterator[bytes]:
    """Yield a body in decompressed parts of bounded size. Raises BadEncoding, and TooLarge for too much before that."""
    inflate = _inflater(encoding)
    raw = 0
    for count, chunk in enumerate(chunks):
        raw += len(chunk)
        if count >= _MANY and raw < _CRUMB * count:
            raise BadEncoding("the body comes in crumbs")
        if raw > limit + _STEP:  # also where an endless stream decompresses to nothing
            raise TooLarge
        if inflate:
            yield from inflate(chunk)
        else:
            yield chunk
    if inflate and raw and not inflate.finished:
        raise BadEncoding("the compressed body ends too early")


def _inflater(encoding: str) -> _Inflater | None:
    name = encoding.strip().lower()
    if name in {"", "identity", "none"}:
        return None
    if name in {"gzip", "x-gzip", "deflate"}:
        return _Inflater(name)
    raise BadEncoding(f"content encoding {name[:40]!r} was not asked for")


class _Inflater:
    """Undoes gzip (also of several members), zlib and raw deflate, at most `_STEP` bytes at a time."""

    def __init__(self, name: str) -> None:
        self._deflate = name == "deflate"
        self._head = b""
        self._engine: zlib._Decompress | None = None
        self._members = 0

    @property
    def finished(self) -> bool:
        """Whether a whole member has been read and no other has begun."""
        return self._members > 0 and self._engine is None

    def __call__(self, data: bytes) -> Iterable[bytes]:
        while data:
            if self._engine is None:
                self._head += data
                if len(self._head) < 2:
                    return
                data, self._head = self._head, b""
                if self._members and not data.startswith(_GZIP):
                    return  # padding after the last member
                self._engine = self._open(data)
            yield self._step(self._engine, data)
            data = self._engine.unused_data if self._engine.eof else self._engine.unconsumed_tail
            if self._engine.eof:
                self._engine, self._members = None, self._members + 1

    def _open(self, data: bytes) -> zlib._Decompress:
        zlib_header = data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0  # RFC 1950 §2.2
        raw = self._deflate and not zlib_header and not data.startswith(_GZIP)
        return zlib.decompressobj(-zlib.MAX_WBITS if raw else zlib.MAX_WBITS | 32)

    def _step(self, engine: zlib._Decompress, data: bytes) -> bytes:
        try:
            return engine.decompress(data, _STEP)
        except zlib.error as error:
            raise BadEncoding(f"broken compression: {error}") from None
