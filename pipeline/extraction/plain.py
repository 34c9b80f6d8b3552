"""Text of metadata fields made plain: entities, tags, invisible characters and white space."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Final

_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]\w{1,30});", re.IGNORECASE)
_TAG: Final = re.compile(
    r"</?(?:a|abbr|b|big|br|cite|code|del|div|em|font|h[1-6]|i|ins|mark|p|q|s|small|span|strong|sub|sup|u|wbr)"
    r"(?:\s[^<>]{0,500})?/?>",
    re.IGNORECASE,
)
_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"
)
"""Soft hyphens, zero-width and direction marks, control characters. Joiners stay: Persian and Hindi need them."""

_DECODINGS: Final = 2
_LONGEST: Final = 20_000


def plain(text: str) -> str:
    """Return a metadata field as a reader sees it, in composed form (NFC) and with single blanks.

    Entities are decoded twice, as templates often encode what was encoded before; markup and invisible characters go.
    """
    text = text[:_LONGEST]
    for _ in range(_DECODINGS):
        if not _ENTITY.search(text):
            break
        text = html.unescape(text)
    text = _INVISIBLE.sub("", _TAG.sub(" ", text) if "<" in text else text)
    return " ".join(unicodedata.normalize("NFC", text).split())
