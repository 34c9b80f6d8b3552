"""The producer against real HTTP, a real embedded log and a real store."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.app import App
from pipeline.bus import Bus, Record
from pipeline.bus.topics import topic
from pipeline.events import ConfigError, EntryState, FeedEntry, Unavailable, decode
from pipeline.feeds import check_feed, feed_for, health, open_store
from pipeline.feeds.notices import Notice
from pipeline.feeds.state import FeedState
from pipeline.fetching import Fetcher
from pipeline.flow import topic_specs
from pipeline.settings import Settings
from producers.rss import RssRunner, build
from tests.contract.loopback import Request, Site, serve

START = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def pass_hours(self, hours: float) -> None:
        self.now += timedelta(hours=hours)


class World:
    """A data folder with a list of feeds, and producers over it that may be closed and built again."""

    def __init__(self, folder: Path, site: Site) -> None:
        self.folder = folder
        self.site = site
        self.clock = Clock()
        self.list_feeds(site.url("/feed", "signal-post.localhost"))
        self.settings = Settings.model_validate(
            {
                "data_dir": folder / "data",
                "feeds": {"file": folder / "feeds.yaml", "threads": 4},
                "fetching": {"allow_private": True, "host_interval_seconds": 0, "total_seconds": 5},
            }
        )
        self.app = App(self.settings, now=self.clock)
        self.app.bus.apply(topic_specs())
        self.runners: list[RssRunner] = []
        self.said: list[Notice] = []

    def list_feeds(self, *urls: str, more: str = "") -> None:
        rows = [f"- {{id: f{n}, url: '{url}', outlet: Outlet {n}{more}}}\n" for n, url in enumerate(urls)]
        (self.folder / "feeds.yaml").write_text("feeds:\n" + "".join(rows))

    def runner(self, app: App | None = None) -> RssRunner:
        self.runners.append(RssRunner(app or self.app, say=self.said.append))
        return self.runners[-1]

    def published(self, name: str = "entries") -> list[FeedEntry | EntryState]:
        found = [decode(message.value, message.headers) for message in self.app.bus.read(topic(name))]
        return [event for event in found if isinstance(event, FeedEntry | EntryState)]

    def events(self) -> list[str]:
        return [notice.event for notice in self.said]

    def titles(self) -> list[str]:
        return sorted(event.title for event in self.published())

    def close(self) -> None:
        for runner in self.runners:
            runner.close()
        self.app.close()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with serve() as site:
        found = World(tmp_path, site)
        yield found
        found.close()


def item(number: int, title: str = "") -> str:
    date = f"Wed, 04 Mar 2026 {number % 12:02}:00:00 GMT"
    name = title or f"Item {number}"
    return f"<item><title>{name}</title><link>/a/{number}</link><guid>g{number}</guid><pubDate>{date}</pubDate></item>"


def rss(*items: str) -> bytes:
    return f'<rss version="2.0"><channel><title>T</title>{"".join(items)}</channel></rss>'.encode()


def serve_feed(site: Site, *items: str, path: str = "/feed", **headers: str) -> None:
    site.page(path, rss(*items), Content_Type="application/rss+xml", **headers)


def test_new_entries_are_published_with_their_state(world: World) -> None:
    serve_feed(world.site, item(2), item(1))
    runner = world.runner()
    (polled,) = runner.poll_due()
    assert (polled.result, polled.published) == ("new", 2)
    entries = [event for event in world.published() if isinstance(event, FeedEntry)]
    states = [event for event in world.published("states") if isinstance(event, EntryState)]
    assert world.titles() == ["Item 1", "Item 2"]
    assert {entry.entry_id for entry in entries} == {state.entry_id for state in states}
    assert {(state.hop, state.state, state.final) for state in states} == {("rss", "polled", False)}
    first = min(entries, key=lambda entry: entry.title)
    assert first.url == f"http://signal-post.localhost:{world.site.port}/a/1"
    assert (first.feed_id, first.outlet, first.seen) == ("f0", "Outlet 0", START)
    assert (runner.status().polled, runner.status().failing, runner.status().entries) == (1, 0, 2)


def test_only_what_is_new_or_edited_is_published_again(world: World) -> None:
    serve_feed(world.site, item(1))
    runner = world.runner()
    runner.poll_due()
    world.clock.pass_hours(7)
    serve_feed(world.site, item(3), item(1, "Item 1, corrected"))
    runner.poll_due()
    world.clock.pass_hours(7)
    serve_feed(world.site, item(1, "Item 1, corrected"), item(3))
    (polled,) = runner.poll_due()
    assert (polled.result, polled.published) == ("unchanged", 0)
    assert world.titles() == ["Item 1", "Item 1, corrected", "Item 3"]


def test_a_feed_is_not_polled_before_its_time(world: World) -> None:
    serve_feed(world.site, item(1))
    runner = world.runner()
    runner.poll_due()
    assert runner.poll_due() == []
    world.clock.pass_hours(0.01)
    assert runner.poll_due() == []
    assert world.site.asked("/feed") == 1


def test_validators_are_sent_and_304_is_no_failure(world: World) -> None:
    def page(request: Request) -> None:
        same = request.headers.get("If-None-Match") == '"v1"'
        request.send(304 if same else 200, b"" if same else rss(item(1)), {"ETag": '"v1"'})

    world.site.pages["/feed"] = page
    world.runner().poll_due()
    world.runners[-1].close()
    world.clock.pass_hours(7)
    (polled,) = world.runner().poll_due()
    assert (polled.result, polled.state.last_status, polled.state.failures) == ("unchanged", 304, 0)


def test_a_restart_remembers(world: World) -> None:
    serve_feed(world.site, item(1))
    world.runner().poll_due()
    world.runners[-1].close()
    assert world.runner().poll_due() == []
    world.clock.pass_hours(7)
    serve_feed(world.site, item(2), item(1))
    world.runners[-1].poll_due()
    assert world.titles() == ["Item 1", "Item 2"]


class Flaky:
    """A bus that can be away; everything else is the real one."""

    def __init__(self, bus: Bus) -> None:
        self.bus = bus
        self.away = True
        self.after = False

    def publish(self, records: Sequence[Record]) -> None:
        if self.away and not self.after:
            raise Unavailable("the log cannot be reached")
        self.bus.publish(records)
        if self.away:
            raise Unavailable("the answer was lost")


def app_with(world: World, bus: Flaky) -> App:
    app = App(world.settings, now=world.clock)
    app.__dict__["bus"] = bus
    return app


def test_while_the_bus_is_away_nothing_is_lost(world: World) -> None:
    serve_feed(world.site, item(1))
    bus = Flaky(world.app.bus)
    runner = world.runner(app_with(world, bus))
    assert runner.poll_due() == []
    world.clock.pass_hours(0.01)
    assert runner.poll_due() == []
    assert runner.status().waiting
    bus.away = False
    world.clock.pass_hours(0.01)
    (polled,) = runner.poll_due()
    assert polled.published == 1
    assert world.titles() == ["Item 1"]
    assert world.events() == ["waiting", "bus_is_back"]


def test_a_crash_between_publishing_and_remembering_repeats_the_same_ids(world: World) -> None:
    serve_feed(world.site, item(1), item(2))
    bus = Flaky(world.app.bus)
    bus.after = True
    runner = world.runner(app_with(world, bus))
    assert runner.poll_due() == []
    bus.away = False
    world.clock.pass_hours(0.01)
    runner.poll_due()
    ids = [event.entry_id for event in world.published()]
    assert (len(ids), len(set(ids))) == (4, 2)


def test_a_failing_feed_slows_down_says_so_once_and_heals(world: World) -> None:
    world.site.page("/feed", b"", 500)
    runner = world.runner()
    waits = []
    for _ in range(3):
        (polled,) = runner.poll_due()
        assert polled.state.next_poll is not None
        waits.append((polled.state.next_poll - world.clock.now).total_seconds())
        world.clock.now = polled.state.next_poll
    assert runner.status().failing == 1
    serve_feed(world.site, item(1))
    runner.poll_due()
    assert waits == sorted(set(waits))
    assert runner.status().failing == 0
    assert world.events() == ["feed_failing", "feed_recovered"]
    assert world.titles() == ["Item 1"]


def test_retry_after_is_obeyed(world: World) -> None:
    world.site.page("/feed", b"", 429, Retry_After="40000")
    (polled,) = world.runner().poll_due()
    assert polled.state.next_poll == START + timedelta(seconds=40000)


def test_a_broken_feed_is_a_failure_with_a_reason(world: World) -> None:
    world.site.page("/feed", b"<!doctype html><title>Log in</title>")
    (polled,) = world.runner().poll_due()
    assert (polled.result, polled.reason, polled.state.failures) == ("failed", "html", 1)


def test_gone_and_moved_feeds_are_noted(world: World) -> None:
    world.list_feeds(world.site.url("/gone"), world.site.url("/old"))
    world.site.page("/gone", b"", 410)
    world.site.page("/old", b"", 301, Location="/feed")
    serve_feed(world.site, item(1))
    runner = world.runner()
    runner.poll_due()
    runner.close()
    store = open_store(world.settings.data_dir)
    gone, moved = store.get("f0"), store.get("f1")
    store.close()
    assert health(gone, START) == "gone"
    assert moved is not None
    assert moved.moved_to == world.site.url("/feed")
    assert {"feed_moved", "feed_failing"} <= set(world.events())


def test_the_list_is_read_again_when_it_changes(world: World) -> None:
    serve_feed(world.site, item(1))
    runner = world.runner()
    runner.poll_due()
    serve_feed(world.site, item(2), path="/second")
    world.list_feeds(world.site.url("/feed", "signal-post.localhost"), world.site.url("/second"))
    assert [polled.feed.id for polled in runner.poll_due()] == ["f1"]
    (world.folder / "feeds.yaml").write_text("feeds: [")
    assert runner.poll_due() == []
    assert world.events() == ["feeds_reloaded", "feeds_not_reloaded"]
    assert runner.status().feeds == 2
    world.list_feeds(world.site.url("/third"))
    assert [polled.feed.url for polled in runner.poll_due()] == [world.site.url("/third")]
    assert runner.status().feeds == 1


def test_a_list_that_is_wrong_at_the_start_is_an_error(world: World) -> None:
    (world.folder / "feeds.yaml").write_text("feeds:\n- ulr: x\n")
    with pytest.raises(ConfigError, match="did you mean 'url'"):
        world.runner()


def test_build_makes_a_runner_that_logs(world: World) -> None:
    world.site.page("/feed", b"", 500)
    runner = build(world.app)
    (polled,) = runner.poll_due()
    runner.close()
    assert polled.result == "failed"


def test_backfill_feeds_go_the_other_lane(world: World) -> None:
    world.list_feeds(world.site.url("/feed"), more=", lane: backfill")
    serve_feed(world.site, item(1))
    world.runner().poll_due()
    assert world.published() == []
    (message,) = world.app.bus.read(topic("entries") + ".backfill")
    assert message.headers["lane"] == "backfill"


def test_no_network_is_one_clear_line(world: World) -> None:
    with serve() as closed:
        urls = [closed.url(f"/{n}", f"f{n}.localhost") for n in range(3)]
    world.list_feeds(*urls)
    world.runner().poll_due()
    (notice,) = world.said
    assert (notice.level, notice.event[:32]) == ("error", "no network: none of the 3 feeds ")
    assert "make demo" in notice.event


def test_run_polls_until_it_is_told_to_stop(world: World) -> None:
    serve_feed(world.site, item(1))
    asked, stop = threading.Event(), threading.Event()

    def hang(request: Request) -> None:
        asked.set()
        request.server.release.wait()

    world.site.pages["/hang"] = hang
    world.list_feeds(world.site.url("/feed"), world.site.url("/hang", "slow.localhost"))
    runner = world.runner()
    thread = threading.Thread(target=runner.run, args=(stop,))
    thread.start()
    assert asked.wait(20)
    while runner.status().entries < 1:
        stop.wait(0.02)
    stop.set()
    thread.join(20)
    assert not thread.is_alive()
    store = open_store(world.settings.data_dir)
    assert store.get("f1") is None  # broken off, which is no failure of the feed
    store.close()


def test_check_tells_what_was_found(world: World) -> None:
    serve_feed(world.site, item(1), item(2), "<item><title>nowhere</title></item>", ETag='"1"')
    world.site.page("/page", b'<!doctype html><link rel="alternate" type="application/rss+xml" href="/feed">')
    world.site.page("/missing", b"", 404)
    fetcher = Fetcher(world.settings.fetching)
    good, page, missing = (
        check_feed(feed_for(world.site.url(path)), fetcher) for path in ("/feed", "/page", "/missing")
    )
    fetcher.close()
    assert (good.ok, good.status, good.format, good.entries, good.conditional) == (True, 200, "rss", 2, True)
    assert good.newest == datetime(2026, 3, 4, 2, tzinfo=UTC)
    assert good.problems == ("entry 'nowhere' has no address",)
    assert not page.ok
    assert page.problems[1] == f"the page names this feed: {world.site.url('/feed')}"
    assert (missing.ok, missing.status, missing.problems) == (False, 404, ("gone: status 404",))


def test_the_store_forgets_only_what_left_its_feed_long_ago(world: World) -> None:
    serve_feed(world.site, item(1), item(2))
    runner = world.runner()
    runner.poll_due()
    for _ in range(8):
        world.clock.pass_hours(24 * 12)
        serve_feed(world.site, item(1), f"<!-- {world.clock.now} -->")
        runner.poll_due()
        runner.purge()
    assert len(world.published()) == 2
    serve_feed(world.site, item(1), item(2))
    world.clock.pass_hours(7)
    runner.poll_due()
    assert world.titles() == ["Item 1", "Item 2", "Item 2"]  # the same id once more, which is harmless


def test_a_store_that_cannot_be_opened_is_an_error_that_says_so(tmp_path: Path) -> None:
    (tmp_path / "feeds.sqlite3").mkdir()
    with pytest.raises(Unavailable, match=r"feeds\.sqlite3"):
        open_store(tmp_path)


def test_a_damaged_store_is_set_aside_and_made_anew(tmp_path: Path) -> None:
    garbage = b"not a database at all, but long enough to be one" * 100
    (tmp_path / "feeds.sqlite3").write_bytes(garbage)
    store = open_store(tmp_path)
    assert store.all() == {}
    store.close()
    assert (tmp_path / "feeds.sqlite3.damaged").read_bytes() == garbage


def test_a_store_that_is_damaged_while_in_use_is_made_anew_for_the_next_poll(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    entries = [f"entry-{number}" for number in range(5000)]
    store.record(FeedState("a", "http://a.example/"), entries, now=datetime.now(UTC))
    store.close()
    path = tmp_path / "feeds.sqlite3"
    content = path.read_bytes()
    path.write_bytes(content[:32768] + b"\xff" * (len(content) - 32768))
    store = open_store(tmp_path)
    with pytest.raises(Unavailable, match="was damaged"):
        store.unseen(entries)
    assert store.unseen(["entry-1"]) == {"entry-1"}
    store.close()
