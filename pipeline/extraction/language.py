"""The language of an article: what the page and the feed say, checked against the text."""

from __future__ import annotations

import re
from typing import Final

from . import _resiliparse

_CODE: Final = re.compile(r"[a-z]{2,3}(?=$|[-_])")
_MIN_CHARACTERS: Final = 100
_SURE: Final = 600
"""Distance up to which detection overrules what the page claims; templates often say `en` whatever the text."""

_CLOSE: Final = 25
"""Distance within which languages are relatives (no/da 10, cs/sk 17, es/gl 14): there the claim decides."""

_ALIASES: Final = {"iw": "he", "in": "id", "ji": "yi", "nb": "no", "nn": "no", "zho": "zh", "eng": "en", "cmn": "zh"}


def language_code(tag: str | None) -> str | None:
    """Return the primary code of a language tag (BCP 47) in lower case, such as `pt` for `pt_BR`."""
    match = _CODE.match((tag or "").strip().lower())
    return _ALIASES.get(match[0], match[0]) if match else None


def choose_language(text: str, *claims: str | None) -> str | None:
    """Return the language of a text (ISO 639-1): the claim that detection confirms, else the surer of the two."""
    codes = [code for code in map(language_code, claims) if code]
    found = _resiliparse.detect_languages(text[:5000]) if len(text) >= _MIN_CHARACTERS else []
    if not found:
        return codes[0] if codes else None
    best, distance = found[0]
    near = {language for language, other in found if other - distance <= _CLOSE}
    confirmed = next((code for code in codes if code in near), None)
    if confirmed or not codes or distance <= _SURE:
        return confirmed or best
    return codes[0]
