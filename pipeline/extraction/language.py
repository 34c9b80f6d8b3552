"""The language of an article: what the page and the feed say, checked against the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from . import _resiliparse

_CODE: Final = re.compile(r"[a-z]{2,3}(?=$|[-_])")
_MIN_CHARACTERS: Final = 100
_SURE: Final = 600
"""Distance up to which detection overrules what the page claims; templates often say `en` whatever the text."""

_CLOSE: Final = 25
"""Distance within which languages are relatives (no/da 10, cs/sk 17, es/gl 14): there the claim decides."""

_SCRIPTS: Final = tuple(
    (re.compile(f"[{letters}]"), languages)
    for letters, languages in (
        ("\u3040-\u30ff", ("ja",)),
        ("\uac00-\ud7af\u1100-\u11ff", ("ko",)),
        ("\u3400-\u9fff", ("zh", "ja")),
        ("\u0590-\u05ff", ("he", "yi")),
        ("\u0370-\u03ff", ("el",)),
        ("\u0e00-\u0e7f", ("th",)),
        ("\u10a0-\u10ff", ("ka",)),
        ("\u0530-\u058f", ("hy",)),
        ("\u0980-\u09ff", ("bn", "as")),
        ("\u0b80-\u0bff", ("ta",)),
        ("\u0c00-\u0c7f", ("te",)),
        ("\u0a80-\u0aff", ("gu",)),
        ("\u0d00-\u0d7f", ("ml",)),
        ("\u1780-\u17ff", ("km",)),
        ("\u0900-\u097f", ("hi", "mr", "ne")),
        ("\u0600-\u06ff", ("ar", "fa", "ur", "ps", "ckb", "ug", "sd")),
        ("\u0400-\u04ff", ("ru", "uk", "bg", "sr", "be", "mk", "kk", "ky", "mn", "tg")),
    )
)
"""Scripts with the languages written in them, the most common first; kana before Han, as Japanese mixes both."""

_LATIN: Final = re.compile("[A-Za-z\u00c0-\u024f]")
_PLAIN: Final = frozenset({"ja", "ko", "zh", "he", "el", "th", "ka", "hy", "bn", "ta", "te", "gu", "ml", "km"})
"""Languages for which the script is better evidence than any statistics."""

_KANA: Final = 0.1
"""Share of kana from which a text is Japanese; Chinese text that quotes a name stays below."""

_MARKS: Final = (
    (re.compile("[ٹڈڑےں]"), "ur"),
    (re.compile("[پچژگ]"), "fa"),
    (re.compile("[іїєґІЇЄҐ]"), "uk"),
    (re.compile("[ўЎ]"), "be"),
    (re.compile("[ђћџљњЂЋЏЉЊ]"), "sr"),
)
"""Letters that the commonest language of a script lacks, and the likeliest language that has them."""

_ALIASES: Final = {"iw": "he", "in": "id", "ji": "yi", "nb": "no", "nn": "no", "zho": "zh", "eng": "en", "cmn": "zh"}


def language_code(tag: str | None) -> str | None:
    """Return the primary code of a language tag (BCP 47) in lower case, such as `pt` for `pt_BR`."""
    match = _CODE.match((tag or "").strip().lower())
    return _ALIASES.get(match[0], match[0]) if match else None


def choose_language(text: str, *claims: str | None) -> str | None:
    """Return the language of a text (ISO 639-1): the claim that detection confirms, else the surer of the two."""
    codes = [code for code in map(language_code, claims) if code]
    found = _resiliparse.detect_languages(text[:5000]) if len(text) >= _MIN_CHARACTERS else []
    written = _by_script(text[:5000], codes)
    if written is not None and (written[0] in _PLAIN or not found):
        return next((code for code in codes if code in written), written[0])
    codes = [code for code in codes if written is None or code in written]
    if not found:
        return codes[0] if codes else None
    best, distance = found[0]
    near = {language for language, other in found if other - distance <= _CLOSE}
    confirmed = next((code for code in codes if code in near), None)
    if confirmed or not codes or distance <= _SURE:
        return confirmed or best
    return codes[0]


def _by_script(text: str, codes: Sequence[str]) -> tuple[str, ...] | None:
    """Return the languages that the script of a text allows, the likeliest first; None for Latin and mixtures."""
    letters = sum(one.isalpha() for one in text)
    if not letters or len(_LATIN.findall(text)) * 2 > letters:
        return None
    for script, languages in _SCRIPTS:
        share = len(script.findall(text)) / letters
        if share >= (_KANA if languages == ("ja",) else 0.5):
            told = next((code for mark, code in _MARKS if code in languages and mark.search(text)), None)
            claimed = any(code in languages[1:] for code in codes)
            return (told,) if told and not claimed else languages
    return None
