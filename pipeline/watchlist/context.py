"""What stands around a name: the facts that disambiguation weighs, read from the folded text. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from .fold import Folded
from .lexicon import ACTING, DEMONYMS, DESCRIBING, FUNCTION_WORDS, ORGANISATION_NOUNS
from .matcher import Hit

WINDOW: Final = 160
"""Characters on either side that count as near (measured together with the weights)."""

LEAD: Final = 320
"""Characters of the text that count as near to a name in the title."""


_PREVIOUS: Final = re.compile(r"([^\W_][\w.&'’-]*) ?[\"'(\[]?$")
_NEXT: Final = re.compile(r"^[\"')\]]?(?:'s)? ([^\W_][\w.&'-]*)")
_POSSESSIVE: Final = re.compile(r"^'(?:s\b|(?= ))")
_JOINED: Final = re.compile(r"^-\w")
_OPENING: Final = re.compile(r"(?:^|[.!?:;\x1f|])[ \"'(\[*>•-]*$")
_MARKS: Final = "\"'([ "


@dataclass(frozen=True, slots=True)
class Around:
    """The words beside a hit: `before` and `after` are folded text in its case, `previous` and `next` words."""

    before: str
    after: str
    previous: str
    next: str


def around(folded: Folded, hit: Hit) -> Around:
    """Return the words beside a hit."""
    before, after = folded.cased[max(0, hit.start - 40) : hit.start], folded.cased[hit.end : hit.end + 40]
    previous, following = _PREVIOUS.search(before, before.rfind(" ", 0, -2) + 1), _NEXT.match(after)
    return Around(before, after, previous.group(1) if previous else "", following.group(1) if following else "")


def last_words(before: str, count: int) -> int:
    """Return where the last words of a text begin, which may end in a space: an expression need not try all of it."""
    at = len(before) - 1
    for _ in range(count):
        at = before.rfind(" ", 0, max(at, 0))
    return at + 1


def window(folded: Folded, hit: Hit, reach: int = WINDOW) -> str:
    """Return the text near a hit as it is searched for context words, without the hit itself."""
    hay = folded.hay
    return hay[max(0, hit.start - reach) : hit.start + 1] + "\x1f" + hay[hit.end + 1 : hit.end + 1 + reach]


def shouted(folded: Folded, hit: Hit) -> bool:
    """Whether the words around a hit are in capitals too, so that its own say nothing."""
    beside = folded.cased[max(0, hit.start - 40) : hit.start] + folded.cased[hit.end : hit.end + 40]
    upper = sum(map(str.isupper, beside))
    return 2 * upper > sum(map(str.isalpha, beside))


def present(terms: Iterable[str], near: str, limit: int = 3) -> list[str]:
    """Return the terms (each a space and the beginning of a word) that a window holds, up to `limit`."""
    found = []
    for term in terms:
        if term in near:
            found.append(term[1:])
            if len(found) == limit:
                break
    return found


def starts_sentence(folded: Folded, hit: Hit, beside: Around) -> bool:
    """Whether a hit opens a sentence, a line or the whole text, where a capital proves nothing."""
    if _OPENING.search(beside.before) is not None:
        return hit.start <= 40 or len(beside.before) == 40
    at = folded.origin(hit.start)
    return folded.source[:at][-8:].rstrip(_MARKS).endswith("\n")


def is_possessive(beside: Around) -> bool:
    """Whether `'s` follows."""
    return _POSSESSIVE.match(beside.after) is not None


def joined(beside: Around) -> bool:
    """Whether a hyphen glues the hit to another word."""
    return _JOINED.match(beside.after) is not None or (beside.before[-1:] == "-" and beside.before[-2:-1].isalnum())


def capital_neighbour(beside: Around, *, before: bool, after: bool) -> str:
    """Return the capitalised word beside a hit that makes it look like a part of another name, or an empty string.

    `before` and `after` say that the word on that side belongs to a name of the watchlist itself.
    """
    ahead = beside.before.endswith((f"{beside.previous} ", f"{beside.previous}-"))
    if ahead and not before and _proper(beside.previous):
        return beside.previous
    behind = beside.after.startswith((f" {beside.next}", f"-{beside.next}"))
    return beside.next if behind and not after and _proper(beside.next) else ""


def _proper(word: str) -> bool:
    plain = word.lower().rstrip(".,'")
    known = plain in FUNCTION_WORDS or plain in DESCRIBING or plain in ORGANISATION_NOUNS or plain in DEMONYMS
    return (
        word[:1].isupper() and len(plain) > 1 and not known and plain not in ACTING and not word.endswith(("'s", "'"))
    )


def title_case(folded: Folded) -> bool:
    """Whether most longer words of a title are capitalised, so that capitals say nothing."""
    words = [word for word in folded.cased.split() if len(word) > 3 and word[0].isalpha()]
    return len(words) < 3 or sum(word[0].isupper() for word in words) > 0.6 * len(words)
