"""luqum behind one typed face: query text to luqum's tree, and its errors as ours."""

from __future__ import annotations

import re
from importlib import import_module
from threading import Lock
from typing import Any, Final

from pipeline.index.errors import QueryError

_lock: Final = Lock()
_QUOTES: Final = str.maketrans({"“": '"', "”": '"', "„": '"', "‟": '"'})
_POSITION: Final = re.compile(r"position (\d+)")


def tree(text: str) -> Any:  # noqa: ANN401 - luqum has no types
    """Return luqum's tree of a query. Raises QueryError."""
    text = text.translate(_QUOTES)
    parser = import_module("luqum.parser")
    try:
        with _lock:  # PLY keeps state while it parses
            return parser.parser.parse(text)
    except import_module("luqum.exceptions").ParseError as error:
        raise _explain(text, str(error)) from None
    except RecursionError:
        raise QueryError("brackets and NOT are nested too deeply", suggestion="simplify the query") from None


def kind(item: Any) -> str:  # noqa: ANN401 - luqum has no types
    """Return the name of a luqum item's class."""
    return type(item).__name__


def place(item: Any) -> int:  # noqa: ANN401 - luqum has no types
    """Return where an item starts in the query."""
    return int(item.pos or 0)


def _explain(text: str, message: str) -> QueryError:
    found = _POSITION.search(message)
    position = min(int(found.group(1)), len(text)) if found else len(text)
    plain = re.sub(r"\\.", "  ", text, flags=re.DOTALL)
    if plain.count('"') % 2:
        return QueryError("a quotation mark is not closed", position=plain.rfind('"'))
    if plain.count("(") > plain.count(")"):
        return QueryError("a bracket is not closed", position=plain.rfind("("))
    if found is None:
        return QueryError("the query ends too early", position=position, suggestion="a word is missing at the end")
    hint = "put quotation marks around values with special characters"
    return QueryError(f"{text[position : position + 1]!r} does not fit here", position=position, suggestion=hint)
