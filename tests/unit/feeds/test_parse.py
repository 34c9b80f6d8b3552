"""Feed bytes to entries: every format, the broken ones, the hostile ones."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.events import FeedEntry, decode_as, encode
from pipeline.feeds import FeedError, ParsedFeed, feed_for, parse_feed
from pipeline.feeds.entries import feed_entries
from pipeline.feeds.parse import moment, web_address

URL = "https://signal-post.example/feeds/all.xml"
FEED = feed_for(URL)


def parsed(data: bytes | str, content_type: str = "") -> ParsedFeed:
    found = parse_feed(data.encode() if isinstance(data, str) else data, url=URL, content_type=content_type)
    assert isinstance(found, ParsedFeed), found
    return found


def problem(data: bytes | str) -> str:
    found = parse_feed(data.encode() if isinstance(data, str) else data, url=URL)
    assert isinstance(found, FeedError), found
    return found.problem


def rss(items: str, version: str = "2.0") -> str:
    return f'<rss version="{version}"><channel><title>S</title>{items}</channel></rss>'


ITEM = "<title>Stingray use up</title><link>https://signal-post.example/a</link>"

FORMATS = {
    "rss 0.91": '<?xml version="1.0"?>' + rss(f"<item>{ITEM}</item>", "0.91"),
    "rss 0.92": rss(f"<item>{ITEM}</item>", "0.92"),
    "rss 2.0": rss(f"<item>{ITEM}</item>"),
    "rss 1.0": (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        f'<channel rdf:about="x"><title>S</title></channel><item rdf:about="https://signal-post.example/a">{ITEM}</item></rdf:RDF>'
    ),
    "atom 1.0": (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>S</title><entry><title>Stingray use up</title>'
        '<link href="https://signal-post.example/a"/><id>1</id></entry></feed>'
    ),
    "atom 0.3": (
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>S</title><entry><title>Stingray use up</title>'
        '<link rel="alternate" type="text/html" href="https://signal-post.example/a"/><id>1</id></entry></feed>'
    ),
    "atom, prefixed": (
        '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>S</a:title><a:entry><a:title>Stingray use up</a:title>'
        '<a:link href="https://signal-post.example/a"/><a:id>1</a:id></a:entry></a:feed>'
    ),
    "json 1.0": json.dumps(
        {
            "version": "https://jsonfeed.org/version/1",
            "title": "S",
            "items": [{"id": 1, "url": "https://signal-post.example/a", "title": "Stingray use up"}],
        }
    ),
    "no root": f"<channel><title>S</title><item>{ITEM}</item></channel>",
    "unclosed": f'<rss version="2.0"><channel><title>S</title><item>{ITEM}</item><item><title>cut of',
    "stray ampersand": rss(f"<item>{ITEM}<description>AT&T</description></item>"),
    "junk before": '\n\n \ufeff<?xml version="1.0"?>\n' + rss(f"<item>{ITEM}</item>"),
    "control characters": rss(f"<item>{ITEM}<description>a\x00\x08b</description></item>"),
    "wrong label": '<?xml version="1.0" encoding="utf-16"?>' + rss(f"<item>{ITEM}</item>"),
}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format(name: str) -> None:
    feed = parsed(FORMATS[name])
    entry = feed.entries[0]
    assert (entry.url, entry.title) == ("https://signal-post.example/a", "Stingray use up")
    assert entry.guid
    assert feed.title == "S" or name == "no root"


def test_formats_are_named() -> None:
    names = ("rss 2.0", "rss 1.0", "atom 1.0", "json 1.0")
    assert [parsed(FORMATS[name]).format for name in names] == ["rss", "rdf", "atom", "json"]


FULL = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>Signal &amp; Post</title><link>/</link><language>en-GB</language><ttl>30</ttl>
<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>
<item><title>City &lt;b&gt;buys&lt;/b&gt; 40 cameras &amp;amp; more</title><link>/a?x=1&amp;y=2</link>
<guid isPermaLink="false">g1</guid>
<description>&lt;p&gt;One &amp;amp; two.&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;&lt;p&gt;Three&lt;/p&gt;</description>
<content:encoded><![CDATA[<p>Full <em>text</em>.</p><style>p{}</style>]]></content:encoded>
<dc:creator>Ada Example</dc:creator><pubDate>Tue, 03 Mar 2026 10:00:00 EST</pubDate></item>
<item><guid>https://signal-post.example/permalink</guid><title>Guid as link</title>
<pubDate>yesterday-ish</pubDate></item>
<item><title>No address at all</title></item>
<item><link>javascript:alert(1)</link><title>Bad address</title></item>
<item><link>b</link><author>desk@signal-post.example (News Desk)</author>
<media:content url="https://x.example/i.jpg"><media:title>From media</media:title>
<media:description>Caption</media:description></media:content></item>
</channel></rss>"""


def test_the_details_of_rss() -> None:
    feed = parsed(FULL)
    first, second, third = feed.entries
    assert (feed.title, feed.link, feed.language, feed.ttl) == (
        "Signal & Post",
        "https://signal-post.example/",
        "en",
        1800,
    )
    assert first.title == "City buys 40 cameras & more"
    assert (first.url, first.guid) == ("https://signal-post.example/a?x=1&y=2", "g1")
    assert (first.summary, first.content) == ("One & two.\nThree", "Full text.")
    assert (first.authors, first.language) == (("Ada Example",), "en")
    assert first.published == datetime(2026, 3, 3, 15, 0, tzinfo=UTC)
    assert (second.url, second.published) == ("https://signal-post.example/permalink", None)
    assert third.url == "https://signal-post.example/feeds/b"
    assert third.authors == ("News Desk",)
    assert (third.title, third.summary) == ("From media", "Caption")
    assert feed.skipped == ("entry 'No address at all' has no address", "entry 'Bad address' has no address")


def test_the_details_of_atom() -> None:
    feed = parsed(
        """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://base.example/x/" xml:lang="de"><title>T</title>
        <entry xml:base="sub/">
        <title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Hi <b>there</b></div></title>
        <link rel="enclosure" href="e.mp3"/><link rel="alternate" href="p1"/><id>tag:x,1</id>
        <updated>2026-03-03T10:00:00+02:00</updated><published>2026-03-02</published>
        <author><name>Ann</name></author><author><name>Ben</name></author><summary>a &lt; b</summary>
        <content type="html">&lt;p&gt;one&lt;/p&gt;</content></entry></feed>"""
    )
    entry = feed.entries[0]
    assert feed.parser == "feedparser"
    assert (entry.url, entry.title, entry.guid) == ("https://base.example/x/sub/p1", "Hi there", "tag:x,1")
    assert entry.updated == datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
    assert entry.published == datetime(2026, 3, 2, tzinfo=UTC)
    assert (entry.authors, entry.summary, entry.content) == (("Ann", "Ben"), "a < b", "one")
    assert entry.language == "de"


ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>S</title><entry><title>T</title><id>1</id>'
    '<link href="https://x.example/a"/>{dates}<summary>s</summary></entry></feed>'
)


@pytest.mark.parametrize("base", ["", ' xml:base="https://x.example/"'])
@pytest.mark.parametrize(
    ("dates", "published", "updated"),
    [
        ("<updated>2026-03-03T10:00:00Z</updated>", 3, 3),
        ("<updated>2026-03-03T10:00:00Z</updated><published>2026-03-02T10:00:00Z</published>", 2, 3),
        ("", None, None),
    ],
)
def test_both_parsers_agree_on_dates(base: str, dates: str, published: int | None, updated: int | None) -> None:
    entry = parsed(ATOM.format(dates=dates).replace("<entry>", f"<entry{base}>")).entries[0]
    assert (entry.published and entry.published.day, entry.updated and entry.updated.day) == (published, updated)


@pytest.mark.parametrize("base", ["", ' xml:base="https://x.example/"'])
def test_both_parsers_agree_on_ids_and_texts(base: str) -> None:
    entry = parsed(rss(f"<item{base}><title>T</title><link>/a</link><guid>g</guid><description>d</description></item>"))
    assert [(e.guid, e.summary, e.content) for e in entry.entries] == [("g", "d", "")]


def test_the_details_of_json_feed() -> None:
    feed = parsed(
        json.dumps(
            {
                "version": "https://jsonfeed.org/version/1.1",
                "title": "T",
                "language": "fr-FR",
                "items": [
                    {
                        "id": "1",
                        "url": "/a",
                        "title": "A <3",
                        "content_text": "if a<b & c",
                        "summary": "s",
                        "authors": [{"name": "Ann"}],
                    },
                    {
                        "id": "2",
                        "external_url": "https://x.example/",
                        "content_html": "<p>x</p>",
                        "author": {"name": "Ben"},
                    },
                    {
                        "id": 3,
                        "url": "c",
                        "date_published": "2026-03-03T10:00:00-05:00",
                        "title": None,
                        "authors": "odd",
                    },
                    {"id": "https://x.example/as-id"},
                    "odd",
                    {"title": "nowhere"},
                ],
            }
        )
    )
    one, two, three, four = feed.entries
    assert (one.url, one.title, one.content, one.summary) == (
        "https://signal-post.example/a",
        "A <3",
        "if a<b & c",
        "s",
    )
    assert (one.authors, two.authors, one.language) == (("Ann",), ("Ben",), "fr")
    assert (two.url, two.content) == ("https://x.example/", "x")
    assert (three.guid, three.published) == ("3", datetime(2026, 3, 3, 15, 0, tzinfo=UTC))
    assert four.url == "https://x.example/as-id"
    assert feed.skipped == ("entry 'nowhere' has no address",)


UMLAUT = '<rss version="2.0"><channel><item><title>Überwachung “neu”</title><link>https://x.example/</link></item></channel></rss>'


@pytest.mark.parametrize(
    ("label", "encoding", "header"),
    [
        ('<?xml version="1.0" encoding="utf-8"?>', "utf-8", ""),
        ('<?xml version="1.0" encoding="iso-8859-1"?>', "utf-8", ""),
        ('<?xml version="1.0" encoding="iso-8859-1"?>', "cp1252", ""),
        ('<?xml version="1.0" encoding="utf-8"?>', "cp1252", ""),
        ("", "cp1252", "text/xml; charset=iso-8859-1"),
        ("", "utf-8", "text/xml; charset=us-ascii"),
        ('<?xml version="1.0" encoding="utf-16"?>', "utf-16", ""),
        ('<?xml version="1.0" encoding="utf-16"?>', "utf-16-le", ""),
        ("", "utf-8-sig", ""),
        ('<?xml version="1.0" encoding="mac-roman"?>', "mac-roman", ""),
    ],
)
def test_encodings(label: str, encoding: str, header: str) -> None:
    assert parsed((label + UMLAUT).encode(encoding), header).entries[0].title == "Überwachung “neu”"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "empty"),
        (b" \n\x00", "empty"),
        (b"<!DOCTYPE html><html><title>x</title>", "html"),
        (b"<html>", "html"),
        (b"just words", "not_a_feed"),
        (b'{"items": []}', "not_a_feed"),
        (b"{broken", "not_a_feed"),
        (b"[1]", "not_a_feed"),
        (b"\x1f\x8b\x08\x00\x00", "not_a_feed"),
        (b"x" * 10_000_001, "too_large"),
        (b"{" + b" " * 10_000_001, "too_large"),
        (b'<!DOCTYPE r [<!ENTITY a "b">]><rss version="2.0"/>', "hostile"),
        (b"x" * 5000 + b"<rss/>", "hostile"),
        (b"<rss " + b" ".join(b'a%d="x"' % i for i in range(5000)) + b"/>", "hostile"),
    ],
)
def test_what_is_no_feed(data: bytes, expected: str) -> None:
    assert problem(data) == expected


def test_a_web_page_names_its_feeds() -> None:
    link = b'<link rel="alternate" type="application/rss+xml" href="/feed?a=1&amp;b=2">'
    page = b"<!doctype html>" + link + b"<link rel=icon href=/x>"
    found = parse_feed(page, url=URL)
    assert isinstance(found, FeedError)
    assert found.suggestions == ("https://signal-post.example/feed?a=1&b=2",)


@pytest.mark.parametrize(
    "data",
    [
        b'<rss version="2.0"><channel><title>T</title></channel></rss>',
        b'{"version": "https://jsonfeed.org/version/1", "items": []}',
    ],
)
def test_a_feed_may_be_empty(data: bytes) -> None:
    assert parsed(data).entries == ()


@pytest.mark.parametrize(
    "data",
    [
        b"\n" * 200_000 + FORMATS["rss 2.0"].encode(),
        b'<?xml version="1.0"?>' + b"\n" * 200_000 + FORMATS["rss 2.0"].encode(),
        FORMATS["rss 2.0"].replace("</item>", "<author>a@" + "a." * 30_000 + "!</author></item>").encode(),
        FORMATS["rss 2.0"].replace("</item>", "<description>" + "&lt;!--" * 50_000 + "</description></item>").encode(),
        FORMATS["rss 2.0"]
        .replace("</item>", "<description>" + "&lt;b&gt;" * 80_000 + "</description></item>")
        .encode(),
        FORMATS["rss 2.0"].replace("</item>", "<pubDate>" + "9" * 500_000 + "</pubDate></item>").encode(),
        FORMATS["rss 2.0"].replace("</item>", "<x>" * 50_000 + "</item>").encode(),
    ],
)
def test_input_made_to_keep_parsers_busy(data: bytes) -> None:
    assert parsed(data).entries[0].title == "Stingray use up"


def test_no_more_entries_than_anybody_publishes() -> None:
    items = "".join(f"<item><link>https://x.example/{i}</link></item>" for i in range(5003))
    feed = parsed(f'<rss version="2.0"><channel>{items}</channel></rss>')
    assert (len(feed.entries), feed.skipped) == (5000, ("3 entries after the first 5,000",))


@given(st.binary(max_size=300))
@settings(deadline=None)
def test_arbitrary_bytes_never_raise(data: bytes) -> None:
    found = parse_feed(data, url=URL)
    assert isinstance(found, FeedError | ParsedFeed)


def without_angles(data: bytes) -> bytes:
    return data.replace(b"<", b"(")


@given(st.sampled_from(sorted(FORMATS)), st.data())
@settings(deadline=None, max_examples=30)
def test_damaged_feeds_never_raise(name: str, data: st.DataObject) -> None:
    whole = FORMATS[name].encode("utf-8", "surrogatepass")
    cut = data.draw(st.integers(0, len(whole)))
    noise = data.draw(st.binary(max_size=20))
    found = parse_feed(whole[:cut] + without_angles(noise) + whole[cut:], url=URL)
    if isinstance(found, ParsedFeed):
        for event in feed_entries(FEED, found, datetime(2026, 3, 4, tzinfo=UTC)):
            assert decode_as(FeedEntry, encode(event), {"schema": FeedEntry.schema_name}) == event
        for entry in found.entries:
            assert entry.url.startswith(("http://", "https://"))
            assert entry.guid
            assert all(date is None or date.utcoffset() is not None for date in (entry.published, entry.updated))


@pytest.mark.parametrize(
    "text", ["&#xD800;", "&#0;", "&#1;", "&#x110000;", "\U0001f440", "&amp;#xDFFF;", "\u2028", "\ue000"]
)
def test_odd_characters_travel(text: str) -> None:
    found = parsed(
        rss(
            f"<item><title>x{text}</title><link>https://x.example/</link><description>y{text}&lt;p&gt;</description></item>"
        )
    )
    (event,) = feed_entries(FEED, found, datetime(2026, 3, 4, tzinfo=UTC))
    assert decode_as(FeedEntry, encode(event), {"schema": FeedEntry.schema_name}) == event
    assert event.title.startswith("x")


def test_half_an_emoji_does_not_lose_a_json_feed() -> None:
    half = '{"version": "https://jsonfeed.org/version/1", "items": [{"url": "/a", "title": "x\\ud83d"}]}'
    assert parsed(half).entries[0].title == "x?"
    assert problem("{" * 100_000) == "not_a_feed"


@given(st.text(max_size=60))
@settings(deadline=None)
def test_addresses_and_dates_of_any_text(text: str) -> None:
    address = web_address(text, URL)
    assert address == "" or address.startswith(("http://", "https://"))
    found = moment(text)
    assert found is None or found.tzinfo is UTC
