"""A sentence made ready for patterns: folded, lower case, one space between tokens, organisations replaced by slots.

A slot is two private-use characters: the first says what kinds of organisation it holds, the second which. Folding
leaves no such character in a text. Names side by side ("NSO Group and Candiru") share a slot, and so do a maker and its
product ("Paragon's Graphite"). Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pipeline.watchlist.fold import fold

VENDOR: Final = 1
PLATFORM: Final = 2
AGENCY: Final = 4
CIVIL: Final = 8
COURT: Final = 16
PRODUCT: Final = 32
TECHNOLOGY: Final = 64

_LETTERS: Final = {"V": VENDOR, "P": PLATFORM, "A": AGENCY, "C": CIVIL, "J": COURT, "T": TECHNOLOGY}
_KINDS: Final = {"vendor": VENDOR, "platform": PLATFORM, "agency": AGENCY, "civil_society": CIVIL}
_SORT: Final = VENDOR | PLATFORM | AGENCY | CIVIL | TECHNOLOGY
_MOST_SLOTS: Final = 200
FIRST: Final = 0xE100
_INDEX: Final = "[\ue100-\ue1ff]"
SLOT: Final = f"[\ue001-\ue07f]{_INDEX}"
ORGANISATIONS: Final = "\ue001-\ue03f"
"""The first characters of slots that hold organisations, for a class of characters."""

_COURT: Final = re.compile(
    r"\b(?:court|tribunal|gericht|gerichtshof|cour|corte|rechtbank|sad|conseil d.etat)\b|gericht\b"
)
_TOKENS: Final = re.compile(rf"{SLOT}|'s\b|[.,;:!?\"()\[\]\x1f|]|[^\s.,;:!?\"()\[\]\x1f|\ue001-\ue1ff]+")
_POINTED: Final = re.compile(r"(?<=\w)([.,])(?=\w)|(?<=\b\w)\.(?= |$)")
_ASIDE: Final = re.compile(r"[(\[] [^()\[\]]{0,120}[)\]] ")
_AND: Final = r"(?:, )?(?:and|&|y|e|et|und|sowie|en|i|oraz|as well as|but also) (?:the |de |la |der |die |den )?"
_PAIR: Final = re.compile(rf"({SLOT}) {_AND}(?=({SLOT}) )")
_LISTED: Final = re.compile(rf"({SLOT}) , (?:the )?(?=({SLOT}) )")
_MORE: Final = re.compile(
    r"(?:, )?(?:and|y|e|et|und|en|i) (?:\S+ ){0,2}?(?:others?|more|otras|otros|autres|weitere|altre|outras|andere)\b"
)
_SAME: Final = re.compile(rf"({SLOT}) (?:'s |, |[(] |- )?(?=({SLOT}) )")
_OWN: Final = re.compile(
    r"(?<= )(its|their|su|sus|son|sa|ses|leur|leurs|sein\w*|ihre?\w*|suo|sua|suoi|sue|seu|seus|suas|"
    r"zijn|haar|hun|swoj\w*) "
    rf"[\ue020-\ue03f]{_INDEX} "
)
"""A product with its owner in the sentence: it would stand between a verb and whom the product went to."""

_LONGEST_LIST: Final = 12
_QUOTED: Final = re.compile(
    rf'" ((?:we|our) [^"]{{4,240}}?), " (?:said|says|wrote|added) ([^"{ORGANISATIONS}]{{0,80}})({SLOT}) '
)


@dataclass(frozen=True, slots=True)
class Named:
    """An organisation or a technology at [start, end) of the source. `product`: it is named by what it sells.

    `carried`: what stands there for an organisation that is named elsewhere; empty for a name.
    """

    start: int
    end: int
    kind: str
    name: str
    entity_id: str = ""
    technology: str = ""
    confidence: float = 1.0
    product: bool = False
    carried: str = ""


@dataclass(slots=True)
class Slotted:
    """A sentence as the patterns see it. `groups` holds what each slot stands for, by the slot's second character."""

    text: str
    groups: list[tuple[Named, ...]]

    def held(self, slot: str) -> tuple[Named, ...]:
        """Return what a slot stands for."""
        return self.groups[ord(slot[1]) - FIRST]


def mask_of(letters: str) -> int:
    """Return the kinds that letters stand for."""
    return sum(_LETTERS[letter] for letter in letters.rstrip("!"))


def kinds_of(one: Named) -> int:
    """Return the kinds of slot that something named fills."""
    if one.technology:
        return TECHNOLOGY
    return _KINDS[one.kind] | (COURT if one.kind == "agency" and _is_court(one.name) else 0)


@lru_cache(maxsize=20_000)
def _is_court(name: str) -> bool:
    return _COURT.search(fold(name).cased.lower()) is not None


def class_of(letters: str) -> str:
    """Return the pattern of a slot that holds these kinds: V P A C J(udge) T(echnology); `!` for no product."""
    wanted = mask_of(letters)
    own = letters.endswith("!")
    masks = [mask for mask in range(1, 128) if mask & wanted and not (own and mask & PRODUCT)]
    return f"[{''.join(chr(0xE000 + mask) for mask in masks)}]{_INDEX}"


def slotted(source: str, start: int, end: int, named: Iterable[Named]) -> Slotted:
    """Return the sentence at [start, end) of a text, with the places named in it (in their order) as slots."""
    out = Slotted("", [])
    parts, done = [], start
    for same in _places(named):
        if same[0].start < done or len(out.groups) >= _MOST_SLOTS:
            continue
        parts += [_plain(source[done : same[0].start]), " ", _slot(out, same), " "]
        done = same[0].end
    parts.append(_plain(source[done:end]))
    text = " " + " ".join(_TOKENS.findall("".join(parts))).replace("\ufffc", ".").replace("\ufffb", ",") + " "
    out.text = _turned(_joined(out, text))
    return out


def headed(text: Slotted, marked: str, topic: Named) -> tuple[Slotted, str]:
    """Return a sentence, and its marked text, with whom it is about before it, apart: `slot ; §`."""
    out = Slotted("", list(text.groups))
    head = f" {_slot(out, [topic])} ; §"
    out.text = head + text.text
    return out, head + marked


def _places(named: Iterable[Named]) -> list[tuple[Named, ...]]:
    """Return what is named place by place: a name that two organisations share is one place."""
    places: dict[tuple[int, int], list[Named]] = {}
    for one in named:
        places.setdefault((one.start, one.end), []).append(one)
    return [tuple(places[place]) for place in sorted(places)]


def _plain(text: str) -> str:
    """Return text folded, in lower case; marks inside numbers and abbreviations are put aside."""
    folded = text.lower() if text.isascii() else fold(text).cased.lower()
    return _POINTED.sub(lambda match: "\ufffb" if match.group(1) == "," else "\ufffc", folded)


def _slot(out: Slotted, named: Sequence[Named]) -> str:
    mask = 0
    for one in named:
        mask |= kinds_of(one)
    if all(one.product for one in named):
        mask |= PRODUCT
    out.groups.append(tuple(named))
    return chr(0xE000 + mask) + chr(FIRST + len(out.groups) - 1)


def _joined(out: Slotted, text: str) -> str:
    """Let a slot take in the one before it: another name of the same organisation, or one listed with it."""
    lists: set[str] = set()

    def same(match: re.Match[str]) -> str:
        return _taken(out, match) if _one(out, match) else match.group()

    def pair(match: re.Match[str]) -> str:
        if not _alike(match):
            return match.group()
        lists.add(match.group(2))
        return _taken(out, match)

    def listed(match: re.Match[str]) -> str:
        member = match.group(2) in lists or _MORE.match(text, match.end() + 3) is not None
        return pair(match) if member and _alike(match) else match.group()

    text = _OWN.sub(r"\1 ", text)
    text = _PAIR.sub(pair, _ASIDE.sub("", _SAME.sub(same, text)))
    for _ in range(_LONGEST_LIST):
        before, text = text, _LISTED.sub(listed, text)
        if text == before:
            break
    return text


def _taken(out: Slotted, match: re.Match[str]) -> str:
    left, right = match.group(1), match.group(2)
    known = {(one.entity_id, one.technology): one for one in (*out.held(left), *out.held(right))}
    out.groups[ord(right[1]) - FIRST] = tuple(known.values())
    return ""


def _one(out: Slotted, match: re.Match[str]) -> bool:
    left, right = ({one.entity_id for one in out.held(slot)} for slot in match.groups())
    return bool(left & right - {""})


def _alike(match: re.Match[str]) -> bool:
    left, right = match.groups()
    return (ord(left[0]) & _SORT) == (ord(right[0]) & _SORT)


def _turned(text: str) -> str:
    """Put who says "we" before the words quoted."""
    return _QUOTED.sub(lambda match: f"{match.group(3)} said {match.group(1)}", text)
