"""The extractors of one page, each asked at most once and only when its text is wanted."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from typing import Final, Literal, TypeAlias

from . import _newspaper, _resiliparse, _trafilatura
from ._tree import Tree
from .agreement import Shingles, f1, shingles_of
from .paragraphs import tidy
from .support import Witness, keys, supplemented, supported
from .words import count_words, tokens

Name: TypeAlias = Literal[
    "trafilatura", "trafilatura-precision", "trafilatura-default", "resiliparse", "newspaper4k", "json-ld"
]
"""`trafilatura` is its precision mode without the library's helpers, `trafilatura-precision` with them.

`json-ld` is no extractor but the articleBody that the page states.
"""

FIRST: Final[Name] = "trafilatura"
STRICT: Final[Name] = "trafilatura-precision"
DEFAULT: Final[Name] = "trafilatura-default"
CHECK: Final[Name] = "resiliparse"

AGREED: Final = 0.5
"""Shingle F1 of two extractors below which they have not found the same text."""

APART: Final = 0.4
"""Share of the best coverage of title and description below which a text is taken to be about something else."""

TELLING: Final = 4
"""Letters of a word that tells what a page is about."""

MIN_TELLING: Final = 6
"""Such words of title and description, with fewer of which nothing is told."""

_FOCUS: Final[dict[Name, _trafilatura.Focus]] = {
    FIRST: "alone",
    STRICT: "precision",
    DEFAULT: "default",
}
_BULLETS: Final = "-•*|# "
_TAG: Final = re.compile(r"<(?:/?[a-zA-Z][^<>]{0,500})>")


class Voters:
    """The texts of a page by extractor, and how far they agree."""

    def __init__(self, tree: Tree, text: str, stated: str = "", about: str = "") -> None:
        self._tree, self._html = tree, text
        self._about = frozenset(word for word in tokens(about) if len(word) >= TELLING)
        self._texts: dict[Name, str] = {"json-ld": tidy(_plain(stated))}
        self._tokens: dict[Name, list[str]] = {}
        self._bags: dict[Name, Shingles] = {}
        self._agreed: dict[frozenset[Name], float] = {}

    def text(self, name: Name) -> str:
        """Return what an extractor finds, one paragraph a line; an empty text where it finds nothing."""
        if name not in self._texts:
            self._texts[name] = tidy(self._ask(name))
        return self._texts[name]

    def words(self, name: Name) -> int:
        """Return the number of words that an extractor finds."""
        return count_words(self.text(name))

    def tokens(self, name: Name) -> list[str]:
        """Return the words that an extractor finds, as they are compared."""
        if name not in self._tokens:
            self._tokens[name] = tokens(self.text(name))
        return self._tokens[name]

    def bag(self, name: Name) -> Shingles:
        """Return the shingles of what an extractor finds."""
        if name not in self._bags:
            self._bags[name] = shingles_of(self.tokens(name))
        return self._bags[name]

    def agree(self, left: Name, right: Name) -> float:
        """Return the shingle F1 of two extractors, 0 where one of them finds nothing."""
        if not (self.text(left) and self.text(right)):
            return 0.0
        pair = frozenset((left, right))
        if pair not in self._agreed:
            self._agreed[pair] = f1(self.bag(left), self.bag(right))
        return self._agreed[pair]

    def medoid(self, names: Iterable[Name], witnesses: Iterable[Name] = ()) -> Name | None:
        """Return the extractor that agrees best with the others and with the witnesses, who cannot be chosen.

        Where the first two disagree, one whose text says much less of what the page calls itself than another's has
        found something else: it votes but cannot be chosen.
        """
        asked = [name for name in names if self.text(name)]
        told = {name: 1.0 if self.agree(FIRST, CHECK) >= AGREED else self._coverage(name) for name in asked}
        found = [name for name in asked if told[name] >= max(told.values()) * APART]
        voters = [*asked, *(name for name in witnesses if self.text(name))]
        return max(
            found, key=lambda name: sum(self.agree(name, other) for other in voters if other != name), default=None
        )

    def _coverage(self, name: Name) -> float:
        """Return the share of the words that the page calls itself by which an extractor's text has."""
        if len(self._about) < MIN_TELLING:
            return 1.0
        return len(self._about.intersection(self.tokens(name))) / len(self._about)

    def supported(self, name: Name) -> str:
        """Return what an extractor finds, without lines that it alone has, with sentences that two others have."""
        others = [other for other in self.asked() if not _akin(name, other) and self.agree(name, other) >= AGREED]
        witnesses = [Witness(self.tokens(other), self.bag(other)) for other in others]
        text = supported(self.text(name), witnesses, self, loose=name == CHECK)
        if CHECK in others and "newspaper4k" in others:
            mine = Witness(self.tokens(name), self.bag(name))
            return supplemented(text, self.text(CHECK), mine, witnesses[others.index("newspaper4k")])
        return text

    def linked(self, lines: Sequence[str]) -> frozenset[str]:
        """Return the words of those of the lines that are nothing but a link on the page."""
        return keys(self._tree.links({len(line.lstrip(_BULLETS).rstrip(" |")) for line in lines}))

    def quoted(self, lines: Sequence[str]) -> frozenset[str]:
        """Return the words of those of the lines that stand in a quotation or an embedded post."""
        quoted = " ".join(tokens(" ".join(self._tree.texts("//blockquote"))))
        return keys([line for line in lines if " ".join(tokens(line)) in quoted])

    def asked(self) -> list[Name]:
        """Return who was asked and found something, and the page's own statement where there is one."""
        return [name for name, text in self._texts.items() if text]

    def _ask(self, name: Name) -> str:
        if name == "resiliparse":
            return _resiliparse.main_text(self._html)
        if name == "newspaper4k":
            return _newspaper.main_text(self._html)
        return _trafilatura.main_text(self._tree, _FOCUS[name])


def independent(name: Name, other: Name) -> bool:
    """Say whether two are extractors of different libraries."""
    return name != other and "json-ld" not in (name, other) and not (name in _FOCUS and other in _FOCUS)


def _akin(name: Name, other: Name) -> bool:
    """Say whether the other can be no witness: itself, or the same library in a mode that is not the stricter."""
    return name == other or (name in _FOCUS and other in _FOCUS and (name, other) != (DEFAULT, STRICT))


def _plain(stated: str) -> str:
    """Return an articleBody as text: many carry tags or entities."""
    return html.unescape(_TAG.sub("\n", stated)) if "<" in stated or "&" in stated else stated
