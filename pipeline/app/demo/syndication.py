"""Write the demo's feeds in RSS 2.0, Atom, JSON Feed 1.1 and RSS 1.0 (RDF). Pure text."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

from .content import Content, FeedSpec, Outlet, Piece
from .render import paragraphs_html, summary


def feed_body(content: Content, feed: FeedSpec, base: str, revision: int) -> str:
    """Return a feed at a revision of the site; `base` is the outlet's address without a slash at its end."""
    outlet = content.outlets[feed.outlet]
    rows = [_row(piece, feed, outlet, base, revision) for piece in content.carried(feed)]
    writer = {"rss": _rss, "atom": _atom, "json": _json, "rdf": _rdf}[feed.format]
    text = writer(feed, outlet, rows, base)
    return _damage(text) if feed.quirk == "malformed" else text


def changed(content: Content, feed: FeedSpec, revision: int) -> datetime:
    """Return when a feed last changed: the time of its newest wording."""
    return max(piece.at(revision).changed for piece in content.carried(feed))


@dataclass(frozen=True, slots=True)
class _Row:
    """An entry of a feed, as plain values. `html` is empty in a feed of summaries."""

    title: str
    link: str
    guid: str
    summary: str
    html: str
    published: datetime
    changed: datetime


def _row(piece: Piece, feed: FeedSpec, outlet: Outlet, base: str, revision: int) -> _Row:
    wording = piece.at(revision)
    full = piece.feed_text == "full" or (feed.text == "full" and piece.feed_text == "feed")
    return _Row(
        title=wording.title,
        link=base + piece.link + (f"?{feed.query}" if feed.query else ""),
        guid=base + piece.path,
        summary="" if piece.feed_text == "none" else summary(wording),
        html=paragraphs_html(piece, wording, outlet) if full else "",
        published=piece.published,
        changed=wording.changed,
    )


def _rss(feed: FeedSpec, outlet: Outlet, rows: list[_Row], base: str) -> str:
    items = "\n".join(_rss_item(row) for row in rows)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>{escape(outlet.name)}</title>
<link>{base}/</link>
<description>{escape(outlet.tagline)}</description>
<language>{outlet.language}</language>
<atom:link href="{base}{feed.path}" rel="self" type="application/rss+xml"/>
{items}
</channel>
</rss>
"""


def _rss_item(row: _Row) -> str:
    body = f"\n<content:encoded><![CDATA[{row.html}]]></content:encoded>" if row.html else ""
    text = f"\n<description>{escape(row.summary)}</description>" if row.summary else ""
    return f"""<item>
<title>{escape(row.title)}</title>
<link>{escape(row.link)}</link>
<guid isPermaLink="false">{row.guid}</guid>
<pubDate>{format_datetime(row.published)}</pubDate>{text}{body}
</item>"""


def _atom(feed: FeedSpec, outlet: Outlet, rows: list[_Row], base: str) -> str:
    newest = max(row.changed for row in rows)
    entries = "\n".join(_atom_entry(row) for row in rows)
    return f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{outlet.language}">
<id>{base}/</id>
<title>{escape(outlet.name)}</title>
<link rel="self" href="{base}{feed.path}"/>
<link rel="alternate" href="{base}/"/>
<updated>{_iso(newest)}</updated>
<author><name>{escape(outlet.name)}</name></author>
{entries}
</feed>
"""


def _atom_entry(row: _Row) -> str:
    body = f'\n<content type="html">{escape(row.html)}</content>' if row.html else ""
    text = f'\n<summary type="text">{escape(row.summary)}</summary>' if row.summary else ""
    return f"""<entry>
<id>{row.guid}</id>
<title>{escape(row.title)}</title>
<link rel="alternate" type="text/html" href="{escape(row.link)}"/>
<published>{_iso(row.published)}</published>
<updated>{_iso(row.changed)}</updated>{text}{body}
</entry>"""


def _json(feed: FeedSpec, outlet: Outlet, rows: list[_Row], base: str) -> str:
    data = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.name,
        "home_page_url": f"{base}/",
        "feed_url": base + feed.path,
        "description": outlet.tagline,
        "language": outlet.language,
        "items": [_json_item(row) for row in rows],
    }
    return json.dumps(data, ensure_ascii=False, indent=1)


def _json_item(row: _Row) -> dict[str, str]:
    times = {"date_published": _iso(row.published), "date_modified": _iso(row.changed)}
    item = {"id": row.guid, "url": row.link, "title": row.title, "summary": row.summary, "content_html": row.html}
    return {key: value for key, value in {**item, **times}.items() if value}


def _rdf(feed: FeedSpec, outlet: Outlet, rows: list[_Row], base: str) -> str:
    toc = "\n".join(f'<rdf:li rdf:resource="{escape(row.guid)}"/>' for row in rows)
    items = "\n".join(_rdf_item(row) for row in rows)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="{base}{feed.path}">
<title>{escape(outlet.name)}</title>
<link>{base}/</link>
<description>{escape(outlet.tagline)}</description>
<items><rdf:Seq>
{toc}
</rdf:Seq></items>
</channel>
{items}
</rdf:RDF>
"""


def _rdf_item(row: _Row) -> str:
    text = f"\n<description>{escape(row.summary)}</description>" if row.summary else ""
    return f"""<item rdf:about="{escape(row.guid)}">
<title>{escape(row.title)}</title>
<link>{escape(row.link)}</link>{text}
<dc:date>{_iso(row.published)}</dc:date>
</item>"""


def _damage(text: str) -> str:
    """Break a feed the way careless publishers do: a bare ampersand, an HTML entity that XML does not know."""
    return text.replace("&amp; Freiheit", "& Freiheit", 1).replace("<description>", "<description>&nbsp;", 1)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
