"""The words beside a designator that may be its place: how far they reach. Pure functions over folded text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from pipeline.watchlist.fold import BREAK

from .lexicon import ARTICLES, STOP, UNITS

REACH: Final = 64
"""Characters looked at on either side."""

WORDS: Final = 5
"""Words that a place has at most."""

_CAPITAL: Final = re.compile(r"(?:[A-Z][\w&-]*(?:'[\w-]+)*'?|d'[A-Z]\w*|(?:St|Ste|Ft|Mt)\.|(?:[A-Z]\.){2,})")
_STATE: Final = re.compile(r"\((?:[A-Z][\w.]{1,5})\)")
"""A state in brackets, as in "Blaine County (Mont.) Sheriff's Office"."""

_OPENS_WORD: Final = frozenset("\"'([*_d\x1f")
_OPENED: Final = "\"'([*_"
_OF: Final = frozenset(
    ("city", "town", "village", "county", "isle", "borough", "university", "port", "state", "district", "township")
)
_NAMES: Final = frozenset({"will", "may", "van", "see"})
"""Words of grammar that counties are named by."""

_JOINTS: Final = frozenset({"upon", "on", "du", "de", "des", "la", "le", "del"})

_CAP: Final = r"(?:St\. |Ste\. )?[A-Z][\w-]*(?:'(?!s\b)[\w-]+)*"
_JOINT: Final = (
    r"(?:de la|de las|de los|de l'|del|dell'|della|de|d'|do|da|dos|das|di|du|des|sur|sous|le|la|las|los|el|y|e|"
    r"am|an der|im|bei|ob der|vor der|upon|and|of the|of|the|aan den|aan de|op)"
)
_RUN: Final = re.compile(rf"{_CAP}(?:[ -](?:{_JOINT}[ -]?)?{_CAP}){{0,4}}")
_BOUNDARY: Final = re.compile(rf"[ -](?:({_JOINT})[ -]?)?(?={_CAP})")
_NEVER_UNKNOWN: Final = frozenset({"y", "e", "and", "of", "of the", "the"})

_SPANISH: Final = r" (?:de la |de los |de las |del |de |d')"
_ROMANCE_UNIT: Final = (
    r"(?:(?:[Cc]iudad|[Ee]stado|[Pp]rovincia|[Vv]ille|[Cc]itta|[Cc]omune|[Mm]unicipio) (?:de |di |do |d')?)?"
)
_AFTER: Final[Mapping[str, re.Pattern[str]]] = {
    language: re.compile(pattern)
    for language, pattern in {
        "en": r" of (?:the )?(?:(?:City|Town|Village|Republic|State|Kingdom|Commonwealth) of )?(?:the )?",
        "es": _SPANISH + _ROMANCE_UNIT,
        "fr": r" (?:de la |de l'|de |d'|du |des )" + _ROMANCE_UNIT,
        "it": r" (?:di |del |della |dell'|dello |d')" + _ROMANCE_UNIT,
        "pt": r" (?:de |do |da |dos |das )" + _ROMANCE_UNIT,
        "pl": r" (?:w |we |we wsi )",
        "nl": r" van ",
    }.items()
}


class Words(NamedTuple):
    """Capitalised words left of a designator: where each begins, the words, and what follows from how they stand."""

    starts: tuple[int, ...]
    words: tuple[str, ...]
    end: int
    possessive: bool
    opens: bool

    def text(self, first: int) -> str:
        """Return the words from one of them on."""
        return " ".join(self.words[first:])


NOTHING: Final = Words((), (), 0, False, False)


def left(cased: str, at: int) -> Words:
    """Return the capitalised words that stand left of a place in the text, up to what ends a name."""
    first = cased.rfind(" ", max(0, at - REACH), max(0, at - 1)) + 1
    if not (cased[first : first + 1].isupper() or cased[first : first + 1] in _OPENS_WORD):
        return NOTHING  # most words before "police"
    floor = max(0, at - REACH)
    window = cased[floor:at]
    floor += window.rfind(BREAK) + 1
    tokens = cased[floor:at].split(" ")
    if len(tokens) < 2 or tokens.pop():
        return NOTHING
    possessive = tokens[-1].endswith("'s")
    taken: list[str] = []
    starts: list[int] = []
    position = at
    if _STATE.fullmatch(tokens[-1]) and len(tokens) > 1:
        position -= len(tokens.pop()) + 1
    end = position - 1
    while tokens and len(taken) < WORDS:
        token = tokens.pop()
        position -= len(token) + 1
        word = token.lstrip(_OPENED)
        if not _belongs(word, tokens, taken, possessive):
            break
        taken.insert(0, word.removesuffix("'s") if possessive and not taken else word)
        starts.insert(0, position + len(token) - len(word))
        if word != token:
            break
    while taken and taken[0][0].islower():
        taken, starts = taken[1:], starts[1:]
    opens = bool(starts) and _opens(cased, starts[0])
    return Words(tuple(starts), tuple(taken), end - 2 * possessive, possessive, opens)


def _belongs(word: str, before: list[str], taken: list[str], possessive: bool) -> bool:
    if not word:
        return False
    plain = word.lower()
    if word in _JOINTS or word in ("of", "and", "&"):
        ahead = before[-1].lstrip(_OPENED) if before else ""
        return bool(taken) and ahead[:1].isupper() and (word != "of" or ahead.lower() in _OF)
    if not _CAPITAL.fullmatch(word):
        return False
    unit = bool(taken) and taken[0].lower() in UNITS
    if word.endswith("'s"):
        return not taken if possessive else unit
    acronym = word.isupper() and word.isalpha() and 1 < len(word) <= 5 and not (taken and taken[0].isupper())
    return (plain not in STOP or (unit and plain in _NAMES)) and not (acronym and taken)


def _opens(cased: str, start: int) -> bool:
    before = cased[max(0, start - 4) : start].rstrip(" \"'([*")
    return not before or before[-1] in ".!?:;|-" or before[-1] == BREAK


class Right(NamedTuple):
    """Capitalised words right of a designator: where they begin, and every length they may be cut to, longest first."""

    start: int
    texts: tuple[str, ...]
    plain: str


def right(cased: str, at: int, language: str, direct: bool) -> Right | None:
    """Return the words right of a place in the text, after a preposition of the language or at once.

    `plain` is what to take where none of them is known: the words up to a conjunction.
    """
    start = at + 1 if direct and cased[at : at + 1] == " " else -1
    if not direct:
        preposition = _AFTER[language].match(cased, at)
        start = preposition.end() if preposition else -1
    run = _RUN.match(cased, start, start + REACH) if start >= 0 else None
    if run is None:
        return None
    text = run.group()
    cuts = list(_BOUNDARY.finditer(text))
    plain = text
    for cut in cuts:
        word = text[cut.end() :].split(" ")[0].lower()
        if cut.group(1) in _NEVER_UNKNOWN or word in STOP - ARTICLES:
            plain = text[: cut.start()]
            break
    texts = (text, *(text[: cut.start()] for cut in reversed(cuts)))
    return Right(start, texts, plain)


_HAN: Final = re.compile("[\u3400-\u9fff]{1,8}$")
_HANGUL: Final = re.compile("[\u1100-\u11ff]{2,16} ?$")
SIGNS: Final = ("自治区", "市", "省", "县", "縣", "区", "區", "州", "府", "道", "都", "県", "시", "도", "군", "구")


def spaceless(cased: str, at: int) -> str:
    """Return the characters of East Asian script that stand at once left of a place in the text."""
    window = cased[max(0, at - REACH // 2) : at]
    found = _HAN.search(window) or _HANGUL.search(window)
    return found.group() if found else ""
