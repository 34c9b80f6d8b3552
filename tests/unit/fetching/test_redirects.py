"""Where redirects lead, what bodies look like, and bodies in crumbs."""

from __future__ import annotations

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.fetching.body import BadEncoding, read_body, read_start
from pipeline.fetching.outcomes import Fetched, FetchFailure, Redirect
from pipeline.fetching.plans import Plan
from pipeline.fetching.redirects import MAX_REDIRECTS, Trip, redirected
from pipeline.fetching.sniff import looks_binary, looks_like_html

HERE = httpx2.URL("https://example.org/a/b?c")


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("d", "https://example.org/a/d"),
        ("/d#e", "https://example.org/d"),
        ("?d", "https://example.org/a/b?d"),
        ("//other.example/", "https://other.example/"),
        ("http://example.org/", "http://example.org/"),
        ("/d e", "https://example.org/d%20e"),
        ("/ü", "https://example.org/%C3%BC"),
        ("../../../../etc", "https://example.org/etc"),
    ],
)
def test_redirects(location: str, target: str) -> None:
    assert str(redirected(HERE, Redirect(location, 302))) == target


@pytest.mark.parametrize("location", ["", "b?c", "#x", "file:///x", "http://", "http://[::1", "mailto:a@b", "\x00"])
def test_redirects_that_lead_nowhere(location: str) -> None:
    found = redirected(HERE, Redirect(location, 302))
    assert isinstance(found, FetchFailure)
    assert (found.reason, found.permanent) == ("redirects", True)


def test_the_same_address_again_only_with_a_cookie() -> None:
    assert redirected(HERE, Redirect("b?c", 302, cookie=True)) == HERE


@given(st.text(max_size=60))
@settings(deadline=None, max_examples=200)
def test_any_location_leads_to_the_web_or_nowhere(location: str) -> None:
    found = redirected(HERE, Redirect(location, 302))
    if isinstance(found, httpx2.URL):
        assert found.scheme in {"http", "https"}
        assert found.host
    else:
        assert found.reason == "redirects"


def test_a_trip_counts_its_redirects_and_knows_the_way() -> None:
    trip = Trip(Plan({}, 1000), 10.0)
    url: httpx2.URL | FetchFailure = httpx2.URL("https://example.org/0")
    for hop in range(1, MAX_REDIRECTS + 1):
        assert isinstance(url, httpx2.URL)
        url = trip.on(url, Redirect(f"/{hop}", 301))
    assert isinstance(url, httpx2.URL)
    got = trip.end(Fetched("x", "x", 200, {}, b"", "", None, None, None, 0.0), "https://example.org/0")
    assert isinstance(got, Fetched)
    assert (got.url, got.moved, len(got.chain), got.chain[-1].to) == ("https://example.org/0", True, 5, str(url))
    assert isinstance(trip.on(url, Redirect("/6", 301)), FetchFailure)


def test_a_trip_follows_only_on_the_same_host() -> None:
    trip = Trip(Plan({}, 1000), 10.0)
    follows = []
    for location in ("/d", "https://other.example/"):
        trip.on(HERE, Redirect(location, 307))
        follows.append(trip.plan.follows)
    assert follows == [True, False]
    assert trip.end(FetchFailure("dns", "x"), "u") == FetchFailure("dns", "x", url="u")


@pytest.mark.parametrize(
    "body",
    [b"<!DOCTYPE html>", b"\xef\xbb\xbf\n <html lang=en>", b"<!-- a --> <!-- b --><head >", b"<P>text", b"<script>"],
)
def test_html_is_known_by_its_look(body: bytes) -> None:
    assert looks_like_html(body)
    assert not looks_binary(body)


@pytest.mark.parametrize("body", [b"", b"<", b"html", b"<rss>", b"<?xml?>", b"%PDF-1.4", b"<htmlx>", b"<!--" * 4000])
def test_what_is_not_html(body: bytes) -> None:
    assert not looks_like_html(body)


@pytest.mark.parametrize(
    "body", [b"%PDF-1.4", b"PK\x03\x04..", b"\0\0\0\x18ftypmp42", b"\x89PNG\r\n", b"GIF89a", b"ID3"]
)
def test_binary_files_are_known_by_their_look(body: bytes) -> None:
    assert looks_binary(body)


def test_crumbs() -> None:
    with pytest.raises(BadEncoding, match="crumbs"):
        read_body((b"x" for _ in range(50_000)), "", 1_000_000)
    assert len(read_body((b"x" * 40 for _ in range(20_000)), "", 1_000_000)) == 800_000


def test_the_start_of_an_endless_body() -> None:
    assert read_start(iter(lambda: b"abc", None), "", 10) == b"abcabcabca"
    assert read_start([b"abc"], "", 10) == b"abc"
