"""Whole pages in the style of real templates, in several languages and encodings."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extraction import Extracted, NotAnArticle, PageHints, Wall, extract_page

PAGES = Path(__file__).parents[2] / "data" / "pages"
EXPECTED = {row["file"]: row for row in yaml.safe_load((PAGES / "expected.yaml").read_text())}
ARTICLES = [row for row in EXPECTED.values() if "title" in row]
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def page(name, hints=None, charset=None, html=None):
    html = (PAGES / name).read_bytes() if html is None else html
    return extract_page(html, EXPECTED[name]["url"], charset=charset, hints=hints, now=NOW)


@pytest.mark.parametrize("row", ARTICLES, ids=lambda row: row["file"])
def test_articles(row):
    found = page(row["file"])
    assert isinstance(found, Extracted), found
    assert (found.title, list(found.authors)) == (row["title"], row["authors"])
    # htmldate guesses a day where nothing is written; a page full of refused dates has to end without one
    assert found.published == row["published"]
    assert (found.canonical_url, found.site, found.language) == (row["canonical"], row["site"], row["language"])
    low, high = row["words"]
    assert low <= found.words <= high
    assert [text for text in row["has"] if text not in found.text] == []
    assert [text for text in row["lacks"] if text in found.text] == []


@pytest.mark.parametrize("row", [row for row in EXPECTED.values() if "wall" in row], ids=lambda row: row["file"])
def test_walls(row):
    found = page(row["file"])
    assert isinstance(found, Wall), found
    assert found.kind == row["wall"]


@pytest.mark.parametrize("name", ["paywall.html", "paywall-es.html"])
def test_a_paywall_leaves_its_teaser(name):
    found = page(name)
    assert isinstance(found, Wall)
    assert found.teaser is not None
    assert (found.teaser.title, found.teaser.words > 20) == (found.title, True)
    assert found.text.startswith(found.teaser.text)
    assert len(found.teaser.text) < len(found.text)


def test_a_list_of_links_is_no_article():
    assert isinstance(page("section.html"), NotAnArticle)


@pytest.mark.parametrize(
    ("charset", "label", "actual"),
    [
        ("iso-8859-1", "iso-8859-1", "utf-8"),  # the commonest mistake: both labels wrong
        (None, "utf-8", "windows-1252"),  # latin-1 bytes in a page that calls itself UTF-8
        ("windows-1252", "utf-8", "windows-1252"),  # the server is right, the page is wrong
        (None, "iso-8859-15", "iso-8859-15"),
        (None, "utf-8", "utf-16"),  # a byte order mark overrules the label
    ],
)
def test_umlauts_survive_wrong_labels(charset, label, actual):
    text = (PAGES / "berlin.html").read_text().replace('charset="utf-8"', f'charset="{label}"')
    html = text.replace("„", '"').replace("“", '"').encode(actual)
    found = page("berlin.html", html=html, charset=charset)
    assert isinstance(found, Extracted)
    assert found.title == "Behörde testet Software zur Gesichtserkennung"
    assert "Klarblick Analytik aus dem Süden" in found.text


def test_chinese_in_gb18030():
    html = (PAGES / "harbour-zh.html").read_text().replace('charset="utf-8"', 'charset="gb2312"').encode("gb18030")
    found = page("harbour-zh.html", html=html)
    assert isinstance(found, Extracted)
    assert "远望科技公司" in found.text


def test_the_feeds_date_is_used_where_the_page_has_none_that_can_be():
    told = datetime(2025, 5, 4, 3, 2, tzinfo=UTC)
    found = page("traps.html", PageHints(published=told))
    assert isinstance(found, Extracted)
    assert found.published == told


def test_the_pages_exact_date_goes_before_the_feeds():
    found = page("herald.html", PageHints(published=datetime(2024, 3, 5, tzinfo=UTC)))
    assert isinstance(found, Extracted)
    assert found.published == EXPECTED["herald.html"]["published"]


def test_a_page_laid_out_with_tables_keeps_its_paragraphs():
    paragraphs = [
        "The inspectorate asked Nordwatch Systems for the manual of its cameras, and was sent a brochure instead.",
        "It asked again in the spring. The answer came in the autumn and ran to four pages, two of them blank.",
        "A third letter is being written. The inspectorate does not rule out a visit to the offices of the firm.",
        "The cameras stay switched on in the meantime, because nobody has the right to have them switched off.",
    ]
    html = "<html><body><table><tr><td><ul><li><a href='/'>Home</a></li></ul></td><td><h1>A manual is missing</h1>"
    html += "".join(f"<p>{text}</p>" for text in paragraphs) + "</td></tr></table></body></html>"
    found = extract_page(html.encode(), "https://old.example/a", now=NOW)
    assert isinstance(found, Extracted)
    assert found.text.split("\n") == paragraphs


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "image"),
        (bytes(range(256)) * 40, "binary"),
        (b"<p>" + b"x" * 5_000_001, "bytes"),
    ],
)
def test_what_is_refused_before_parsing(html, reason):
    found = extract_page(html, "https://a.example/")
    assert isinstance(found, NotAnArticle)
    assert reason in found.reason


PIECES = [
    "<p>",
    "</p>",
    "<div>",
    "<table><tr><td>",
    "<h1>A title of words</h1>",
    "<br>",
    "&amp;",
    "&#x0;",
    "<!--",
    "-->",
]
PIECES += [
    "<script type='application/ld+json'>",
    "</script>",
    '{"@type":"NewsArticle","datePublished":',
    "[",
    '"',
    "<html lang='",
]
PIECES += [
    "The council voted on Tuesday to end the contract with the maker of the cameras. " * 4,
    "\x00",
    "ü",
    "中",
    "\udcff",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30), st.sampled_from([None, "utf-8", "utf-16", "gb2312", "nonsense"]))
def test_no_page_raises(pieces, charset):
    html = "".join(pieces).encode("utf-8", "surrogatepass")
    assert isinstance(
        extract_page(html, "https://a.example/x", charset=charset, now=NOW), Extracted | NotAnArticle | Wall
    )


def test_one_huge_attribute_is_no_reason_to_refuse():
    state = ",".join(f"&quot;u{n}&quot;:&quot;/i?w={n}&quot;" for n in range(3000))
    html = (PAGES / "herald.html").read_text().replace("<main>", f'<main data-state="{{{state}}}">')
    assert isinstance(page("herald.html", html=html.encode()), Extracted)


def test_text_below_a_depth_of_254_is_kept():
    html = (PAGES / "herald.html").read_text()
    html = html.replace("<main>", "<main>" + "<div>" * 300).replace("</main>", "</div>" * 300 + "</main>")
    found = page("herald.html", html=html.encode())
    assert isinstance(found, Extracted)
    assert "Saltmere" in found.text
