"""Adapter to lxml: one tree of a page, and the few questions asked of it."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from typing import Any, Final

from lxml import etree  # type: ignore[import-untyped]
from lxml import html as lxml_html

_UNREAD: Final = frozenset(
    {"script", "style", "svg", "template", "noscript", "button", "select", "time", "figure", "math"}
)
_BLOCKS: Final = frozenset(
    {"br", "div", "p", "li", "ul", "section", "header", "dt", "dd", "td", "h1", "h2", "h3", "h4"}
)
_MAX_SPOKEN: Final = 2000
_MAX_NESTED: Final = 30
_MAX_MARKED: Final = 200
_MAX_KEPT: Final = 50_000
_NEAR: Final = 8


def squeeze(text: str) -> str:
    """Return the text with all white space as single blanks."""
    return " ".join(text.split())


LxmlError: Final[type[Exception]] = etree.LxmlError


class Tree:
    """A parsed page."""

    def __init__(self, root: Any) -> None:  # noqa: ANN401 - lxml has no types
        self.root = root

    def texts(self, path: str, limit: int = 20) -> list[str]:
        """Return the text of the first elements that an XPath finds, without empty ones."""
        found = (squeeze("".join(element.itertext())) for element in self._find(path)[:limit])
        return [text for text in found if text]

    def values(self, path: str, limit: int = 20) -> list[str]:
        """Return the first attribute values that an XPath ending in `/@name` finds, without empty ones."""
        return [text for text in (str(value).strip() for value in self._find(path)[:limit]) if text]

    def raw(self, path: str, limit: int = 20) -> list[str]:
        """Return the unchanged text directly inside the first elements that an XPath finds."""
        return [element.text for element in self._find(path)[:limit] if element.text]

    def spoken(self, path: str, limit: int = 20, joint: str = " ") -> list[str]:
        """Return the texts of the first elements that an XPath finds, as a reader takes them, without empty ones.

        `joint` is put where a new block, or a new element that begins with a capital, shows that something else
        begins. Scripts, drawings, buttons and times are not read.
        """
        return _read(self._find(path)[:limit], joint)

    def spoken_by_rank(self, path: str, ranks: Sequence[str], limit: int, joint: str) -> Iterator[list[str]]:
        """Yield, for each of the XPaths `ranks` asked of each element that `path` finds, the texts found, as `spoken`.

        The page is searched once only.
        """
        marked = self._find(path)[:_MAX_MARKED]
        for rank in ranks:
            test = _compiled(rank)
            yield _read([found for element in marked for found in test(element)][:limit], joint)

    def links(self, lengths: AbstractSet[int]) -> list[str]:
        """Return the texts, of these lengths, of links and of items of lists that are links for the greater part."""
        found = []
        for element in self.root.iter("a", "li"):
            text = squeeze("".join(element.itertext()))
            if len(text) in lengths and (element.tag == "a" or _mostly_link(element, text)):
                found.append(text)
        return found

    def meta(self) -> dict[str, list[str]]:
        """Return the contents of all meta tags by `property`, `name`, `itemprop` or `http-equiv` in lower case."""
        found: dict[str, list[str]] = {}
        for element in self._find("//meta[@content]")[:500]:
            content = squeeze(element.get("content"))
            named = " ".join(element.get(name) or "" for name in ("property", "name", "itemprop", "http-equiv"))
            for key in dict.fromkeys(named.lower().split()) if content else ():
                found.setdefault(key, []).append(content)
        return found

    def elements(self, path: str) -> list[Any]:
        """Return the elements that an XPath finds, for those who change the tree."""
        return self._find(path)

    def without(self, tags: Sequence[str], *, keep: str) -> Tree:
        """Return a copy without elements of some tags, but for short ones whose own text holds `keep`."""
        root = copy.deepcopy(self.root)
        for element in [*root.iter(*tags)]:
            own = element.text or ""
            if keep not in own or len(own) > _MAX_KEPT:
                element.drop_tree()
        return Tree(root)

    def lines_near(self, path: str, limit: int) -> list[str]:
        """Return the pieces of text around the first element that an XPath finds, the nearest first.

        `limit` is how many behind it, and how many before.
        """
        before: list[str] = []
        behind: list[str] = []
        marks = self._find(path)[:1]
        seen = not marks
        for element in self.root.iter():
            seen = seen or element is marks[0]
            for text in (element.text, element.tail):
                line = squeeze(text or "") if element.tag not in _UNREAD - {"time"} else ""
                if line:
                    (behind if seen else before).append(line)
            if len(behind) >= limit:
                break
        before = before[: -limit - 1 : -1]
        return [*behind[:_NEAR], *before[:_NEAR], *behind[_NEAR:], *before[_NEAR:]]

    def source(self) -> str:
        """Return the page as HTML again."""
        return str(lxml_html.tostring(self.root, encoding="unicode", doctype="<!doctype html>"))

    def _find(self, path: str) -> list[Any]:
        return list(_compiled(path)(self.root))


@cache
def _compiled(path: str) -> Any:  # noqa: ANN401 - lxml has no types
    return etree.XPath(path)


def _mostly_link(item: Any, text: str) -> bool:  # noqa: ANN401 - lxml has no types
    linked = sum(len(squeeze("".join(link.itertext()))) for link in item.iter("a"))
    return linked * 5 >= len(text) * 2


def _read(elements: Sequence[Any], joint: str) -> list[str]:
    return [text for element in elements if (text := _spoken(element, joint))]


def _spoken(element: Any, joint: str) -> str:  # noqa: ANN401 - lxml has no types
    text, pending = "", False
    for piece, apart in _pieces(element):
        pending = pending or apart
        if not piece.strip():
            text += piece and " "
            continue
        text = text.rstrip() + joint if text.strip() and (pending or _begins(text, piece)) else text
        text, pending = text + piece, False
        if len(text) > _MAX_SPOKEN:
            break
    return squeeze(text)


def _begins(text: str, piece: str) -> bool:
    """Say whether a piece that follows without a blank begins something else: with a capital, after a letter."""
    return (piece[0].isupper() or piece[0].isdigit()) and (text[-1].isalnum() or text[-1] in ".!?:;")


def _pieces(element: Any, depth: int = 0) -> Iterator[tuple[str, bool]]:  # noqa: ANN401 - lxml has no types
    """Yield the texts below an element, each with whether a block begins or ends before it."""
    apart = depth > 0 and element.tag in _BLOCKS
    yield element.text or "", apart
    for child in element if depth < _MAX_NESTED else ():
        block = child.tag in _BLOCKS
        if isinstance(child.tag, str) and child.tag not in _UNREAD:
            yield from _pieces(child, depth + 1)
        yield child.tail or "", block


def parse(text: str) -> Tree | None:
    """Return the tree of a page, or None where there is nothing to parse. Depth up to 2,048 is kept."""
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (LxmlError, ValueError, AssertionError):
        return None
    return None if root is None else Tree(root)
