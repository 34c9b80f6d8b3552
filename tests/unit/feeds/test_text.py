"""HTML in feeds to plain text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.feeds.text import author_name, html_to_text, title_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("plain  words", "plain words"),
        ("<p>a</p><p>b<br/>c</p>", "a\nb\nc"),
        ("a &amp; b &lt;i&gt; 5 < 6", "a & b <i> 5 < 6"),
        ("<script>x()</script><style>p{}</style>kept", "kept"),
        ("x<img alt='1 > 2' src=y>z", "xz"),
        ("<!-- no -->yes", "yes"),
        ("caf&eacute;&nbsp;au lait", "café au lait"),
        ("<ul><li>one<li>two</ul>", "one\ntwo"),
        ("<<<", "<<<"),
        ("", ""),
    ],
)
def test_fragments(html: str, text: str) -> None:
    assert html_to_text(html, 1000) == text


def test_limits() -> None:
    assert html_to_text("ab " * 500, 10) == "ab ab ab a"
    assert html_to_text("<p>x</p>" * 30_000, 100).startswith("x\nx\nx")
    assert len(html_to_text("<p>x</p>" * 30_000, 100)) <= 100


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("A <b>bold</b> claim", "A bold claim"),
        ("Why <script> tags matter", "Why <script> tags matter"),
        ("Tom &amp; Jerry &#8217;s", "Tom & Jerry ’s"),
        (" a\n b ", "a b"),
        ('<a href="x">x</a>', "x"),
    ],
)
def test_titles(title: str, text: str) -> None:
    assert title_text(title) == text


@pytest.mark.parametrize(
    ("byline", "name"),
    [
        ("Ada Example", "Ada Example"),
        ("ada@example.org (Ada Example)", "Ada Example"),
        ("Ada Example <ada@example.org>", "Ada Example"),
        ("ada@example.org", ""),
        ("", ""),
    ],
)
def test_bylines_carry_no_addresses(byline: str, name: str) -> None:
    assert author_name(byline) == name


@given(st.text(alphabet=st.sampled_from("<>/&;#!-ab p\"'="), max_size=120))
@settings(deadline=None)
def test_no_markup_survives_but_what_was_escaped(html: str) -> None:
    text = html_to_text(html, 1000)
    assert text == text.strip()
    if "&" not in html and "<p" not in html.replace(" ", ""):
        assert "<p>" not in text
