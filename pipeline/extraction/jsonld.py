"""JSON-LD: the node of a page that describes its article (schema.org), read leniently.

Half a dozen habits of real pages are allowed for: comments and CDATA around the script, several objects in one,
trailing commas, entities for quotes, line breaks in strings; of what still is no JSON, the fields that matter are
read one by one.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias
from urllib.parse import urlsplit

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
Node: TypeAlias = Mapping[str, Json]

MAX_CHARACTERS: Final = 1_000_000
MAX_NODES: Final = 2000
MAX_REPAIRED: Final = 300_000

_WRAPPER: Final = re.compile(
    r"^\s*(?:<!--|(?://|/\*)?\s*<!\[CDATA\[(?:\s*\*/)?|\ufeff)|(?:-->|(?://|/\*)?\s*\]\]>(?:\s*\*/)?|;)\s*$"
)
_STRING_OR_NOISE: Final = re.compile(
    r'"(?:[^"\\]|\\.)*"|//[^\n]*|/\*.{0,500}?\*/|,(?=\s*[}\]])|(?<=[\[{,])\s*,', re.DOTALL
)
_BAD_ESCAPE: Final = re.compile(r'\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})')
_FIELD: Final = re.compile(
    r'"(@type|headline|name|datePublished|dateCreated|author|creator|publisher|isAccessibleForFree|inLanguage|url)"\s*:\s*'
)
_PREFIX: Final = re.compile(r"^(?:https?://(?:www\.)?schema\.org/|schema:)", re.IGNORECASE)
_ARTICLE: Final = re.compile(r"\w*(?:article|posting|report|newsstory|review)", re.IGNORECASE)
_NEWS: Final = re.compile(r"\w*(?:newsarticle|blogposting|reportage\w*)", re.IGNORECASE)
_PAGE: Final = re.compile(r"(?:web|item)page|creativework|(?:video|audio)object|podcastepisode", re.IGNORECASE)
_ORGANISATION: Final = re.compile(r"\w*organi[sz]ation|corporation|ngo", re.IGNORECASE)
_DESCENT: Final = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "hasPart", "subjectOf")
_LISTED: Final = frozenset({"itemListElement", "item", "hasPart", "subjectOf"})
_TELLING: Final = ("headline", "datePublished", "author", "publisher", "articleBody")
_SHARED: Final = ("headline", "datePublished", "author", "creator", "publisher", "inLanguage", "isAccessibleForFree")
_DECODER: Final = json.JSONDecoder(strict=False)


def article_node(scripts: Sequence[str], url: str = "") -> Node:
    """Return the node that describes the page's article, or an empty node.

    Among several, the one that names the page's own address, then one that is no item of a list, then news before
    other kinds, then the richest. What it lacks is taken from the nodes that speak of the same headline, and names
    that it gives by reference (`@id`) are looked up.
    """
    found = [entry for script in scripts for entry in _nodes(_load(script))]
    articles = [entry for entry in found if _kind(entry[0], _ARTICLE)]
    best = max(articles, key=lambda entry: _rank(entry[0], entry[1], url), default=None)
    if best is None:
        return {}
    index = {name: node for node, _ in found if isinstance(name := node.get("@id"), str) and len(node) > 1}
    others = [node for node, _ in articles if node is not best[0] and _same(node, best[0])]
    return {key: _resolved(value, index) for key, value in _merged(best[0], others).items()}


def page_node(scripts: Sequence[str]) -> Node:
    """Return the node of the page as such (WebPage, VideoObject), which dates it where no article is described."""
    found = [node for script in scripts for node, listed in _nodes(_load(script)) if not listed]
    return next((node for node in found if _kind(node, _PAGE)), {})


def strings(value: Json, *keys: str) -> list[str]:
    """Return the texts of a value: a text, a node or a list of both. Of a node, the first of `keys` that it has."""
    if isinstance(value, str):
        return [value.strip()] if value.strip() else []
    if isinstance(value, Mapping):
        return next((found for key in (*keys, "@value") if (found := strings(value.get(key)))), [])
    if isinstance(value, Sequence):
        return [text for item in value for text in (strings(item, *keys) if not _is_list(item) else [])]
    return []


def organisations(value: Json) -> list[str]:
    """Return the names of the nodes, in a node or a list of nodes, that are an organisation."""
    nodes = value if _is_list(value) else [value]
    return [
        name
        for node in (nodes if isinstance(nodes, Sequence) else ())
        if isinstance(node, Mapping) and _kind(node, _ORGANISATION)
        for name in strings(node.get("name"))
    ]


def first(node: Node, *keys: str) -> str:
    """Return the first text under one of the keys, or an empty text."""
    return next((found[0] for key in keys if (found := strings(node.get(key), "@id", "url", "name"))), "")


def _is_list(value: Json) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _kind(node: Node, kinds: re.Pattern[str]) -> bool:
    return any(kinds.fullmatch(_PREFIX.sub("", kind)) for kind in strings(node.get("@type")))


def _load(script: str) -> list[Json]:
    """Return the values of a script, however it is written."""
    text = script[:MAX_CHARACTERS]
    while (shorter := _WRAPPER.sub("", text, count=2).strip()) != text:
        text = shorter
    for attempt in (_as_is, _repaired, _unescaped):
        try:
            found = attempt(text)
        except (ValueError, RecursionError):
            continue
        if found:
            return found
    return _salvaged(text)


def _as_is(text: str) -> list[Json]:
    return [json.loads(text, strict=False)]


def _repaired(text: str) -> list[Json]:
    if len(text) > MAX_REPAIRED:
        return []
    text = _BAD_ESCAPE.sub(r"\\\\", _STRING_OR_NOISE.sub(lambda m: m[0] if m[0][0] == '"' else "", text)).strip()
    values: list[Json] = []
    at = 0
    while at < len(text) and len(values) < MAX_NODES:
        value, at = _DECODER.raw_decode(text, at)
        values.append(value)
        while at < len(text) and text[at] in " \t\r\n,;":
            at += 1
    return values


def _unescaped(text: str) -> list[Json]:
    return _repaired(html.unescape(text)) if "&quot;" in text or "&#34;" in text else []


def _salvaged(text: str) -> list[Json]:
    """Return one node of the fields that can be read for themselves; the first of each counts."""
    node: dict[str, Json] = {}
    for match in list(_FIELD.finditer(text))[:MAX_NODES]:
        if match[1] in node and not (match[1] == "@type" and not _kind(node, _ARTICLE)):
            continue
        try:
            node[match[1]] = _DECODER.raw_decode(text, match.end())[0]
        except (ValueError, RecursionError):
            continue
    return [node] if "headline" in node and _kind(node, _ARTICLE) else []


def _nodes(values: Sequence[Json]) -> Iterator[tuple[Node, bool]]:
    """Yield the nodes in some values, the outer first, and whether each is a part of another or of a list."""
    waiting: list[tuple[Json, bool]] = [(value, False) for value in values]
    at = 0
    while at < min(len(waiting), MAX_NODES):
        current, listed = waiting[at]
        at += 1
        if isinstance(current, Mapping):
            yield current, listed
            waiting += [(current[key], listed or key in _LISTED) for key in _DESCENT if key in current]
        elif isinstance(current, Sequence) and not isinstance(current, str):
            waiting += [(item, listed) for item in current[:MAX_NODES]]


def _rank(node: Node, listed: bool, url: str) -> tuple[bool, bool, bool, int]:
    rich = sum(bool(node.get(key)) for key in _TELLING)
    return bool(url) and _speaks_of(node, url), not listed, _kind(node, _NEWS), rich


def _speaks_of(node: Node, url: str) -> bool:
    named = [text for key in ("url", "mainEntityOfPage", "@id") for text in strings(node.get(key), "@id", "url")]
    path = _path(url)
    return bool(path) and any(_path(text) == path for text in named)


def _path(url: str) -> str:
    try:
        return urlsplit(url).path.rstrip("/").lower()
    except ValueError:
        return ""


def _same(node: Node, best: Node) -> bool:
    mine, its = strings(node.get("headline")), strings(best.get("headline"))
    return not its or mine[:1] == its[:1]


def _merged(best: Node, others: Sequence[Node]) -> dict[str, Json]:
    node = dict(best)
    for other in others:
        node |= {key: other[key] for key in _SHARED if other.get(key) and not node.get(key)}
    return node


def _resolved(value: Json, index: Mapping[str, Node]) -> Json:
    """Return a value in which nodes that are mere references are replaced by what they refer to."""
    if isinstance(value, Mapping):
        name = value.get("@id")
        known = index.get(name) if isinstance(name, str) and not value.get("name") else None
        return known if known is not None else value
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_resolved(item, index) if isinstance(item, Mapping) else item for item in value[:MAX_NODES]]
    return value
