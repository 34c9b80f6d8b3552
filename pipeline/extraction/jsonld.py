"""JSON-LD: the nodes of a page that describe an article (schema.org), read leniently."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
Node: TypeAlias = Mapping[str, Json]

MAX_CHARACTERS: Final = 1_000_000
MAX_NODES: Final = 2000

_WRAPPER: Final = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|"
    r"(?:-->|//\s*\]\]>|\]\]>|/\*\s*\]\]>\s*\*/)\s*$"
)
_ARTICLE: Final = re.compile(
    r"(?:https?://schema\.org/)?\w*(?:Article|Posting|Report|Review|Report(?:age)?NewsArticle)"
)
_ORGANISATION: Final = re.compile(r"(?:https?://schema\.org/)?(?:\w*Organization|Corporation|NGO)")


def article_node(scripts: Sequence[str]) -> Node:
    """Return the node that describes the page's article: the richest one, or an empty node."""
    nodes = [node for script in scripts for node in _nodes(_load(script)) if _is_article(node)]
    return max(nodes, key=_richness, default={})


def strings(value: Json, *keys: str) -> list[str]:
    """Return the texts of a value: a text, a node or a list of both. Of a node, the first of `keys` that it has."""
    if isinstance(value, str):
        return [value.strip()] if value.strip() else []
    if isinstance(value, Mapping):
        return next((found for key in keys if (found := strings(value.get(key)))), [])
    if isinstance(value, Sequence):
        return [text for item in value for text in (strings(item, *keys) if not _is_list(item) else [])]
    return []


def organisations(value: Json) -> list[str]:
    """Return the names of the nodes, in a node or a list of nodes, that are an organisation."""
    nodes = value if _is_list(value) else [value]
    return [
        name
        for node in (nodes if isinstance(nodes, Sequence) else ())
        if isinstance(node, Mapping) and any(_ORGANISATION.fullmatch(kind) for kind in strings(node.get("@type")))
        for name in strings(node.get("name"))
    ]


def first(node: Node, *keys: str) -> str:
    """Return the first text under one of the keys, or an empty text."""
    return next((found[0] for key in keys if (found := strings(node.get(key), "@id", "url", "name"))), "")


def _is_list(value: Json) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _load(script: str) -> Json:
    text = _WRAPPER.sub("", script[:MAX_CHARACTERS]).strip().rstrip(";")
    try:
        value: Json = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    return value


def _nodes(value: Json) -> Iterator[Node]:
    waiting, seen = [value], 0
    while waiting and seen < MAX_NODES:
        current = waiting.pop(0)
        seen += 1
        if isinstance(current, Mapping):
            yield current
            waiting += [
                current[key]
                for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement")
                if key in current
            ]
        elif isinstance(current, Sequence) and not isinstance(current, str):
            waiting += current[:MAX_NODES]


def _is_article(node: Node) -> bool:
    return any(_ARTICLE.fullmatch(kind) for kind in strings(node.get("@type")))


def _richness(node: Node) -> int:
    return sum(bool(node.get(key)) for key in ("headline", "datePublished", "author", "publisher", "articleBody"))
