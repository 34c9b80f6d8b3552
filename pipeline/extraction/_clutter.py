"""Takes out of a tree what is built like no article's text: cards of other stories, sign-up forms, contents, leads.

Every extractor takes some of it along, and where a page has more of it than of its article, two may agree on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from ._cards import LINKED, Element, Headline, cards, heading_above, is_short, text_of
from ._tree import Tree, squeeze
from .clutter_words import asks_to_follow, is_lead_in, is_profile, is_sign_up
from .words import count_words

MAX_LINKS: Final = 3000
"""Links of a page that are looked at."""

SHORTEST: Final = 12
"""Characters from which the text of a link may be a headline, half as many of East Asia; menus hold shorter ones."""

MAX_SIGN_UP: Final = 60
"""Words of a box that asks for an address."""

MAX_LEAD: Final = 40
"""Words of a line that leads to another story."""

MANY: Final = 3
"""Entries of a table of contents, at least."""

IN_A_ROW: Final = 5
"""Links of a line that is a menu, at least."""

_SIGN_UP: Final = "//@class[contains(., 'ewsletter') or contains(., 'ignup') or contains(., 'ign-up')]/.."
_INLINE: Final = frozenset({"a", "span", "p", "button", "input", "li"})
_DENSE: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NO_PAGE: Final = ("#", "mailto:", "javascript:", "tel:", "data:", "whatsapp:")
_LINES: Final = frozenset({"p", "div", "li", "td", "blockquote", "section", "aside", "h2", "h3", "h4", "h5", "h6"})
_PROSE: Final = frozenset({"p", "div", "blockquote"})
_WHOLE: Final = frozenset({"body", "main", "html", "article", "table", "tbody"})
_ENDS: Final = (".", "!", "…", "。", "”", '"', "»")
_BULLETS: Final = frozenset("·•»›▪■")
_LEFT: Final = " \t·•›▪■.…:→»>|–—-[]()"


def without_clutter(tree: Tree, *addresses: str) -> int:
    """Take clutter out of a tree; return the number of its pieces. `addresses` are the page's own."""
    links = list(_links(tree))
    found = [*_sign_ups(tree), *_prompts(links), *_contents(links), *_menus(links)]
    headlines = _headlines(links, addresses)
    boxes = list(cards(headlines, _titles(tree, headlines)))
    taken = {box.element for box in boxes}
    found += [box.element for box in boxes]
    for box in boxes:
        above = box.element.getprevious()
        if above is None or above not in taken:
            found += heading_above(box.element)
    known = {box.headline.link for box in boxes}
    found += _leads([one for one in headlines if one.link not in known])
    for element in found:
        if element.getparent() is not None:
            element.drop_tree()
    return len(found)


def _links(tree: Tree) -> Iterator[Headline]:
    for number, link in enumerate(tree.root.iter("a")):
        if number >= MAX_LINKS:
            return
        address = (link.get("href") or "").strip()
        if address:
            yield Headline(link, address, squeeze("".join(link.itertext())))


def _headlines(links: Sequence[Headline], addresses: Sequence[str]) -> list[Headline]:
    """Return the links to other pages whose texts are long enough for a headline."""
    here = {form for address in addresses for form in _forms(address)}
    hosts = {_host(address) for address in addresses}
    found = []
    for one in links:
        long = len(one.text) >= SHORTEST or (len(one.text) * 2 >= SHORTEST and _DENSE.search(one.text))
        if (
            long
            and not _is_item(one.link)
            and not one.address.startswith(_NO_PAGE)
            and one.address.partition("#")[0].rstrip("/") not in here
        ):
            host = _host(one.address)
            found.append(one if not host or host in hosts else replace(one, near=False))
    return found


def _is_item(link: Element) -> bool:
    """Say whether a link is all of an item of a list: extractors leave lists of links out by themselves."""
    item = link.getparent()
    return item.tag == "li" and len(item) == 1 and not (item.text or "").strip() and not (link.tail or "").strip()


def _titles(tree: Tree, headlines: Sequence[Headline]) -> list[Element]:
    """Return the h1 that are no links to other pages, or the only one."""
    titles = list(tree.root.iter("h1"))
    linked = {element for one in headlines for element in (*one.link.iterancestors("h1"), *one.link.iter("h1"))}
    return [title for title in titles if title not in linked] if len(titles) > 1 else titles


def _forms(address: str) -> tuple[str, str]:
    """Return an address as a link may have it: whole, and without scheme and host."""
    whole = address.partition("#")[0].rstrip("/")
    return whole, "/" + "/".join(whole.split("/")[3:])


def _host(address: str) -> str:
    parts = address.split("/", 3)
    return parts[2].removeprefix("www.") if len(parts) > 2 and not parts[1] else ""


def _sign_ups(tree: Tree) -> Iterator[Element]:
    """Yield boxes with a field for an address of mail, or called after what they are for."""
    for field in tree.root.iter("input"):
        named = f"{field.get('type')} {field.get('name')}".lower()
        form = next(field.iterancestors("form"), None) if "mail" in named else None
        if form is not None and _is_box(form):
            yield _outermost(form)
    yield from (box for box in tree.elements(_SIGN_UP) if box.tag not in _INLINE and _is_box(box))


def _prompts(links: Sequence[Headline]) -> Iterator[Element]:
    """Yield lines with a link to where a newsletter is ordered, or that ask to follow the outlet elsewhere."""
    for one in links:
        signs, social = is_sign_up(one.address), is_profile(one.address)
        line = _line(one.link) if signs or social else None
        if line is None or line.tag not in _PROSE or not is_short(line):
            continue
        text = text_of(line)
        if count_words(text) <= MAX_LEAD and (signs or asks_to_follow(text)):
            yield line


def _is_box(element: Element) -> bool:
    if element.tag in _WHOLE or not is_short(element) or next(element.iter("h1"), None) is not None:
        return False
    return count_words(text_of(element)) <= MAX_SIGN_UP


def _outermost(box: Element) -> Element:
    for parent in box.iterancestors():
        if not _is_box(parent):
            break
        box = parent
    return box


def _line(link: Element) -> Element | None:
    return next((parent for parent in link.iterancestors() if parent.tag in _LINES), None)


def _contents(links: Sequence[Headline]) -> Iterator[Element]:
    """Yield lists of links within the page."""
    entries: dict[Element, int] = {}
    for one in links:
        item = next(one.link.iterancestors("li"), None) if one.address[0] == "#" and len(one.text) >= 3 else None
        if item is not None and is_short(item) and len(one.text) * 5 >= len(text_of(item)) * 4:
            parent = item.getparent()
            entries[parent] = entries.get(parent, 0) + 1
    for parent, number in entries.items():
        if parent is not None and number >= max(MANY, 0.8 * len(parent)):
            yield from heading_above(parent)
            yield parent


def _menus(links: Sequence[Headline]) -> Iterator[Element]:
    """Yield lines that are nothing but a row of links."""
    rows: dict[Element, list[int]] = {}
    for one in links:
        line = _line(one.link)
        if line is not None:
            rows.setdefault(line, []).append(len(one.text))
    for line, lengths in rows.items():
        if len(lengths) >= IN_A_ROW and is_short(line) and sum(lengths) >= LINKED * len(text_of(line)):
            yield line


def _leads(headlines: Sequence[Headline]) -> Iterator[Element]:
    """Yield lines that only lead to another story: `Read also: …`, or nothing but its headline."""
    for one in headlines:
        line = _line(one.link)
        if line is None or not is_short(line):
            continue
        text = text_of(line)
        before, _, after = text.partition(one.text)
        if after.strip(_LEFT) or len(one.text) * 2 < len(text) or count_words(text) > MAX_LEAD:
            continue
        if is_lead_in(before, known=line.tag == "td") if before.strip(_LEFT) else _is_headline(line, before, one.text):
            yield line


def _is_headline(line: Element, before: str, text: str) -> bool:
    if line.tag == "td":
        return before.strip() in _BULLETS
    return line.tag == "p" and not text.endswith(_ENDS) and count_words(text) > MANY
