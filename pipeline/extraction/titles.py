"""The title of an article: the heading that the page's own metadata confirms, without the site's name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from .words import tokens

_SEPARATOR: Final = re.compile(r"\s+(?:[|\-–—•·»›]|::)\s+|\s*\|\s*|\s+//\s+")
_AGREES: Final = 0.6
_MAX: Final = 300


@dataclass(frozen=True, slots=True)
class TitleClues:
    """What a page says of its title. `headings` are the texts of its h1; `sites` the names and domain of its site."""

    headline: str = ""
    social: str = ""
    document: str = ""
    headings: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()


def choose_title(clues: TitleClues, feed_title: str = "") -> str:
    """Return the title, or an empty text.

    A heading that agrees with the JSON-LD headline, og:title, the document's title or the feed; else the first of
    those, with the site's name cut off; else the only heading.
    """
    told = [text for text in (clues.headline, clues.social, feed_title) if text]
    document = without_site(clues.document, clues.sites, guess=True)
    witnesses = [without_site(text, clues.sites) for text in told] + ([document] if document else [])
    for heading in clues.headings:
        if any(agree(heading, witness) for witness in witnesses):
            return heading[:_MAX]
    if len(witnesses) > bool(document):
        return witnesses[0][:_MAX]
    if len(clues.headings) == 1:
        return clues.headings[0][:_MAX]
    return document[:_MAX]


def agree(left: str, right: str) -> bool:
    """Say whether two titles are wordings of one: F1 of their words at least .6, or the one inside the other."""
    a, b = Counter(tokens(left)), Counter(tokens(right))
    shared, shorter = (a & b).total(), min(a.total(), b.total())
    if not shared:
        return False
    inside = shorter >= 3 and shared == shorter and shorter * 2 >= max(a.total(), b.total())
    return inside or 2 * shared / (a.total() + b.total()) >= _AGREES


def without_site(title: str, sites: Sequence[str], *, guess: bool = False) -> str:
    """Return a title without the name of its site at either end.

    `guess` also cuts a last part of up to three words that no one names, when at least three words remain.
    """
    parts = [(match.start(), match.end()) for match in _SEPARATOR.finditer(title)]
    if not parts:
        return title.strip()
    head, tail = title[: parts[-1][0]].strip(), title[parts[-1][1] :].strip()
    if head and (_names(tail, sites) or (guess and len(tokens(tail)) <= 3 <= len(tokens(head)))):
        return without_site(head, sites)
    if _names(title[: parts[0][0]], sites):
        return title[parts[0][1] :].strip()
    return title.strip()


def _names(part: str, sites: Iterable[str]) -> bool:
    squeezed = _letters(part)
    return bool(squeezed) and any(
        squeezed in {name, f"the{name}"} or name == f"the{squeezed}" for name in map(_letters, sites)
    )


def _letters(text: str) -> str:
    return "".join(tokens(text))
