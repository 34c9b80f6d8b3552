"""Decide what the demo site answers to a request. Pure: a request and a revision in, an answer out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from typing import Final

from .content import Content, FeedSpec, Outlet, Piece
from .render import article_page, home_page, index_page, media_type
from .syndication import changed, feed_body

SLOW_SECONDS: Final = 1.5
_HTML: Final = {"Content-Type": "text/html; charset=utf-8"}
_ROBOTS: Final = "User-agent: *\nDisallow: /members/\nAllow: /\n"


@dataclass(frozen=True, slots=True)
class Answer:
    """A response. `delay` is in seconds; `feed` and `piece` say what was served, for the site's own bookkeeping."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    delay: float = 0.0
    feed: FeedSpec | None = None
    piece: Piece | None = None


def answer(content: Content, host: str, path: str, headers: Mapping[str, str], revision: int) -> Answer:
    """Answer `GET path` on `host` (as in the Host header, with the port). `headers` has lower-case names."""
    name, _, port = host.partition(":")
    route = path.partition("?")[0]
    outlet = content.outlets.get(name.removesuffix(".localhost"))
    if outlet is None:
        return _newsstand(content, name, route, port)
    if route == "/robots.txt":
        return Answer(200, {"Content-Type": "text/plain"}, _ROBOTS.encode())
    if route == "/":
        return Answer(200, _HTML, home_page(content, outlet, revision).encode())
    base = f"http://{host}"
    for feed in content.feeds:
        if (feed.outlet, feed.path) == (outlet.slug, route):
            return _feed(content, feed, base, headers, revision)
    return _page(content, outlet, route, base, revision)


def _newsstand(content: Content, name: str, route: str, port: str) -> Answer:
    if name in ("127.0.0.1", "localhost", "[") and route == "/":
        return Answer(200, _HTML, index_page(content, int(port or 80)).encode())
    return _missing()


def _missing(status: int = 404) -> Answer:
    text = "<!DOCTYPE html><title>Not here</title><h1>Not here</h1><p>There is no such page. <a href='/'>Home</a></p>"
    return Answer(status, _HTML, text.encode())


def _feed(content: Content, feed: FeedSpec, base: str, headers: Mapping[str, str], revision: int) -> Answer:
    body = feed_body(content, feed, base, revision).encode()
    tag = f'"{sha256(body).hexdigest()[:20]}"'
    stamp = changed(content, feed, revision)
    known = {"ETag": tag, "Last-Modified": format_datetime(stamp, usegmt=True), "Cache-Control": "max-age=0"}
    if _fresh(headers, tag, known["Last-Modified"]):
        return Answer(304, known, feed=feed)
    return Answer(200, {**known, "Content-Type": media_type(feed)}, body, feed=feed)


def _fresh(headers: Mapping[str, str], tag: str, stamp: str) -> bool:
    """Say whether the client's copy is current; If-None-Match goes before If-Modified-Since (RFC 9110 §13.2.2)."""
    if "if-none-match" in headers:
        given = [part.strip().removeprefix("W/") for part in headers["if-none-match"].split(",")]
        return tag in given or "*" in given
    try:
        return parsedate_to_datetime(headers["if-modified-since"]) >= parsedate_to_datetime(stamp)
    except (KeyError, TypeError, ValueError):
        return False


def _page(content: Content, outlet: Outlet, route: str, base: str, revision: int) -> Answer:
    for piece in content.pieces(outlet.slug):
        if route == piece.path:
            return _article(content, piece, base, revision)
        if route == piece.link:
            return Answer(301, {"Location": base + piece.path})
    return _missing()


def _article(content: Content, piece: Piece, base: str, revision: int) -> Answer:
    if piece.page in ("missing", "gone"):
        return _missing(404 if piece.page == "missing" else 410)
    charset = "iso-8859-1" if piece.page == "latin1" else "utf-8"
    body = article_page(content, piece, base, revision).encode(charset, "xmlcharrefreplace")
    delay = SLOW_SECONDS if piece.page == "slow" else 0.0
    return Answer(200, {"Content-Type": f"text/html; charset={charset}"}, body, delay, piece=piece)
