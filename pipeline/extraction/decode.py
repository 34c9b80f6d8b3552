"""Bytes of a page to text that every parser takes."""

from __future__ import annotations

import re
from typing import Final

from pipeline.fetching import decode_text

_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LANGUAGE: Final = re.compile(rb"<html\b[^>]{0,300}?\blang\s*=\s*[\"']?([a-zA-Z]{2}(?:-[a-zA-Z]{2,4})?)", re.IGNORECASE)
_UNKNOWN: Final = "\ufffd"

_USUAL: Final = {
    **dict.fromkeys(("cs", "hu", "pl", "sk", "sl", "hr"), "cp1250"),
    **dict.fromkeys(("ru", "uk", "bg", "mk", "sr", "be", "kk"), "cp1251"),
    **dict.fromkeys(("lt", "lv", "et"), "cp1257"),
    "el": "iso-8859-7",
    "tr": "cp1254",
    "he": "cp1255",
    "ar": "cp1256",
    "fa": "cp1256",
    "vi": "cp1258",
    "th": "cp874",
    "ja": "shift_jis",
    "ko": "euc_kr",
    "zh": "gb18030",
    "zh-tw": "big5hkscs",
    "zh-hk": "big5hkscs",
}
"""The encoding to assume for a language (WHATWG HTML §13.2.3.2, step 9); cp1252 for all others."""


def decode(html: bytes, charset: str | None) -> str:
    """Return the text of a page without characters that XML forbids. `charset` is the server's label.

    Where the labelled encoding does not fit the bytes, the usual one of the page's language is taken, if that does.
    """
    text, _encoding = decode_text(html, f"text/html; charset={charset}" if charset else "")
    if _UNKNOWN in text and _UNKNOWN.encode() not in html:
        text = _usual(html) or text
    return _FORBIDDEN.sub("", text).removeprefix("\ufeff")


def _usual(html: bytes) -> str | None:
    found = _LANGUAGE.search(html[:5000])
    tag = found[1].decode("ascii").lower() if found else ""
    try:
        return html.decode(_USUAL.get(tag) or _USUAL.get(tag[:2], "cp1252"))
    except UnicodeDecodeError:
        return None
