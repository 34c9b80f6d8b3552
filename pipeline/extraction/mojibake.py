"""Repairs text that was encoded twice: UTF-8 read as windows-1252 or latin-1, and written as UTF-8 again. Pure."""

from __future__ import annotations

import re
from typing import Final

MIN_RUNS: Final = 5
"""Fewer such sequences may be meant."""

_BYTES: Final = {
    **{chr(byte): byte for byte in range(0x80, 0x100)},
    **{bytes([byte]).decode("cp1252", "ignore"): byte for byte in range(0x80, 0xA0)},
}
_BYTES.pop("", None)
_NEXT: Final = "[" + "".join(re.escape(character) for character, byte in _BYTES.items() if byte < 0xC0) + "]"
_RUN: Final = re.compile(f"[\xc2-\xdf]{_NEXT}|[\xe0-\xef]{_NEXT}{{2}}|[\xf0-\xf4]{_NEXT}{{3}}")
_SIGN: Final = re.compile(rb"\xc3[\x82-\xb4](?:\xc2[\x80-\xbf]|[\xc5\xc6\xcb\xe2][\x80-\xbf])")
"""The first two characters of such a sequence as the bytes of the page: a first look, ten times as fast."""

_BEYOND_ASCII: Final = re.compile(r"[^\x00-\x7f]+")


def repaired(text: str, raw: bytes) -> str:
    """Return the text as it was meant where nearly all of it beyond ASCII was encoded twice, else unchanged.

    `raw` is the text in UTF-8.
    """
    if not _SIGN.search(raw):
        return text
    beyond = "".join(_BEYOND_ASCII.findall(text))
    runs = _RUN.findall(beyond)
    if len(runs) < MIN_RUNS or sum(map(len, runs)) < len(beyond) * 0.9:
        return text
    return _RUN.sub(lambda run: _read(run[0]), text)


def _read(run: str) -> str:
    try:
        return bytes(_BYTES[character] for character in run).decode("utf-8")
    except UnicodeDecodeError:
        return run
