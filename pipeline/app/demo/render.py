"""Write the demo's web pages: articles in four house styles, walls, home pages and the newsstand. Pure text."""

from __future__ import annotations

import json
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import Any, Final

import yaml

from .content import Content, FeedSpec, Outlet, Piece, Wording

SUMMARY_WORDS: Final = 28
"""Words of a piece that a feed of summaries carries: too few to stand for the article."""


@cache
def template(name: str) -> Template:
    """Return a page of templates/ by its name."""
    return Template((files(__package__) / "templates" / f"{name}.html").read_text("utf-8"))


@cache
def words(language: str) -> dict[str, Any]:
    """Return the furniture of a page in a language."""
    table: dict[str, dict[str, Any]] = yaml.safe_load((files(__package__) / "words.yaml").read_text("utf-8"))
    return table[language]


def summary(wording: Wording) -> str:
    """Return the first words of a piece, as a feed would show them."""
    parts = wording.paragraphs[0].split()
    return " ".join(parts[:SUMMARY_WORDS]) + ("…" if len(parts) > SUMMARY_WORDS else "")


def paragraphs_html(piece: Piece, wording: Wording, outlet: Outlet) -> str:
    """Return the body of a piece as HTML paragraphs, with the publisher's own lines where its form has them."""
    extra = words(outlet.language)["boilerplate"] if piece.form == "boilerplate" else ()
    lines = [*wording.paragraphs, *(line.format(outlet=outlet.name) for line in extra)]
    return "\n".join(f"<p>{escape(line, quote=False)}</p>" for line in lines)


def article_page(content: Content, piece: Piece, base: str, revision: int) -> str:
    """Return an article's page at a revision of the site; `base` is the outlet's address without a slash at its end."""
    outlet, wording = content.outlets[piece.outlet], piece.at(revision)
    mine = words(outlet.language)
    if piece.page in ("consent", "paywall"):
        return _fill(piece.page, outlet, title=wording.title, foot=mine["mast"])
    return _fill(
        outlet.template,
        outlet,
        charset="iso-8859-1" if piece.page == "latin1" else "utf-8",
        title=wording.title,
        summary=summary(wording),
        url=base + piece.path,
        feed=next(feed.path for feed in content.feeds if feed.outlet == outlet.slug),
        published=piece.published.isoformat(),
        day=piece.published.date().isoformat(),
        byline=mine["byline"].format(outlet=outlet.name),
        raw_paragraphs=paragraphs_html(piece, wording, outlet),
        raw_credit=f'<p class="credit"><em>{escape(piece.credit)}</em></p>' if piece.credit else "",
        raw_related=_related(content, piece, revision),
        raw_jsonld=_jsonld(piece, wording, outlet, base),
        foot=mine["foot"].format(source=piece.source),
    )


def home_page(content: Content, outlet: Outlet, revision: int) -> str:
    """Return an outlet's home page: its articles, newest first."""
    rows = [_home_row(piece, revision) for piece in content.pieces(outlet.slug)]
    feeds = [
        f'<link rel="alternate" type="{media_type(feed)}" href="{feed.path}">'
        for feed in content.feeds
        if feed.outlet == outlet.slug
    ]
    foot = words(outlet.language)["mast"]
    return _fill("home", outlet, raw_items="\n".join(rows), raw_feeds="\n".join(feeds), foot=foot)


def index_page(content: Content, port: int) -> str:
    """Return the newsstand: all outlets and all feeds."""
    outlets = [
        f'<li><a href="http://{o.slug}.localhost:{port}/">{escape(o.name)}</a> <small>{escape(o.tagline)}</small></li>'
        for o in content.outlets.values()
    ]
    feeds = [
        f"<li><code>http://{f.outlet}.localhost:{port}{f.path}</code> <small>{f.format}</small></li>"
        for f in content.feeds
    ]
    return template("index").substitute(items="\n".join(outlets), feeds="\n".join(feeds))


def media_type(feed: FeedSpec) -> str:
    """Return the media type a feed is served as."""
    return {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}.get(
        feed.format, "application/rdf+xml"
    )


def _fill(name: str, outlet: Outlet, **values: str) -> str:
    """Fill a template: values are escaped unless their name begins with `raw_`."""
    mine = words(outlet.language)
    ready = {
        key.removeprefix("raw_"): value if key.startswith("raw_") else escape(value) for key, value in values.items()
    }
    return template(name).substitute(
        {f"word_{key}": escape(mine[key]) for key in ("politics", "technology", "about")},
        language=outlet.language,
        outlet=escape(outlet.name),
        tagline=escape(outlet.tagline),
        colour=outlet.colour,
        home=mine["home"],
        cookie=mine["cookie"],
        related_title=mine["related"],
        **ready,
    )


def _related(content: Content, piece: Piece, revision: int) -> str:
    mine = content.pieces(piece.outlet)
    place = mine.index(piece)
    others = (mine[place + 1 :] + mine[:place])[:4]
    return "".join(f'<li><a href="{other.path}">{escape(other.at(revision).title)}</a></li>' for other in others)


def _home_row(piece: Piece, revision: int) -> str:
    wording = piece.at(revision)
    teaser = "" if piece.feed_text == "none" else escape(summary(wording))
    link = f'<a href="{piece.link}">{escape(wording.title)}</a>'
    return f"<li>{link} <small>{piece.published:%Y-%m-%d}</small><br>{teaser}</li>"


def _jsonld(piece: Piece, wording: Wording, outlet: Outlet, base: str) -> str:
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": wording.title,
        "datePublished": piece.published.isoformat(),
        "dateModified": wording.changed.isoformat(),
        "mainEntityOfPage": base + piece.path,
        "author": {"@type": "Organization", "name": outlet.name},
        "publisher": {"@type": "Organization", "name": outlet.name},
    }
    return json.dumps(data, ensure_ascii=True).replace("<", "\\u003c")
