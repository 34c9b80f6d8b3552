"""What is refused before any parser sees it. The limits of the worker processes stand behind these."""

from __future__ import annotations

import codecs
from typing import Final

from .decode import wide_encoding

MAX_BYTES: Final = 5_000_000
"""Extractors need 15-60 s and over 1 GB for pages of 20 MB; the largest of 1,900 real pages had 2.9 MB."""

_MAGIC: Final = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"PK\x03\x04", "an archive"),
    (b"\x1f\x8b", "compressed data"),
)
_WIDE_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
_NOISE: Final = bytes([*range(9), *range(0x0E, 0x1B), *range(0x1C, 0x20)])
_SAMPLE: Final = 65_536


def refusal(html: bytes, charset: str | None = None) -> str | None:
    """Return why a page is not to be parsed at all, or None."""
    if not html.strip():
        return "the page is empty"
    if len(html) > MAX_BYTES:
        return f"the page has {len(html):,} bytes; at most {MAX_BYTES:,} are read"
    binary = _binary(html, charset)
    if binary:
        return f"not a web page but {binary}"
    return None


def _binary(html: bytes, charset: str | None) -> str | None:
    for magic, name in _MAGIC:
        if html.startswith(magic):
            return name
    wide = (charset or "").lower().startswith(("utf-16", "utf-32")) or html.startswith(_WIDE_MARKS)
    if wide or wide_encoding(html):
        return None
    sample = html[:_SAMPLE]
    return "binary data" if (len(sample) - len(sample.translate(None, _NOISE))) * 100 > len(sample) else None
