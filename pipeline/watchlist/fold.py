"""Text made comparable: accents, case, typographic quotes, dashes and spaces folded, with the way back to the original.

`Folded.cased` keeps upper and lower case; `Folded.hay` is the same text in lower case with every punctuation mark and
symbol replaced by one space and a space at either end, so that ` media sonar ` finds whole words only. Both have the
same length but for those two spaces. Where folding changed the length, `breaks` holds one step of the way back.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

BREAK: Final = "\x1f"
"""Stands for a paragraph's end, which no name may cross."""

_ONE_TO_ONE: Final = tuple(
    (char, to)
    for chars, to in (
        ("‘’‚‛′ʼ＇`´", "'"),
        ("“”„‟″«»", '"'),
        ("‐‑‒–—―−﹣－", "-"),
        ("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000•·‣™℠®©", " "),
    )
    for char in chars
)
_SLOW: Final = re.compile(r"-\n|  +|[^\x00-\x7f]")
_BY_HAND: Final = {
    "ø": "o",
    "Ø": "O",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "Đ": "D",
    "ß": "ss",
    "ẞ": "SS",
    "ς": "σ",
    "ı": "i",
} | {
    "æ": "ae",
    "Æ": "AE",
    "œ": "oe",
    "Œ": "OE",
}
_VANISH: Final = frozenset(
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
_TO_SPACE: Final = frozenset({"<super>", "<sub>", "<noBreak>"})
_memo: dict[str, str] = {}

_NOT_WORD: Final = re.compile(r"[\W_]")
_ASCII_HAY: Final = bytes(ord(chr(code).lower()) if chr(code).isalnum() else 32 for code in range(128)) + bytes(128)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text. `breaks_at` are positions in it, `breaks_from` the original positions they come from."""

    source: str
    cased: str
    hay: str
    breaks_at: tuple[int, ...]
    breaks_from: tuple[int, ...]

    def origin(self, position: int) -> int:
        """Return the offset in the original text (code points) of a position in the folded text."""
        index = bisect_right(self.breaks_at, position) - 1
        if index < 0:
            return position
        return self.breaks_from[index] + position - self.breaks_at[index]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the original span of a folded one, grown over the combining marks that follow its last character."""
        first, last = self.origin(start), self.origin(end - 1) + 1
        source = self.source
        while last < len(source) and unicodedata.category(source[last]) == "Mn":
            last += 1
        return first, last


def fold(text: str) -> Folded:
    """Return a text folded for matching. Any string will do, also one that is not valid Unicode."""
    flat = _flatten(text)
    if flat.isascii() and "  " not in flat and "\n" not in flat:
        return Folded(text, flat, _hay(flat), (), ())
    cased, at, origin = _rewrite(flat)
    return Folded(text, cased, _hay(cased), at, origin)


def fold_name(name: str) -> str:
    """Return a name as it stands in `Folded.hay`, without the spaces at its ends."""
    return _hay(_cased(name)).strip()


def fold_cased(name: str) -> str:
    """Return a name folded but for its case, with hyphens as spaces: what the folded text at a mention must equal."""
    return _cased(name).strip().replace("-", " ")


def _cased(name: str) -> str:
    return name if name.isascii() and name.isprintable() and "  " not in name else fold(name).cased


def _flatten(text: str) -> str:
    """Do what keeps every position: paragraph ends, quotes, dashes and spaces. Line ends stay after a hyphen only."""
    flat = text.replace("\n\n", BREAK + BREAK)
    if not flat.isascii():
        for char, to in _ONE_TO_ONE:
            flat = flat.replace(char, to)
    hyphens = "-\n" in flat
    if hyphens:
        flat = flat.replace("-\n", "-\x1e")
    for char in "\n\t\r\v\f":
        flat = flat.replace(char, " ")
    return flat.replace("-\x1e", "-\n") if hyphens else flat


def _rewrite(flat: str) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
    """Do the rest: collapse runs of spaces, decompose characters, join a word hyphenated at a line's end."""
    parts: list[str] = []
    at: list[int] = []
    origin: list[int] = []
    done = length = 0
    for match in _SLOW.finditer(flat):
        start, end = match.span()
        found = match.group()
        to = _char(found) if found[0] > "\x7f" else " " if found[0] == " " else _hyphen(flat, start, end)
        parts += (flat[done:start], to)
        length += start - done
        if len(to) != end - start:
            for index in range(len(to) if end - start == 1 else 0):
                _step(at, origin, length + index, start)
            _step(at, origin, length + len(to), end)
        length += len(to)
        done = end
    parts.append(flat[done:])
    return "".join(parts).replace("\n", " "), tuple(at), tuple(origin)


def _hyphen(flat: str, start: int, end: int) -> str:
    """Drop a hyphen at a line's end where it parts a word; keep that of `X-⏎Mode` and `ICE-⏎led`."""
    parted = flat[end : end + 1].islower() and flat[max(0, start - 1) : start].islower()
    return "" if parted else "-"


def _step(at: list[int], origin: list[int], folded: int, source: int) -> None:
    """Add a step of the way back; a later step at the same position replaces the earlier one."""
    if at and at[-1] == folded:
        origin[-1] = source
        return
    at.append(folded)
    origin.append(source)


def _char(char: str) -> str:
    known = _memo.get(char)
    if known is None:
        known = _memo[char] = _fold_char(char)
    return known


def _fold_char(char: str) -> str:
    if char in _VANISH:
        return ""
    if char in _BY_HAND:
        return _BY_HAND[char]
    kind = unicodedata.decomposition(char).split(" ", 1)[0]
    if kind in _TO_SPACE or unicodedata.category(char) == "Cs":
        return " "
    plain = unicodedata.normalize("NFKD", char)
    return "".join(_plain_char(part) for part in plain if unicodedata.category(part) != "Mn")


def _plain_char(char: str) -> str:
    """Keep letters, digits and spacing marks; any other character that is not ASCII is just a symbol, so `|`."""
    char = _BY_HAND.get(char, char)
    return char if char.isascii() or char.isalnum() or unicodedata.category(char)[0] == "M" else "|"


def _hay(cased: str) -> str:
    if cased.isascii():
        return " " + cased.encode().translate(_ASCII_HAY).decode() + " "
    return " " + _NOT_WORD.sub(" ", cased.lower().replace("ς", "σ")) + " "
