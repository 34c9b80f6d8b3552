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
from functools import lru_cache
from typing import Final

BREAK: Final = "\x1f"
"""Stands for a paragraph's end, which no name may cross."""

_SIGNS: Final = {
    char: to
    for chars, to in (
        ("‘’‚‛′ʼ＇´", "'"),
        ("“”„‟″«»", '"'),
        ("‐‑‒–—―−﹣－", "-"),
        ("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000•·‣™℠®©", " "),
    )
    for char in chars
}
_BY_HAND: Final = _SIGNS | {
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
    "æ": "ae",
    "Æ": "AE",
    "œ": "oe",
    "Œ": "OE",
}
_ENTITIES: Final = {
    "amp": "&",
    "nbsp": " ",
    "quot": '"',
    "apos": "'",
    "rsquo": "'",
    "#39": "'",
    "#x27": "'",
    "#8217": "'",
    "#160": " ",
}
"""What feeds that escape their text twice leave behind."""

_VANISH: Final = frozenset(
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
    "\u0640"  # the stroke that stretches an Arabic word
)
_TO_SPACE: Final = frozenset({"<super>", "<sub>", "<noBreak>"})
_FIRST_MARK: Final = "\u0300"
"""No combining mark comes before it."""

_memo: dict[str, str] = {}

_ASCII: Final = bytes(range(128))
_ASCII_HAY: Final = bytes(ord(chr(code).lower()) if chr(code).isalnum() else 32 for code in range(128)) + bytes(128)
_ASCII_SIGNS: Final = "".join(char for char in map(chr, range(128)) if not char.isalnum() and char != " ")


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
        first, last = (self.origin(start), self.origin(end - 1) + 1) if self.breaks_at else (start, end)
        source = self.source
        while last < len(source) and source[last] >= _FIRST_MARK and unicodedata.category(source[last]) == "Mn":
            last += 1
        return first, last


def fold(text: str) -> Folded:
    """Return a text folded for matching. Any string will do, also one that is not valid Unicode."""
    flat, longer = (text, "") if text.isascii() else _letter_for_letter(text)
    flat = _flatten(flat)
    changing = _changing("  " in flat, "\n" in flat, "&" in flat and ";" in flat, longer)
    if changing is None:
        return Folded(text, flat, _hay(flat), (), ())
    cased, at, origin = _rewrite(flat, changing)
    return Folded(text, cased, _hay(cased), at, origin)


def fold_name(name: str) -> str:
    """Return a name as it stands in `Folded.hay`, without the spaces at its ends."""
    if _is_plain(name):
        return name.encode().translate(_ASCII_HAY).decode().strip()
    return _hay(_cased(name)).strip()


def fold_cased(name: str) -> str:
    """Return a name folded but for its case, with hyphens as spaces: what the folded text at a mention must equal."""
    return _cased(name).strip().replace("-", " ")


def _is_plain(name: str) -> bool:
    return name.isascii() and name.isprintable() and "  " not in name


def _cased(name: str) -> str:
    return name if _is_plain(name) else fold(name).cased


def _letter_for_letter(text: str) -> tuple[str, str]:
    """Fold every character that folds to one; return with the text those that fold to none or to several.

    Each different character costs a run of `str.replace` through the text, at more than 1 GB/s, where a table for
    `str.translate` would be asked for every letter.
    """
    flat, longer = text.replace("\u00ad\n", "\u00ad\u00ad"), ""
    for char in sorted(_not_ascii(flat)):
        to = _char(char)
        if len(to) != 1:
            longer += char
        elif to != char:
            flat = flat.replace(char, to)
    return flat, longer


def _not_ascii(text: str) -> set[str]:
    """Return the characters that are not ASCII. Bytes are sifted five times as fast as characters."""
    return set(text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass"))


def _flatten(text: str) -> str:
    """Make white space one sign and a paragraph's end another. Line ends stay after a hyphen only."""
    flat = text.replace("\n\n", BREAK + BREAK)
    if "\r" in flat:
        flat = flat.replace("\r\n\r\n", BREAK * 4).replace("-\r\n", "-\x1e\x1e")
    if "\n" in flat:
        flat = flat.replace("-\n", "-\x1e")
    for char in "\n\t\r\v\f":
        flat = flat.replace(char, " ")
    return flat.replace("\x1e", "\n").replace("`", "'")


@lru_cache(maxsize=1024)
def _changing(spaces: bool, hyphens: bool, entities: bool, longer: str) -> re.Pattern[str] | None:
    """Return what finds the places where folding changes the length; None if there are none."""
    parts = ["-\n+"] * hyphens + ["  +"] * spaces + ["&(?:" + "|".join(_ENTITIES) + ");"] * entities
    parts += [f"[{longer}]"] * bool(longer)
    return re.compile("|".join(parts)) if parts else None


def _rewrite(flat: str, changing: re.Pattern[str]) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
    """Do what changes the length: runs of spaces, characters like `ß`, a word hyphenated at a line's end."""
    parts: list[str] = []
    at: list[int] = []
    origin: list[int] = []
    done = length = 0
    for match in changing.finditer(flat):
        start, end = match.span()
        found = match.group()
        to = _char(found) if found[0] > "\x7f" else _sign(flat, start, end)
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


def _sign(flat: str, start: int, end: int) -> str:
    if flat[start] == "&":
        return _ENTITIES[flat[start + 1 : end - 1]]
    return " " if flat[start] == " " else _hyphen(flat, start, end)


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
    hay = cased.lower().replace("ς", "σ")
    for sign in _ASCII_SIGNS:  # folding has left no others
        hay = hay.replace(sign, " ")
    return " " + hay + " "
