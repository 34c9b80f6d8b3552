"""What stops parsers is taken out of pages; all else, and all text, stays."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extraction._tree import parse
from pipeline.extraction.tame import MAX_ATTRIBUTES, MAX_DEPTH, tame
from pipeline.extraction.words import count_words

PAGES = Path(__file__).parents[2] / "data" / "pages"

SOUP = ["<div>", "</div>", "<b x='", "'>", "<p>", "</b>", "<script>", "</script>", "w ", "<", '"']


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.html")), ids=lambda path: path.stem)
def test_pages_like_real_ones_stay_as_they_are(path):
    text = path.read_text("utf-8", "replace")
    assert tame(text) == text


@pytest.mark.parametrize("tag", ["div", "span", "font", "table", "ul", "section", "b", "x-y"])
def test_deep_elements_are_lifted_and_their_text_stays(tag):
    deep = MAX_DEPTH * 20
    text = f"<p>before<{tag} class=a>" + f"<{tag}>in " * deep + f"<p>deepest</{tag}>" * deep + "<p>after"
    tree = parse(tame(text))
    assert tree is not None
    assert tame(text).count(f"<{tag}") == MAX_DEPTH
    assert [line for line in ("before", "deepest", "after") if line not in " ".join(tree.texts("//p", 10**6))] == []
    assert tree.root.text_content().count("in ") == deep


def test_scripts_count_for_nothing_and_are_kept():
    script = "<script>" + "x = '<div><div><b>';" * 500 + "</script>"
    text = "<div>" * 300 + script + "<p>told"
    assert script in tame(text)
    assert tame(text).endswith("<p>told")


@pytest.mark.parametrize("attribute", ["a%d", "a%d=1", 'a%d="<b> x"', "a%d = '>'"])
def test_a_crowded_tag_loses_its_attributes_and_others_keep_theirs(attribute):
    crowded = " ".join(attribute % number for number in range(MAX_ATTRIBUTES * 10))
    assert tame(f"<p class=x>a<i {crowded}>told</i>") == "<p class=x>a<i>told</i>"
    few = " ".join(attribute % number for number in range(MAX_ATTRIBUTES))
    assert tame(f"<i {few}>told</i>") == f"<i {few}>told</i>"


def test_long_values_are_not_many_attributes():
    text = '<a title="' + "of many words " * 2000 + '">told</a>'
    assert tame(text) == text


def test_inlined_files_are_left_out():
    assert tame('<img src="data:image/png;base64,' + "iVBORw0K+/" * 200 + '=">x') == '<img src="data:,">x'
    assert tame('<img src="data:image/gif;base64,R0lGODlhAQ=="> data: 1,2') == (
        '<img src="data:image/gif;base64,R0lGODlhAQ=="> data: 1,2'
    )


@settings(deadline=None, max_examples=150)
@given(st.lists(st.sampled_from(SOUP)))
def test_any_soup_keeps_its_words(pieces):
    soup = "".join(pieces) + "<div>" * 300 + "<p>last"
    assert tame(soup).count("w ") == soup.count("w ")
    assert tame(soup).endswith("<p>last")


def test_words_are_counted_in_one_pass():
    assert count_words("<" * 300_000) == 0
    assert count_words("a--- -- (b) 'c' d’e 1.5% – —") == 5
