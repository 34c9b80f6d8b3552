"""Makes feed bytes fit for parsers: clean UTF-8, and nothing of what makes parsers slow. Pure."""

from __future__ import annotations

import codecs
import re
from typing import Final

from .model import FeedError

MAX_BYTES: Final = 10_000_000
_MOST_BLANK: Final = 4096
_MOST_ATTRIBUTES: Final = 2000

_DECLARATION: Final = re.compile(rb"^<\?xml\b[^<>]{0,400}\?>", re.IGNORECASE)
_ENCODING: Final = re.compile(rb"encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']", re.IGNORECASE)
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._-]{1,40})", re.IGNORECASE)
_LONG_TAG: Final = re.compile(rb"<[A-Za-z][^<>]{16000,}")
_REFERENCE: Final = re.compile(rb"&#(?:x([0-9a-fA-F]{1,9})|([0-9]{1,9}));")
_CONTROLS: Final = bytes(set(range(32)) - {9, 10, 13})
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WINDOWS: Final = frozenset(
    {"iso-8859-1", "iso8859-1", "latin-1", "latin1", "us-ascii", "ascii", "windows-1252", "cp1252"}
)


def prepare(data: bytes, content_type: str = "") -> bytes | FeedError:
    """Return the document as UTF-8 that starts at its root or declaration, without an encoding label of its own."""
    if len(data) > MAX_BYTES:
        return FeedError("too_large", f"{len(data):,} bytes, {MAX_BYTES:,} are read at most")
    text = _REFERENCE.sub(_allowed, to_utf8(data, content_type).translate(None, _CONTROLS)).strip()
    if not text:
        return FeedError("empty", "the answer has no content")
    danger = _danger(text)
    return FeedError("hostile", danger) if danger else text


def to_utf8(data: bytes, content_type: str = "") -> bytes:
    """Return the bytes in UTF-8, whatever they claim to be.

    Byte order mark, then valid UTF-8 (no other text is so by chance), then the document's own label, then the
    header's (RFC 7303 has it the other way round, but servers' defaults are wrong more often than documents).
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data.decode(encoding, "replace").lstrip("\ufeff")
            return _unlabelled(text.encode("utf-8", "replace"))
    body = data.lstrip()
    if body.startswith((b"<\x00", b"\x00<")):
        encoding = "utf-16-le" if body.startswith(b"<\x00") else "utf-16-be"
        return _unlabelled(data.decode(encoding, "replace").encode("utf-8", "replace"))
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _unlabelled(_decode(data, _label(body, content_type)).encode("utf-8", "replace"))
    return _unlabelled(body)


def _allowed(reference: re.Match[bytes]) -> bytes:
    """Return a character reference, or nothing for one that XML 1.0 §2.2 does not allow and parsers stumble over."""
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    text = number in {9, 10, 13} or 0x20 <= number < 0xD800 or 0xE000 <= number < 0xFFFE
    return reference[0] if text or 0x10000 <= number < 0x110000 else b""


def _label(body: bytes, content_type: str) -> str:
    declaration = _DECLARATION.match(body)
    inside = _ENCODING.search(declaration[0]) if declaration else None
    outside = _CHARSET.search(content_type)
    return (inside[1].decode("ascii") if inside else outside[1] if outside else "").lower()


def _decode(data: bytes, label: str) -> str:
    if label and label not in _WINDOWS and not label.startswith("utf"):
        try:
            return data.decode(label, "replace")
        except (LookupError, ValueError):
            label = ""
    as_utf8 = data.decode("utf-8", "replace")
    broken = as_utf8.count("\ufffd")
    whole = sum(not character.isascii() for character in as_utf8) - broken
    return as_utf8 if whole > broken else data.decode("cp1252", "replace")


def _unlabelled(body: bytes) -> bytes:
    declaration = _DECLARATION.match(body)
    return body[declaration.end() :].lstrip() if declaration else body


def _danger(text: bytes) -> str:
    if b"<!ENTITY" in text and b"<!DOCTYPE" in text:
        return "it declares XML entities"
    start = text.find(b"<")
    if start > _MOST_BLANK:
        return f"{start:,} bytes before its first element"
    for tag in _LONG_TAG.finditer(text):
        if tag[0].count(b"=") > _MOST_ATTRIBUTES:
            return f"an element with more than {_MOST_ATTRIBUTES:,} attributes"
    return ""
