"""The fetcher against real servers on loopback, the well-behaved and the hostile."""

from __future__ import annotations

import gzip
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.fetching import Fetched, Fetcher, FetchFailure, NotModified
from pipeline.settings.tree import FetchingSettings
from tests.contract.loopback import Request, Site, serve

TLS = Path(__file__).parent.parent / "data" / "tls"


def settings(**changes: object) -> FetchingSettings:
    fast = {"allow_private": True, "host_interval_seconds": 0.0, "total_seconds": 5.0, "contact": "ops@example.org"}
    return FetchingSettings.model_validate({**fast, **changes})


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    fetcher = Fetcher(settings())
    yield fetcher
    fetcher.close()


def failure(outcome: object) -> FetchFailure:
    assert isinstance(outcome, FetchFailure), outcome
    return outcome


def fetched(outcome: object) -> Fetched:
    assert isinstance(outcome, Fetched), outcome
    return outcome


def test_a_page(site: Site, fetcher: Fetcher) -> None:
    url = site.page("/a", b"<p>hello", ETag='"1"', Content_Type='text/HTML; charset="UTF-8"')
    got = fetched(fetcher.get(url + "#part"))
    assert (got.status, got.body, got.content_type, got.charset, got.etag) == (
        200,
        b"<p>hello",
        "text/html",
        "utf-8",
        '"1"',
    )
    assert (got.final_url, got.moved, got.headers["etag"]) == (url, False, '"1"')
    sent = dict(site.log)["/a"]
    assert sent["user-agent"].startswith("Undersight/")
    assert "ops@example.org" in sent["user-agent"]
    assert sent["accept-encoding"] == "gzip, deflate"


def test_cookies_are_not_kept(site: Site, fetcher: Fetcher) -> None:
    site.page("/a", Set_Cookie="id=1")
    fetcher.get(site.url("/a"))
    fetcher.get(site.url("/a"))
    assert all("cookie" not in headers for _, headers in site.log)


def test_localhost_names_are_loopback_without_dns(site: Site) -> None:
    def never(host: str, port: int) -> list[str]:
        raise AssertionError(host)

    site.page("/a")
    fetcher = Fetcher(settings(), resolve=never)
    assert fetched(fetcher.get(site.url("/a", "signal-post.localhost"))).body == b"<p>hello"
    assert dict(site.log)["/a"]["host"] == f"signal-post.localhost:{site.port}"
    fetcher.close()
    closed = Fetcher(settings(allow_private=False), resolve=never)
    assert failure(closed.get(site.url("/a", "signal-post.localhost"))).reason == "forbidden_address"
    closed.close()


AWKWARD = [
    "http://127.0.0.1:{port}/secret",
    "http://127.1:{port}/secret",
    "http://2130706433:{port}/secret",
    "http://0x7f000001:{port}/secret",
    "http://0177.0.0.1:{port}/secret",
    "http://①②⑦.0.0.1:{port}/secret",
    "http://user@127.0.0.1:{port}/secret",
    "http://localhost:{port}/secret",
    "http://LOCALHOST.:{port}/secret",
    "http://[::1]:{port}/secret",
    "http://[::ffff:127.0.0.1]:{port}/secret",
    "http://[::ffff:7f00:1]:{port}/secret",
    "http://[::127.0.0.1]:{port}/secret",
    "http://[64:ff9b::7f00:1]:{port}/secret",
    "http://[2002:7f00:1::]:{port}/secret",
    "http://0.0.0.0:{port}/secret",
    "http://[::]:{port}/secret",
    "http://169.254.169.254/latest/meta-data",
    "http://[fd00:ec2::254]/latest/meta-data",
    "http://100.100.100.200/",
    "http://168.63.129.16/",
    "http://rebound.example:{port}/secret",
    "http://mixed.example:{port}/secret",
]


def private_answers(host: str, port: int) -> list[str]:
    """Answer as DNS would for names that point inside; numbers go to the system, which knows their odd forms."""
    names = {"rebound.example": ["127.0.0.1"], "mixed.example": ["10.0.0.1", "::ffff:127.0.0.1", "fe80::1%lo"]}
    if host in names:
        return names[host]
    from pipeline.fetching.guard import system_resolve

    return system_resolve(host, port)


@pytest.mark.parametrize("form", AWKWARD)
def test_no_form_of_a_private_address_is_reached(site: Site, form: str) -> None:
    site.page("/secret")
    fetcher = Fetcher(settings(allow_private=False, robots=False), resolve=private_answers)
    outcome = failure(fetcher.get(form.format(port=site.port)))
    fetcher.close()
    assert outcome.reason in {"forbidden_address", "bad_url"}
    assert outcome.permanent
    assert site.log == []


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data",
        "http://[fe80::1]/",
        "http://0.0.0.0:{port}/secret",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://224.0.0.1/",
        "http://inside.example:{port}/secret",
        "http://127.0.0.1:22/",
    ],
)
def test_redirects_cannot_lead_to_forbidden_addresses(site: Site, target: str) -> None:
    site.page("/secret")
    site.page("/go", b"", 302, Location=target.format(port=site.port))
    fetcher = Fetcher(settings(robots=False), resolve=lambda host, port: ["169.254.169.254"])
    outcome = failure(fetcher.get(site.url("/go")))
    fetcher.close()
    assert (outcome.reason, outcome.permanent, outcome.url) == ("forbidden_address", True, site.url("/go"))
    assert site.asked("/secret") == 0


def test_the_checked_address_is_the_one_connected_to(site: Site) -> None:
    """A name that changes its address between check and use (rebinding) gains nothing: it is looked up once."""
    answers = iter([["127.0.0.1"], ["169.254.169.254"]])
    site.page("/a")
    fetcher = Fetcher(settings(robots=False), resolve=lambda host, port: next(answers))
    assert fetched(fetcher.get(site.url("/a", "rebinding.example"))).status == 200
    assert failure(fetcher.get(site.url("/a", "rebinding.example"))).reason == "forbidden_address"
    fetcher.close()


def test_a_dead_address_is_passed_over_for_the_next(site: Site) -> None:
    site.page("/a")
    fetcher = Fetcher(settings(robots=False), resolve=lambda host, port: ["169.254.1.1", "127.9.9.9", "127.0.0.1"])
    assert fetched(fetcher.get(site.url("/a", "two.example"))).status == 200
    fetcher.close()


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("file:///etc/passwd", "redirects"),
        ("ftp://example.org/", "redirects"),
        ("javascript:1", "redirects"),
        ("http://host:port/", "redirects"),
    ],
)
def test_redirects_stay_on_the_web(site: Site, fetcher: Fetcher, target: str, reason: str) -> None:
    site.page("/go", b"", 302, Location=target)
    assert failure(fetcher.get(site.url("/go"))).reason == reason


def test_redirects_are_followed_by_hand(site: Site, fetcher: Fetcher) -> None:
    site.page("/old", b"", 301, Location="/newer")
    site.page("/newer", b"", 308, Location=site.url("/a"))
    site.page("/passing", b"", 302, Location="a?x=1")
    site.page("/a")
    got = fetched(fetcher.get(site.url("/old")))
    assert (got.url, got.final_url, got.moved) == (site.url("/old"), site.url("/a"), True)
    got = fetched(fetcher.get(site.url("/passing")))
    assert (got.final_url, got.moved) == (site.url("/a?x=1"), False)


def test_redirect_loops_end(site: Site, fetcher: Fetcher) -> None:
    site.page("/self", b"", 302, Location="/self")
    site.page("/ping", b"", 302, Location="/pong")
    site.page("/pong", b"", 302, Location="/ping")
    assert failure(fetcher.get(site.url("/self"))).reason == "redirects"
    assert failure(fetcher.get(site.url("/ping"))).detail == "more than 5 redirects"
    assert site.asked("/ping") + site.asked("/pong") == 6


@pytest.mark.parametrize(
    ("status", "reason", "permanent"),
    [
        (404, "gone", True),
        (410, "gone", True),
        (400, "http_error", True),
        (451, "http_error", True),
        (403, "http_error", False),
        (429, "http_error", False),
        (500, "http_error", False),
        (503, "http_error", False),
        (204, "http_error", False),
        (304, "http_error", False),
        (302, "http_error", False),
    ],
)
def test_statuses(site: Site, fetcher: Fetcher, status: int, reason: str, permanent: bool) -> None:
    url = site.page("/x", b"", status, Retry_After="90")
    got = failure(fetcher.get(url))
    assert (got.reason, got.permanent, got.status, got.url) == (reason, permanent, status, url)
    assert got.retry_after == (None if reason == "gone" else 90)


def test_content_types_by_kind(site: Site, fetcher: Fetcher) -> None:
    url = site.page("/pdf", b"%PDF", Content_Type="application/pdf")
    assert failure(fetcher.get(url)).reason == "bad_type"
    assert failure(fetcher.get(url, kind="feed")).reason == "bad_type"
    rss = site.page("/rss", b"<rss/>", Content_Type="application/rss+xml; charset=utf-8")
    assert failure(fetcher.get(rss)).reason == "bad_type"
    assert fetched(fetcher.get(rss, kind="feed")).content_type == "application/rss+xml"


def test_conditional_get(site: Site, fetcher: Fetcher) -> None:
    def page(request: Request) -> None:
        same = request.headers.get("If-None-Match") == '"v1"'
        request.send(304 if same else 200, b"" if same else b"<rss/>", {"ETag": '"v1"', "Cache-Control": "max-age=60"})

    site.pages["/feed"] = page
    first = fetched(fetcher.get_if_changed(site.url("/feed")))
    second = fetcher.get_if_changed(site.url("/feed"), etag=first.etag, last_modified="Wed, 04 Mar 2026 12:00:00 GMT")
    assert isinstance(second, NotModified)
    assert second.headers["cache-control"] == "max-age=60"
    assert site.log[-1][1]["if-modified-since"] == "Wed, 04 Mar 2026 12:00:00 GMT"


def test_gzip_and_bombs(site: Site, fetcher: Fetcher) -> None:
    site.page("/zip", gzip.compress(b"<p>" + b"x" * 5000), Content_Encoding="gzip")
    assert len(fetched(fetcher.get(site.url("/zip"))).body) == 5003
    site.page("/bomb", gzip.compress(bytes(30_000_000)), Content_Encoding="gzip")
    assert failure(fetcher.get(site.url("/bomb"))).reason == "too_large"
    site.page("/br", b"\x0b\x02\x80hello\x03", Content_Encoding="br")
    assert failure(fetcher.get(site.url("/br"))).reason == "protocol"


def test_declared_and_real_sizes(site: Site, fetcher: Fetcher) -> None:
    def endless(request: Request) -> None:
        request.send_response_only(200)
        request.send_header("Content-Type", "text/html")
        request.end_headers()
        while not request.server.release.is_set():
            request.wfile.write(bytes(65536))

    def liar(request: Request) -> None:
        request.send(200, b"<p>short", {"Content-Length": "500"})

    site.pages["/endless"], site.pages["/liar"] = endless, liar
    site.pages["/huge"] = lambda request: request.send(200, b"", {"Content-Length": "999999999"})
    assert failure(fetcher.get(site.url("/endless"))).reason == "too_large"
    assert failure(fetcher.get(site.url("/huge"))).reason == "too_large"
    assert failure(fetcher.get(site.url("/liar"))).reason == "protocol"


def drip_body(request: Request) -> None:
    request.send_response_only(200)
    request.send_header("Content-Type", "text/html")
    request.end_headers()
    while not request.server.release.wait(0.02):
        request.wfile.write(b"x")


def drip_headers(request: Request) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while not request.server.release.wait(0.02):
        request.wfile.write(b"X")


def silence(request: Request) -> None:
    request.server.release.wait()


@pytest.mark.parametrize("page", [drip_body, drip_headers, silence])
def test_total_time_is_enforced(site: Site, page: object) -> None:
    site.pages["/slow"] = page  # type: ignore[assignment]
    fetcher = Fetcher(settings(total_seconds=0.3, robots=False))
    assert failure(fetcher.get(site.url("/slow"))).reason == "timeout"
    fetcher.close()


@pytest.mark.parametrize("raw", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000, b"\0" * 100])
def test_answers_that_are_no_http(site: Site, fetcher: Fetcher, raw: bytes) -> None:
    site.pages["/bad"] = lambda request: request.wfile.write(raw) and None
    got = failure(fetcher.get(site.url("/bad")))
    assert (got.reason in {"protocol", "connect"}, got.permanent) == (True, False)


def test_nobody_listens_and_no_name(fetcher: Fetcher) -> None:
    with serve() as gone:
        url = gone.url("/")
    assert failure(fetcher.get(url)).reason == "connect"

    def unknown(host: str, port: int) -> list[str]:
        raise OSError(-2, "Name or service not known")

    offline = Fetcher(settings(robots=False), resolve=unknown)
    got = failure(offline.get("http://news.example/"))
    assert (got.reason, got.permanent) == ("dns", False)
    assert "Name or service not known" in got.detail
    offline.close()


def test_a_name_server_that_never_answers(site: Site) -> None:
    def stuck(host: str, port: int) -> list[str]:
        site.release.wait()
        return []

    fetcher = Fetcher(settings(total_seconds=0.2, robots=False), resolve=stuck)
    assert failure(fetcher.get("http://news.example/")).reason == "timeout"
    fetcher.close()


def test_robots(site: Site, fetcher: Fetcher) -> None:
    site.page("/robots.txt", b"User-agent: *\nDisallow: /private\n", Content_Type="text/plain")
    site.page("/open")
    site.page("/private")
    site.page("/hop", b"", 302, Location="/private")
    assert fetched(fetcher.get(site.url("/open")))
    assert failure(fetcher.get(site.url("/private"))).reason == "robots_denied"
    assert failure(fetcher.get(site.url("/hop"))).reason == "robots_denied"
    assert fetched(fetcher.get(site.url("/private"), kind="feed"))
    assert site.asked("/robots.txt") == 1


def test_robots_that_fail_deny_for_a_while(site: Site, fetcher: Fetcher) -> None:
    site.page("/robots.txt", b"", 503, Retry_After="77")
    site.page("/a")
    got = failure(fetcher.get(site.url("/a")))
    assert (got.reason, got.status, got.retry_after, got.permanent) == ("http_error", 503, 77, False)
    assert got.detail.startswith("robots.txt")
    assert site.asked("/a") == 0


def test_robots_may_be_switched_off(site: Site) -> None:
    site.page("/robots.txt", b"User-agent: *\nDisallow: /\n")
    fetcher = Fetcher(settings(robots=False))
    assert fetched(fetcher.get(site.page("/a")))
    assert site.asked("/robots.txt") == 0
    fetcher.close()


def test_at_most_so_many_connections_to_a_host(site: Site) -> None:
    active, most, lock = 0, 0, threading.Lock()

    def page(request: Request) -> None:
        nonlocal active, most
        with lock:
            active += 1
            most = max(most, active)
        request.server.release.wait(0.05)
        with lock:
            active -= 1
        request.send(200, b"<p>x")

    site.pages["/a"] = page
    fetcher = Fetcher(settings(robots=False, host_connections=2))
    threads = [threading.Thread(target=fetcher.get, args=(site.url("/a"),)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    fetcher.close()
    assert (most, site.asked("/a")) == (2, 6)


def test_closing_breaks_off_what_is_under_way(site: Site) -> None:
    asked = threading.Event()

    def page(request: Request) -> None:
        asked.set()
        request.server.release.wait()

    site.pages["/slow"] = page
    fetcher = Fetcher(settings(total_seconds=60, robots=False))
    outcomes: list[object] = []
    thread = threading.Thread(target=lambda: outcomes.append(fetcher.get(site.url("/slow"))))
    thread.start()
    asked.wait()
    fetcher.close()
    thread.join(timeout=20)
    assert failure(outcomes[0]) == FetchFailure("busy", "the fetcher is closing", url=site.url("/slow"))
    assert failure(fetcher.get(site.url("/slow"))).reason == "busy"


def tls_server() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "news.example.pem", TLS / "news.example.key")
    return context


def test_tls_is_verified_for_the_host_name() -> None:
    trusting = ssl.create_default_context(cafile=str(TLS / "news.example.pem"))
    with serve(tls_server()) as site:
        site.page("/a")

        def get(host: str, context: ssl.SSLContext | None) -> object:
            fetcher = Fetcher(settings(robots=False), resolve=lambda name, port: ["127.0.0.1"], ssl_context=context)
            outcome = fetcher.get(f"https://{host}:{site.port}/a")
            fetcher.close()
            return outcome

        assert fetched(get("news.example", trusting)).body == b"<p>hello"
        assert failure(get("other.example", trusting)).reason == "tls"
        assert failure(get("news.example", None)).reason == "tls"
