"""Dates as pages write them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extraction._tree import parse
from pipeline.extraction.dates import AHEAD, NEAR, PageDate, choose_published, day_in, first_date, read_date
from pipeline.extraction.metadata import read_facts
from tests.unit.extraction.test_extraction_rules import NOW


def ld(node):
    return f'<script type="application/ld+json">{node}</script>'


EXACT = [
    ("1709634151", (2024, 3, 5, 10, 22, 31)),
    ("1709634151000", (2024, 3, 5, 10, 22, 31)),
    ("20240305T102231Z", (2024, 3, 5, 10, 22, 31)),
    ("2024/03/05 10:22:31 +0900", (2024, 3, 5, 1, 22, 31)),
    ("2024-03-05T10:22:31.123456789Z", (2024, 3, 5, 10, 22, 31)),
    ("2024-03-05T10:22:31+01:00[Europe/Berlin]", (2024, 3, 5, 9, 22, 31)),
    ("2024-03-05T10:22:31 +01:00", (2024, 3, 5, 9, 22, 31)),
    ("2024-03-05T10:22:31.000+0000", (2024, 3, 5, 10, 22, 31)),
    ("2024-03-05T10:22+01", (2024, 3, 5, 9, 22)),
    ("2024-03-05T10:22:31−05:00", (2024, 3, 5, 15, 22, 31)),
    ("2024-03-05 10:22:31 UTC", (2024, 3, 5, 10, 22, 31)),
    ("2024-03-05 10:22:31 CET", (2024, 3, 5, 9, 22, 31)),
    ("2024-03-05 10:22 IST", (2024, 3, 5, 4, 52)),
    ("2024-03-05 at 10:22 am EST", (2024, 3, 5, 15, 22)),
    ("Mar 5, 2024, 10:22 PM EST", (2024, 3, 6, 3, 22)),
    ("Tuesday, March 5, 2024 12:05 AM GMT", (2024, 3, 5, 0, 5)),
    ("Tue Mar 05 2024 10:22:31 GMT+0100 (CET)", (2024, 3, 5, 9, 22, 31)),
    ("Tue Mar  5 10:22:31 UTC 2024", (2024, 3, 5, 10, 22, 31)),
    ("Tue, 5 Mar 2024 10:22:31 GMT", (2024, 3, 5, 10, 22, 31)),
    ("2024-03-05T24:00:00+01:00", (2024, 3, 5, 23, 0)),
]
ROUGH = [
    ("20240305", (2024, 3, 5)),
    ("20240305102231", (2024, 3, 5, 10, 22, 31)),
    ("2024-3-5", (2024, 3, 5)),
    ("2024.03.05 10:22", (2024, 3, 5, 10, 22)),
    ("March 5, 2024 10:22 am", (2024, 3, 5, 10, 22)),
    ("5 March 2024", (2024, 3, 5)),
    ("12th of March 2024", (2024, 3, 12)),
    ("Tuesday, March 5, 2024 - 10:22", (2024, 3, 5, 10, 22)),
    ("05.03.2024, 10:22 Uhr", (2024, 3, 5, 10, 22)),
    ("5. 3. 2024", (2024, 3, 5)),
    ("25/03/2024 10:22", (2024, 3, 25, 10, 22)),
    ("03/25/2024", (2024, 3, 25)),
    ("2024年3月5日 10:22", (2024, 3, 5, 10, 22)),
    ("2024년 03월 05일", (2024, 3, 5)),
    ("٢٠٢٤-٠٣-٠٥", (2024, 3, 5)),
    ("2024-03-05T00:00:00+00:00", (2024, 3, 5)),
]


@pytest.mark.parametrize(("text", "at"), EXACT)
def test_dates_to_the_minute_with_zone(text, at):
    assert read_date(text) == PageDate(datetime(*at, tzinfo=UTC), exact=True)


@pytest.mark.parametrize(("text", "at"), ROUGH)
def test_dates_without_time_or_zone(text, at):
    found = read_date(text)
    assert found is not None
    assert (found.at, found.exact) == (datetime(*at, tzinfo=UTC), False)


@pytest.mark.parametrize(
    "text",
    ["05/03/2024", "2024-03-05T99:00Z", "2024-13-05", "32.01.2024", "31 February 2024", "0", "-1", "123456",
     "2 hours ago",
     "1" * 14, "2024", "March", "99999999999", "today at 10:22", "\x00", "2024-02-30"],
)  # fmt: skip
def test_no_dates(text):
    assert read_date(text) is None


def at(text):
    found = read_date(text)
    assert found is not None
    return found.at


@pytest.mark.parametrize(
    ("fields", "url", "chosen"),
    [
        # the zone comes from a later field that gives the same minute
        (["2024-05-06T09:08:07", "2024-05-06T09:08:07+02:00"], "", "2024-05-06T07:08:07Z"),
        # not from one that gives another: that is an update
        (["2024-05-06T09:08:07", "2024-05-06T11:31:00+02:00"], "", "2024-05-06T09:08:07Z"),
        # nor from another article's, days away
        (["2024-05-06", "2024-05-01T07:08:00Z"], "", "2024-05-06"),
        (["2024-05-06", "2024-05-06T07:08:00Z"], "", "2024-05-06T07:08:00Z"),
        # the address tells which is rewritten with each change
        (["2025-11-02T10:00:00Z", "2024-05-06T07:08:00Z"], "https://a.example/2024/05/06/deal", "2024-05-06T07:08:00Z"),
        (["2025-11-02T10:00:00Z"], "https://a.example/2024/05/06/deal", "2025-11-02T10:00:00Z"),
        (["2093-01-01T10:00:00Z", "2024-05-06"], "", "2024-05-06"),
        (["1989-01-01", "nonsense", "2024-05-06"], "", "2024-05-06"),
    ],
)
def test_the_date_among_several(fields, url, chosen):
    found = first_date(fields, NOW, url)
    assert found is not None
    assert found.at == at(chosen)


@pytest.mark.parametrize(
    ("page", "feed", "chosen"),
    [
        ("2024-05-06T09:08:00", "2024-05-06T07:08:00Z", "2024-05-06T07:08:00Z"),  # the feed has the zone
        ("2024-05-06", "2024-05-06T20:00:00Z", "2024-05-06T20:00:00Z"),
        ("2024-05-06", "2024-05-09T20:00:00Z", "2024-05-06"),  # the feed tells of a change
        ("2024-05-09", "2024-05-06T20:00:00Z", "2024-05-06T20:00:00Z"),
        ("2024-05-06T09:08:00Z", "2024-05-06T20:00:00Z", "2024-05-06T09:08:00Z"),
        (None, "2024-05-06T20:00:00Z", "2024-05-06T20:00:00Z"),
        ("2024-05-06", "2093-05-06T20:00:00Z", "2024-05-06"),
    ],
)
def test_page_and_feed(page, feed, chosen):
    assert choose_published(read_date(page) if page else None, at(feed), NOW) == at(chosen)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.example/2024/03/05/deal", (2024, 3, 5)),
        ("https://a.example/news/2024-03-05-deal", (2024, 3, 5)),
        ("https://a.example/20240305/deal.html", (2024, 3, 5)),
        ("https://a.example/2024/03/deal", None),
        ("https://a.example/2024/02/31/deal", None),
        ("https://a.example/a/20240305123", None),
        ("", None),
    ],
)
def test_days_in_addresses(url, day):
    assert day_in(url) == (day and datetime(*day, tzinfo=UTC))


HEADS = [
    ld('{"@type":"NewsArticle","datePublished":%s}'),
    '<meta property="article:published_time" content=%s>',
    '<meta itemprop="datePublished" content=%s>',
    '<meta name="parsely-pub-date" content=%s>',
    '<meta name="sailthru.date" content=%s>',
    '<meta name="DC.date.issued" content=%s>',
    '<meta name="cXenseParse:recs:publishtime" content=%s>',
    '<meta name="date" content=%s>',
    "<article><time datetime=%s>today</time></article>",
    "<p><time itemprop='datePublished' datetime=%s>today</time></p>",
    "<abbr class='published' title=%s>today</abbr>",
    ld('{"@graph":[{"@type":"WebPage","datePublished":%s}]}'),
    ld('{"@type":"VideoObject","uploadDate":%s}'),
    ld('{"@type":"NewsArticle","datePublished":{"@type":"DateTime","@value":%s}}'),
]


@pytest.mark.parametrize("head", HEADS)
def test_places_of_dates(head):
    found = published(head % '"2024-03-05T10:22:31+01:00"')
    assert found == PageDate(datetime(2024, 3, 5, 9, 22, 31, tzinfo=UTC), exact=True)


def published(html):
    tree = parse(f"<html><body>{html}</body></html>")
    assert tree is not None
    return read_facts(tree, "https://a.example/x", NOW).published


@pytest.mark.parametrize(
    "html",
    [
        '<meta property="article:modified_time" content="2024-03-05T10:22:31+01:00">',
        ld('{"@type":"NewsArticle","dateModified":"2024-03-05T10:22:31+01:00"}'),
        "<article><time class='updated' datetime='2024-03-05T10:22:31+01:00'>x</time></article>",
        "<article><div class='comments'><time datetime='2024-03-05T10:22:31+01:00'>x</time></div></article>",
        "<article><aside><time datetime='2024-03-05T10:22:31+01:00'>x</time></aside></article>",
    ],
)
def test_what_is_changed_or_said_beside_is_not_published(html):
    assert published(html) is None


def test_a_number_in_json_ld_is_seconds():
    html = ld('{"@type":"NewsArticle","datePublished":1709634151}')
    assert published(html) == PageDate(datetime(2024, 3, 5, 10, 22, 31, tzinfo=UTC), exact=True)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.one_of(st.text("0123456789-T:+Z ", max_size=26), st.datetimes().map(str)), max_size=4))
def test_no_date_is_ever_of_the_future(fields):
    found = first_date(fields, NOW)
    assert found is None or found.at <= NOW + AHEAD
    feed = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=len(fields))
    chosen = choose_published(found, feed, NOW)
    assert chosen is None or chosen <= NOW + AHEAD


@settings(deadline=None, max_examples=100)
@given(st.datetimes(datetime(2000, 1, 1), datetime(2025, 1, 1)), st.integers(-40, 40))
def test_an_inexact_page_takes_the_feed_within_a_day_and_a_half(day, hours):
    page = PageDate(day.replace(tzinfo=UTC), exact=False)
    feed = page.at + timedelta(hours=hours)
    assert choose_published(page, feed, NOW) == (page.at if hours > NEAR.total_seconds() / 3600 else feed)
