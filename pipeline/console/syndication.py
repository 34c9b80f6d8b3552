"""Any search as a feed: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1. Text only, foreign markup is escaped."""

from __future__ import annotations

import re
from email.utils import format_datetime
from typing import Final
from xml.etree import ElementTree as ET

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from pipeline.events import ConfigError, Story
from pipeline.index import SearchRequest

from .asking import app_of
from .links import outside
from .searching import Asked, problem

SIZE: Final = 50
SUMMARY: Final = 600
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
ATOM: Final = "http://www.w3.org/2005/Atom"


def rss(request: Request) -> Response:
    """Answer a search as RSS 2.0."""
    found = _found(request)
    if isinstance(found, Response):
        return found
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    _texts(channel, title=_title(request), link=str(request.base_url), description="Stories found by Undersight")
    for story in found:
        item = ET.SubElement(channel, "item")
        _texts(
            item,
            title=_clean(story.lead.article.title),
            description=_summary(story),
            pubDate=format_datetime(story.dated),
        )
        if url := outside(story.lead.article.url):
            _texts(item, link=url)
        ET.SubElement(item, "guid", isPermaLink="false").text = story.story_id
    return _xml(root, "application/rss+xml")


def atom(request: Request) -> Response:
    """Answer a search as Atom."""
    found = _found(request)
    if isinstance(found, Response):
        return found
    root = ET.Element("feed", xmlns=ATOM)
    updated = max((story.changed for story in found), default=app_of(request).now())
    _texts(root, title=_title(request), id=str(request.url), updated=updated.isoformat(timespec="seconds"))
    for story in found:
        entry = ET.SubElement(root, "entry")
        _texts(
            entry,
            title=_clean(story.lead.article.title),
            id=f"urn:undersight:{story.story_id}",
            published=story.dated.isoformat(timespec="seconds"),
            updated=story.changed.isoformat(timespec="seconds"),
            summary=_summary(story),
        )
        _texts(ET.SubElement(entry, "author"), name=_clean(story.lead.article.outlet))
        if url := outside(story.lead.article.url):
            ET.SubElement(entry, "link", href=url)
    return _xml(root, "application/atom+xml")


def json_feed(request: Request) -> Response:
    """Answer a search as JSON Feed."""
    found = _found(request)
    if isinstance(found, Response):
        return found
    items = [
        {
            "id": story.story_id,
            "url": outside(story.lead.article.url) or None,
            "title": story.lead.article.title,
            "content_text": _summary(story),
            "date_published": story.dated.isoformat(timespec="seconds"),
            "date_modified": story.changed.isoformat(timespec="seconds"),
            "authors": [{"name": story.lead.article.outlet}],
        }
        for story in found
    ]
    kept = [{name: value for name, value in item.items() if value is not None} for item in items]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": _title(request), "items": kept}
    return JSONResponse(feed, media_type="application/feed+json")


def _found(request: Request) -> list[Story] | Response:
    app = app_of(request)
    asked = Asked.read(request.query_params)
    try:
        wanted = SearchRequest(query=asked.node(app.now()), sort="newest", size=SIZE)
        return [hit.story for hit in app.index.search(wanted).hits]
    except ConfigError as error:
        return PlainTextResponse(problem(error) + "\n", 400)


def _title(request: Request) -> str:
    query = request.query_params.get("q", "").strip()
    return _clean(f"Undersight: {query}" if query else "Undersight: all stories")


def _summary(story: Story) -> str:
    text = story.lead.article.text
    return _clean(text if len(text) <= SUMMARY else text[:SUMMARY].rsplit(" ", 1)[0] + " …")


def _clean(text: str) -> str:
    """Return a text without the characters that XML cannot hold (XML 1.0 §2.2)."""
    return _NO_XML.sub("", text)


def _texts(parent: ET.Element, **texts: str) -> None:
    for name, text in texts.items():
        ET.SubElement(parent, name).text = text


def _xml(root: ET.Element, kind: str) -> Response:
    return Response(ET.tostring(root, encoding="utf-8", xml_declaration=True), media_type=kind)
