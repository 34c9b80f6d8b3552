"""Words and values of queries: escapes, wildcards, and the checks that need them. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pipeline.index.analysis import terms
from pipeline.index.errors import QueryError

MIN_PREFIX: Final = 3
_TRAILING_STAR: Final = re.compile(r"(?<!\\)(?:\\\\)*\*$")
_WILDCARD: Final = re.compile(r"(?<!\\)(?:\\\\)*[*?]")
_LOWER: Final = {"and": "AND", "or": "OR", "not": "NOT"}
_SYMBOLS: Final = {"&&": "AND", "||": "OR", "!": "NOT"}


@dataclass(frozen=True, slots=True)
class Context:
    """Where in a query a leaf stands: its field, if any, the time that is now, and its position."""

    field: str | None
    now: datetime
    position: int

    def error(self, message: str, suggestion: str = "") -> QueryError:
        """Return an error at this place."""
        return QueryError(message, position=self.position, suggestion=suggestion)


def unescape(text: str) -> str:
    """Return a text without the backslashes that make special characters plain ones."""
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


def read_word(raw: str, context: Context) -> tuple[str, bool]:
    """Return a word as meant, and whether it is the beginning of words. Raises QueryError."""
    _check_operator(raw, context)
    prefix = _TRAILING_STAR.search(raw) is not None
    body = raw[:-1] if prefix else raw
    if _WILDCARD.search(body):
        raise context.error(
            "* may stand only at the end of a word, and ? nowhere",
            'put them in quotation marks, or a backslash before them, to mean them literally; or shorten: "surveil*"',
        )
    return unescape(body), prefix


def check_words(text: str, context: Context, *, prefix: bool) -> None:
    """Raise QueryError for a text without words, and for a beginning that is too short."""
    found = terms(text, None)
    if not found:
        raise context.error(f"{text!r} has no letters or digits to search for")
    if prefix and len(found[-1].word) < MIN_PREFIX:
        raise context.error(f"{text}* would find too much", f"at least {MIN_PREFIX} letters before *")


def _check_operator(raw: str, context: Context) -> None:
    if raw in _LOWER:
        raise context.error(
            f"{raw!r} could be a word or an operator", f'{_LOWER[raw]} is the operator, "{raw}" in quotes the word'
        )
    for symbol, word in _SYMBOLS.items():
        if raw.startswith(symbol):
            raise context.error(f"{symbol} is no operator here", f"write {word}")
