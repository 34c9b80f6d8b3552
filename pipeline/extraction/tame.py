"""Takes out of a page what stops parsers and holds no text: deep nesting, crowded tags, inlined files. Pure."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

MAX_DEPTH: Final = 256
"""Levels of elements that are kept. libxml2 drops all that follows level 2,048; others need quadratic time long before.

The deepest of 1,900 real pages had under 100 levels.
"""

MAX_ATTRIBUTES: Final = 256
"""Attributes of one tag that are kept: libxml2 is quadratic in them, 100,000 take 10 s."""

_LONG_TAG: Final = re.compile(r"<([a-zA-Z][a-zA-Z0-9:-]*+)[\s/](?:[^<>\"']|\"[^\"]*+\"|'[^']*+'){1500,}+(?=[<>])")
_ATTRIBUTE: Final = re.compile(r"[^\s\"'=/]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"']++))?+")
_DATA: Final = re.compile(r"\bdata:[a-zA-Z0-9/+.;=-]{0,100}+,[a-zA-Z0-9+/=%_-]{1000,}+")
_TAG: Final = re.compile(
    r"<(/?)(?!(?:br|img|meta|link|input|hr|p|li|t[dhr]|d[dt]|option|source|wbr|col|area|base|embed|param|track"
    r"|path|use|circle|rect|line|polygon|g|h[1-6]|html|head|body|main|article)\b)([a-zA-Z][a-zA-Z0-9]*+)"
)
"""Tags that nest: neither those that never hold anything, nor those that the next of their kind closes."""

_WHOLE_TAG: Final = re.compile(_TAG.pattern + r"(?:[^<>\"']|\"[^\"]*+\"|'[^']*+')*+>?")
_RAW: Final = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style", "title", "textarea")}


def tame(text: str) -> str:
    """Return a page with the same text, without what hurts parsers; nearly every page is returned as it is."""
    if "data:" in text:
        text = _DATA.sub("data:,", text)
    text = _LONG_TAG.sub(_uncrowded, text)
    return _flat(text) if _deep(text) else text


def _uncrowded(tag: re.Match[str]) -> str:
    crowded = sum(1 for _ in _ATTRIBUTE.finditer(tag[0], len(tag[1]) + 1)) > MAX_ATTRIBUTES
    return f"<{tag[1]}" if crowded else tag[0]


def _deep(text: str) -> bool:
    depth = 0
    for closing, _name in _TAG.findall(text):
        if not closing:
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif depth:
            depth -= 1
    return False


def _flat(text: str) -> str:
    """Return a page without the tags, opening and closing, of elements below the greatest depth."""
    stack: list[str] = []
    dropped: Counter[str] = Counter()
    pieces, at = [], 0
    while (tag := _WHOLE_TAG.search(text, at)) is not None:
        closing, name = tag[1], tag[2].lower()
        pieces.append(text[at : tag.start()])
        if _kept(closing, name, stack, dropped):
            pieces.append(tag[0])
        at = tag.end()
        if name in _RAW and not closing:
            end = _RAW[name].search(text, at)
            begin, at = at, end.start() if end else len(text)
            pieces.append(text[begin:at])
    return "".join((*pieces, text[at:]))


def _kept(closing: str, name: str, stack: list[str], dropped: Counter[str]) -> bool:
    """Follow one tag; say whether it stays."""
    if name in _RAW:
        return True
    if not closing:
        if len(stack) < MAX_DEPTH:
            stack.append(name)
            return True
        dropped[name] += 1
    elif dropped[name]:
        dropped[name] -= 1
    elif name in stack:
        while stack.pop() != name:
            pass
        return True
    return False
