"""The visible text of a page, without a parser: one pass over its tags, for pages that are no articles."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final

MAX_CHARACTERS: Final = 1_000_000

_NAME: Final = re.compile(r"/?[a-zA-Z][a-zA-Z0-9]*")
_UNREAD: Final = frozenset({"script", "style", "svg", "template", "textarea", "select"})
_INLINE: Final = frozenset(
    {"a", "abbr", "b", "em", "font", "i", "mark", "small", "span", "strong", "sub", "sup", "u", "wbr"}
)
_BLANKS: Final = re.compile(r"[^\S\n]+")
_LINES: Final = re.compile(r"\s*\n\s*")


def visible_text(page: str) -> str:
    """Return the text of a page that is not in scripts, styles or comments, one block a line. Linear in its length."""
    text = _BLANKS.sub(" ", html.unescape("".join(_pieces(page[:MAX_CHARACTERS]))))
    return _LINES.sub("\n", text).strip()


def _pieces(page: str) -> Iterator[str]:
    closing = ""
    first, *rest = page.split("<")
    yield first.replace("\n", " ")
    for piece in rest:
        if closing == "-->":
            _, ended, text = piece.partition("-->")
            closing = "" if ended else closing
            yield text.replace("\n", " ")
            continue
        name = found[0].lower() if (found := _NAME.match(piece)) else ""
        if closing and name != closing:
            continue
        closing = ""
        if piece.startswith("!--"):
            _, ended, text = piece.partition("-->")
            closing = "" if ended else "-->"
            yield text.replace("\n", " ")
            continue
        if name in _UNREAD:
            closing = f"/{name}"
            continue
        if name or piece.startswith("!"):
            yield "" if name.lstrip("/") in _INLINE else "\n"
            yield piece.partition(">")[2].replace("\n", " ")
        else:
            yield "<" + piece.replace("\n", " ")
