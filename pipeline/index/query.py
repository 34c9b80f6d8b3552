"""The query language: text to the tree of `ast`. docs/query-language.md describes it for its users.

The grammar is Lucene's as luqum reads it, less what engines read in different ways: AND and OR side by side need
brackets, a prefix has at least three letters, and there are no leading wildcards, fuzzy words, boosts or regular
expressions. What is not understood is an error with its place, never silently something else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from pipeline.index import ast
from pipeline.index.errors import QueryError
from pipeline.index.query_fields import leaf, nearest
from pipeline.index.query_grammar import kind, place, tree
from pipeline.index.query_values import Context

MAX_LENGTH: Final = 4_000
MAX_DEPTH: Final = 20
MAX_LEAVES: Final = 200

_AND: Final = ("AndOperation", "UnknownOperation")
_OR: Final = ("OrOperation",)
_GROUPS: Final = ("Group", "FieldGroup")


def parse(text: str, *, now: datetime) -> ast.Node:
    """Return the query that a text says. Raises QueryError for any text that says none.

    `now` is what relative dates such as `now-7d` count from.
    """
    _check_text(text)
    return _Reader(now).read(tree(text), None, 0)


def _check_text(text: str) -> None:
    if len(text) > MAX_LENGTH:
        raise QueryError(f"the query is longer than {MAX_LENGTH} characters", position=MAX_LENGTH)
    if not text.strip():
        raise QueryError("the query is empty", suggestion="* finds every story")
    for position, char in enumerate(text):
        if "\ud800" <= char <= "\udfff":
            raise QueryError("the query is not valid Unicode text", position=position)


@dataclass
class _Reader:
    now: datetime
    leaves: int = field(default=0)

    def read(self, item: Any, name: str | None, depth: int) -> ast.Node:  # noqa: ANN401 - luqum has no types
        """Return the node of one of luqum's items, inside the field `name` if any."""
        if depth > MAX_DEPTH:
            raise QueryError("brackets and NOT are nested too deeply", position=place(item), suggestion="simplify it")
        found = kind(item)
        if found in _READ:
            return _READ[found](self, item, name, depth + 1)
        if found in _AND + _OR:
            return self.read_operation(item, name, depth + 1)
        return self.read_leaf(item, name)

    def read_leaf(self, item: Any, name: str | None) -> ast.Node:  # noqa: ANN401
        """Return a word, phrase, value or range."""
        self.leaves += 1
        if self.leaves > MAX_LEAVES:
            raise QueryError(f"the query has more than {MAX_LEAVES} words and values", position=place(item))
        return leaf(item, Context(name, self.now, place(item)))

    def read_operation(self, item: Any, name: str | None, depth: int) -> ast.Node:  # noqa: ANN401
        """Return And or Or. Raises QueryError where both stand side by side."""
        own, other = (_OR, _AND) if kind(item) in _OR else (_AND, _OR)
        for child in item.children:
            if kind(child) in other:
                raise QueryError(
                    "AND and OR stand side by side (words side by side mean AND)",
                    position=place(child),
                    suggestion="say with brackets which belong together: a AND (b OR c)",
                )
        parts: list[ast.Node] = []
        for child in item.children:
            node = self.read(child, name, depth if kind(child) not in own else depth - 1)
            parts += _parts(node) if kind(child) in own else [node]
        return ast.Or(tuple(parts)) if own is _OR else ast.And(tuple(parts))

    def read_not(self, item: Any, name: str | None, depth: int) -> ast.Node:  # noqa: ANN401
        """Return a negated part."""
        return ast.Not(self.read(item.children[0], name, depth))

    def read_inner(self, item: Any, name: str | None, depth: int) -> ast.Node:  # noqa: ANN401
        """Return what brackets or a plus sign hold: words side by side are all required anyway."""
        return self.read(item.children[0], name, depth)

    def read_field(self, item: Any, name: str | None, depth: int) -> ast.Node:  # noqa: ANN401
        """Return what a field is asked for."""
        if name is not None:
            raise QueryError(
                f"the value of {name} holds a colon, or is a field itself",
                position=place(item),
                suggestion=f'put the value in quotation marks: {name}:"…"',
            )
        if item.name == "*" and str(item.expr).strip() == "*":
            return ast.Everything()
        if nearest(item.name) is not None:
            raise QueryError(
                f"there is no field {item.name!r}", position=place(item), suggestion=nearest(item.name) or ""
            )
        return self.read(item.children[0], item.name, depth)


def _parts(node: ast.Node) -> list[ast.Node]:
    return list(node.parts) if isinstance(node, ast.And | ast.Or) else [node]


_READ: Final[dict[str, Callable[[_Reader, Any, str | None, int], ast.Node]]] = {
    "Not": _Reader.read_not,
    "Prohibit": _Reader.read_not,
    "Plus": _Reader.read_inner,
    "Group": _Reader.read_inner,
    "FieldGroup": _Reader.read_inner,
    "SearchField": _Reader.read_field,
}
