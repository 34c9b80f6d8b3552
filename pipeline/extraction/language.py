"""The language of an article: what the page and the feed say, checked against the text."""

from __future__ import annotations

import re
from typing import Final

from . import _resiliparse

_CODE: Final = re.compile(r"[a-z]{2,3}(?=$|[-_])")
_MIN_CHARACTERS: Final = 100
_SURE: Final = 600
"""Distance up to which detection overrules what the page claims; templates often say `en` whatever the text."""

_ALIASES: Final = {"iw": "he", "in": "id", "ji": "yi", "nb": "no", "nn": "no", "zho": "zh", "eng": "en", "cmn": "zh"}


def language_code(tag: str | None) -> str | None:
    """Return the primary code of a language tag (BCP 47) in lower case, such as `pt` for `pt_BR`."""
    match = _CODE.match((tag or "").strip().lower())
    return _ALIASES.get(match[0], match[0]) if match else None


def choose_language(text: str, *claims: str | None) -> str | None:
    """Return the language of a text (ISO 639-1): the claim that detection confirms, else the surer of the two."""
    codes = [code for code in map(language_code, claims) if code]
    found = _resiliparse.detect_language(text[:5000]) if len(text) >= _MIN_CHARACTERS else None
    if found is None:
        return codes[0] if codes else None
    language, distance = found
    if not codes or language in codes or distance <= _SURE:
        return language
    return codes[0]
