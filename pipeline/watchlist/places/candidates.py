"""Words of a text that may name a place, and what stands around them. Pure functions over folded text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from ahocorasick_rs import AhoCorasick, Implementation

from pipeline.watchlist.fold import BREAK, Folded

from .gazetteer import Entry, gazetteer

_SIGNS: Final = '!"#$%&()*+,-/:;<=>?@[\\]^_`{|}~\n' + BREAK
_SIGNS_TO_SPACES: Final = bytes.maketrans(_SIGNS.encode(), b" " * len(_SIGNS))
_WORD: Final = r"[^\W\d_][\w'’-]*"
_BEFORE: Final = re.compile(rf"({_WORD}|[.])[ ,\"'(]*$")
_BEFORE_TWO: Final = re.compile(rf"({_WORD}) ({_WORD}) $")
_AFTER: Final = re.compile(rf"^[ \"')]*({_WORD})")
_CONTAINER: Final = re.compile(r"^(?:, | \(|, in | in )([A-ZÀ-Þ][\w.' -]{1,40})")
_ACTS: Final = re.compile(r" (?!said |says |told |tells |wrote |dies |died |was born )[a-zà-ÿ]{3,} ")
_ARTICLES: Final = (" the ", " los ", " las ", " den ", " der ", " die ", " les ")
_ENDS: Final = ".!?:;|\n" + BREAK
_SHOUTED: Final = re.compile(r"[A-Z][A-Z .'-]+(?=, | \(| —| –| - )")
_DATELINE: Final = re.compile(r"^[^!?\x1f]{0,40}?(?:\([A-Z][\w ]{1,12}\)|—|–|--? )")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PREPOSITIONS: Final = _words(
    """in near from across outside throughout around at en à au aux dans a nel nella di da em no na nos nas w we do z
    nach aus im uit naar te los las desde para vers depuis hacia contra w bei"""
)
OF: Final = _words("of de di du von van del der des d'")
BEFORE_OF: Final = _words(
    """
    city town county state mayor borough village municipality district province capital region port university ville
    municipal regional regionale mairie maire commune prefecture departement metropole ciudad municipio provincial
    alcaldia alcaldesa ayuntamiento provincia estado gobierno stadt land kreis bezirk oberburgermeister citta comune
    sindaco regione cidade prefeitura gemeente stad provincie burgemeester miasto wojewodztwo gmina republic kingdom
    government people residents
    """
)
AFTER: Final = _words(
    """police county city state council sheriff mayor residents officials prosecutors authorities airport court
    courthouse government parliament lawmakers border suburb neighborhood suburbs district department legislature
    metropolitan-police public schools transit stadtrat polizei region province prefecture"""
)
TITLES: Final = _words(
    """mr mrs ms dr prof sir officer detective sgt lt capt sen rep gov judge justice attorney chief ceo president
    minister senator sheriff m mme senor senora herr frau signor dom pan pani sr sra lord lady by author professor"""
)
COMPASS: Final = _words(
    """north south east west northern southern eastern western central downtown greater upper lower inner old new-old
    nord sud est ouest norte sur este oeste suden norden osten westen mid near"""
)
COMMON: Final = _words(
    """nice reading mobile bath of man same most split orange moody hull bar best both date deal born bell bend bonn
    buy cork derby enter erie essen general independence liberty union university victoria lincoln jackson madison
    hamilton clinton wellington sale salt sandwich sur tours troy vice wanted why ware york along male police
    batman bear central come flow gap goes hit ho man male marina much nan ore page paradise plant pole poll police
    republic same san santa see sun surprise temple time toledo trim tula van wed white young eagle enterprise
    commerce industry apache normal media federal granite security harvey leon lima major melissa opportunity mission
    progreso libertad florida concord delta amazon meta palantir oracle cary tracy carmen chase florence sydney
    charlotte paris austin jordan chad china india houston dallas israel kenya victoria regina elizabeth st.
    manchester-united bristol-myers"""
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words at [start, end) of the folded text that name `entries`, and the facts that speak for or against it."""

    folded: Folded
    headline: bool
    start: int
    end: int
    said: str
    entries: tuple[Entry, ...]
    facts: frozenset[str]
    container: str


@cache
def _automaton() -> tuple[AhoCorasick, tuple[str, ...]]:
    names = tuple(gazetteer())
    padded = [f" {name} " if name[0] < "\u3040" else name for name in names]
    return AhoCorasick(padded, store_patterns=False, implementation=Implementation.ContiguousNFA), names


def candidates(folded: Folded, *, headline: bool) -> list[Candidate]:
    """Return the words that may name a place, in the order of the text, the longest where they overlap."""
    engine, names = _automaton()
    if headline and folded.cased.isupper():
        return []
    spans = []
    for index, left, _ in engine.find_matches_as_indexes(_words_alone(_lowered(folded.cased)), overlapping=True):
        name = names[index]
        start = left if name[0] < "\u3040" else left - 1
        spans.append((start, start + len(name), name))
    return [_candidate(folded, headline, span) for span in _longest(spans)]


def _words_alone(cased: str) -> str:
    """Return a folded text with one space for every sign, and a space at either end, so that names stand alone.

    Full stops and apostrophes stay within words; the positions stay too. Folding leaves no sign but those of ASCII.
    """
    if cased.isascii():
        flat = cased.encode().translate(_SIGNS_TO_SPACES).decode()
    else:  # translating characters is slow, and so is a regular expression (measured: 10 times)
        flat = cased
        for sign in _SIGNS:
            flat = flat.replace(sign, " ")
    return f" {flat} ".replace("'s ", "   ").replace(". ", "  ").replace("' ", "  ")


def _lowered(cased: str) -> str:
    """Return a text with the place of its dateline, `OAKLAND, Calif. (AP) —`, in ordinary capitals."""
    shouted = _SHOUTED.match(cased)
    return shouted.group().title() + cased[shouted.end() :] if shouted and _DATELINE.match(cased) else cased


def _longest(spans: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    kept: list[tuple[int, int, str]] = []
    for span in sorted(spans, key=lambda one: (one[0], -one[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def _candidate(folded: Folded, headline: bool, span: tuple[int, int, str]) -> Candidate:
    start, end, said = span
    before, after = folded.cased[max(0, start - 48) : start], folded.cased[end : end + 60]
    container = _CONTAINER.match(after)
    facts = {*_left(before, start), *_right(after)}
    if not headline and start < 3 and _DATELINE.match(after):
        facts.add("dateline")
    if headline and "opens" in facts and _ACTS.match(after):
        facts.add("acts")
    if said.lower() in COMMON:
        facts.add("common")
    entries = gazetteer()[said]
    return Candidate(
        folded, headline, start, end, said, entries, frozenset(facts), container.group(1) if container else ""
    )


def _left(before: str, start: int) -> set[str]:
    facts = set()
    if start == 0 or _opens(before):
        facts.add("opens")
        return facts
    if before.endswith(_ARTICLES):
        before = before[: before.rfind(" ", 0, -1) + 1]
    word = _BEFORE.search(before, before.rstrip(" ,\"'(").rfind(" ") + 1)
    previous = word.group(1) if word else ""
    plain = previous.lower().rstrip(".")
    if plain in TITLES:
        facts.add("title")
    elif plain in PREPOSITIONS and (previous.islower() or _opens(before[: -len(previous) - 1])):
        facts.add("preposition")
    elif plain in OF:
        two = _BEFORE_TWO.search(before)
        facts.add("place_noun" if two and two.group(1).lower() in BEFORE_OF else "of")
    elif previous[:1].isupper() and before.endswith(f"{previous} ") and plain not in COMPASS and len(plain) > 1:
        facts.add("capital_before")
    return facts


def _opens(before: str) -> bool:
    """Whether nothing but quotes, brackets and bullets stand between a place and the beginning of a sentence."""
    return before.rstrip(" \"'([*>•-")[-1:] in _ENDS


def _right(after: str) -> set[str]:
    facts = set()
    if after.startswith("-") and after[1:2].isalpha() and not after.startswith("-based"):
        facts.add("joined")
    word = _AFTER.match(after)
    if word and not after.startswith((BREAK, "'s")) and after[:1] == " ":
        following = word.group(1)
        if following.lower() in AFTER:
            facts.add("place_noun")
        elif following[:1].isupper() and following.lower() not in COMPASS:
            facts.add("capital_after")
    if after.startswith("-based"):
        facts.add("preposition")
    return facts
