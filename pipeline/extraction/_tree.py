"""Adapter to lxml: one tree of a page, and the few questions asked of it."""

from __future__ import annotations

import re
from typing import Any, Final

from lxml import etree  # type: ignore[import-untyped]
from lxml import html as lxml_html

_SPACES: Final = re.compile(r"\s+")


def squeeze(text: str) -> str:
    """Return the text with all white space as single blanks."""
    return _SPACES.sub(" ", text).strip()


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

    def meta(self) -> dict[str, str]:
        """Return the contents of all meta tags by `property`, `name` or `itemprop` in lower case; the first wins."""
        found: dict[str, str] = {}
        for element in self._find("//meta[@content]")[:500]:
            key = element.get("property") or element.get("name") or element.get("itemprop") or ""
            content = squeeze(element.get("content"))
            if key and content:
                found.setdefault(key.strip().lower(), content)
        return found

    def _find(self, path: str) -> list[Any]:
        return list(self.root.xpath(path))


def parse(text: str) -> Tree | None:
    """Return the tree of a page, or None where there is nothing to parse. Depth up to 2,048 is kept."""
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (LxmlError, ValueError, AssertionError):
        return None
    return None if root is None else Tree(root)
