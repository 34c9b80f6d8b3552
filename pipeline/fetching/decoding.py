"""Bytes to text: byte order mark, header, `<meta>`, detection, in this order (WHATWG Encoding, HTML §13.2.3)."""

from __future__ import annotations

from charset_normalizer import from_bytes
from w3lib.encoding import html_to_unicode, read_bom

_DETECTION_SAMPLE = 50_000


def decode_text(body: bytes, content_type: str = "") -> tuple[str, str]:
    """Return the text of a body and the encoding used; bytes that do not fit become U+FFFD.

    Bytes that are valid UTF-8 beyond ASCII are UTF-8, whatever the labels say: no text in another encoding is so by
    chance, while servers that send UTF-8 as ISO-8859-1 are common.
    """
    if read_bom(body)[0] is None and not body.isascii():
        try:
            return body.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            pass
    encoding, text = html_to_unicode(content_type or None, body, default_encoding="cp1252", auto_detect_fun=_detect)
    return text, encoding


def _detect(body: bytes) -> str | None:
    best = from_bytes(body[:_DETECTION_SAMPLE]).best()
    return best.encoding if best else None
