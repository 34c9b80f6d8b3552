"""Bytes of a page to text that every parser takes."""

from __future__ import annotations

import re
from typing import Final

from w3lib.encoding import html_to_unicode, read_bom

_CONTROLS: Final = bytes([*range(9), 0x0B, 0x0C, *range(0x0E, 0x20)])
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ESCAPE: Final = b"\x1b"
_LANGUAGE: Final = re.compile(rb"<html\b[^>]{0,300}?\blang\s*=\s*[\"']?([a-zA-Z]{2}(?:-[a-zA-Z]{2,4})?)", re.IGNORECASE)
_UNKNOWN: Final = "\ufffd"
_SAMPLE: Final = 20_000

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

    A byte order mark decides; then valid UTF-8, which no other encoding is by chance, whatever the labels say; then the
    labels of server and page; then the usual encoding of the page's language; then detection.
    """
    if read_bom(html)[0] is not None or _ESCAPE in html or b"\x00" in html:
        text = _FORBIDDEN.sub("", _decode(html, charset))
    else:
        text = _decode(html.translate(None, _CONTROLS), charset)
    return text.replace("\ufffe", "").replace("\uffff", "").removeprefix("\ufeff")


def _decode(html: bytes, charset: str | None) -> str:
    if read_bom(html)[0] is None and not html.isascii():
        text = _strictly(html, "utf-8")
        if text is not None:
            return text
    header = f"text/html; charset={charset}" if charset else None
    _encoding, text = html_to_unicode(header, html, default_encoding="cp1252", auto_detect_fun=_guess)
    if _UNKNOWN in text:  # the labels are wrong
        text = _strictly(html, _guess(html) or "cp1252") or text
    return text


def _strictly(html: bytes, encoding: str) -> str | None:
    try:
        return html.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _guess(html: bytes) -> str | None:
    found = _LANGUAGE.search(html[:5000])
    if found:
        tag = found[1].decode("ascii").lower()
        usual = _USUAL.get(tag) or _USUAL.get(tag[:2], "cp1252")
        if _strictly(html, usual) is not None:
            return usual
    from charset_normalizer import from_bytes

    best = from_bytes(html[:_SAMPLE]).best()
    return best.encoding if best else None
