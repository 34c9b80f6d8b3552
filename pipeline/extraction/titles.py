"""The title of an article: the heading that the page's own metadata confirms, without the site's name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from .words import tokens

_SEPARATOR: Final = re.compile(
    r"\s+(?:[|\-‐‑‒–—―−•·∙⋅»«›‹~/\\＞>→⎪¦:]|::|\|\||--|//|>>)\s+|\s*[|｜丨¦⎪]\s*|\s+:\s*|\s*::\s*"
)
_DENSE_SEPARATOR: Final = re.compile(r"\s*[_\-－–—|｜丨：:]+\s*")
_COLON: Final = re.compile(r"[:：]\s+")
_CJK: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_OF_SECTIONS: Final = frozenset("|｜_»«›·•")
"""Separators that stand between title, section and site; a dash often stands inside a title."""

_CUT_OFF: Final = re.compile(r"(?:…|\.\.\.)$")
_GENERIC: Final = frozenset(
    (
        "news", "online", "nachrichten", "noticias", "nouvelles", "actualités", "notizie", "nieuws", "aktuell", "blog",
        "magazine", "magazin", "com", "net", "org", "today", "world", "europe", "politics", "business", "tech", "home",
        "technology", "sport", "sports", "opinion", "homepage", "uk", "us", "usa", "canada", "india", "the",
        "australia", "live", "tv", "radio", "digital", "newspaper", "daily", "english", "deutsch", "edition", "latest",
        "international", "national", "breaking", "startseite", "portada", "accueil",
    )
)  # fmt: skip
"""Words that stand beside a site's name: a part made of these and the name is the name."""

_AGREES: Final = 0.6
_SAME: Final = 0.95
"""Likeness from which a piece of a heading, such as what follows a kicker, is the title in its stead."""

_MAX: Final = 300


@dataclass(frozen=True, slots=True)
class TitleClues:
    """What a page says of its title.

    `headings` are the texts of its h1, `pieces` those of the elements inside them, `sites` the names and domain of its
    site.
    """

    headline: str = ""
    social: str = ""
    document: str = ""
    headings: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()


def choose_title(clues: TitleClues, feed_title: str = "") -> str:
    """Return the title, or an empty text.

    A heading that agrees with the JSON-LD headline, og:title, the document's title or the feed; else the first of
    those, with the site's name cut off; else the only heading. A heading that differs from a witness in nothing but
    capitals, or by a kicker before it, is given in the words of the witness.
    """
    told = [without_site(text, clues.sites) for text in (clues.headline, clues.social, feed_title)]
    told = [text for text in told if text and not _names(text, clues.sites) and not _is_poor(text, clues.headings)]
    document = without_site(clues.document, clues.sites, guess=True)
    witnesses = told + ([document] if document else [])
    heading = _confirmed(clues, witnesses)
    if heading:
        return _worded(heading, told)[:_MAX]
    if told:
        return _whole(told, witnesses)[:_MAX]
    if len(clues.headings) == 1 and not _names(clues.headings[0], clues.sites):
        return clues.headings[0][:_MAX]
    return document[:_MAX]


def may_be_site(headings: Sequence[str], document: str) -> bool:
    """Say whether the h1 may be the site's name: it stands in the document's title and is less than half of it."""
    return bool(headings) and headings[0] in document and len(headings[0]) * 2 < len(document)


def below_site(headings: Sequence[str], smaller: Sequence[str], document: str) -> list[str]:
    """Return the smaller heading that holds the title where the h1 is the site's name, as on blogs; else nothing.

    The document's title tells: it is made of the two.
    """
    whole = tokens(document)
    for name in headings[:1]:
        for title in smaller:
            if sorted(tokens(name) + tokens(title)) == sorted(whole) and len(tokens(title)) > len(tokens(name)):
                return [title]
    return []


def _is_poor(text: str, headings: Sequence[str]) -> bool:
    """Say whether a text is a single word beside a heading of three words or more: a section, not a title."""
    return len(tokens(text)) < 2 and any(len(tokens(heading)) >= 3 for heading in headings)


def _confirmed(clues: TitleClues, witnesses: Sequence[str]) -> str:
    """Return the heading that agrees best with a witness, the first of equals; an empty text where none agrees."""
    scored = [
        (max((likeness(heading, witness) for witness in witnesses), default=0.0), heading)
        for heading in (*clues.headings, *clues.pieces)
        if not _names(heading, clues.sites)
    ]
    wholes = len([heading for heading in clues.headings if not _names(heading, clues.sites)])
    scored = [pair for at, pair in enumerate(scored) if at < wholes or pair[0] >= _SAME]
    best, heading = max(scored, key=lambda pair: pair[0], default=(0.0, ""))
    return without_site(heading, clues.sites) if best >= _AGREES else ""


def _worded(heading: str, told: Sequence[str]) -> str:
    """Return a heading in its witness's words where these are the same but for capitals or a kicker in front."""
    words = tokens(heading)
    for witness in told:
        its = tokens(witness)
        if its == words:
            return witness if heading.isupper() and not witness.isupper() else heading
        kicker = len(words) - len(its)
        if 0 < kicker <= 3 and len(its) >= 4 and words[kicker:] == its:
            return witness
    return heading


def _whole(told: Sequence[str], witnesses: Sequence[str]) -> str:
    """Return the first text told; where it is cut off with dots, the witness that goes on where it ends."""
    if not _CUT_OFF.search(told[0]):
        return told[0]
    start = _letters(_CUT_OFF.sub("", told[0]))
    return next((text for text in witnesses if _letters(text).startswith(start) and not _CUT_OFF.search(text)), told[0])


def agree(left: str, right: str) -> bool:
    """Say whether two titles are wordings of one: F1 of their words at least .6, or the one inside the other."""
    return likeness(left, right) >= _AGREES


def likeness(left: str, right: str) -> float:
    """Return F1 of the words of two titles (0..1); at least .6 where the shorter is at least half of the longer."""
    a, b = Counter(tokens(left)), Counter(tokens(right))
    shared, shorter = (a & b).total(), min(a.total(), b.total())
    if not shared:
        return 0.0
    inside = shorter >= 3 and shared == shorter and shorter * 2 >= max(a.total(), b.total())
    return max(_AGREES if inside else 0.0, 2 * shared / (a.total() + b.total()))


def named_site(clues: TitleClues) -> tuple[str, ...]:
    """Return what the document's title ends with after the article's own, which mostly is the name of the site."""
    title = without_site(clues.document, clues.sites, guess=True)
    rest = clues.document.removeprefix(title) if title else ""
    name = rest.strip(" |-–—·:»«•/")
    return (name,) if name and rest != name else ()


def without_site(title: str, sites: Sequence[str], *, guess: bool = False) -> str:
    """Return a title without the name of its site at either end.

    `guess` also cuts a last part of up to three words that no one names, when at least three words remain, and is
    meant for the document's title, which nearly always ends in such a name.
    """
    title = title.strip()
    for parts in _separators(title):
        shorter = _cut(title, parts, sites, guess=guess)
        if shorter != title:
            again = guess and title[slice(*parts[-1])].strip() in _OF_SECTIONS
            return without_site(shorter, sites, guess=again)
    return title


def _separators(title: str) -> Iterable[list[tuple[int, int]]]:
    patterns = [_SEPARATOR, _COLON]
    if _CJK.search(title):
        patterns.append(_DENSE_SEPARATOR)
    return ([match.span() for match in pattern.finditer(title)] for pattern in patterns)


def _cut(title: str, parts: Sequence[tuple[int, int]], sites: Sequence[str], *, guess: bool) -> str:
    if not parts:
        return title
    head, tail = title[: parts[-1][0]].strip(), title[parts[-1][1] :].strip()
    colon = title[slice(*parts[-1])].strip() in {":", "："}
    if head and (not tail or _names(tail, sites) or (guess and not colon and _is_short(tail, head))):
        return head
    front = title[: parts[0][0]]
    return title[parts[0][1] :].strip() if not front.strip() or _names(front, sites) else title


def _is_short(tail: str, head: str) -> bool:
    if _CJK.search(head):
        return len(tail) <= 8 and len(head) >= 10
    return len(tokens(tail)) <= 3 <= len(tokens(head))


def _names(part: str, sites: Iterable[str]) -> bool:
    """Say whether a part of a title is a name of the site, or one with a word such as News beside it."""
    squeezed = _letters(part)
    core = "".join(word for word in tokens(part) if word not in _GENERIC)
    return bool(squeezed) and any(
        squeezed == name or (bool(core) and core == stem) or (len(core) >= 3 and core == name)
        for name, stem in map(_named, sites)
    )


def _named(site: str) -> tuple[str, str]:
    words = tokens(site)
    return "".join(words), "".join(word for word in words if word not in _GENERIC)


def _letters(text: str) -> str:
    return "".join(tokens(text))
