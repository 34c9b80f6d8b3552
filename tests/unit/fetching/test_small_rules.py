"""Retry-After, content types, addresses typed by hand, bodies, encodings and turns."""

from __future__ import annotations

import gzip
import zlib
from datetime import UTC, datetime

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.fetching.body import BadEncoding, TooLarge, read_body
from pipeline.fetching.decoding import decode_text
from pipeline.fetching.exchange import content_type
from pipeline.fetching.hosts import Wish
from pipeline.fetching.limiter import HostLimiter
from pipeline.fetching.outcomes import Fetched, FetchFailure
from pipeline.fetching.plans import user_agent
from pipeline.fetching.redirects import parse_url
from pipeline.fetching.retryafter import LONGEST, retry_after
from pipeline.fetching.robots import Robots, rules_from
from pipeline.settings.tree import FetchingSettings

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("", None),
        ("120", 120.0),
        (" 0 ", 0.0),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("٣", None),
        ("999999999999999999999", LONGEST),
        ("Wed, 04 Mar 2026 12:05:00 GMT", 300.0),
        ("Wed, 04 Mar 2026 13:05:00 +0100", 300.0),
        ("Wed, 04 Mar 2026 11:00:00 GMT", 0.0),
        ("Wed, 04 Mar 2099 11:00:00 GMT", LONGEST),
        ("Wed, 99 Foo 2026", None),
    ],
)
def test_retry_after(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


@given(st.text(max_size=40))
@settings(deadline=None)
def test_retry_after_is_never_absurd(value: str) -> None:
    seconds = retry_after(value, NOW)
    assert seconds is None or 0 <= seconds <= LONGEST


def test_content_types() -> None:
    assert content_type('Text/HTML; x=1; Charset="UTF-8"') == ("text/html", "utf-8")
    assert content_type("") == ("", None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "news",
        "ftp://example.org/x",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "//x/y",
        "http://[::1",
    ],
)
def test_bad_addresses(text: str) -> None:
    found = parse_url(text)
    assert isinstance(found, FetchFailure)
    assert (found.reason, found.permanent) == ("bad_url", True)


def test_fragments_and_blanks_are_dropped() -> None:
    assert str(parse_url(" https://example.org/a?b#c ")) == "https://example.org/a?b"
    assert isinstance(parse_url("https://bücher.example/ü"), httpx2.URL)


def test_user_agent_carries_the_contact() -> None:
    assert user_agent(FetchingSettings(contact="ops@example.org")).endswith("; ops@example.org)")
    assert user_agent(FetchingSettings(user_agent="Bot/1", contact="ops@example.org")) == "Bot/1 (ops@example.org)"


TEXT = b"surveillance " * 500


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT, mtime=0)),
        ("X-GZIP", gzip.compress(TEXT[:100], mtime=0) + gzip.compress(TEXT[100:], mtime=0) + b"\0\0padding"),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", zlib.compress(TEXT)[2:-4]),
    ],
)
@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_bodies(encoding: str, data: bytes, size: int) -> None:
    chunks = [data[i : i + size] for i in range(0, len(data), size)]
    assert read_body(chunks, encoding, len(TEXT)) == TEXT


def test_bombs_stop_at_the_limit() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    with pytest.raises(TooLarge):
        read_body([bomb], "gzip", 1_000_000)
    with pytest.raises(TooLarge):
        read_body(iter(lambda: gzip.compress(b""), None), "gzip", 1_000)


@pytest.mark.parametrize(
    ("encoding", "data"),
    [("br", b"x"), ("gzip", b"not gzip"), ("gzip", gzip.compress(TEXT, mtime=0)[:40]), ("gzip, gzip", b"x")],
)
def test_broken_compression(encoding: str, data: bytes) -> None:
    with pytest.raises(BadEncoding):
        read_body([data], encoding, 10_000)


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", ""]))
@settings(deadline=None)
def test_any_bytes_give_a_body_or_a_named_error(data: bytes, encoding: str) -> None:
    try:
        assert len(read_body([data], encoding, 1000)) <= 1000
    except (BadEncoding, TooLarge) as error:
        assert encoding or isinstance(error, TooLarge)  # noqa: PT017 - either outcome is right


@pytest.mark.parametrize(
    ("body", "header", "text"),
    [
        ("Überwachung".encode(), "text/html; charset=iso-8859-1", "Überwachung"),
        ("Überwachung".encode("latin-1"), "text/html; charset=iso-8859-1", "Überwachung"),
        ("\ufeffÜberwachung".encode("utf-16"), "text/html", "Überwachung"),
        (b'<meta charset="windows-1251">' + "слежка".encode("cp1251"), "", '<meta charset="windows-1251">слежка'),
        ("Überwachung — “quoted”".encode("cp1252"), "text/html; charset=iso-utf-8", "Überwachung — “quoted”"),
        (b"plain", "text/html; charset=nonsense", "plain"),
    ],
)
def test_decoding(body: bytes, header: str, text: str) -> None:
    assert decode_text(body, header)[0].lstrip("\ufeff") == text


@given(st.binary(max_size=200), st.text(max_size=20))
@settings(deadline=None)
def test_decoding_never_raises(body: bytes, charset: str) -> None:
    text, encoding = decode_text(body, f"text/html; charset={charset}")
    assert isinstance(text, str)
    assert encoding


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_turns_are_spaced_and_impatience_is_told_when_to_come_back() -> None:
    clock = Clock()
    limiter = HostLimiter(2, clock=clock)
    assert limiter.enter("a", Wish(5, 0)).granted
    refused = limiter.enter("a", Wish(5, 0))
    assert (refused.granted, refused.retry_after) == (False, 5)
    assert limiter.enter("b", Wish(5, 0)).granted
    assert limiter.enter("a", Wish(5, 0, follows=True)).granted
    clock.now += 5
    assert not limiter.enter("a", Wish(5, 0)).granted  # both connections are taken
    limiter.leave("a")
    clock.now += 5
    assert limiter.enter("a", Wish(5, 0)).granted
    limiter.close()
    assert not limiter.enter("c", Wish(0, 0)).granted


def answer(status: int, body: bytes = b"", wait: float | None = None) -> Fetched | FetchFailure:
    if status == 200:
        return Fetched("u", "u", 200, {}, body, "text/plain", None, None, None, 0.1)
    return FetchFailure("http_error", f"status {status}", status, wait)


@pytest.mark.parametrize(
    ("status", "allowed"),
    [(401, True), (403, True), (404, True), (410, True), (429, False), (500, False), (503, False)],
)
def test_robots_that_cannot_be_had(status: int, allowed: bool) -> None:
    rules = rules_from(answer(status, wait=90.0), "Undersight", 0.0)
    assert (rules.failure is None) == allowed
    if rules.failure is not None:
        assert (rules.failure.permanent, rules.failure.retry_after) == (False, 90.0)


ROBOTS = b"""User-agent: *
Disallow: /
User-agent: Undersight
Disallow: /private/
Allow: /private/open$
Disallow: /*.pdf$
Crawl-delay: 600
"""


def test_robots_longest_match_wildcards_and_delay() -> None:
    clock, asked = Clock(), []

    def fetch(url: str) -> Fetched | FetchFailure:
        asked.append(url)
        return answer(200, ROBOTS)

    robots = Robots("Undersight", fetch, clock=clock)
    site = "https://example.org"

    def denied(path: str) -> bool:
        return robots.ask(site, site + path).failure is not None

    assert [denied(path) for path in ("/", "/private/x", "/private/open", "/a.pdf", "/a.pdf?b")] == [
        False,
        True,
        False,
        True,
        False,
    ]
    assert robots.ask(site, site + "/").delay == 30.0
    assert asked == ["https://example.org/robots.txt"]
    clock.now += 86_401
    robots.ask(site, site + "/")
    assert len(asked) == 2
