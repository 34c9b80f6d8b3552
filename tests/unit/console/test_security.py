"""Who is answered, and which addresses are linked to."""

from __future__ import annotations

import pytest

from pipeline.console.links import narrowed, outside, quoted, search_link
from pipeline.console.security import HEADERS, host_only, is_loopback, refusal


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:8787", "localhost:1", "[::1]:8787", "::1", "LOCALHOST", "a.localhost"]
)
def test_this_machine_is_told(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["", "example.com", "127.0.0.1.example.com", "10.0.0.1", "0.0.0.0", "[fe80::1]", "localhost.example"]
)
def test_other_machines_are_told(host: str) -> None:
    assert not is_loopback(host)


def test_the_port_of_a_host_does_not_count() -> None:
    assert host_only("[::1]:80") == "::1"
    assert host_only("Example.com:80") == "example.com"


def test_without_a_token_only_this_machine_is_answered() -> None:
    assert refusal("GET", {"host": "127.0.0.1:8787"}, token="", given="") is None
    assert refusal("GET", {"host": "rebound.example:8787"}, token="", given="") == "host"
    assert refusal("GET", {}, token="", given="") == "host"


def test_a_token_is_asked_for_and_compared() -> None:
    assert refusal("GET", {"host": "news.example"}, token="secret", given="") == "token"
    assert refusal("GET", {"host": "news.example"}, token="secret", given="sécret") == "token"
    assert refusal("GET", {"host": "news.example"}, token="secret", given="secret") is None
    assert refusal("GET", {"host": "news.example"}, token="secret", given="", public=True) is None


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"sec-fetch-site": "same-origin"}, None),
        ({"sec-fetch-site": "cross-site"}, "origin"),
        ({"sec-fetch-site": "same-site"}, "origin"),
        ({"origin": "http://127.0.0.1:8787"}, None),
        ({"origin": "http://evil.example"}, "origin"),
        ({"origin": "null"}, "origin"),
        ({}, "origin"),
    ],
)
def test_changes_are_taken_from_own_pages_only(headers: dict[str, str], expected: str | None) -> None:
    assert refusal("POST", {"host": "127.0.0.1:8787", **headers}, token="", given="") == expected


def test_no_script_but_our_own_may_run() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://news.example/1", "https://news.example/1"),
        ("javascript:alert(1)", ""),
        ("JAVASCRIPT:alert(1)", ""),
        (" javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//news.example/", ""),
        ("http:///x", ""),
        ("http://[", ""),
        ("", ""),
    ],
)
def test_only_web_addresses_are_linked(url: str, expected: str) -> None:
    assert outside(url) == expected


def test_a_query_is_narrowed_by_one_more_condition() -> None:
    assert narrowed("", "vendor", "NSO Group") == 'vendor:"NSO Group"'
    assert narrowed("a OR b", "lang", "de") == "(a OR b) AND lang:de"
    assert quoted('a"b') == '"a\\"b"'


def test_another_search_starts_on_its_first_page() -> None:
    assert search_link("/", {"q": "a b", "cursor": "x", "sort": ""}, since="week") == "/?q=a+b&since=week"
    assert search_link("/", {}, cursor="x") == "/?cursor=x"
