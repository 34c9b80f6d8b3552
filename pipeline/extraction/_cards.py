"""Finds cards of other stories in a tree: a headline that links elsewhere, with a line or two, a date, a picture.

Told by structure, as class names differ from site to site. Begins at the links that may be headlines, so that its time
goes with their number and not with the size of the page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from ._tree import squeeze
from .words import count_words

Element: TypeAlias = Any
"""An element of lxml, which has no types."""

_BOXES: Final = frozenset({"div", "article", "section", "li", "tr", "aside", "a", "dl", "figure"})
_LINES: Final = frozenset({"p", "td", "dd", "dt", "span", "tr"})
_WHOLE: Final = frozenset({"body", "main", "html", "form", "table", "tbody", "ul", "ol", "header"})
_HEADINGS: Final = frozenset({"h2", "h3", "h4", "h5", "h6"})
_TITLES: Final = _HEADINGS | {"p", "div", "span", "strong", "b"}
_NUMBERED: Final = re.compile(r"[\d_-]+")

MAX_WORDS: Final = 90
"""Words of a card of the same site: a headline, a few sentences, a date."""

MAX_FOREIGN: Final = 40
"""Words of a card that leads to another site; more are written about what it leads to, as in lists of products."""

MAX_INSERTED: Final = 40
"""Words of a card that stands alone."""

MAX_CHARACTERS: Final = 800
MAX_TITLE: Final = 60
"""Characters of the heading above a list of cards."""

MAX_KICKER: Final = 40
"""Characters before the headline of a card: a section, a date, a label."""

MANY: Final = 3
"""Cards of one kind beside each other, from which on they are a list of other stories."""

MOST: Final = 0.7
"""Share of the siblings of one kind that have to be cards."""

LINKED: Final = 0.8
"""Share of the characters of a line that stand in links, from which the line is nothing but a link."""


@dataclass(frozen=True, slots=True)
class Headline:
    """A link that may be the headline of another story: its element, address and text; `near` on the page's site."""

    link: Element
    address: str
    text: str
    near: bool = True


def cards(found: Sequence[Headline]) -> Iterator[Element]:
    """Yield the cards among what surrounds the headlines: those in lists with the heading above, those put in alone."""
    boxes = _boxes(found)
    by_parent: dict[Element, list[Element]] = {}
    for box in boxes:
        by_parent.setdefault(box.getparent(), []).append(box)
    for parent, members in by_parent.items():
        for kind, number in Counter(map(_kind, members)).items():
            group = [box for box in members if _kind(box) == kind and _is_card(box, boxes[box])]
            alike = sum(1 for child in parent if isinstance(child.tag, str) and _kind(child) == kind)
            if len(group) >= max(MANY, MOST * number, MOST * alike) and not _has_prose(parent, group):
                yield from group
                yield from heading_above(group[0])
    yield from (box for box, headline in boxes.items() if _is_inserted(box, headline))


def _boxes(found: Sequence[Headline]) -> dict[Element, Headline]:
    """Return the largest element around each headline that holds no other headline and not many words."""
    addresses: dict[Element, set[str]] = {}
    for headline in found:
        for element in (headline.link, *headline.link.iterancestors()):
            addresses.setdefault(element, set()).add(headline.address)
    boxes: dict[Element, Headline] = {}
    for headline in found:
        box = headline.link
        for parent in headline.link.iterancestors():
            if parent.tag in _WHOLE or len(addresses[parent]) > 1 or not is_short(parent):
                break
            box = parent
        if box.getparent() is not None and (box.tag in _BOXES or box.tag in _LINES):
            boxes.setdefault(box, headline)
    return boxes


def is_short(element: Element, limit: int = MAX_CHARACTERS) -> bool:
    """Say whether an element has at most so many characters of text. Stops reading where it has more."""
    total = 0
    for text in element.itertext():
        total += len(text.strip())
        if total > limit:
            return False
    return True


def text_of(element: Element) -> str:
    """Return the text of an element with single blanks."""
    return squeeze(" ".join(element.itertext()))


def _kind(element: Element) -> tuple[str, str]:
    """Return the tag and the first class without numbers: siblings of one kind have these alike."""
    classes = (element.get("class") or "").split()
    return element.tag, _NUMBERED.sub("", classes[0]) if classes else ""


def _is_card(box: Element, headline: Headline) -> bool:
    text = text_of(box)
    if count_words(text) > (MAX_WORDS if headline.near else MAX_FOREIGN) or next(box.iter("h1"), None) is not None:
        return False
    if box.tag == "a" and next(box.iter("p", "div", "img", *_HEADINGS), None) is None:
        return False
    linked = len(headline.text) >= LINKED * len(text)
    if box.tag in _LINES or linked:
        return linked
    if _heads(headline.link, box):
        return True
    leads = 0 <= text.find(squeeze(" ".join(headline.link.itertext()))) <= MAX_KICKER
    return leads and (box.tag != "li" or next(box.iter("p", "div", "time", "img", *_HEADINGS), None) is not None)


def _heads(link: Element, box: Element) -> bool:
    """Say whether a link is the heading of a box: inside one, or around it."""
    if next(link.iter(*_HEADINGS), None) is not None:
        return True
    for parent in link.iterancestors():
        if parent.tag in _HEADINGS:
            return True
        if parent is box:
            break
    return False


def _has_prose(parent: Element, group: Sequence[Element]) -> bool:
    """Say whether text stands between the members of a group, as between the links of a paragraph."""
    between = len((parent.text or "").strip()) + sum(len((box.tail or "").strip()) for box in group)
    return between > (1 - LINKED) * sum(len(text_of(box)) for box in group)


def _is_inserted(box: Element, headline: Headline) -> bool:
    """Say whether a single box between paragraphs is the card of another story: a linked heading with more beside."""
    if box.tag not in _BOXES or not _heads(headline.link, box) or next(box.iter("h1"), None) is not None:
        return False
    text = text_of(box)
    more = len(text) > len(headline.text) + 3 or next(box.iter("img", "picture", "svg"), None) is not None
    return more and count_words(text) <= MAX_INSERTED


def heading_above(element: Element) -> Iterator[Element]:
    """Yield the heading above an element or above the box that begins with it."""
    for box in (element, *element.iterancestors()):
        above = box.getprevious()
        if above is not None:
            if above.tag in _TITLES and is_short(above, MAX_TITLE) and next(above.iter("a", "h1"), None) is None:
                yield from () if text_of(above)[-1:] in ".!?…。" else (above,)
            return
        if (parent := box.getparent()) is None or parent.tag in _WHOLE - {"ul", "ol", "tbody"}:
            return
