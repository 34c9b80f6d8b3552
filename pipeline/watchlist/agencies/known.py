"""Whether words name a place, and which country they speak for: asked of the gazetteer and of a few word lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pipeline.watchlist.fold import Folded, fold_cased
from pipeline.watchlist.places.candidates import COMMON
from pipeline.watchlist.places.gazetteer import Entry, gazetteer

from .lexicon import DEMONYMS, FORCES, OTHER_SCRIPTS

SIZEABLE: Final = 60_000
"""Inhabitants from which a city of a single, not too common word is a place beyond doubt before "police"."""

LARGE: Final = 400_000
"""... and from which it is one although the word has another meaning, as Paris and Houston have."""

_BEFORE: Final = (
    "in",
    "near",
    "from",
    "across",
    "en",
    "a",
    "au",
    "in der",
    "im",
    "aus",
    "bei",
    "nach",
    "nel",
    "em",
    "w",
)
_LOCATIVES: Final = (
    *(("owie", "ow"), ("awie", "awa"), ("aniu", "an"), ("icach", "ice"), ("mstoku", "lystok"), ("inie", "in")),
    *(("iu", ""), ("ie", "a"), ("ie", ""), ("u", ""), ("i", ""), ("y", ""), ("y", "a"), ("zi", "z")),
)

ELSEWHERE: Final = {fold_cased(said): name for said, name in OTHER_SCRIPTS.items()}


@dataclass(frozen=True, slots=True)
class Ground:
    """The folded title and text of an article, as one place to look for what supports a place."""

    title: Folded
    text: Folded


def entries(name: str) -> tuple[Entry, ...]:
    """Return the places of this name, folded but for case; Polish ones also in the locative."""
    plain = name.replace("-", " ").removesuffix(".")
    found = gazetteer().get(plain, ())
    if not found and plain.isupper() and len(plain) > 3:
        found = gazetteer().get(plain.title(), ())
    if not found and name in ELSEWHERE:
        found = gazetteer().get(ELSEWHERE[name], ())
    if not found and plain.endswith(" City"):
        found = gazetteer().get(plain.removesuffix(" City"), ())
    return found


def locative(name: str) -> str:
    """Return the basic form of a Polish place after `w`, if the gazetteer has it; else the name as it is."""
    return next((base for base in _bases(name) if any(one.country == "PL" for one in entries(base))), name)


def _bases(name: str) -> Iterator[str]:
    yield name
    yield from (name.removesuffix(end) + base for end, base in _LOCATIVES if name.endswith(end))


def is_known(name: str) -> bool:
    """Whether the gazetteer, or the list of forces, has a place of this name."""
    return name.lower() in FORCES or bool(entries(name))


def is_certain(name: str, ground: Ground) -> bool:
    """Whether a name is a place beyond doubt, also before a word as common as "police"."""
    plain = name.lower()
    if plain in FORCES and " " in plain:
        return True
    found = entries(name)
    if any(one.kind == "country" or one.population >= LARGE for one in found):
        return True
    if plain in COMMON or not found:
        return (bool(found) or len(plain) > 3) and supported(name, ground)
    big = any(one.kind != "city" or one.population >= SIZEABLE for one in found)
    return big or " " in name or supported(name, ground)


def supported(name: str, ground: Ground) -> bool:
    """Whether the article elsewhere uses a name as that of a place: after "in", or in its dateline."""
    cased = ground.text.cased
    if cased[: len(name)].lower() == name.lower() and cased[len(name) : len(name) + 2] in (", ", " -", ". ", " ("):
        return True
    return any(_holds(cased, f" {word} {name}") or _holds(ground.title.cased, f" {word} {name}") for word in _BEFORE)


def _holds(cased: str, words: str) -> bool:
    at = cased.find(words)
    return at >= 0 and not cased[at + len(words) : at + len(words) + 1].isalnum()


def country_of(name: str) -> str:
    """Return the ISO 3166 code that a country's name or a demonym stands for, or an empty string."""
    plain = name.lower().removesuffix("'s")
    if plain in DEMONYMS:
        return DEMONYMS[plain]
    return next((one.country for one in entries(name.removesuffix("'s")) if one.kind == "country"), "")
