"""Every form of a forbidden address, asked for directly, by a redirect on any hop, and by names that change (SSRF).

The connections go through a dial that notes which address they were to be made to and leads to a server on loopback
whatever it is, so that names may lead to public addresses without a network.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpcore2
import pytest

from pipeline.fetching import Fetched, Fetcher, FetchFailure
from pipeline.fetching.guard import GuardedBackend, Resolve, system_resolve
from pipeline.fetching.transport import GuardedTransport
from pipeline.fetching.web import Web
from pipeline.settings.tree import FetchingSettings
from tests.contract.loopback import Site, serve

TLS = Path(__file__).parent.parent / "data" / "tls"
PUBLIC = "93.184.215.14"

HOSTS = [
    *("127.0.0.1", "127.255.255.254", "127.1", "127.0.1", "0", "0.0.0.0", "0.1.2.3"),
    *("2130706433", "0x7f000001", "0x7f.1", "0x7F.0x0.0x0.0x1", "0177.0.0.1", "017700000001", "127.0.0.1."),
    *("10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "0xa9fea9fe", "2852039166", "0251.0376.0251.0376"),
    *("169.254.169.254", "169.254.0.1", "100.64.0.1", "100.127.255.254", "100.100.100.200", "168.63.129.16"),
    *("192.0.0.1", "192.0.0.192", "192.0.2.1", "198.51.100.1", "203.0.113.1", "192.88.99.1", "198.18.0.1"),
    *("198.19.255.255", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
    *("[::]", "[::1]", "[0:0:0:0:0:0:0:1]", "[::127.0.0.1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"),
    *("[::ffff:10.0.0.1]", "[::ffff:169.254.169.254]", "[::ffff:0:127.0.0.1]", "[::8.8.8.8]"),
    *("[64:ff9b::127.0.0.1]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b::808:808]", "[64:ff9b:1::10.0.0.1]"),
    *("[64:ff9b:1:ffff::a00:1]", "[2002:7f00:1::]", "[2002:a9fe:a9fe::1]", "[2001:0:7f00:1::]", "[2001:db8::1]"),
    *("[2001::1]", "[2001:10::1]", "[2001:20::1]", "[3fff::1]", "[5f00::1]", "[100::1]", "[fc00::1]"),
    *("[fd00:ec2::254]", "[fd20:ce::254]", "[fe80::1]", "[fe80::1%25lo]", "[fe80::1%lo]", "[fe80::a9fe:a9fe%251]"),
    *("[fec0::1]", "[ff02::1]", "[ff0e::1]", "[::1%25lo]", "[::1%lo]"),
    *("localhost", "LOCALHOST.", "signal-post.localhost", "a.b.localhost."),
    *("metadata.google.internal", "metadata.google.internal.", "inside.example", "mapped.example", "zone.example"),
    *(
        "①②⑦.⓪.⓪.①",
        "⑯⑨。254。⑯⑨｡254",
        "１２７．０．０．１",
        "127。0。0。1",
        "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
        "1²7.0.0.1",
        "１６９.254.169.254",
    ),
    *(
        "public.example@127.0.0.1",
        "public.example:80@127.0.0.1",
        "a:b@[::1]",
        "%31%32%37.0.0.1",
        "127.0.0.1%00.example",
    ),
    *(
        "127.0.0.1\\@public.example",
        "public.example\\@127.0.0.1",
        "127.0.0.1\t",
        "127.0.\n0.1",
        "\t127.0.0.1",
        "127.0.0.1 ",
    ),
    *(
        "public.example#@127.0.0.1",
        "127.0.0.1#@public.example",
        "127.0.0.1?@public.example",
        "127.0.0.1;@public.example",
    ),
]
"""How a URL may name what must not be asked. `public.example` has no address here: leading there reaches nothing."""

NAMES = {
    "metadata.google.internal": ["169.254.169.254"],
    "inside.example": ["10.0.0.1", "192.168.0.1"],
    "mapped.example": ["::ffff:127.0.0.1", "::ffff:10.0.0.1"],
    "zone.example": ["fe80::1%lo"],
    "start.example": [PUBLIC],
}

PRIVATE = ["127.0.0.1", "10.0.0.1", "169.254.169.254", "100.64.0.1", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"]


def table(host: str, port: int) -> Sequence[str]:
    """Answer as DNS would; numbers go to the system, which knows their odd forms."""
    name = host.lower().rstrip(".")
    if name in NAMES:
        return NAMES[name]
    if name.endswith(("example", "internal")):
        raise OSError(-2, "Name or service not known")
    return system_resolve(host, port)


class Dial(httpcore2.SyncBackend):
    """Notes the addresses that connections are to be made to, and makes them to a server on loopback."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.dialled: list[str] = []

    def connect_tcp(self, host: str, port: int, *rest: Any, **named: Any) -> httpcore2.NetworkStream:
        self.dialled.append(host)
        return super().connect_tcp("127.0.0.1", self._site.port, *rest, **named)


@contextmanager
def reaching(
    site: Site, resolve: Resolve, context: ssl.SSLContext | None = None, **changes: object
) -> Iterator[tuple[Fetcher, Dial]]:
    """Yield a fetcher that allows public addresses alone, and the dial below it."""
    fast = {"host_interval_seconds": 0.0, "total_seconds": 5.0, "robots": False, **changes}
    settings = FetchingSettings.model_validate(fast)
    dial = Dial(site)
    backend = GuardedBackend(allow_private=settings.allow_private, resolve=resolve, dial=dial)
    web = Web(settings, GuardedTransport(backend, context), None)
    yield Fetcher(settings, web=web), dial
    web.close()


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


def refused(outcome: object) -> str:
    assert isinstance(outcome, FetchFailure), outcome
    assert outcome.permanent or outcome.reason == "dns", outcome
    return outcome.reason


ASKING: list[Callable[[Fetcher, str], object]] = [
    lambda fetcher, url: fetcher.get(url),
    lambda fetcher, url: fetcher.get(url, kind="feed"),
    lambda fetcher, url: fetcher.get_if_changed(url, etag='"1"'),
]


@pytest.mark.parametrize("host", HOSTS)
def test_directly(site: Site, host: str) -> None:
    with reaching(site, table) as (fetcher, dial):
        for ask in ASKING:
            for url in (f"http://{host}/secret", f"https://{host}:8443/secret", f"HTTP:{host}", f"http:/{host}/"):
                assert refused(ask(fetcher, url)) in {"forbidden_address", "bad_url", "dns"}
        assert dial.dialled == []


@pytest.mark.parametrize("host", HOSTS)
def test_by_a_redirect_on_any_hop(site: Site, host: str) -> None:
    def go(hop: int, target: str) -> str:
        site.page(f"/{hop}", b"", 302, Location=target)
        return f"http://start.example/{hop}"

    raw = host.encode("utf-8").decode("latin-1").replace("\n", "%0a")  # what a server may put into a header
    for hops in range(1, 6):
        url = f"http://{raw}/secret"
        for hop in range(hops):
            url = go(hop, url)
        with reaching(site, table) as (fetcher, dial):
            for ask in ASKING[: 3 if hops == 1 else 1]:
                assert refused(ask(fetcher, url)) in {"forbidden_address", "redirects", "dns"}
            assert set(dial.dialled) == {PUBLIC}


@pytest.mark.parametrize("path", ["//127.0.0.1/x", "\\\\127.0.0.1\\x", "/\\127.0.0.1/", "http:127.0.0.1/", "//[::1]/"])
def test_by_a_redirect_without_a_scheme(site: Site, path: str) -> None:
    site.page("/go", b"", 302, Location=path)
    with reaching(site, table) as (fetcher, dial):
        refused(fetcher.get("http://start.example/go"))
        assert set(dial.dialled) == {PUBLIC}


@pytest.mark.parametrize(
    "url",
    [
        *("file:///etc/passwd", "gopher://127.0.0.1/", "ftp://127.0.0.1/", "data:text/html,x", "javascript:1"),
        *(
            "dict://127.0.0.1/",
            "ws://127.0.0.1/",
            "unix:/run/x.sock",
            "http+unix://x",
            "jar:http://127.0.0.1!/",
            "about:",
        ),
    ],
)
def test_only_the_web_is_asked(site: Site, url: str) -> None:
    site.page("/go", b"", 302, Location=url)
    with reaching(site, table) as (fetcher, dial):
        assert refused(fetcher.get(url)) == "bad_url"
        assert dial.dialled == []
        assert refused(fetcher.get("http://start.example/go")) in {"redirects", "http_error"}
        assert dial.dialled == [PUBLIC]


@pytest.mark.parametrize("port", [1, 21, 22, 23, 25, 53, 110, 143, 389, 445, 587, 993, 2049, 6000, 6667, 70000])
def test_ports_that_no_web_server_has(site: Site, port: int) -> None:
    site.page("/go", b"", 302, Location=f"http://start.example:{port}/")
    with reaching(site, table) as (fetcher, dial):
        assert refused(fetcher.get(f"http://start.example:{port}/")) in {"forbidden_address", "bad_url"}
        assert dial.dialled == []
        assert refused(fetcher.get("http://start.example/go")) in {"forbidden_address", "redirects"}


def turning(*answers: Sequence[str]) -> Resolve:
    """Answer with one list after the other, and with the last for ever."""
    left = list(answers)
    return lambda host, port: left.pop(0) if len(left) > 1 else left[0]


@pytest.mark.parametrize("private", PRIVATE)
@pytest.mark.parametrize("ask", ASKING)
def test_names_that_change_after_the_check(site: Site, private: str, ask: Callable[[Fetcher, str], object]) -> None:
    """Rebinding: the address that was checked is the one dialled, and the next connection is checked again."""
    site.page("/a")
    site.page("/back", b"", 302, Location="http://rebound.example/a")
    for url in ("http://rebound.example/a", "http://rebound.example/back"):
        with reaching(site, turning([PUBLIC], [private])) as (fetcher, dial):
            ask(fetcher, url)
            assert refused(ask(fetcher, url)) == "forbidden_address"
            assert set(dial.dialled) == {PUBLIC}


@pytest.mark.parametrize("private", PRIVATE)
def test_names_that_change_between_robots_txt_and_the_page(site: Site, private: str) -> None:
    site.page("/a")
    with reaching(site, turning([PUBLIC], [private]), robots=True) as (fetcher, dial):
        assert refused(fetcher.get("http://rebound.example/a")) == "forbidden_address"
        assert dial.dialled == [PUBLIC]


@pytest.mark.parametrize("host", [host for host in HOSTS if host[0] in "1[l①"])
def test_robots_txt_cannot_lead_inside(site: Site, host: str) -> None:
    """Where it leads to a forbidden address, nothing may be fetched, and nothing is asked there."""
    raw = host.encode("utf-8").decode("latin-1").replace("\n", "%0a")
    site.page("/robots.txt", b"", 302, Location=f"http://{raw}/robots.txt")
    site.page("/a")
    with reaching(site, table, robots=True) as (fetcher, dial):
        fetcher.get("http://start.example/a")
        assert set(dial.dialled) == {PUBLIC}
    del site.pages["/robots.txt"]


@pytest.mark.parametrize("private", PRIVATE)
def test_of_several_addresses_only_the_public_are_dialled(site: Site, private: str) -> None:
    site.page("/a")
    with reaching(site, lambda host, port: [private, PUBLIC, private]) as (fetcher, dial):
        assert isinstance(fetcher.get("http://mixed.example/a"), Fetched)
        assert dial.dialled == [PUBLIC]


def test_private_addresses_only_by_the_setting(site: Site) -> None:
    site.page("/a")
    with reaching(site, table, allow_private=True) as (fetcher, dial):
        for host in ("127.0.0.1", "10.0.0.1", "[::1]", "signal-post.localhost", "2130706433"):
            assert isinstance(fetcher.get(f"http://{host}/a"), Fetched)
        for host in ("169.254.169.254", "[fd00:ec2::254]", "100.100.100.200", "0.0.0.0", "[fe80::1]", "224.0.0.1"):
            assert refused(fetcher.get(f"http://{host}/a")) == "forbidden_address"
        assert set(dial.dialled) == {"127.0.0.1", "10.0.0.1", "::1"}


def test_host_and_sni_are_the_name_and_the_connection_is_to_the_address() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "news.example.pem", TLS / "news.example.key")
    names: list[str | None] = []
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    trusting = ssl.create_default_context(cafile=str(TLS / "news.example.pem"))
    with serve(context) as site, reaching(site, turning([PUBLIC]), trusting) as (fetcher, dial):
        site.page("/a")
        got = fetcher.get("https://news.example/a")
        assert isinstance(got, Fetched), got
        assert (names, dial.dialled, site.log[0][1]["host"]) == (["news.example"], [PUBLIC], "news.example")


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"])
def test_proxies_of_the_environment_are_not_used(site: Site, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    site.page("/a")
    with serve() as proxy:
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        monkeypatch.delenv("NO_PROXY", raising=False)
        with reaching(site, table) as (fetcher, dial):
            assert isinstance(fetcher.get("http://start.example/a"), Fetched)
            assert dial.dialled == [PUBLIC]
        assert proxy.log == []
