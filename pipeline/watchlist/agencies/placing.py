"""Which words beside a designator are its place, and how sure that is. Pure functions over folded text.

A place that is known to the gazetteer, or that the article uses as a place elsewhere, makes an agency surer; a common
word such as "police" needs one beyond doubt. What has no place is an agency only where its name says enough alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from .capture import Right, Words, left, right
from .forms import Form
from .here import ALONE, DOUBTED, GUESSED, KNOWN, LOWER, NAMED, Here, Placed, Scene
from .known import country_of, is_certain, is_known, locative, supported
from .lexicon import (
    DEMONYMS,
    FICTIONAL,
    FICTIONAL_PHRASES,
    FORCES,
    GENERIC,
    QUALIFIERS,
    SETTLEMENTS,
    UNITS,
)
from .scripts import adjective, caseless_after, caseless_before, joined

_COUNTRY_SHORT: Final = frozenset({"us", "uk", "u.s.", "u.k.", "eu", "america", "britain", "england", "europe"})
_NUMERAL: Final = (" III", " II", " I")


def placed(here: Here) -> Placed | None:
    """Return the place that a designator has, tried in the order of its marks, or None where it is no agency."""
    for mark, shape in _SHAPES:
        if mark in here.form.marks and (here.capitals or "any" in here.form.marks):
            found = shape(here)
            if found is not None:
                return found
    if "A" in here.form.marks and here.capitals:
        return Placed(here.start, here.end, "", here.form.country, ALONE, f"'{here.form.text}' names an agency")
    return None


def _national(here: Here) -> Placed | None:
    """Return the country before a designator: "Danish", "Israel's"."""
    words = left(here.cased, here.start)
    for first, start in enumerate(words.starts):
        name = words.text(first)
        code = country_of(name)
        if code:
            sure = KNOWN if here.capitals else ALONE
            return Placed(start, words.end, name, code, sure, f"'{here.form.text}' after the country '{name}'")
    return None


def _left(here: Here) -> Placed | None:
    if here.form.plain[0] >= "\u0900":
        return caseless_before(here.cased[max(0, here.start - 48) : here.start], here.start, here.form)
    words = _one(left(here.cased, here.start))
    if not words.words or _is_invented(words.text(0)):
        return None
    choose = _certain_left if here.form.marks & {"certain", "again"} else _strong_left
    return choose(words, here.form, here.capitals, here.scene)


def _one(words: Words) -> Words:
    """Return the words without those before an "and", unless a force bears such a name."""
    joints = [index + 1 for index, word in enumerate(words.words) if word in ("and", "&")]
    if not joints:
        return words
    first = next((i for i in range(len(words.words)) if words.text(i).lower() in FORCES), joints[-1])
    if first == 0:
        return words
    return words._replace(starts=words.starts[first:], words=words.words[first:], opens=False)


def _certain_left(words: Words, form: Form, capitals: bool, scene: Scene) -> Placed | None:
    """Return a place beyond doubt before a common word; a capital "Police" makes a candidate of any other.

    Less is kept too, with no confidence, since the article may name that agency in full.
    """
    if words.possessive:
        return None
    for first in range(len(words.words)):
        name = words.text(first)
        force = name.lower() in FORCES and capitals
        if _is_generic(name) or not (force or is_certain(name, scene.ground)):
            continue
        sure = KNOWN if capitals and not scene.loose else LOWER
        whole = first - (first > 0 and words.words[first - 1] in ("Royal", "Greater"))
        start, name = words.starts[whole], words.text(whole)
        return Placed(start, words.end, name, "", sure, f"'{form.text}' after the place '{name}'")
    name = words.text(0)
    if _is_generic(name) or country_of(name):
        return None
    sure = DOUBTED if capitals and not words.opens and not scene.loose else 0.0
    return Placed(words.starts[0], words.end, name, "", sure, f"'{form.text}' after '{name}', perhaps a place")


def _strong_left(words: Words, form: Form, capitals: bool, scene: Scene) -> Placed | None:
    first, surely = _first(words, scene)
    name = words.text(first)
    known = surely or is_known(name)
    if _is_generic(name) or (words.possessive and not known):
        return None
    sure = _strength(name, known, capitals, scene.loose)
    if not known and words.opens and not capitals and len(words.words) == 1 and not supported(name, scene.ground):
        return None
    why = f"'{form.text}' after {'the place ' if known else ''}'{name}'"
    return Placed(words.starts[first], words.end, name, DEMONYMS.get(name.lower(), ""), sure, why)


def _strength(name: str, known: bool, capitals: bool, loose: bool) -> float:
    if known:
        return KNOWN if capitals else ALONE
    if loose:
        return GUESSED
    unit = name.rsplit(" ", 1)[-1].lower() in UNITS
    return NAMED if capitals else ALONE if unit else LOWER


def _first(words: Words, scene: Scene) -> tuple[int, bool]:
    """Return with which word the place begins, and whether that is known: the longest ending that is a place.

    In running text a capital begins a name, so that only a sentence's first word may be cut off.
    """
    count = len(words.words)
    sure = [_is_place(words.text(first), scene) for first in range(count)]
    longest = next((first for first in range(count) if sure[first]), -1)
    if longest == 0:
        return 0, True
    if scene.loose:
        if longest > 0:
            return longest, True
        return max(0, count - (2 if words.words[-1].lower() in UNITS else 1)), False
    if words.opens and longest == 1 and words.words[0].lower() not in QUALIFIERS:
        return 1, True
    if words.opens and count > 1 and words.words[0].endswith(("ing", "ly")) and count > 1:
        return 1, False
    return 0, False


def _is_place(name: str, scene: Scene) -> bool:
    plain = name.lower()
    if plain in GENERIC or plain in UNITS:
        return False
    bare = " ".join(word for word in name.split(" ") if word.lower() not in UNITS)
    return is_known(name) or (bare != name and is_known(bare)) or supported(name, scene.ground)


def _is_generic(name: str) -> bool:
    plain = name.lower()
    return plain in _COUNTRY_SHORT or all(word in GENERIC or not word[0].isalpha() for word in plain.split(" "))


def _is_invented(name: str) -> bool:
    plain = name.lower()
    return plain in FICTIONAL_PHRASES or plain.split(" ")[0] in FICTIONAL


def _after(here: Here) -> Placed | None:
    language = here.form.rule.split(".")[0]
    words = right(here.cased, here.end, language, direct=False)
    if words is None:
        return None
    name = _choose(words, here.form, here.scene, locative if language == "pl" else str)
    if not name or (here.form.plain == "sheriff" and not {"county", "parish"} & set(name.lower().split(" "))):
        return None
    base = locative(name) if language == "pl" else name
    known = is_known(base)
    sure = (KNOWN if known else NAMED) if here.capitals else ALONE
    return Placed(here.start, words.start + len(name), base, "", sure, f"'{here.form.text}' with the place '{base}'")


def _choose(words: Right, form: Form, scene: Scene, base: Callable[[str], str]) -> str:
    """Return the words that are the place: the longest known ones, else those up to a conjunction, else none."""
    strict = form.marks & {"certain", "A", "N"}
    for text in words.texts if strict or scene.loose else (words.texts[0],):
        if _is_generic(text):
            continue
        if is_certain(text, scene.ground) if "certain" in form.marks else is_known(base(text)):
            return text
    opening = words.plain.split(" ")[0]
    return "" if strict or _is_generic(opening) or _is_invented(words.plain) else words.plain


def _direct(here: Here) -> Placed | None:
    """Return the place that follows at once: a known one, or one that looks like a settlement or is used as a place."""
    if here.form.plain[0] >= "\u0590":
        return caseless_after(here)
    words = right(here.cased, here.end, "", direct=True)
    if words is None:
        return None
    for text in words.texts:
        if not _is_generic(text) and _fits(text, here.form, here.scene):
            rest = here.cased[words.start + len(text) :]
            number = next((n for n in _NUMERAL if rest.startswith(n) and not rest[len(n) : len(n) + 1].isalnum()), "")
            end = words.start + len(text) + len(number)
            sure = KNOWN if is_known(text) and "certain" not in here.form.marks else ALONE
            return Placed(here.start, end, text + number, "", sure, f"'{here.form.text}' before '{text}'")
    return None


def _fits(text: str, form: Form, scene: Scene) -> bool:
    if "certain" in form.marks:
        return text.lower() in FORCES or is_certain(text, scene.ground)
    if is_known(text) or text.lower() in FORCES or supported(text, scene.ground):
        return True
    return form.country == "DE" and len(text) > 6 and text.lower().endswith(SETTLEMENTS)


_SHAPES: Final = (("G", adjective), ("N", _national), ("L", _left), ("R", _after), ("D", _direct), ("J", joined))
