"""Names with a case ending, "Pegasusem", "FinFishers": endings by the language of the article, after long names only.

Articles in a language that declines names are searched once more, for the beginnings of words; what follows the name
must be an ending of that language, in lower case. Languages without such endings cost nothing. Endings after an
apostrophe or a hyphen need no rule: there the name ends anyway.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

from ahocorasick_rs import AhoCorasick, Implementation

from .names import Known

LEAST: Final = 5
"""Letters of a name that takes endings; one that is ambiguous has one more."""

ACRONYM: Final = 3
"""Letters of an acronym that takes the -s of Germanic languages: "NSOs"."""

_S: Final = frozenset({"s"})
_SOUTH: Final = frozenset("a u om em e i ov ova ovo ove ovi ovih ama ima".split())  # noqa: SIM905 - one word each
_RUSSIAN: Final = frozenset("а у ом ем е ы и ов ам ами ах я ю".split())  # noqa: SIM905
ENDINGS: Final[Mapping[str, frozenset[str]]] = {
    "de": _S,
    "nl": _S,
    "sv": _S,
    "da": _S,
    "no": _S,
    "nb": _S,
    "nn": _S,
    **{
        language: frozenset(endings.split())
        for language, endings in {
            "pl": "a u owi em iem ie e y i ow om ami ach",
            "cs": "a u ovi em e y i ech um uv ova ove",
            "sk": "a u ovi om e y i och ov ova ove",
            "fi": "n in en an on un a ia ta ssa issa sta ista lla illa lta ilta lle ille ksi iksi",
            "et": "i it ile is ist iga il ilt",
            "hu": "t ot et at nak nek val vel ban ben bol rol tol hoz hez nal nel ra re ba be on en os es",
            "tr": "in un nin nun i yi u yu e a ye ya de da te ta den dan ten tan",
            "ro": "ul ului",
            "lt": "as o ui u e us",
            "lv": "s a u am us",
        }.items()
    },
    "hr": _SOUTH,
    "sr": _SOUTH,
    "bs": _SOUTH,
    "sl": _SOUTH,
    "ru": _RUSSIAN,
    "uk": _RUSSIAN | {"ові", "і"},
}
AFTER_A: Final[Mapping[str, frozenset[str]]] = {
    "pl": frozenset({"y", "i", "ie", "e", "o"}),
    "cs": frozenset({"y", "e", "u", "ou", "o"}),
    "sk": frozenset({"y", "e", "u", "ou", "o"}),
    **dict.fromkeys(("hr", "sr", "bs", "sl"), frozenset({"e", "i", "u", "om", "o"})),
}
"""Endings that take the place of a last -a: "Intellexą"."""


class Inflections:
    """The patterns of a watchlist as beginnings of words. Made ready by the first article that needs it."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._patterns = patterns

    def find(self, hay: str, language: str | None) -> Iterator[tuple[int, int, int, str]]:
        """Yield pattern, start and end of the name without its ending (in `Folded.cased`), and the ending."""
        code = (language or "")[:2]
        endings, after_a = ENDINGS.get(code), AFTER_A.get(code, frozenset())
        if endings is None:
            return
        starts, automaton = self._ready
        for found, left, right in automaton.find_matches_as_indexes(hay, overlapping=True):
            stop = hay.find(" ", right)
            rest = hay[right:stop] if stop - right <= LEAST else ""
            index, cut = starts[found]
            if rest and rest in (after_a if cut else endings):
                yield index, left, right - 1, rest

    @cached_property
    def _ready(self) -> tuple[list[tuple[int, bool]], AhoCorasick]:
        starts: list[tuple[int, bool]] = []
        texts = []
        for index, pattern in enumerate(self._patterns):
            for text, cut in _beginnings(pattern):
                starts.append((index, cut))
                texts.append(text)
        return starts, AhoCorasick(texts, store_patterns=False, implementation=Implementation.ContiguousNFA)


def declines(name: Known, said: str, ending: str) -> bool:
    """Whether a name may take an ending: it is long enough, or an acronym before -s. `said` is name and ending."""
    if name.tail or not said[-len(ending) :].islower():
        return False
    if name.cased.isupper():
        return ending == "s" and len(name.cased) >= ACRONYM and said.startswith(name.cased)
    return len(name.plain.replace(" ", "")) >= LEAST + name.ambiguous


def _beginnings(pattern: str) -> Iterator[tuple[str, bool]]:
    """Yield a pattern of whole words as the beginning of a word, also without its last -a."""
    last = pattern.rstrip().rsplit(" ", 1)[-1]
    if pattern[0] != " " or pattern[-1] != " " or len(last) < ACRONYM or not last.isalpha():
        return
    yield pattern[:-1], False
    if last[-1] == "a" and len(last) > LEAST:
        yield pattern[:-2], True
