"""The body of a page: who is asked in which mode, who is chosen, and what is left out of it."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.events import Quality
from pipeline.extraction import Extracted, NotAnArticle, PageRules, Wall, extract_page
from pipeline.extraction._tree import parse
from pipeline.extraction.agreement import f1, medoid, shingles
from pipeline.extraction.body import choose_body
from pipeline.extraction.page import Crashed
from pipeline.extraction.paragraphs import cut, is_byline, tidy, without_head, without_rules
from pipeline.extraction.support import Witness, supplemented, supported
from pipeline.extraction.voters import Voters
from pipeline.extraction.wire import Job, dump_job, dump_outcome, load_job, load_outcome
from pipeline.extraction.words import tokens

NOW = datetime(2026, 1, 1, tzinfo=UTC)
MODES = ("fast", "balanced", "best")
TEXT = [
    "The vote on Tuesday was 7 to 4. The council had bought the cameras two years ago from a firm in the north.",
    "The masts are to be taken down by the end of the year, the mayor said, and the money goes to the library.",
    "The firm says that it regrets the vote and that its cameras have never been misused by anybody in the town.",
    "A decision of the court on the first contract is expected in the autumn, according to people in the town hall.",
    "Opponents of the plan had collected four thousand signatures in the spring, more than the law asks for.",
]
LIST = "<ul><li>The first reason is money, of which there is little.</li><li>The second is the law.</li></ul>"


def page(middle="", head="", foot="", tag="p"):
    before, after = ("".join(f"<{tag}>{text}</{tag}>" for text in part) for part in (TEXT[:2], TEXT[2:]))
    return (
        f"<!doctype html><html lang='en'><head><title>Masts</title>{head}</head><body>"
        f"<nav><ul><li><a href='/'>Home</a></li></ul></nav><main><article><h1>Masts to be taken down</h1>"
        f"{before}{middle}{after}{foot}</article></main><footer><p>All rights reserved.</p></footer></body></html>"
    )


def body(html, mode="balanced", stated=""):
    tree = parse(html)
    assert tree is not None
    return choose_body(tree, html, mode=mode, stated=stated)


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_finds_the_paragraphs_and_says_so(mode):
    found = body(page(), mode)
    assert [text for text in TEXT if text not in found.text] == []
    assert found.quality.mode == mode
    assert found.quality.agreement > 0.9
    assert not found.quality.disagrees
    assert not found.quality.cut
    assert found.quality.characters == len(found.text)


def test_the_modes_ask_as_many_as_they_say():
    asked = {
        mode: sorted([found.quality.extractor, *(voter.extractor for voter in found.quality.voters)])
        for mode in MODES
        if (found := body(page(), mode))
    }
    assert asked["fast"] == asked["balanced"] == ["resiliparse", "trafilatura"]
    assert asked["best"] == ["newspaper4k", "resiliparse", "trafilatura"]


def test_where_the_two_disagree_all_are_asked():
    teasers = "".join(f"<div><a href='/{n}'>A teaser of seven words, number {n}</a></div>" for n in range(60))
    found = body(f"<html><body><div>{teasers}</div><p>One line that says little.</p></body></html>")
    asked = {found.quality.extractor, *(voter.extractor for voter in found.quality.voters)} if found else set()
    assert found is None or "trafilatura-default" in asked


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "kept",
    [
        "<h2>What comes next for the town</h2>",
        "<blockquote><p>Nobody told us what the cameras record, or for whom.</p></blockquote>",
        "<p><b>Was it the money?</b></p><p>It was the law.</p>",
        LIST,
        LIST.replace("ul>", "ol>"),
        "<section><p>The cameras had been switched off in the spring.</p></section>",
    ],
    ids=["heading", "quotation", "interview", "list", "numbered list", "section"],
)
def test_what_belongs_to_an_article_stays(mode, kept):
    found = body(page(kept), mode)
    words = tokens(kept.replace("<", " <").replace(">", "> "))
    names = {"h2", "blockquote", "p", "b", "ul", "ol", "li", "section"}
    assert [word for word in words if word not in names and word not in tokens(found.text)] == []


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "dropped",
    [
        "<div class='newsletter'><h3>Sign up now</h3><p>Get the best of the week in your inbox.</p></div>",
        "<div class='related'><h3>More on this</h3><ul><li><a href='/1'>Cameras of Ellwick</a></li></ul></div>",
        "<figure><img src='a.jpg'><figcaption>Inbox</figcaption></figure>",
    ],
    ids=["newsletter", "related", "caption"],
)
def test_what_stands_around_an_article_goes(mode, dropped):
    found = body(page(dropped), mode)
    assert "inbox" not in found.text.lower()
    assert "Ellwick" not in found.text


def test_a_sentence_that_two_others_have_is_put_back_in_its_place():
    middle = "<div>The council of Saltmere has ended its deal with the maker of the cameras after a quarrel.</div>"
    html = (
        page(middle)
        .replace("<article>", "<article><div class='article-body'>")
        .replace("</article>", "</div></article>")
    )
    lines = body(html, "best").text.split("\n")
    assert lines.index(TEXT[1]) + 1 == next(at for at, line in enumerate(lines) if "Saltmere" in line)


def test_the_pages_own_statement_is_the_body_where_scripts_build_the_page():
    html = "<html><body><div id='root'></div><p>Loading the article.</p></body></html>"
    found = body(html, stated="<p>" + "</p><p>".join(TEXT) + "</p>")
    assert (found.quality.extractor, found.text) == ("json-ld", "\n".join(TEXT))


def test_the_statement_of_a_page_that_is_not_free_is_no_voter():
    told = '{"@type":"NewsArticle","headline":"Masts","isAccessibleForFree":%s,"articleBody":"' + " ".join(TEXT) + '"}'
    more = "".join(f"<p>This is point {number} of the motion: {text}</p>" for number, text in enumerate(TEXT * 3))
    html = page(more, head="<script type='application/ld+json'>%s</script>")
    free, sold = (
        extract_page((html % (told % value)).encode(), "https://a.example/x", now=NOW) for value in ("true", "false")
    )
    assert isinstance(free, Extracted)
    assert isinstance(sold, Extracted)
    assert [voter.extractor for voter in free.quality.voters] == ["json-ld", "resiliparse"]
    assert [voter.extractor for voter in sold.quality.voters] == ["resiliparse"]


def test_a_credible_statement_decides_between_extractors():
    voters = Voters(parse(page()), page(), "\n".join(TEXT))
    assert voters.agree("trafilatura", "json-ld") > 0.8
    assert voters.medoid(("trafilatura", "resiliparse"), ("json-ld",)) in {"trafilatura", "resiliparse"}


def test_text_is_never_lost():
    short = extract_page(
        b"<html><title>A</title><body><article><p>Only a few words.</p></article></body></html>", "https://a.example/"
    )
    assert isinstance(short, NotAnArticle)
    assert short.text == "Only a few words."
    wall = extract_page(
        b"<html><title>Just a moment...</title><p>Checking if you are human. Takes a few seconds.</p></html>",
        "https://a.example/",
    )
    assert isinstance(wall, Wall)
    assert "few seconds" in wall.text
    assert wall.title


def test_outcomes_and_jobs_survive_the_wire():
    found = extract_page(page().encode(), "https://a.example/x", rules=PageRules(mode="best"), now=NOW)
    assert isinstance(found, Extracted)
    for outcome in (found, NotAnArticle("r", "text", "title"), Wall("bot", "r", "text", "title"), Crashed("r")):
        assert load_outcome(dump_outcome(outcome)) == outcome
    job = Job("https://a.example/x", rules=PageRules(7, "fast"), now=NOW)
    assert load_job(dump_job(job)) == job


def test_facts_written_before_there_were_modes_are_read():
    assert Quality.model_validate({"extractor": "trafilatura", "agreement": 0.9}).voters == ()


WORDS = st.lists(st.sampled_from(["the", "mast", "is", "down", "and", "gone", "中", "市"]), max_size=30).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(WORDS, WORDS)
def test_f1_is_that_of_the_bags(left, right):
    a, b = shingles(left), shingles(right)
    total = sum(a.values()) + sum(b.values())
    shared = sum((Counter(a) & Counter(b)).values())
    assert f1(a, b) == f1(b, a) == (2 * shared / total if total else 1.0)
    assert 0 <= f1(a, b) <= 1


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from("abcde"), WORDS, min_size=1))
def test_no_other_text_agrees_better_than_the_medoid(texts):
    def agreed(name):
        return sum(f1(shingles(texts[name]), shingles(texts[other])) for other in texts if other != name)

    assert agreed(medoid(texts)) == max(map(agreed, texts))


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="a |-\n\t\u00a0é\u0301.", max_size=60))
def test_tidy_text_stays_as_it_is(text):
    once = tidy(text)
    assert tidy(once) == once
    assert tokens(without_rules(once)) == tokens(once)


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=300) | st.text(alphabet="<>/apdivhtmlul \"'=&;#x0", max_size=300).map(str.encode),
    st.sampled_from(MODES),
)
def test_no_bytes_raise_in_any_mode(html, mode):
    found = extract_page(html, "https://a.example/x", rules=PageRules(1, mode), now=NOW)
    assert isinstance(found, Extracted | NotAnArticle | Wall)


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("By Ann Example", True),
        ("-- By Ann Example Follow @annexample", True),
        ("By ANN EXAMPLE and Bob Example | March 5, 2024", True),
        ("Von Ann Example, Saltmere", True),
        ("5. März 2024, 10:22 Uhr", True),
        ("2024-03-05 – By the Newsroom", True),
        ("By the numbers", False),
        ("By Tuesday it was over.", False),
        ("Von der Krise bleibt wenig übrig", False),
        ("March 5, 2024 was the day on which the masts of the town were to be taken down at last", False),
        ("Masts to be taken down", False),
    ],
)
def test_bylines_are_no_headings(line, byline):
    assert is_byline(line) is byline


def test_the_head_is_cut_at_any_title_the_page_has():
    text = "News\nMasts are coming “down”\nBy Ann Example\nThe council voted on Tuesday."
    assert without_head(text, "Another title", 'Masts are coming "down"') == "The council voted on Tuesday."
    assert without_head(text, "") == text


def test_a_long_text_is_cut_between_paragraphs():
    assert cut("one two\nthree\nfour", 13) == "one two\nthree"
    assert cut("one two three", 5) == "one t"
    assert cut("one", 5) == "one"


class Links:
    """A page of some links and quotations."""

    def __init__(self, *links, quotes=()):
        self._links, self._quotes = links, quotes

    def linked(self, lines):
        return {" ".join(tokens(line)) for line in lines if line in self._links}

    def quoted(self, lines):
        return {" ".join(tokens(line)) for line in lines if line in self._quotes}


def witness(*lines):
    found = tokens("\n".join(lines))
    return Witness(found, shingles("\n".join(lines)))


def test_a_single_witness_decides_on_links_alone():
    lines = [*TEXT, "More on this", "Cameras of Ellwick", "A list of names"]
    other = witness(*TEXT, "More on this")
    kept = supported("\n".join(lines), [other], Links("Cameras of Ellwick")).split("\n")
    assert kept == [*TEXT, "More on this", "A list of names"]
    assert supported("\n".join(lines[:-1]), [other], Links("Cameras of Ellwick")).split("\n") == TEXT


def test_two_witnesses_decide_on_all_but_sentences_and_quotations():
    lines = [*TEXT, "Share this page", "A sentence of its own.", "The masts are going, says the mayor"]
    kept = supported("\n".join(lines), [witness(*TEXT)] * 2, Links(quotes=(lines[-1],))).split("\n")
    assert kept == [*TEXT, "A sentence of its own.", "The masts are going, says the mayor"]


def test_witnesses_that_lack_a_third_of_a_text_are_not_heard():
    text = "\n".join([TEXT[0], *(line.rstrip(".") for line in TEXT[1:])])
    assert supported(text, [witness(TEXT[0])] * 2, Links()) == text
    assert supported(text, [], Links()) == text


def test_sentences_are_put_back_and_headings_are_not():
    known = [TEXT[0], TEXT[2]]
    other = ["Latest news", TEXT[0], TEXT[1], "Share this", TEXT[2]]
    made = supplemented("\n".join(known), "\n".join(other), witness(*known), witness(*TEXT))
    assert made.split("\n") == TEXT[:3]
