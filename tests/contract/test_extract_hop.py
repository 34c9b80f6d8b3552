"""The extract hop as it runs: entries from a real log, pages over real HTTP, worker processes, articles on the log."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from consumers.extract import ExtractHop, build
from pipeline.app import App
from pipeline.bus.delivery import DeliveryLoop
from pipeline.bus.topics import DEAD, RETRY, topic
from pipeline.events import Article, EntryState, FeedEntry, decode_as
from pipeline.extraction import ExtractionPool
from pipeline.fetching import Fetcher
from pipeline.flow import HOP_BY_NAME, emit, group, subscribed, topic_specs
from pipeline.settings.tree import DeliverySettings, ExtractionSettings, FetchingSettings, Settings

from . import saboteur
from .loopback import serve

PAGES = Path(__file__).parents[1] / "data" / "pages"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
SUMMARY = "The council voted on Tuesday to end its contract with the maker of the licence plate readers. " * 3


@pytest.fixture
def site():
    with serve() as site:
        site.page("/robots.txt", b"User-agent: *\nDisallow: /private", Content_Type="text/plain")
        site.page("/news", (PAGES / "herald.html").read_bytes(), Content_Type="text/html; charset=iso-8859-1")
        site.page("/consent", (PAGES / "consent-en.html").read_bytes())
        site.page("/killer", b"<p>x<br>" * 300_000)
        site.page("/film", b"....", Content_Type="video/mp4")
        site.page("/busy", b"", 503, Retry_After="40")
        site.page("/gone", b"", 410)
        yield site


@pytest.fixture
def app(tmp_path):
    app = App(
        Settings(
            data_dir=tmp_path,
            fetching=FetchingSettings(allow_private=True, host_interval_seconds=0),
            extraction=ExtractionSettings(cpu_seconds=1),
            delivery=DeliverySettings(first_delay_seconds=0.1),
        )
    )
    app.bus.apply(topic_specs())
    yield app
    app.close()


def entry(name, url, summary="", **more):
    known = {"outlet": "O", "title": "Council ends deal", "seen": NOW}
    return FeedEntry(entry_id=name, feed_id="f", url=url, guid=name, summary=summary, **known, **more)


def run(app, entries, handler=None):
    app.bus.publish([emit(one) for one in entries])
    hop, handler = HOP_BY_NAME["extract"], handler or build(app)
    loop = DeliveryLoop(app.bus, hop.name, group(hop), subscribed(hop), handler, app.settings.delivery)
    try:
        assert loop.run_until_idle(timeout=90)
    finally:
        handler.close()
    return [decode_as(EntryState, found.value, found.headers) for found in app.bus.read(topic("states"))]


def articles(app):
    found = (decode_as(Article, message.value, message.headers) for message in app.bus.read(topic("articles")))
    return {article.entry_id: article for article in found}


def test_every_entry_comes_to_its_state(app, site):
    entries = [
        entry("news", site.url("/news?utm_source=rss")),
        entry("consent", site.url("/consent")),
        entry("consent-with-text", site.url("/consent?2"), SUMMARY),
        entry("private", site.url("/private/1")),
        entry("missing", site.url("/missing"), SUMMARY),
        entry("gone", site.url("/gone")),
        entry("film", site.url("/film")),
        entry("killer", site.url("/killer")),
        entry("killer-with-text", site.url("/killer?2"), SUMMARY),
        entry("busy", site.url("/busy"), SUMMARY),
    ]
    states = {state.entry_id: (state.state, state.final) for state in run(app, entries)}
    assert states == {
        "news": ("extracted", False),
        "consent": ("wall", True),
        "consent-with-text": ("partial", False),
        "private": ("robots_denied", True),
        "missing": ("partial", False),
        "gone": ("gone", True),
        "film": ("unfetchable", True),
        "killer-with-text": ("partial", False),
    }
    found = articles(app)
    assert set(found) == {"news", "consent-with-text", "missing", "killer-with-text"}
    assert found["news"].canonical_url == site.url("/news")
    assert "Saltmere" in found["news"].text
    assert found["missing"].partial_reason == "gone: status 404"
    (dead,) = app.bus.read(topic("entries") + DEAD)
    assert "1 s of CPU" in dead.headers["reason"]
    (waiting,) = app.bus.read(topic("entries") + RETRY)
    assert (waiting.headers["attempt"], waiting.key) == ("1", "127.0.0.1")


def test_a_page_that_kills_its_worker_delays_no_other(app, site):
    entries = [entry(f"e{number}", site.url(f"/news?id={number}")) for number in range(16)]
    entries[3] = entry("killer", site.url("/killer"), SUMMARY)
    states = [state.state for state in run(app, entries)]
    assert sorted(states) == ["extracted"] * 15 + ["partial"]
    assert len(articles(app)) == 16


WHOLE = SUMMARY * 6
CUT = WHOLE + "[…]"


@pytest.mark.parametrize(
    ("rule", "content", "path", "expected"),
    [
        ("auto", WHOLE, "/news", (0, "extracted", "feed")),
        ("auto", CUT, "/news", (1, "extracted", "page")),
        ("auto", "", "/news", (1, "extracted", "page")),
        ("auto", CUT, "/gone", (1, "partial", "feed")),
        ("auto", "", "/gone", (1, "gone", "")),
        ("always", WHOLE, "/news", (1, "extracted", "page")),
        ("always", WHOLE, "/consent", (1, "partial", "feed")),
        ("never", SUMMARY, "/news", (0, "extracted", "feed")),
        ("never", "", "/news", (0, "not_an_article", "")),
    ],
)
def test_the_rule_of_the_feed_decides_on_fetching(app, site, rule, content, path, expected):
    asked, state, words_of = expected
    (found,) = run(app, [entry("e", site.url(path), fetch=rule, content=content)])
    assert found.state == state
    assert site.asked(path) == asked
    given = [("page" if "Saltmere" in one.text else "feed", one.partial) for one in articles(app).values()]
    assert given == ([(words_of, state == "partial")] if words_of else [])


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (b"!segv", "Segmentation fault"),
        (b"!exit3", "exit code 3"),
        (b"!killed", "killed by the system"),
        (b"!spin", "1 s of CPU"),
        (b"!eat", "512 MB of memory"),
    ],
)
def test_a_page_that_ends_its_worker_is_a_dead_letter_and_its_neighbours_are_articles(app, site, command, reason):
    site.page("/bad", command)
    limits = ExtractionSettings(workers=1, cpu_seconds=1, memory_mb=512)
    settings = app.settings.model_copy(update={"extraction": limits})
    pool = ExtractionPool(settings.extraction, module=saboteur.MODULE)
    handler = ExtractHop(Fetcher(settings.fetching), pool, settings, app.now)
    run(app, [entry("bad", site.url("/bad")), *(entry(f"e{n}", site.url(f"/news?id={n}")) for n in range(4))], handler)
    assert set(articles(app)) == {"e0", "e1", "e2", "e3"}
    (dead,) = app.bus.read(topic("entries") + DEAD)
    assert reason in dead.headers["reason"]
