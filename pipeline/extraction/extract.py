"""One page to one article: guards, text, metadata, body, walls, in that order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from pipeline.events import ExtractionMode

from ._breaks import with_paragraphs
from ._clutter import without_clutter
from ._tree import Tree, parse
from .body import SHORT, Body, choose_body
from .canonical import page_url, site_of
from .dates import choose_published
from .decode import decode
from .guards import refusal
from .language import choose_language
from .metadata import PageFacts, guess_date, read_facts
from .page import Extracted, NotAnArticle, PageHints, PageRules, Wall
from .paragraphs import trimmed
from .tame import tame
from .titles import choose_title
from .walls import View, find_wall, without_prompts
from .words import count_words

FRONT: Final = 20
"""Cards and leads of a page with next to no text beside them, from which on it is a list of articles."""


def extract_page(
    html: bytes,
    url: str,
    *,
    charset: str | None = None,
    hints: PageHints | None = None,
    rules: PageRules | None = None,
    now: datetime | None = None,
) -> Extracted | NotAnArticle | Wall:
    """Return the article of a page, or what the page is instead.

    `url` is the address the page came from after redirects, `charset` the server's label. What is no article carries
    the text found all the same. Reads no network. Foreign HTML can take any amount of time and memory in here: call it
    through `ExtractionPool` for pages from outside.
    """
    refused = refusal(html, charset)
    if refused:
        return NotAnArticle(refused)
    text = tame(decode(html, charset))
    tree = parse(text)
    if tree is None:
        return NotAnArticle("the page holds no HTML")
    now, hints, rules = now or datetime.now(UTC), hints or PageHints(), rules or PageRules()
    page = _read(tree, url, hints, now)
    body = _body(tree, text, page, rules.mode)
    found = trimmed(body.text, *page.titles) if body else ""
    wall = find_wall(View(url, page.document, found, text, page.facts.free, page.facts.article))
    if wall:
        return replace(wall, text=found, title=page.title, teaser=_teaser(page, wall, found, body))
    if body is None:
        return NotAnArticle("no article text was found", title=page.title)
    return _article(page, found, body, rules.min_words)


def _body(tree: Tree, text: str, page: _Page, mode: ExtractionMode) -> Body | None:
    """Return the body of a page without its clutter, or of the whole page where that leaves next to nothing.

    A page that is next to nothing but links to articles has no body.
    """
    facts = page.facts
    stated, about = "" if facts.free is False else facts.body, f"{page.title} {facts.description}"
    if not page.changed:
        return choose_body(tree, text, mode=mode, stated=stated, about=about)
    body = choose_body(tree, tree.source(), mode=mode, stated=stated, about=about)
    if body is not None and count_words(body.text) >= SHORT:
        return body
    if page.clutter >= FRONT and not facts.article and facts.published is None:
        return None
    return choose_body(parse(text) or tree, text, mode=mode, stated=stated, about=about)


@dataclass(frozen=True, slots=True)
class _Page:
    """What is known of a page before its body is looked for.

    `clutter` is the number of pieces that were taken out of its tree, `changed` says whether the tree is still as sent.
    """

    url: str
    facts: PageFacts
    hints: PageHints
    title: str
    published: datetime | None
    clutter: int
    changed: bool

    @property
    def document(self) -> str:
        """The title of the document, else that of the article."""
        return self.facts.title.document or self.title

    @property
    def titles(self) -> tuple[str, ...]:
        """The title, and what the page calls itself elsewhere."""
        clues = self.facts.title
        return (self.title, *clues.headings, clues.headline, clues.social)


def _read(tree: Tree, url: str, hints: PageHints, now: datetime) -> _Page:
    """Read the metadata, then clean the tree: dates beside other stories are none of this one."""
    facts = read_facts(tree, url, now)
    clutter = without_clutter(tree, url, *facts.canonical)
    changed = with_paragraphs(tree) or clutter > 0
    date = facts.published
    if date is None and hints.published is None:
        date = guess_date(tree, url, now)
    published = choose_published(date, hints.published, now)
    return _Page(url, facts, hints, choose_title(facts.title, hints.title), published, clutter, changed)


def _teaser(page: _Page, wall: Wall, text: str, body: Body | None) -> Extracted | None:
    if wall.kind != "paywall" or body is None:
        return None
    teaser = _article(page, without_prompts(text), body, 1)
    return teaser if isinstance(teaser, Extracted) else None


def _article(page: _Page, text: str, body: Body, min_words: int) -> Extracted | NotAnArticle:
    words = count_words(text)
    if words < min_words:
        return NotAnArticle(f"only {words} words of text; {min_words} are asked for", text, page.title)
    canonical = page_url(page.url, page.facts.canonical)
    return Extracted(
        title=page.title,
        text=text,
        authors=page.facts.authors,
        published=page.published,
        canonical_url=canonical,
        site=site_of(canonical),
        language=choose_language(text, page.facts.language, page.hints.language),
        words=words,
        quality=body.quality,
    )
