"""Finds cards of other stories in a tree: a headline that links elsewhere, with a line or two, a date, a picture.

Told by structure, as class names differ from site to site. Begins at the links that may be headlines, so that its time
goes with their number and not with the size of the page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from ._tree import squeeze
from .words import count_words

Element: TypeAlias = Any
"""An element of lxml, which has no types."""

_BOXES: Final = frozenset({"div", "article", "section", "li", "tr", "aside", "a", "dl", "figure"})
_LINES: Final = frozenset({"p", "td", "dd", "dt", "span", "tr"})
_WHOLE: Final = frozenset({"body", "main", "html", "form", "table", "tbody", "ul", "ol", "header"})
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_TITLES: Final = _HEADINGS | {"p", "div", "span", "strong", "b"}
_NUMBERED: Final = re.compile(r"[\d_-]+")

MAX_WORDS: Final = 90
"""Words of a card of the same site: a headline, a few sentences, a date."""

MAX_FOREIGN: Final = 40
"""Words of a card that leads to another site; more are written about what it leads to, as in lists of products."""

MAX_INSERTED: Final = 40
"""Words of a card that stands alone."""

MAX_CHARACTERS: Final = 800
_BLANK: Final = 100
MAX_TITLE: Final = 60
"""Characters of the heading above a list of cards."""

MAX_KICKER: Final = 40
"""Characters before the headline of a card: a section, a date, a label."""

MANY: Final = 3
"""Cards of one kind beside each other, from which on they are a list of other stories."""

PAIR: Final = 2
"""Cards that are told from prose only where they are all that stands in a box."""

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


@dataclass(frozen=True, slots=True)
class Box:
    """What surrounds a headline, and all its text; `heads` says that the headline is a heading."""

    element: Element
    headline: Headline
    text: str
    heads: bool


def cards(found: Sequence[Headline], titles: Iterable[Element]) -> Iterator[Box]:
    """Yield the cards among what surrounds the headlines: those in lists, and those put in alone.

    What holds one of the `titles`, the headings of the page itself, is none.
    """
    above = {element for title in titles for element in (title, *title.iterancestors())}
    boxes = [box for box in _boxes(found) if box.element not in above]
    by_parent: dict[Element, list[Box]] = {}
    for box in boxes:
        by_parent.setdefault(box.element.getparent(), []).append(box)
    for parent, members in by_parent.items():
        if len(members) >= MANY:
            yield from _lists(parent, members)
        elif len(members) == PAIR and _are_all(parent, members):
            yield from members
    yield from (box for box in boxes if box.heads and _is_inserted(box))


def _are_all(parent: Element, pair: Sequence[Box]) -> bool:
    """Say whether two boxes are cards of one kind and, but for a heading, all that their parent holds."""
    if len({_kind(box.element) for box in pair}) > 1 or not all(box.headline.near and _is_card(box) for box in pair):
        return False
    most = sum(len(box.text) for box in pair) + MAX_KICKER
    return is_short(parent, most) and not _has_prose(parent, pair)


def _lists(parent: Element, members: Sequence[Box]) -> Iterator[Box]:
    alike = Counter(_kind(child) for child in parent if isinstance(child.tag, str))
    kinds: dict[tuple[str, str], list[Box]] = {}
    for box in members:
        kinds.setdefault(_kind(box.element), []).append(box)
    for kind, same in kinds.items():
        if len(same) >= max(MANY, MOST * alike[kind]):
            group = [box for box in same if _is_card(box)]
            if len(group) >= max(MANY, MOST * alike[kind]) and not _has_prose(parent, group):
                yield from group


def _boxes(found: Sequence[Headline]) -> list[Box]:
    """Return the largest element around each headline that holds no other headline and not many words."""
    owners = _owners(found)
    boxes: dict[Element, Box] = {}
    for headline in found:
        element, text = headline.link, None
        for parent in headline.link.iterancestors():
            more = None if owners[parent] is None or parent.tag in _WHOLE else short_text(parent)
            if more is None:
                break
            element, text = parent, more
        if element not in boxes and (element.tag in _BOXES or element.tag in _LINES):
            text = squeeze(text or text_of(element))
            boxes[element] = Box(element, headline, text, element.tag in _BOXES and _heads(headline.link, element))
    return list(boxes.values())


def _owners(found: Sequence[Headline]) -> dict[Element, str | None]:
    """Return the address of every element around a headline; None for those around headlines of several addresses."""
    owners: dict[Element, str | None] = {}
    for headline in found:
        for element in (headline.link, *headline.link.iterancestors()):
            owner = owners.setdefault(element, headline.address)
            if owner is None or owner != headline.address:
                break
        for around in element.iterancestors() if owner not in {None, headline.address} else ():
            if owners[around] is None:
                break
            owners[around] = None
        if owner != headline.address:
            owners[element] = None
    return owners


def short_text(element: Element, limit: int = MAX_CHARACTERS) -> str | None:
    """Return the text of an element, None where it has more characters than that. Stops reading there."""
    total, texts = 0, []
    for text in element.itertext():
        total += len(text) if len(text) < _BLANK else len(text.strip())
        if total > limit:
            return None
        texts.append(text)
    return " ".join(texts)


def is_short(element: Element, limit: int = MAX_CHARACTERS) -> bool:
    """Say whether an element has at most so many characters of text."""
    return short_text(element, limit) is not None


def text_of(element: Element) -> str:
    """Return the text of an element with single blanks."""
    return squeeze(" ".join(element.itertext()))


def _kind(element: Element) -> tuple[str, str]:
    """Return the tag and the first class without numbers: siblings of one kind have these alike."""
    classes = (element.get("class") or "").split()
    return element.tag, _NUMBERED.sub("", classes[0]) if classes else ""


def _is_card(box: Box) -> bool:
    element, headline, text = box.element, box.headline, box.text
    if _is_long(text, MAX_WORDS if headline.near else MAX_FOREIGN):
        return False
    if element.tag == "a" and next(element.iter("p", "div", "img", *_HEADINGS), None) is None:
        return False
    linked = len(headline.text) >= LINKED * len(text)
    if element.tag in _LINES or linked:
        return linked
    if box.heads:
        return True
    leads = 0 <= text.find(text_of(headline.link)) <= MAX_KICKER
    return leads and (
        element.tag != "li" or next(element.iter("p", "div", "time", "img", *_HEADINGS), None) is not None
    )


def _is_long(text: str, words: int) -> bool:
    return len(text) > words * 2 and count_words(text) > words


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


def _has_prose(parent: Element, group: Sequence[Box]) -> bool:
    """Say whether text stands between the members of a group, as between the links of a paragraph."""
    between = len((parent.text or "").strip()) + sum(len((box.element.tail or "").strip()) for box in group)
    return between > (1 - LINKED) * sum(len(box.text) for box in group)


def _is_inserted(box: Box) -> bool:
    """Say whether a single box between paragraphs is the card of another story: a linked heading with more beside."""
    more = len(box.text) > len(box.headline.text) + 3
    more = more or next(box.element.iter("img", "picture", "svg"), None) is not None
    return more and not _is_long(box.text, MAX_INSERTED)


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
