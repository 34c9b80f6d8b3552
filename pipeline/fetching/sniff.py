"""What a body looks like, whatever its label says. Pure."""

from __future__ import annotations

import re
from typing import Final

_HTML: Final = re.compile(  # https://mimesniff.spec.whatwg.org/#identifying-a-resource-with-an-unknown-mime-type
    rb"\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype html|html|head|body|script|title|meta|div|h1|p|article|main)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_BINARY: Final = (
    *(b"%PDF-", b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"RIFF", b"OggS", b"ID3"),
    *(b"\x1aE\xdf\xa3", b"\x7fELF", b"Rar!", b"7z\xbc\xaf", b"\xd0\xcf\x11\xe0", b"wOF2", b"\x00\x00\x01\x00"),
)


def looks_like_html(body: bytes) -> bool:
    """Tell whether a body begins as an HTML page does."""
    return _HTML.match(body.removeprefix(b"\xef\xbb\xbf"), 0, 4096) is not None


def looks_binary(body: bytes) -> bool:
    """Tell whether a body begins as a document, archive, picture, sound or film does."""
    return body.startswith(_BINARY) or body[4:8] == b"ftyp"
