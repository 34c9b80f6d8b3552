"""Capitalised phrases of a sentence: what may be a name, and what its shape says of it. Pure, over folded text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.watchlist.fold import fold_name

from .lexicon import (
    COMPANY,
    COMPOUND,
    DEMONYMS,
    GOODS,
    MAKER,
    OPENERS,
    STAFF,
    SUFFIXES,
    TITLES,
    TRADE,
    given_names,
    words_of,
)

MOST_WORDS: Final = 4

_TOKEN: Final = re.compile(r"[^\W_](?:\w|['.&+-](?=\w))*")
_GAPS: Final = (" ", " & ")
_COMPANY: Final = re.compile(rf"(?:{COMPANY}|{MAKER}|[\w-]*{COMPOUND})", re.IGNORECASE)
_NOUN: Final = re.compile(rf"(?:{COMPANY}|{MAKER}|{GOODS}|[\w-]*{COMPOUND}|(?:{TRADE})[\w-]*)", re.IGNORECASE)
_TITLE_CASE: Final = re.compile(
    r"[A-Z]\.?|(?:[A-Z]')?[A-Z][a-z]+(?:-[A-Z]?[a-z]+)?|(?:Mc|Mac|De|Di|Van|Le|La)[A-Z][a-z]+"
)
_LEGAL: Final = words_of("inc ltd llc corp corporation plc gmbh ag srl spa sarl bv limited")


@dataclass(frozen=True, slots=True)
class Run:
    """A capitalised phrase: where it stands in the folded sentence, its words, and the words trimmed before it."""

    start: int
    end: int
    words: tuple[str, ...]
    before: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The phrase as the sentence has it, folded but for its case."""
        return " ".join(self.words)


def runs(cased: str) -> Iterator[Run]:
    """Yield the capitalised phrases of a folded sentence, without the words that only lead to a name or follow it."""
    for tokens in _phrases(cased):
        run = _trimmed(tokens)
        if run is not None:
            yield run


def key_of(name: str) -> str:
    """Return what the spellings of one name have in common: folded, without a legal form at its end."""
    words = fold_name(name).replace(".", "").split()
    while len(words) > 1 and words[-1] in _LEGAL:
        words.pop()
    return " ".join(words)


def has_suffix(words: Sequence[str]) -> bool:
    """Tell whether a phrase ends as names of companies do."""
    return len(words) > 1 and words[-1].lower().rstrip(".") in SUFFIXES


def person_shaped(words: Sequence[str]) -> bool:
    """Tell whether a phrase might be given name and surname: two or three capitalised words, none of them a firm's."""
    return 2 <= len(words) <= MOST_WORDS and not has_suffix(words) and all(map(_TITLE_CASE.fullmatch, words))


def given_first(words: Sequence[str]) -> bool:
    """Tell whether a phrase begins with a given name, and so is a person's unless it ends as a company's."""
    first = words[0].lower()
    return bool({first, first.partition("-")[0]} & given_names()) and not has_suffix(words)


def leads_to_person(word: str) -> bool:
    """Tell whether a word before a name says that it is a person's, such as a title or an office."""
    return word.lower().rstrip(".,").removesuffix("'s") in TITLES


def _phrases(cased: str) -> Iterator[list[re.Match[str]]]:
    phrase: list[re.Match[str]] = []
    for token in _TOKEN.finditer(cased):
        joined = bool(phrase) and cased[phrase[-1].end() : token.start()] in _GAPS and not _possessive(phrase[-1])
        if phrase and not (joined and _capital(token.group())):
            yield phrase
            phrase = []
        if _capital(token.group()):
            phrase.append(token)
    if phrase:
        yield phrase


def _capital(word: str) -> bool:
    return word[0].isupper() or (any(map(str.isupper, word)) and any(map(str.islower, word)))


def _possessive(token: re.Match[str]) -> bool:
    return token.group().endswith("'s")


def _trimmed(tokens: Sequence[re.Match[str]]) -> Run | None:
    first = 0
    opens = not tokens[0].string[: tokens[0].start()].strip("\"'([ ")
    while first < len(tokens) and _leads(tokens[first].group(), more=first + 1 < len(tokens), opens=opens):
        first += 1
    kept = tokens[first:]
    cut = next((n for n, token in enumerate(kept) if n and _follows(token.group())), len(kept))
    kept = kept[:cut]
    if not kept or len(kept) > MOST_WORDS:
        return None
    words = tuple(token.group().removesuffix("'s") for token in kept)
    end = kept[-1].end() - (2 if _possessive(kept[-1]) else 0)
    return Run(kept[0].start(), end, words, tuple(token.group() for token in tokens[:first]))


def _leads(word: str, *, more: bool, opens: bool) -> bool:
    """Tell whether a capitalised word stands before a name and is no part of it; goods are one inside a sentence."""
    plain = word.lower()
    if more and plain in given_names():  # "Frances" is also Spanish for French
        return False
    if plain in OPENERS or plain in DEMONYMS or leads_to_person(plain):
        return True
    noun = (_NOUN if opens or not more else _COMPANY).fullmatch(plain) is not None
    return noun and (more or plain not in SUFFIXES)


def _follows(word: str) -> bool:
    """Tell whether a capitalised word stands behind a name and is no part of it."""
    plain = word.lower().removesuffix("'s")
    return plain in STAFF or (plain not in SUFFIXES and _NOUN.fullmatch(plain) is not None)
