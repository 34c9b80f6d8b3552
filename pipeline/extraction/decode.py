"""Bytes of a page to text that every parser takes."""

from __future__ import annotations

import re
from typing import Final

from pipeline.fetching import decode_text

_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def decode(html: bytes, charset: str | None) -> str:
    """Return the text of a page without characters that XML forbids. `charset` is the server's label."""
    text, _encoding = decode_text(html, f"text/html; charset={charset}" if charset else "")
    return _FORBIDDEN.sub("", text).removeprefix("\ufeff")
