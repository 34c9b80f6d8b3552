"""What extracting a page once more means. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.app.again import judge, newest
from pipeline.events import FeedEntry, Quality
from pipeline.events.ids import revision_id
from pipeline.extraction import Crashed, Extracted, NotAnArticle, PageOutcome, Wall
from pipeline.extraction.sites import Sites
from pipeline.fetching.archive import Archived, Capture

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
URL = "https://gazette.example/cameras"
TEXT = "The town ended its contract with the maker of its cameras on Friday. " * 10
ENTRY = FeedEntry(entry_id="ent-1", feed_id="f", outlet="O", url=URL, guid="g", title="Cameras", seen=NOW)
CAPTURE = Capture("urn:uuid:1", URL, URL, NOW, 200, "text/html", 9, "sha1:X", entry_id="ent-1")
PAGE = Archived(CAPTURE, ENTRY, (), b"", None)


def extracted(text: str = TEXT, title: str = "Cameras", url: str = URL) -> Extracted:
    return Extracted(
        title=title, text=text, authors=(), published=NOW, canonical_url=url, site="gazette.example",
        language="en", words=len(text.split()), quality=Quality(extractor="e"),
    )  # fmt: skip


def test_the_newest_page_of_each_entry_is_taken_in_order_of_time() -> None:
    def page(record: str, entry: str, hours: int) -> Capture:
        return replace(CAPTURE, record_id=record, entry_id=entry, date=NOW + timedelta(hours=hours))

    pages = [page("a1", "a", 0), page("b1", "b", 1), page("a2", "a", 5), page("b0", "b", 0), page("x", "", 9)]
    assert [capture.record_id for capture in newest(pages)] == ["b1", "a2"]


@pytest.mark.parametrize(
    ("known", "result"), [(None, "new"), (revision_id("Cameras", TEXT), "same"), ("otherwise", "changed")]
)
def test_an_article_is_new_or_the_same_or_changed(known: str | None, result: str) -> None:
    found = judge(PAGE, extracted(), known)
    assert found.result == result
    assert found.article is not None
    assert (found.article.entry_id, found.article.seen, found.article.text) == ("ent-1", NOW, TEXT)


@pytest.mark.parametrize(
    ("outcome", "detail"),
    [
        (NotAnArticle("too short"), "not_an_article: too short"),
        (Wall("consent", "asks first"), "wall: consent: asks first"),
        (Crashed("took too long"), "took too long"),
    ],
)
@pytest.mark.parametrize("summary", ["", TEXT])
def test_a_page_that_gives_no_whole_article_leaves_what_is_known(
    outcome: PageOutcome, detail: str, summary: str
) -> None:
    found = judge(replace(PAGE, entry=ENTRY.model_copy(update={"summary": summary})), outcome, "known")
    assert (found.result, found.article) == ("kept", None)
    assert found.detail.endswith(detail)


def test_a_page_that_no_entry_led_to_is_left_alone() -> None:
    assert judge(replace(PAGE, entry=None), extracted(), None).result == "kept"


def test_lines_that_the_site_repeats_are_left_out_and_nothing_is_learnt() -> None:
    box = "Subscribe to the gazette and get the news of the town every morning."
    sites = Sites(None)
    try:
        for number in range(30):
            own = f"Report number {number} says what happened in street {number} at {number} o'clock that day."
            sites.learn(f"{URL}/{number}", extracted(f"{own}\n{own}\n{box}", own, f"{URL}/{number}"), NOW)
        before = sites.reports()
        sifted = sites.sift(URL, extracted(f"What happened next is told only here.\n{TEXT}\n{box}"))
        assert isinstance(sifted, Extracted)
        assert sifted.text == f"What happened next is told only here.\n{TEXT}"
        assert sites.reports() == before
        assert sites.sift("https://unknown.example/1", extracted(box)) == extracted(box)
    finally:
        sites.close()
