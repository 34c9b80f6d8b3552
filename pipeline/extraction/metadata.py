"""What a page says about its article: JSON-LD and meta tags, read once from one tree (2 ms).

On public sets these rules beat every library on title, date and authors; see `titles`, `dates`, `authors`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

from . import fields, jsonld
from ._tree import Tree
from .authors import clean_authors
from .canonical import site_of
from .dates import PageDate, first_date, read_date
from .plain import plain
from .printed import printed_date
from .titles import TitleClues, below_site, may_be_site, named_site

Meta: TypeAlias = Mapping[str, Sequence[str]]

BESIDE: Final = 40
"""Pieces of text behind the headline, and before it, that may print the date."""

_MAX_BYLINE: Final = 200
_DATELESS: Final = ("script", "style", "svg", "noscript", "nav", "footer", "form", "iframe")
_DATED: Final = "ublish"
"""What a script says that may hold the date."""


@dataclass(frozen=True, slots=True)
class PageFacts:
    """The metadata of a page. `free` is schema.org's isAccessibleForFree; `canonical` what it claims as its address.

    `article` says that the page calls itself an article; `body` is its articleBody, as it is written there.
    `description` is the page's own, of a sentence or two.
    """

    title: TitleClues
    authors: tuple[str, ...] = ()
    published: PageDate | None = None
    canonical: tuple[str, ...] = ()
    language: str | None = None
    free: bool | None = None
    article: bool = False
    body: str = ""
    description: str = ""


def read_facts(tree: Tree, url: str, now: datetime) -> PageFacts:
    """Return the metadata of a page."""
    scripts = tree.raw(fields.LD)
    node = jsonld.article_node(scripts, url)
    meta = tree.meta()
    clues = _clues(tree, node, meta, url)
    return PageFacts(
        title=clues,
        authors=_authors(tree, node, meta, clues),
        published=_published(_dated(tree, node, meta, scripts), url, now),
        canonical=_canonical(tree, meta),
        language=next(iter(_languages(tree, node, meta)), None),
        free=_free(node, meta),
        article=bool(node) or "article" in _told(meta, ("og:type",)),
        body=jsonld.first(node, "articleBody"),
        description=plain(next(iter([*_told(meta, fields.DESCRIPTIONS), jsonld.first(node, "description")]), "")),
    )


def guess_date(tree: Tree, url: str, now: datetime) -> PageDate | None:
    """Return the day that is printed beside the headline, or else the one that htmldate finds, which may guess.

    htmldate is shown a copy without what holds no date, and its search through all text is not asked for: it takes
    a tenth of a second, or three where it first loads the months of all languages, and may find a copyright's year.
    """
    printed = printed_date(tree.lines_near("//h1", BESIDE), now)
    if printed is not None:
        return printed
    from htmldate import find_date

    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    root, newest = tree.without(_DATELESS, keep=_DATED).root, f"{now:%Y-%m-%d}"
    try:
        found = find_date(
            root, extensive_search=False, original_date=True, url=url, min_date="1995-01-01", max_date=newest
        )
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
    return read_date(found) if found else None


def _clues(tree: Tree, node: jsonld.Node, meta: Meta, url: str) -> TitleClues:
    publisher = jsonld.strings(node.get("publisher"), "name")
    site = site_of(url)
    headings, document = (
        tree.spoken("//h1", 5),
        plain(next(iter(tree.texts("//head/title|//title[not(ancestor::svg)]", 1)), "")),
    )
    if may_be_site(headings, document):
        headings = below_site(headings, tree.spoken(fields.HEADLINES, 5), document) or headings
    return TitleClues(
        headline=plain(jsonld.first(node, "headline", "name")),
        social=plain(next(iter(_told(meta, fields.TITLES)), "")),
        document=document,
        headings=_plain(headings or tree.spoken(fields.HEADLINES, 5)),
        pieces=_plain(tree.spoken(fields.PIECES, 10)),
        sites=_plain([*_told(meta, fields.SITES), *publisher, site, site.split(".")[0]]),
    )


def _plain(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(found for text in texts if (found := plain(text)))


def _told(meta: Meta, keys: Iterable[str]) -> list[str]:
    """Return the first content of each of the keys."""
    return [meta[key][0] for key in keys if key in meta]


def _dated(tree: Tree, node: jsonld.Node, meta: Meta, scripts: Sequence[str]) -> Iterator[list[str]]:
    """Yield what may hold the publishing date, the surest sources first."""
    yield [*_stamps(node, "datePublished"), *_told(meta, fields.DATES)]
    page = {} if node.get("datePublished") else jsonld.page_node(scripts)
    yield [
        *(text for path in fields.TIMES for text in tree.values(path, 2)),
        *_stamps(node, "dateCreated", "uploadDate"),
        *_stamps(page, "datePublished", "uploadDate", "dateCreated"),
        *_told(meta, ("date",)),
    ]


def _published(told: Iterable[list[str]], url: str, now: datetime) -> PageDate | None:
    """Return the first date of the sources; later ones are asked only while none is exact."""
    texts: list[str] = []
    found = None
    for source in told:
        texts += source
        found = first_date(texts, now, url)
        if found is not None and found.exact:
            break
    return found


def _stamps(node: jsonld.Node, *keys: str) -> list[str]:
    """Return the dates under some keys; a number counts as seconds or milliseconds."""
    values = (node.get(key) for key in keys)
    return [text for value in values for text in ([str(value)] if isinstance(value, int) else jsonld.strings(value))]


def _authors(tree: Tree, node: jsonld.Node, meta: Meta, clues: TitleClues) -> tuple[str, ...]:
    """Return the authors; what the document's title ends with counts as one only where nobody else is named."""
    author = node.get("author") or node.get("creator")
    organisations = jsonld.organisations(author)
    for outlets in dict.fromkeys(((*clues.sites, *named_site(clues)), clues.sites)):
        for bylines in _bylines(tree, author, meta):
            names = clean_authors(bylines, outlets, organisations)
            if names:
                return names
    return ()


def _bylines(tree: Tree, author: jsonld.Json, meta: Meta) -> Iterator[list[str]]:
    """Yield what may hold the authors, the surest source first."""
    yield jsonld.strings(author, "name", "familyName")
    for key in fields.AUTHORS:
        yield list(meta.get(key, ()))
    for label, data in fields.LABELLED:
        if any(fields.WRITTEN_BY.match(text) for text in meta.get(label, ())):
            yield list(meta.get(data, ()))
    for texts in tree.spoken_by_rank(fields.BYLINE, fields.BYLINES, 4, " | "):
        yield [text for text in texts if len(text) <= _MAX_BYLINE]


def _canonical(tree: Tree, meta: Meta) -> tuple[str, ...]:
    return (
        *tree.values("//link[contains(translate(@rel, 'CANOIL', 'canoil'), 'canonical')]/@href", 2),
        *_told(meta, ("og:url",)),
    )


def _languages(tree: Tree, node: jsonld.Node, meta: Meta) -> list[str]:
    return [
        *tree.values("/html/@lang", 1),
        *jsonld.strings(node.get("inLanguage"), "alternateName", "name"),
        *_told(meta, ("og:locale", "content-language", "dc.language", "language")),
    ]


def _free(node: jsonld.Node, meta: Meta) -> bool | None:
    """Return whether a page calls itself free to read: in schema.org's terms, or by its tier."""
    whole = _truth(node.get("isAccessibleForFree"))
    parts = node.get("hasPart")
    held = [parts] if isinstance(parts, Mapping) else parts if isinstance(parts, list) else []
    if whole is None and any(
        isinstance(part, Mapping) and _truth(part.get("isAccessibleForFree")) is False for part in held
    ):
        return False
    tier = next(iter(_told(meta, ("article:content_tier",))), "").lower()
    return whole if whole is not None else {"free": True, "locked": False}.get(tier)


def _truth(value: jsonld.Json) -> bool | None:
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.strip().lower().rsplit("/", 1)[-1])
    return value if isinstance(value, bool) else None
