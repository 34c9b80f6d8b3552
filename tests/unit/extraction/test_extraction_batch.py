"""Articles from files: HTML pages and JSON lines."""

import base64
import json
from concurrent.futures import Future
from pathlib import Path

import pytest

from pipeline.extraction import NotAnArticle, extract_page
from pipeline.extraction.batch import AHEAD, PageFile, Unreadable, extract_files, read_html, read_lines

from .test_extraction_outcome import NOW, SUMMARY, entry

PAGES = Path(__file__).parents[2] / "data" / "pages"
HERALD = (PAGES / "herald.html").read_text()
URL = "https://www.ellwickherald.example/a"


class Inline:
    """Extracts in this process, and counts how many pages were handed in."""

    def __init__(self):
        self.begun = 0

    def submit(self, html, url, *, charset, hints, now):
        self.begun += 1
        answer = Future()
        answer.set_result(extract_page(html, url, charset=charset, hints=hints, now=now))
        return answer


def run(pages, extractors=None):
    errors = []
    articles = list(extract_files(pages, extractors or Inline(), now=NOW, on_error=lambda *told: errors.append(told)))
    return articles, errors


def lines(*rows):
    return read_lines([json.dumps(row) for row in rows], "in.jsonl", now=NOW)


def test_html_files():
    (article,), errors = run([read_html(PAGES / "herald.html", URL, now=NOW)])
    assert errors == []
    assert article.title == "Ellwick ends licence plate camera contract after audit"
    assert (article.outlet, article.feed_id, article.keep) == ("ellwickherald.example", "file", "all")


def test_json_lines_of_pages_as_text_and_as_bytes():
    encoded = base64.b64encode(HERALD.encode("utf-16")).decode()
    articles, errors = run(
        lines({"url": URL, "html": HERALD}, {"url": URL, "html_base64": encoded, "outlet": "Herald"})
    )
    assert errors == []
    assert articles[0].text == articles[1].text
    assert articles[1].outlet == "Herald"
    assert articles[0].article_id == articles[1].article_id


def test_feed_entries_as_the_bus_carries_them():
    (article,), errors = run(read_lines([entry(content=SUMMARY).model_dump_json()], "-", now=NOW))
    assert errors == []
    assert (article.entry_id, article.outlet, article.feed_id) == ("ent-1", "The Herald", "herald")
    assert article.text == SUMMARY.strip()


def test_what_gives_no_article_is_told_with_its_place_and_the_rest_goes_on():
    rows = ["{", "[1]", "", json.dumps({"html": "x"}), json.dumps({"url": URL, "html_base64": "?"})]
    rows += [json.dumps({"url": URL, "html": "<p>short"}), json.dumps({"url": URL, "html": HERALD})]
    articles, errors = run(read_lines(rows, "in.jsonl", now=NOW))
    assert len(articles) == 1
    assert [place for place, _ in errors] == [f"in.jsonl:{number}" for number in (1, 2, 4, 5, 6)]
    assert "not JSON" in errors[0][1]
    assert "url" in errors[2][1]
    assert "not_an_article" in errors[4][1]


def test_a_file_that_is_not_there():
    missing = read_html(PAGES / "no-such-page.html", URL, now=NOW)
    assert isinstance(missing, Unreadable)
    assert "No such file" in missing.reason


def test_the_order_is_kept_and_not_everything_is_read_at_once():
    extractors, taken = Inline(), []

    def pages():
        for number in range(3 * AHEAD):
            taken.append(number)
            yield PageFile(f"p{number}", entry(entry_id=f"ent-{number}", content=SUMMARY), None)

    found = extract_files(pages(), extractors, now=NOW, on_error=pytest.fail)
    assert next(found).entry_id == "ent-0"
    assert len(taken) == AHEAD
    assert [article.entry_id for article in found] == [f"ent-{number}" for number in range(1, 3 * AHEAD)]


def test_the_feeds_text_stands_in_for_a_page_without_article():
    class Nothing(Inline):
        def submit(self, html, url, **_given):
            answer = Future()
            answer.set_result(NotAnArticle("no text"))
            return answer

    (article,), errors = run(lines({"url": URL, "html": "<p>", "summary": SUMMARY}), Nothing())
    assert errors == []
    assert article.partial
