"""Pauses that hosts ask for and who shares them; branches, kept connections, cookies, robots.txt."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from pipeline.app import App
from pipeline.fetching import Fetched, Fetcher, FetchFailure, Hop, open_hosts
from pipeline.fetching.hosts import Hosts, MemoryHosts, Wish
from pipeline.fetching.limiter import HostLimiter
from pipeline.fetching.shared_hosts import FILE, SharedHosts
from pipeline.settings import Settings
from pipeline.settings.tree import FetchingSettings
from tests.contract.loopback import Request, Site, serve
from tests.contract.zoo import head, page, read_request, zoo


def settings(**changes: object) -> FetchingSettings:
    fast = {"allow_private": True, "host_interval_seconds": 0.0, "total_seconds": 5.0}
    return FetchingSettings.model_validate({**fast, **changes})


@pytest.fixture
def held() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


def opened(held: ExitStack, hosts: Hosts | None = None, **changes: object) -> Fetcher:
    fetcher = Fetcher(settings(**changes), hosts=hosts)
    held.callback(fetcher.close)
    return fetcher


def failure(outcome: object) -> FetchFailure:
    assert isinstance(outcome, FetchFailure), outcome
    return outcome


def fetched(outcome: object) -> Fetched:
    assert isinstance(outcome, Fetched), outcome
    return outcome


# --- what a host asks for ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "headers", "wait"),
    [
        (429, {"Retry_After": "90"}, 90.0),
        (503, {"Retry_After": "90"}, 90.0),
        (429, {}, 60.0),
        (429, {"Retry_After": "nonsense"}, 60.0),
        (429, {"Retry_After": "-5"}, 60.0),
        (503, {"Retry_After": "Fri, 01 Jan 2100 00:00:00 GMT"}, 86400.0),
        (503, {"Retry_After": "99999999999"}, 86400.0),
        (503, {}, None),
        (503, {"Retry_After": "soon"}, None),
        (503, {"Retry_After": "0"}, 0.0),
        (429, {"Retry_After": "Thu, 01 Jan 2015 00:00:00 GMT"}, 0.0),
        (500, {"Retry_After": "90"}, 90.0),
        (403, {"Retry_After": "90"}, 90.0),
    ],
)
def test_a_host_that_asks_to_be_left_alone(
    site: Site, held: ExitStack, status: int, headers: dict[str, str], wait: float | None
) -> None:
    """The pause holds for all that is asked of the host, feeds too, and for no other host."""
    busy, good = site.page("/busy", b"", status, **headers), site.page("/good")
    fetcher = opened(held, robots=False)
    assert failure(fetcher.get(busy)).retry_after == wait
    if wait and status in {429, 503}:
        for outcome in (fetcher.get(good), fetcher.get(good, kind="feed"), fetcher.get_if_changed(good)):
            later = failure(outcome)
            assert (later.reason, later.permanent) == ("busy", False)
            assert "left alone" in later.detail
            assert wait - 60 < (later.retry_after or 0) <= wait
        assert site.asked("/good") == 0
    else:
        assert fetched(fetcher.get(good))
    assert fetched(fetcher.get(site.url("/good", "other.localhost")))


def test_a_pause_asked_for_in_robots_txt_holds_too(site: Site, held: ExitStack) -> None:
    site.page("/robots.txt", b"", 429, Retry_After="90")
    feed = site.page("/feed", b"<rss/>")
    fetcher = opened(held)
    assert failure(fetcher.get(site.page("/a"))).status == 429
    assert failure(fetcher.get(feed, kind="feed")).reason == "busy"
    assert site.asked("/feed") + site.asked("/a") == 0


def test_who_waits_already_is_told_of_the_pause(site: Site, held: ExitStack) -> None:
    """The pause is asked for while another request is in the queue for the only connection."""
    asked, waiting = threading.Event(), threading.Event()

    def busy(request: Request) -> None:
        asked.set()
        waiting.wait(10)
        request.send(429, b"", {"Retry-After": "500"})

    site.pages["/busy"] = busy
    site.page("/good")
    fetcher = opened(held, robots=False, host_connections=1)
    outcomes: list[object] = []
    first = threading.Thread(target=fetcher.get, args=(site.url("/busy"),))
    second = threading.Thread(target=lambda: outcomes.append(fetcher.get(site.url("/good"))))
    first.start()
    asked.wait()
    second.start()
    waiting.set()
    first.join()
    second.join()
    assert failure(outcomes[0]).reason == "busy"
    assert site.asked("/good") == 0


# --- who shares it -------------------------------------------------------------------------------


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


Pair = tuple[Hosts, Hosts, Clock]


@pytest.fixture(params=["memory", "file"])
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Pair]:
    """Two who share what is known of hosts: in one process the same keeper, in two processes two over one file."""
    clock = Clock()
    if request.param == "memory":
        one: Hosts = MemoryHosts(clock=clock)
        yield one, one, clock
        return
    one, two = (SharedHosts(tmp_path / FILE, lease=60, clock=clock) for _ in range(2))
    yield one, two, clock
    one.close()
    two.close()


def test_starts_are_booked_one_after_the_other(pair: Pair) -> None:
    one, two, clock = pair
    wish = Wish(pause=5, patience=7)
    assert one.book("a", wish) == 0
    assert two.book("a", wish) == 5
    assert one.book("a", wish) == 10  # beyond its patience, and so not booked
    assert two.book("a", Wish(5, 30)) == 10
    assert two.book("b", wish) == 0
    assert one.book("a", Wish(5, 7, follows=True)) == 0
    clock.now += 15
    assert one.book("a", wish) == 0


def test_connections_are_counted_together(pair: Pair) -> None:
    one, two, _ = pair
    assert one.take("a", 2).granted
    assert two.take("a", 2).granted
    assert not one.take("a", 2).granted
    assert not two.take("a", 2).granted
    assert two.take("b", 2).granted
    one.give("a")
    assert two.take("a", 2).granted
    assert not one.take("a", 2).granted


def test_a_hold_stops_everybody_and_never_shrinks(pair: Pair) -> None:
    one, two, clock = pair
    one.hold("a", 100)
    two.hold("a", 10)
    assert two.book("a", Wish(5, 30)) == 100
    assert one.book("a", Wish(5, 30, follows=True)) == 100
    taken = two.take("a", 2)
    assert (taken.granted, taken.held) == (False, 100)
    assert two.take("b", 2).granted
    clock.now += 100
    assert two.take("a", 2).granted


def test_who_died_holds_a_connection_no_longer_than_its_lease(tmp_path: Path) -> None:
    clock = Clock()
    dead, alive = (SharedHosts(tmp_path / FILE, lease=60, clock=clock) for _ in range(2))
    assert dead.take("a", 1).granted
    assert not alive.take("a", 1).granted
    clock.now += 61
    assert alive.take("a", 1).granted
    dead.close()
    alive.close()


def test_a_pause_outlives_a_restart_and_a_clock_set_back(tmp_path: Path) -> None:
    clock = Clock()
    before = SharedHosts(tmp_path / FILE, lease=60, clock=clock)
    before.hold("a", 500)
    before.close()
    clock.now += 100
    after = SharedHosts(tmp_path / FILE, lease=60, clock=clock)
    assert after.book("a", Wish(1, 1)) == 400
    clock.now -= 10_000_000
    assert after.book("a", Wish(1, 1)) == 86400
    after.close()


@pytest.mark.parametrize("spoil", [lambda path: path.write_bytes(b"no database" * 500), lambda path: path.mkdir()])
def test_without_the_file_each_goes_on_alone(tmp_path: Path, spoil: Callable[[Path], object]) -> None:
    spoil(tmp_path / FILE)
    alone = SharedHosts(tmp_path / FILE, lease=60)
    assert alone.book("a", Wish(5, 30)) == 0
    assert 4 < alone.book("a", Wish(5, 30)) <= 5
    assert alone.take("a", 1).granted
    assert not alone.take("a", 1).granted
    alone.give("a")
    assert alone.take("a", 1).granted
    alone.hold("a", 100)
    assert alone.book("a", Wish(5, 30)) > 90
    alone.close()


def test_a_file_that_is_locked_delays_nobody_for_long(tmp_path: Path) -> None:
    hosts = SharedHosts(tmp_path / FILE, lease=60)
    hosts.hold("b", 1)
    other = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert hosts.take("a", 1).granted
    other.execute("COMMIT")
    hosts.give("a")
    other.close()
    hosts.close()


def test_the_pause_between_two_requests_holds_for_two_processes(site: Site, held: ExitStack, tmp_path: Path) -> None:
    """Two fetchers over one folder, as the feeds' process and the pages' process are."""
    feeds, pages = (
        opened(held, open_hosts(tmp_path, lease=60), robots=False, host_interval_seconds=3600) for _ in range(2)
    )
    site.page("/a")
    assert fetched(feeds.get(site.url("/a"), kind="feed"))
    later = failure(pages.get(site.url("/a")))
    assert (later.reason, site.asked("/a")) == ("busy", 1)
    assert fetched(pages.get(site.url("/a", "other.localhost")))


def test_connections_of_two_processes_wait_for_each_other(site: Site, held: ExitStack, tmp_path: Path) -> None:
    active, most, lock = 0, 0, threading.Lock()

    def slow(request: Request) -> None:
        nonlocal active, most
        with lock:
            active += 1
            most = max(most, active)
        request.server.release.wait(0.03)
        with lock:
            active -= 1
        request.send(200, b"<p>x")

    site.pages["/a"] = slow
    fetchers = [opened(held, open_hosts(tmp_path, lease=60), robots=False, host_connections=1) for _ in range(2)]
    threads = [threading.Thread(target=fetchers[n % 2].get, args=(site.url("/a"),)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (most, site.asked("/a")) == (1, 8)


# --- branches ------------------------------------------------------------------------------------


def test_the_app_has_one_fetcher_and_closes_it(site: Site, tmp_path: Path) -> None:
    fetching = {"allow_private": True, "robots": False, "host_interval_seconds": 3600}
    app = App(Settings.model_validate({"data_dir": tmp_path, "fetching": fetching}))
    site.page("/a")
    feeds, pages = app.fetcher.branch(), app.fetcher.branch()
    assert app.fetcher is app.fetcher
    assert fetched(feeds.get(site.url("/a"), kind="feed"))
    assert failure(pages.get(site.url("/a"))).reason == "busy"
    app.close()
    assert failure(pages.get(site.url("/a", "other.localhost"))).detail == "the fetcher is closing"
    assert fetched(app.fetcher.get(site.url("/a", "third.localhost")))
    app.close()


def test_closing_a_branch_breaks_off_its_own_and_nothing_else(site: Site, held: ExitStack) -> None:
    asked = {path: threading.Event() for path in ("/one", "/two")}
    go_on = threading.Event()

    def slow(request: Request) -> None:
        asked[request.path].set()
        go_on.wait(20)
        request.send(200, b"<p>x")

    for path in asked:
        site.pages[path] = slow
    fetcher = opened(held, robots=False)
    one, two = fetcher.branch(), fetcher.branch()
    outcomes: dict[str, object] = {}
    jobs = {"/one": one, "/two": two}
    threads = [
        threading.Thread(target=lambda path=path, job=job: outcomes.update({path: job.get(site.url(path))}))
        for path, job in jobs.items()
    ]
    for thread in threads:
        thread.start()
    for event in asked.values():
        event.wait()
    one.close()
    threads[0].join()
    assert failure(outcomes["/one"]) == FetchFailure("busy", "the fetcher is closing", url=site.url("/one"))
    go_on.set()
    threads[1].join()
    assert fetched(outcomes["/two"])
    assert failure(one.get(site.url("/two"))).reason == "busy"
    assert fetched(two.get(site.url("/two")))


def test_closing_wakes_who_waits_for_a_turn() -> None:
    limiter = HostLimiter(1)
    limiter.enter("a", Wish(0, 0))
    broken = threading.Event()
    turns: list[bool] = []
    waiter = threading.Thread(target=lambda: turns.append(limiter.enter("a", Wish(0, 3600), broken.is_set).granted))
    waiter.start()
    broken.set()
    limiter.wake()
    waiter.join()
    assert turns == [False]
    limiter.close()


# --- connections that are kept -------------------------------------------------------------------


def test_a_kept_connection_that_the_server_closed_is_no_failure(held: ExitStack) -> None:
    """The second request on each connection is read and never answered, as by a server that restarts."""
    met: list[int] = []

    def once(link: object) -> None:
        met.append(0)
        while read_request(link):  # type: ignore[arg-type]
            met[-1] += 1
            if met[-1] == 2:
                return
            page(b"<p>x")(link)  # type: ignore[arg-type]

    with zoo(once) as keeper:
        fetcher = opened(held, robots=False)
        for _ in range(3):
            assert fetched(fetcher.get(keeper.url(host="127.0.0.1"))).body == b"<p>x"
        assert met == [2, 2, 1]
        fetcher.close()


def test_a_connection_is_kept_for_the_next_page(held: ExitStack) -> None:
    links: list[object] = []

    def patient(link: object) -> None:
        links.append(link)
        while read_request(link):  # type: ignore[arg-type]
            page(b"<p>x")(link)  # type: ignore[arg-type]

    with zoo(patient) as keeper:
        fetcher = opened(held, robots=False)
        for _ in range(3):
            assert fetched(fetcher.get(keeper.url(host="127.0.0.1")))
        assert len(links) == 1
        fetcher.close()


def test_a_new_connection_that_fails_is_not_tried_again(held: ExitStack) -> None:
    links: list[object] = []

    def rude(link: object) -> None:
        links.append(link)
        read_request(link)  # type: ignore[arg-type]

    with zoo(rude) as keeper:
        assert failure(opened(held, robots=False).get(keeper.url(host="127.0.0.1"))).reason == "protocol"
        assert len(links) == 1


# --- cookies, and what an archive needs ----------------------------------------------------------


def test_cookies_live_as_long_as_the_redirects(site: Site, held: ExitStack) -> None:
    """A cookie check: who does not send the cookie back is redirected to the same address for ever."""

    def check(request: Request) -> None:
        if "seen=1" in request.headers.get("Cookie", ""):
            request.send(200, b"<p>story")
        else:
            request.send(302, b"", {"Location": request.path, "Set-Cookie": "seen=1; Path=/"})

    site.pages["/story"] = check
    fetcher = opened(held, robots=False)
    assert fetched(fetcher.get(site.url("/story"))).body == b"<p>story"
    assert fetched(fetcher.get(site.url("/story"))).body == b"<p>story"
    assert site.asked("/story") == 4  # nothing was kept from the first time


def test_cookies_stay_with_their_host(site: Site, held: ExitStack) -> None:
    site.page("/start", b"", 302, Location=site.url("/there", "two.localhost"), Set_Cookie="a=1")
    site.page("/there", b"", 302, Location=site.url("/back", "one.localhost"), Set_Cookie="b=2; Domain=.one.localhost")
    site.page("/back")
    assert fetched(opened(held, robots=False).get(site.url("/start", "one.localhost")))
    sent = {path: headers.get("cookie") for path, headers in site.log}
    assert sent == {"/start": None, "/there": None, "/back": "a=1"}


def test_what_an_archive_needs(site: Site, held: ExitStack) -> None:
    site.page("/old", b"", 301, Location="/newer")
    site.page("/newer", b"", 302, Location=site.url("/a", "b.localhost"))
    site.page("/a", b"<p>x", X_Odd_Name="1")
    got = fetched(opened(held).get(site.url("/old", "a.localhost")))
    old, newer, there = (
        site.url("/old", "a.localhost"),
        site.url("/newer", "a.localhost"),
        site.url("/a", "b.localhost"),
    )
    assert got.chain == (Hop(old, 301, newer), Hop(newer, 302, there))
    assert (got.final_url, got.moved, got.address, got.http_version) == (there, False, "127.0.0.1", "HTTP/1.1")
    assert ("X-Odd-Name", "1") in got.raw_headers
    assert got.fetched_at is not None
    assert got.fetched_at.tzinfo is not None


# --- robots.txt ----------------------------------------------------------------------------------


def test_robots_txt_is_followed_over_hosts(site: Site, held: ExitStack) -> None:
    site.page("/robots.txt", b"", 301, Location=site.url("/1", "b.localhost"))
    for hop in range(1, 4):
        site.page(f"/{hop}", b"", 302, Location=f"/{hop + 1}")
    site.page("/4", b"User-agent: *\nDisallow: /private", Content_Type="text/html")
    site.page("/private")
    assert failure(opened(held).get(site.url("/private", "a.localhost"))).reason == "robots_denied"


@pytest.mark.parametrize("status", [200, 204, 400, 401, 403, 404, 410, 418])
def test_no_rules(site: Site, held: ExitStack, status: int) -> None:
    site.page("/robots.txt", b"", status)
    assert fetched(opened(held).get(site.page("/a")))


def test_robots_txt_that_leads_nowhere_is_none(site: Site, held: ExitStack) -> None:
    site.page("/robots.txt", b"", 302, Location="/robots.txt")
    assert fetched(opened(held).get(site.page("/a")))


def test_of_a_large_robots_txt_the_start_counts(site: Site, held: ExitStack) -> None:
    rules = b"User-agent: *\nDisallow: /private\n" + b"# filler\n" * 80_000 + b"Disallow: /a\n"
    site.page("/robots.txt", rules)
    site.page("/private")
    fetcher = opened(held)
    assert fetched(fetcher.get(site.page("/a")))
    assert failure(fetcher.get(site.url("/private"))).reason == "robots_denied"


@pytest.mark.parametrize("status", [500, 502, 503, 599])
def test_a_robots_txt_that_fails_denies_for_now(site: Site, held: ExitStack, status: int) -> None:
    site.page("/robots.txt", b"", status)
    got = failure(opened(held).get(site.page("/a")))
    assert (got.status, got.permanent, site.asked("/a")) == (status, False, 0)


def test_a_robots_txt_that_is_cut_off_denies_for_now(held: ExitStack) -> None:
    with zoo() as keeper:
        keeper.animals["/robots.txt"] = lambda link: link.sendall(head("Content-Length: 500") + b"User-agent: *")
        got = failure(opened(held).get(keeper.url("/a", "127.0.0.1")))
        assert (got.reason, got.permanent) == ("protocol", False)
