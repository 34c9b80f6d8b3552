"""What becomes of an entry, decided from what became of its page."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.events import FeedEntry, Quality, ids
from pipeline.extraction import Crashed, Extracted, NotAnArticle, Wall
from pipeline.extraction.offline import LONGEST, Horizon
from pipeline.extraction.outcome import Again, Ends, GoesOn, Poison, Tries, decide, feed_text, leads_home, needs_page
from pipeline.fetching import FetchFailure

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
SUMMARY = (
    "The council of Ellwick voted on Tuesday to end its contract with the maker of the licence plate readers that " * 2
)


def entry(**fields):
    base = {"entry_id": "ent-1", "feed_id": "herald", "outlet": "The Herald", "guid": "1", "title": "Council ends deal"}
    base |= {"url": "https://www.herald.example/a?utm_source=rss", "seen": NOW, "language": "en"}
    return FeedEntry(**(base | fields))


PAGE = Extracted(
    title="Council ends camera deal",
    text="The council voted on Tuesday.",
    authors=("Ann Example",),
    published=NOW - timedelta(hours=2),
    canonical_url="https://www.herald.example/story",
    site="herald.example",
    language="en",
    words=5,
    quality=Quality(extractor="trafilatura", agreement=0.9),
)


def test_a_page_becomes_an_article():
    found = decide(entry(keep="all", summary=SUMMARY), PAGE, NOW)
    assert isinstance(found, GoesOn)
    article = found.article
    assert (found.state, article.partial, article.keep) == ("extracted", False, "all")
    assert article.article_id == ids.article_id("https://www.herald.example/story")
    assert article.revision == ids.revision_id(PAGE.title, PAGE.text)
    assert (article.entry_id, article.feed_id, article.outlet, article.seen) == ("ent-1", "herald", "The Herald", NOW)
    assert (article.url, article.site) == ("https://www.herald.example/a?utm_source=rss", "herald.example")
    assert (article.title, article.text, article.words) == (PAGE.title, PAGE.text, 5)


def test_the_feed_fills_what_the_page_lacks():
    bare = Extracted("", "Text.", (), None, "https://h.example/", "h.example", None, 1, PAGE.quality)
    article = decide(entry(authors=("Tom Placeholder",)), bare, NOW).article
    assert (article.title, article.authors) == ("Council ends deal", ("Tom Placeholder",))


LOST = [
    (FetchFailure("gone", "status 404", 404, permanent=True), "gone"),
    (FetchFailure("robots_denied", "robots.txt", permanent=True), "robots_denied"),
    (FetchFailure("http_error", "status 403", 403, permanent=True), "unfetchable"),
    (FetchFailure("bad_type", "content type 'video/mp4'", 200, permanent=True), "unfetchable"),
    (FetchFailure("forbidden_address", "10.0.0.1", permanent=True), "unfetchable"),
    (FetchFailure("timeout", "no answer in time"), "unfetchable"),
    (Wall("consent", "asks for consent"), "wall"),
    (Wall("paywall", "asks for money"), "wall"),
    (NotAnArticle("no article text was found"), "not_an_article"),
]
LAST = Tries(before=5, allowed=6)


@pytest.mark.parametrize(("outcome", "state"), LOST, ids=lambda value: str(value)[:40])
def test_a_page_that_cannot_be_had(outcome, state):
    ended = decide(entry(summary="Too short."), outcome, NOW, LAST)
    assert isinstance(ended, Ends)
    assert ended.state == state
    going = decide(entry(summary=SUMMARY, published=NOW), outcome, NOW, LAST)
    assert isinstance(going, GoesOn)
    assert (going.state, going.article.partial, going.article.text) == ("partial", True, SUMMARY.strip())
    assert going.article.partial_reason.startswith(state)
    assert going.article.canonical_url == "https://www.herald.example/a"
    assert going.article.published == NOW


def walled(text, kind="paywall"):
    teaser = replace(PAGE, text=text, words=len(text.split()))
    return Wall(kind, "asks for money", text=text, title=PAGE.title, teaser=teaser)


def test_the_teaser_of_a_paywall_goes_on_where_it_says_more_than_the_feed():
    teaser = "The council voted on Tuesday to end its contract with the maker of the cameras, and " * 2
    found = decide(entry(summary="Short."), walled(teaser), NOW)
    assert isinstance(found, GoesOn)
    assert (found.state, found.detail) == ("partial", "wall: paywall: asks for money")
    assert (found.article.partial, found.article.partial_reason) == (True, found.detail)
    assert (found.article.text, found.article.authors) == (teaser, PAGE.authors)
    assert (found.article.canonical_url, found.article.published) == (PAGE.canonical_url, PAGE.published)


def test_the_feed_goes_before_a_shorter_teaser():
    found = decide(entry(summary=SUMMARY), walled("The council voted. " * 10), NOW)
    assert isinstance(found, GoesOn)
    assert (found.article.text, found.article.partial) == (SUMMARY.strip(), True)


def test_a_teaser_of_a_sentence_is_none():
    assert decide(entry(summary="Short."), walled("Few words."), NOW) == Ends("wall", "paywall: asks for money")


def test_a_page_that_kills_its_worker():
    assert decide(entry(), Crashed("too much CPU"), NOW) == Poison("too much CPU")
    going = decide(entry(content=SUMMARY), Crashed("too much CPU"), NOW)
    assert isinstance(going, GoesOn)
    assert going.article.partial_reason == "too much CPU"


@pytest.mark.parametrize(
    ("failure", "before", "again"),
    [
        (FetchFailure("timeout", "t"), 0, True),
        (FetchFailure("timeout", "t"), 1, True),
        (FetchFailure("timeout", "t"), 2, False),  # three tries of a page
        (FetchFailure("http_error", "status 503", 503), 1, True),
        (FetchFailure("http_error", "status 503", 503), 2, False),
        (FetchFailure("connect", "Connection refused"), 2, False),
        (FetchFailure("connect", "Network is unreachable"), 4, True),  # not the page's fault
        (FetchFailure("dns", "no name server"), 4, True),
        (FetchFailure("busy", "many are waiting"), 4, True),
        (FetchFailure("busy", "many are waiting"), 5, False),
        (FetchFailure("gone", "status 410", 410, permanent=True), 0, False),
    ],
)
def test_passing_failures_are_tried_again(failure, before, again):
    found = decide(entry(summary=SUMMARY), failure, NOW, Tries(before, 6))
    assert isinstance(found, Again) == again


def test_the_wait_grows_and_obeys_the_server():
    def wait(before, asked=None):
        found = decide(entry(), FetchFailure("busy", "b", retry_after=asked), NOW, Tries(before, 6))
        return found.after.total_seconds()

    assert [wait(0), wait(1), wait(2)] == [5, 20, 80]
    assert wait(0, asked=120) == 120
    assert wait(0, asked=1e9) == 3600


@settings(deadline=None)
@given(st.integers(0, 50), st.integers(1, 10), st.sampled_from([outcome for outcome, _ in LOST]), st.booleans())
def test_no_entry_is_tried_more_often_than_allowed(before, allowed, outcome, has_text):
    found = decide(entry(summary=SUMMARY if has_text else ""), outcome, NOW, Tries(before, allowed))
    if before + 1 >= allowed:
        assert not isinstance(found, Again)
    if isinstance(found, Again):
        assert found.after > timedelta(seconds=2)  # shorter waits are spent in place, where the message has no count


def test_pages_are_fetched_by_the_feeds_rule():
    assert needs_page(entry())
    assert needs_page(entry(fetch="always", content="word " * 500))
    assert not needs_page(entry(fetch="never"))
    assert not needs_page(entry(content="word " * 300))
    assert needs_page(entry(content="word " * 300 + "[…]"))
    assert needs_page(entry(content="word " * 300 + "Continue reading"))


def test_an_entry_whose_page_is_not_asked_for():
    full = decide(entry(fetch="never", content=SUMMARY), None, NOW)
    assert isinstance(full, GoesOn)
    assert (full.state, full.article.partial, full.article.quality) == ("extracted", False, Quality(extractor="feed"))
    assert isinstance(decide(entry(fetch="never"), None, NOW), Ends)


def test_a_removed_article_that_leads_home():
    assert leads_home("https://www.a.example/2024/story", "https://a.example/?utm_source=x")
    assert not leads_home("https://www.a.example/2024/story", "https://a.example/2024/story-2")
    assert not leads_home("https://www.a.example/?p=4", "https://www.a.example/?p=4")
    assert not leads_home("https://short.example/x", "https://a.example/")
    assert not leads_home("https://a.example/", "https://a.example/")


def test_the_feeds_text_says_nothing_twice():
    assert feed_text(entry(summary="The lead.", content="The lead. And more.")) == "The lead. And more."
    assert feed_text(entry(summary="The lead …", content="The  lead\nand more.")) == "The  lead\nand more."
    assert feed_text(entry(summary="A lead.", content="Other words.")) == "A lead.\nOther words."
    assert feed_text(entry(summary="A lead.")) == "A lead."
    assert feed_text(entry()) == ""


DNS = FetchFailure("dns", "Temporary failure in name resolution")
REFUSED = FetchFailure("connect", "[Errno 111] Connection refused")


def test_the_network_is_away_when_no_host_is_found():
    horizon = Horizon()
    horizon.note("a.example", DNS, NOW)
    assert not horizon.network_away(NOW)
    horizon.note("a.example", DNS, NOW)
    assert not horizon.network_away(NOW)
    horizon.note("b.example", FetchFailure("connect", "[Errno 101] Network is unreachable"), NOW)
    assert horizon.network_away(NOW)
    assert not horizon.network_away(NOW + LONGEST)


@pytest.mark.parametrize("answer", [None, REFUSED, FetchFailure("gone", "404", 404), FetchFailure("tls", "expired")])
def test_any_answer_shows_that_the_network_is_there(answer):
    horizon = Horizon()
    horizon.note("a.example", DNS, NOW)
    horizon.note("b.example", DNS, NOW)
    horizon.note("c.example", answer, NOW)
    assert not horizon.network_away(NOW)


def test_a_timeout_shows_nothing():
    horizon = Horizon()
    horizon.note("a.example", DNS, NOW)
    horizon.note("c.example", FetchFailure("timeout", "t"), NOW)
    horizon.note("b.example", DNS, NOW)
    assert horizon.network_away(NOW)
