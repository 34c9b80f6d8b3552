"""Bytes of a page to text that every parser takes.

Byte order mark, then what the bytes themselves say beyond doubt, then the labels of server and page, then detection
within the encodings of the page's language (WHATWG HTML §13.2.3, with wrong labels seen through).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from w3lib.encoding import html_body_declared_encoding, read_bom, resolve_encoding, to_unicode

from .mojibake import repaired

_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_CONTROLS: Final = bytes([*range(9), 0x0B, 0x0C, *range(0x0E, 0x20)])
_LANGUAGE: Final = re.compile(rb"<html\b[^>]{0,300}?\blang\s*=\s*[\"']?([a-zA-Z]{2}(?:-[a-zA-Z]{2,4})?)", re.IGNORECASE)
_PROSE: Final = re.compile(rb"[^<>\x80-\xff]{0,200}+[\x80-\xff][^<>]{0,500}")
_ISO_2022: Final = {b"\x1b$)C": "iso2022_kr", b"\x1b$": "iso2022_jp_ext", b"\x1b(": "iso2022_jp_ext"}
_UNKNOWN: Final = "\ufffd"
_SAMPLE: Final = 20_000
_HEAD: Final = 32
_NO_LABELS: Final = ("utf", "idna", "punycode", "unicode", "raw", "undefined", "mbcs", "oem", "rot", "base", "quo")
"""Begins the names of Python's codecs that are none of the web's, and of UTF-8, which is tried before labels are."""

_WESTERN: Final = "cp1252"
_LATIN_2_ALONE: Final = re.compile(rb"[\xa9\xae\xb9\xbb\xbe]")
_WINDOWS_ALONE: Final = re.compile(rb"[\x80-\x9f]")

_CYRILLIC: Final = ("cp1251", "koi8_r", "koi8_u", "iso8859_5", "cp866", "cp1125", "mac_cyrillic")
_USUAL: Final = {
    **dict.fromkeys(("cs", "hu", "pl", "sk", "sl", "hr"), ("cp1250", "iso8859_2")),
    **dict.fromkeys(("ru", "uk", "bg", "mk", "sr", "be", "kk"), _CYRILLIC),
    **dict.fromkeys(("lt", "lv", "et"), ("cp1257", "iso8859_13")),
    "el": ("iso8859_7", "cp1253"),
    "tr": ("cp1254",),
    "he": ("cp1255",),
    "ar": ("cp1256", "iso8859_6"),
    "fa": ("cp1256",),
    "vi": ("cp1258",),
    "th": ("cp874",),
    "ja": ("shift_jis", "euc_jp", "cp932"),
    "ko": ("euc_kr", "cp949"),
    "zh": ("gb18030", "big5"),
    "zh-tw": ("big5hkscs", "gb18030"),
    "zh-hk": ("big5hkscs", "gb18030"),
}
"""The encodings of a language; the first is assumed (WHATWG HTML §13.2.3.2, step 9). cp1252 for all others."""


def decode(html: bytes, charset: str | None) -> str:
    """Return the text of a page without characters that XML forbids. `charset` is the server's label."""
    encoding, mark = read_bom(html)
    if encoding is not None and mark is not None:
        text = to_unicode(html[len(mark) :], encoding)
    else:
        text = _unmarked(html, charset)
    return _allowed(text).removeprefix("\ufeff")


def _allowed(text: str) -> str:
    raw = text.encode("utf-8", "replace")  # twenty times as fast to look through
    if len(raw.translate(None, _CONTROLS)) == len(raw) and "\ufffe" not in text and "\uffff" not in text:
        return text
    return _FORBIDDEN.sub("", text)


def wide_encoding(html: bytes) -> str | None:
    """Return UTF-16 or UTF-32 as told by where the zeros of the first characters, which are ASCII, stand."""
    head = html[: min(_HEAD, len(html) // 4 * 4)]
    if not head or b"\x00" not in head:
        return None
    share = [head[at::4].count(0) * 4 / len(head) for at in range(4)]
    high, low = 0.7, 0.2
    if min(share[1:]) > high and share[0] < low:
        return "utf-32-le"
    if min(share[:3]) > high and share[3] < low:
        return "utf-32-be"
    if min(share[1], share[3]) > high and max(share[0], share[2]) < low:
        return "utf-16-le"
    if min(share[0], share[2]) > high and max(share[1], share[3]) < low:
        return "utf-16-be"
    return None


def _unmarked(html: bytes, charset: str | None) -> str:
    wide = wide_encoding(html)
    if wide:
        return to_unicode(html, wide)
    labels = list(_labels(html, charset))
    if html.isascii():
        return _seven_bits(html, labels)
    text = _utf8(html)
    return repaired(text, html) if text is not None else _eight_bits(html, labels)


def _labels(html: bytes, charset: str | None) -> Iterator[str]:
    """Yield the encodings named by server and page, as Python calls them, those that decode anything last."""
    named = (resolve_encoding(label) for label in (charset, html_body_declared_encoding(html)) if label)
    found = dict.fromkeys(encoding for encoding in named if encoding and not encoding.startswith(_NO_LABELS))
    yield from sorted(found, key=lambda encoding: encoding == _WESTERN)


def _seven_bits(html: bytes, labels: list[str]) -> str:
    """Return the text of ASCII, or of the encodings that hide in it."""
    hidden = next((name for sign, name in _ISO_2022.items() if sign in html), None)
    if hidden is None and (html.count(b"~{") >= 3 or "hz" in labels):
        hidden = "hz"
    return (hidden and _strictly(html, hidden)) or html.decode("ascii")


def _utf8(html: bytes) -> str | None:
    """Return the text if it is UTF-8, as no other encoding is by chance, but for some broken characters."""
    text = _strictly(html, "utf-8")
    if text is not None:
        return text
    text = html.decode("utf-8", "replace")
    broken, beyond = text.count(_UNKNOWN), sum(1 for _ in re.finditer(r"[^\x00-\x7f]", text))
    return text if broken * 10 < beyond - broken else None


def _eight_bits(html: bytes, labels: list[str]) -> str:
    """Return the text of an encoding that was named, or else is likely; characters that it lacks are marked unknown."""
    for encoding in labels:
        text = to_unicode(html, encoding)
        if text.count(_UNKNOWN) * 200 < len(_PROSE.findall(html)):
            return text
    return to_unicode(html, _guess(html))


def _strictly(html: bytes, encoding: str) -> str | None:
    try:
        return html.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _guess(html: bytes) -> str:
    from charset_normalizer import from_bytes

    prose = b"\n".join(_PROSE.findall(html))[:_SAMPLE]
    best = from_bytes(prose).best()
    detected = best.encoding if best else _WESTERN
    found = _LANGUAGE.search(html[:5000])
    if not found:
        return detected
    tag = found[1].decode("ascii").lower()
    usual = _USUAL.get(tag) or _USUAL.get(tag[:2], (_WESTERN,))
    if detected in usual:
        return detected
    fits = next((encoding for encoding in usual if _strictly(html, encoding) is not None), detected)
    latin_2 = fits == "cp1250" and _LATIN_2_ALONE.search(prose) and not _WINDOWS_ALONE.search(prose)
    return "iso8859_2" if latin_2 else fits
