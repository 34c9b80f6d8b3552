"""Places where capitals are no help: scripts without them, without spaces, and German adjectives."""

from __future__ import annotations

import re
from typing import Final

from pipeline.watchlist.fold import fold_cased

from .capture import REACH, SIGNS, spaceless
from .forms import Form
from .here import ALONE, KNOWN, NAMED, Here, Placed
from .known import SIZEABLE, country_of, entries
from .lexicon import ADJECTIVES, STEMS

_SIGNS: Final = tuple(fold_cased(sign) for sign in SIGNS)
_STEMS: Final = frozenset(fold_cased(stem) for stem in STEMS)
_GERMAN: Final = frozenset({"DE", "AT", "CH", "LU"})
_WORD: Final = re.compile(r"([A-Za-z][\w-]+) $")
_ENDINGS: Final = ("en", "er", "es", "em", "e")


def caseless_before(window: str, at: int, form: Form) -> Placed | None:
    """Return the longest known words before a designator in a script without capitals."""
    tokens = window.split(" ")[:-1]
    for count in (3, 2, 1):
        name = " ".join(tokens[-count:])
        if len(tokens) >= count and entries(name):
            return Placed(at - len(name) - 1, at - 1, name, "", NAMED, f"'{form.text}' after '{name}'")
    return None


def caseless_after(here: Here) -> Placed | None:
    """Return the longest known words after a designator in a script without capitals."""
    tokens = here.cased[here.end + 1 : here.end + 48].split(" ")
    for count in (3, 2, 1):
        name = " ".join(tokens[:count]).rstrip(".,;:!?\"'|")
        if here.cased[here.end : here.end + 1] == " " and name and entries(name):
            end = here.end + 1 + len(name)
            return Placed(here.start, end, name, "", NAMED, f"'{here.form.text}' before '{name}'")
    return None


def joined(here: Here) -> Placed | None:
    """Return the place that stands left without a space, with or without the sign for what kind of place it is."""
    chunk = spaceless(here.cased, here.start)
    for first in range(len(chunk) - 1):
        name = chunk[first:].rstrip()
        stem = next((name.removesuffix(sign) for sign in _SIGNS if name.endswith(sign)), name)
        if entries(name) or entries(stem) or stem in _STEMS:
            start = here.start - len(chunk) + first
            bare = stem if stem in _STEMS or not entries(name) else name
            return Placed(
                start, here.start, bare, country_of(name), KNOWN, f"'{here.form.text}' after the place '{name}'"
            )
    if "A" in here.form.marks or not chunk.endswith(_SIGNS) or len(chunk) < 3 or "\u1100" <= chunk[0] <= "\u11ff":
        return None
    name = chunk[-3:]
    return Placed(here.start - 3, here.start, name, "", ALONE, f"'{here.form.text}' after '{name}'")


def adjective(here: Here) -> Placed | None:
    """Return the place of a German adjective before a designator: "Berliner", "bayerischen"."""
    found = _WORD.search(here.cased, max(0, here.start - REACH), here.start)
    word = found.group(1) if found else ""
    name = _meant(word)
    if found is None or not name:
        return None
    return Placed(found.start(), here.start - 1, name, "", ALONE, f"'{here.form.text}' after '{word}'")


def _meant(word: str) -> str:
    """Return the place that a German adjective is made of, or an empty string."""
    plain = word.lower()
    for stem in (plain, *(plain.removesuffix(end) for end in _ENDINGS)):
        if stem in ADJECTIVES:
            return ADJECTIVES[stem]
    city = word.removesuffix("er")
    big = (one.population >= SIZEABLE and one.country in _GERMAN for one in entries(city))
    return city if city != word and word[0].isupper() and any(big) else ""
