"""Makes paragraphs of text that line breaks part, as many portals of Asia and older pages write it.

Extractors take such text for loose pieces: they lose the first of them, or all that is no sentence.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from lxml import etree  # type: ignore[import-untyped]

from ._cards import Element
from ._tree import Tree

BREAKS: Final = 3
"""Line breaks in one box, at least."""

CHARACTERS: Final = 200
"""Characters of text that stand in a box itself, at least."""

_BOXES: Final = frozenset({"div", "article", "section", "td", "main"})
_INLINE: Final = frozenset(
    {"a", "abbr", "b", "cite", "code", "em", "font", "i", "ins", "mark", "q", "s", "small", "span", "strong", "sub"}
    | {"sup", "time", "u", "wbr"}
)
_BLOCKS: Final = ("div", "p", "img", "figure", "table", "ul", "ol", "br", "h1", "h2", "h3")


def with_paragraphs(tree: Tree) -> bool:
    """Turn runs of text between line breaks into paragraphs; say whether there were any."""
    numbers: Counter[Element] = Counter(line.getparent() for line in tree.root.iter("br"))
    boxes = [box for box, number in numbers.items() if number >= BREAKS and box.tag in _BOXES and _says_much(box)]
    for box in boxes:
        _rebuild(box)
    return bool(boxes)


def _says_much(box: Element) -> bool:
    return len((box.text or "").strip()) + sum(len((child.tail or "").strip()) for child in box) >= CHARACTERS


def _rebuild(box: Element) -> None:
    children = list(box)
    paragraph = etree.SubElement(box, "p")
    paragraph.text, box.text = box.text, None
    for child in children:
        tail, child.tail = child.tail, None
        if child.tag == "br":
            box.remove(child)
            paragraph = _next(box, paragraph)
            paragraph.text = tail
        elif child.tag in _INLINE and next(child.iter(*_BLOCKS), None) is None:
            paragraph.append(child)
            child.tail = tail
        else:
            box.append(child)
            paragraph = _next(box, paragraph)
            paragraph.text = tail
    _next(box, paragraph).getparent().remove(box[-1])


def _next(box: Element, paragraph: Element) -> Element:
    """Return a new paragraph at the end of a box; one before it that stayed empty goes."""
    if not len(paragraph) and not (paragraph.text or "").strip():
        box.remove(paragraph)
    return etree.SubElement(box, "p")
