"""Text to terms, once for both engines, for alerts and for highlights.

Each word of a text becomes one term at one position: `language/stem`, the Snowball stem of the folded word in the
language of the document, or `/word` where nothing is stemmed (another script, digits, one or two letters, a language
without a stemmer). A query has no language: its word stands for one term in each language (`variants`), of which
a document can hold only its own. So a word finds a word of the text exactly when both are equal after folding, or after
folding and stemming by the language of the text. As a stem depends on nothing but the folded word and the language,
all engines that compare terms and positions give the same answer.
"""

from __future__ import annotations

import re
import threading
from functools import cache, lru_cache, partial
from importlib import import_module
from typing import Final, NamedTuple

from pipeline.index.fold import fold_word
from pipeline.index.words import Memo, parts_of, split, split_places

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

_HYPHENS: Final = "-\u2010\u2011"


class Token(NamedTuple):
    """A term, where it stands (code points, end excluded), and the folded word. A tuple, as articles have thousands."""

    term: str
    start: int
    end: int
    word: str


def terms(text: str, language: str | None) -> list[Token]:
    """Return the terms of a text in order; the place in the list is the position that phrases count."""
    term_of = _terms_of(_stemmed(language))
    return [Token(term_of[word], start, end, word) for word, start, end in split_places(text)]


class Analysed:
    """A text in pieces, analysed as `terms` does but without places: what indexing needs, several times quicker."""

    __slots__ = ("_code", "_pieces")

    def __init__(self, text: str, language: str | None) -> None:
        self._code = _stemmed(language)
        self._pieces = text.split()

    @property
    def term_text(self) -> str:
        """The terms by position, with spaces between."""
        return " ".join(map(_texts_of(self._code).__getitem__, self._pieces))

    @property
    def terms(self) -> list[str]:
        """The terms by position."""
        return self.term_text.split()

    @property
    def words(self) -> list[str]:
        """The folded words by position."""
        return [part[0] for piece in self._pieces for part in parts_of[piece]]

    @property
    def word_text(self) -> str:
        """The distinct folded words, with spaces between."""
        return " ".join({part[0] for piece in set(self._pieces) for part in parts_of[piece]})


def language_code(language: str | None) -> str:
    """Return the bare lower-case language of a tag such as `en-US`, or an empty string."""
    return re.split(r"[-_]", language.strip().lower(), maxsplit=1)[0] if language else ""


def variants(word: str) -> dict[str, str]:
    """Return the term that stands for a folded word in each language, by language; the empty one is always there."""
    found = {"": "/" + word}
    for language in _SCRIPTS.get(_script(word), ()):
        found[language] = _terms_of(language)[word]
    return found


def joined(text: str) -> str | None:
    """Return the folded word that a hyphenated compound makes when written as one, or None: `Pen-Link` is `penlink`."""
    if not any(hyphen in text for hyphen in _HYPHENS):
        return None
    whole = split(re.sub(rf"[{_HYPHENS}]", "", text))
    return whole[0] if len(whole) == 1 and len(split(text)) > 1 else None


def _stemmed(language: str | None) -> str:
    code = language_code(language)
    return code if code in _STEMMERS else ""


@cache
def _terms_of(language: str) -> Memo[str]:
    """Return the terms of folded words in a language, as a mapping that fills itself."""
    return Memo(partial(_term, language))


def _term(language: str, word: str) -> str:
    if not language or _SCRIPT_OF[language] != _script(word):
        return "/" + word
    return f"{language}/{_stem(language, word)}"


@cache
def _texts_of(language: str) -> Memo[str]:
    """Return the terms of pieces of text in a language."""
    term_of = _terms_of(language)
    return Memo(lambda piece: " ".join([term_of[part[0]] for part in parts_of[piece]]))


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


_stemmers: Final = threading.local()
"""One set of stemmers for each thread: they keep state while they work."""


def _stem(language: str, word: str) -> str:
    """Return the stem of a folded word, itself folded. PyStemmer has no types; its own cache is not used."""
    stemmer = getattr(_stemmers, language, None)
    if stemmer is None:
        stemmer = import_module("Stemmer").Stemmer(_STEMMERS[language], 0)
        setattr(_stemmers, language, stemmer)
    return fold_word(str(stemmer.stemWord(word))) or word
