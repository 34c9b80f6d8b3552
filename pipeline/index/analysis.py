"""Text to terms, once for both engines, for alerts and for highlights.

Each word of a text becomes one term at one position: `language/stem`, the Snowball stem of the folded word in the
language of the document, or `/word` where nothing is stemmed (another script, digits, one or two letters, a language
without a stemmer). A query has no language: its word stands for one term in each language (`variants`), of which
a document can hold only its own. So a word finds a word of the text exactly when both are equal after folding, or after
folding and stemming by the language of the text. As a stem depends on nothing but the folded word and the language,
all engines that compare terms and positions give the same answer.

Chinese, Japanese and Korean are cut into overlapping pairs of characters, as they are written without spaces.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import import_module
from typing import Final, NamedTuple

from .fold import fold_word

MAX_WORD: Final = 64
"""Longest term kept, in code points; Elasticsearch cuts words of more than 255 in two."""

_SCRIPTS: Final = {
    "latin": ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv"),
    "cyrillic": ("ru",),
    "greek": ("el",),
    "arabic": ("ar",),
}
_STEMMERS: Final = {
    "en": "english", "de": "german", "fr": "french", "es": "spanish", "it": "italian", "pt": "portuguese",
    "nl": "dutch", "pl": "polish", "sv": "swedish", "ru": "russian", "el": "greek", "ar": "arabic",
}  # fmt: skip
_SCRIPT_OF: Final = {language: script for script, languages in _SCRIPTS.items() for language in languages}

LANGUAGES: Final = ("", *_STEMMERS)
"""The languages whose words are stemmed, and the empty one for all others."""

_CJK: Final = (
    "\u1100-\u11ff\u3041-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003134f"
)
_CJK_RUN: Final = re.compile(f"[{_CJK}]+")
_CJK_LETTER: Final = re.compile("[\u1100-\u115f][\u1160-\u11a7][\u11a8-\u11ff]?|.[\u3099\u309a]?", re.DOTALL)
"""One letter, also where it is written in parts: a Korean syllable, or Japanese kana with a voicing mark."""
_APOSTROPHES: Final = "'’＇"
_HYPHENS: Final = "-\u2010\u2011"


class Token(NamedTuple):
    """A term, where it stands (code points, end excluded), and the folded word. A tuple, as articles have thousands."""

    term: str
    start: int
    end: int
    word: str


def terms(text: str, language: str | None) -> list[Token]:
    """Return the terms of a text in order; the place in the list is the position that phrases count.

    A possessive 's is left out, letters with full stops (U.S.) are one word, hyphens and apostrophes part words.
    """
    code = language_code(language)
    return [Token(_term(word, code), start, end, word) for word, start, end in _words(text)]


def language_code(language: str | None) -> str:
    """Return the bare lower-case language of a tag such as `en-US`, or an empty string."""
    return re.split(r"[-_]", language.strip().lower(), maxsplit=1)[0] if language else ""


def variants(word: str) -> dict[str, str]:
    """Return the term that stands for a folded word in each language, by language; the empty one is always there."""
    found = {"": "/" + word}
    for language in _SCRIPTS.get(_script(word), ()):
        found[language] = _term(word, language)
    return found


def joined(text: str) -> str | None:
    """Return the folded word that a hyphenated compound makes when written as one, or None: `Pen-Link` is `penlink`."""
    if not any(hyphen in text for hyphen in _HYPHENS):
        return None
    words = [word for word, _, _ in _words(text)]
    letters = re.sub(rf"[{_HYPHENS}]", "", text)
    whole = [word for word, _, _ in _words(letters)]
    return whole[0] if len(words) > 1 and len(whole) == 1 else None


@lru_cache(maxsize=300_000)
def _term(word: str, language: str) -> str:
    if _SCRIPT_OF.get(language, "none") != _script(word):
        return "/" + word
    return f"{language}/{_stemmer(language).stem(word)}"


@lru_cache(maxsize=100_000)
def _script(word: str) -> str:
    if len(word) <= 2 or not word.isalpha():
        return ""
    code = ord(word[0])
    if code < 0x250 or 0x1E00 <= code <= 0x1EFF:
        return "latin"
    if 0x370 <= code <= 0x3FF:
        return "greek"
    if 0x400 <= code <= 0x52F:
        return "cyrillic"
    return "arabic" if 0x600 <= code <= 0x6FF else ""


class _Stemmers(threading.local):
    """One set of stemmers for each thread: they keep state while they work."""

    def __init__(self) -> None:
        self.made: dict[str, _Stemmer] = {}


_stemmers = _Stemmers()


class _Stemmer:
    def __init__(self, algorithm: str) -> None:
        self._inner = import_module("Stemmer").Stemmer(algorithm, 0)  # untyped; the cache is ours

    def stem(self, word: str) -> str:
        """Return the stem of a folded word, itself folded."""
        return fold_word(str(self._inner.stemWord(word))) or word


def _stemmer(language: str) -> _Stemmer:
    made = _stemmers.made.get(language)
    if made is None:
        made = _stemmers.made[language] = _Stemmer(_STEMMERS[language])
    return made


def _words(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each folded word with its place."""
    last = -1
    for match in _pattern().finditer(text):
        start, end = match.span()
        if last == start - 1 and end == start + 1 and text[start] in "sS" and text[last] in _APOSTROPHES:
            continue
        last = end
        raw = match.group()
        if raw.isascii():
            yield raw.replace(".", "").lower()[:MAX_WORD], start, end
        else:
            yield from _other_scripts(raw, start)


def _other_scripts(raw: str, start: int) -> Iterator[tuple[str, int, int]]:
    place = 0
    for run in _CJK_RUN.finditer(raw):
        yield from _folded(raw[place : run.start()], start + place)
        yield from _pairs(run.group(), start + run.start())
        place = run.end()
    yield from _folded(raw[place:], start + place)


def _folded(raw: str, start: int) -> Iterator[tuple[str, int, int]]:
    word = fold_word(raw)[:MAX_WORD] if raw else ""
    if word:
        yield word, start, start + len(raw)


def _pairs(run: str, start: int) -> Iterator[tuple[str, int, int]]:
    places = [match.start() for match in _CJK_LETTER.finditer(run)] + [len(run)]
    if len(places) == 2:
        yield from _folded(run, start)
    for first, _, end in zip(places, places[1:], places[2:], strict=False):
        yield from _folded(run[first:end], start + first)


@cache
def _pattern() -> re.Pattern[str]:
    marks = "".join(f"{first}-{last}" for first, last in _mark_ranges())
    letter = r"[^\W\d_]"
    acronym = rf"(?<![^\W_])(?:{letter}\.){{2,}}(?:{letter}(?![^\W_]))?(?![^\W_])"
    return re.compile(rf"{acronym}|[^\W_]+(?:[{marks}]+[^\W_]*)*")


def _mark_ranges() -> list[tuple[str, str]]:
    """Return the ranges of combining marks, which are parts of words but not letters to `re`."""
    ranges: list[tuple[str, str]] = []
    for code in range(0x300, 0xFE30):
        char = chr(code)
        if unicodedata.category(char) in ("Mn", "Mc"):
            if ranges and ord(ranges[-1][1]) == code - 1:
                ranges[-1] = (ranges[-1][0], char)
            else:
                ranges.append((char, char))
    return ranges
