"""robots.txt: whose rules are whose, what silence means, and files written to hurt."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.fetching.outcomes import Fetched, FetchFailure, Reason
from pipeline.fetching.plans import ROBOTS_MOST
from pipeline.fetching.robots import DAY, LONG_AWAY, WHILE_AWAY, Robots, Rules, relevant, renewed, rules_from

AGENT = "Undersight"
SITE = "https://example.org"


def answer(body: bytes) -> Fetched:
    return Fetched("u", "u", 200, {}, body, "text/plain", None, None, None, 0.1)


def denied(body: bytes, path: str = "/a") -> bool:
    return Robots(AGENT, lambda url: answer(body)).ask(SITE, SITE + path).failure is not None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", False),
        (b"User-agent: *\nDisallow: /", True),
        (b"user-AGENT : *\r\ndisallow:/\r\n", True),
        (b"User-agent: *\rDisallow: /\r", True),
        (b"\xef\xbb\xbfUser-agent: *\nDisallow: /", True),  # a byte order mark
        (b"User-agent: *\nDisallow:", False),
        (b"User-agent: Undersight\nDisallow: /", True),
        (b"User-agent: undersight\nDisallow: /", True),
        (b"User-agent: Undersight/1.0 (news)\nDisallow: /", True),
        (b"User-agent: UndersightPlus\nDisallow: /", False),
        (b"User-agent: Under\nDisallow: /", False),
        (b"User-agent: *\nDisallow: /\n\nUser-agent: Undersight\nDisallow: /private", False),
        (b"User-agent: Undersight\nDisallow:\n\nUser-agent: *\nDisallow: /", False),
        (b"User-agent: GoogleBot\nUser-agent: Undersight\nDisallow: /", True),
        (b"User-agent: GoogleBot\nDisallow: /\n\nUser-agent: *\nAllow: /", False),
        (b"User-agent: Undersight\nAllow: /a\n\nUser-agent: Undersight\nDisallow: /", False),  # groups are joined
        (b"User-agent: *\nDisallow: /\nAllow: /a", False),  # the longest match wins
        (b"User-agent: *\nAllow: /a\nDisallow: /a", False),  # of equals, the one that allows
        (b"User-agent: * # all\nDisallow: / # nothing", True),
        (b"Disallow: /", False),  # belongs to nobody
        (b"<!doctype html><title>404</title>", False),
        (bytes(range(256)) * 20, False),
        (b"\xff\xfeU\0s\0e\0r\0-\0a\0g\0e\0n\0t\0", False),
        (b"User-agent: *\n\xff\xfe\0\nDisallow: /", True),
    ],
)
def test_whose_rules(body: bytes, expected: bool) -> None:
    assert denied(body) == expected


@pytest.mark.parametrize(
    ("rule", "path", "expected"),
    [
        ("/*.php$", "/a.php", True),
        ("/*.php$", "/a.php?b", False),
        ("/a*z", "/abcz", True),
        ("/caf%C3%A9", "/café", True),
        ("/café", "/caf%C3%A9", True),
        ("/a?b=*", "/a?b=1", True),
        ("/" + "*a" * 2000 + "b$", "/" + "a" * 4000, False),
    ],
)
def test_patterns(rule: str, path: str, expected: bool) -> None:
    assert denied(f"User-agent: *\nDisallow: {rule}".encode(), path) == expected


@pytest.mark.parametrize(("text", "delay"), [("7", 7.0), ("0.5", 0.5), ("9999", 30.0), ("-1", 0.0), ("nan", 0.0)])
def test_crawl_delays(text: str, delay: float) -> None:
    robots = Robots(AGENT, lambda url: answer(f"User-agent: *\nCrawl-delay: {text}".encode()))
    assert robots.ask(SITE, SITE + "/a").delay == delay


def test_names_of_others_cost_nothing() -> None:
    """The library compares each name with each: it takes minutes for this file without help, and only milliseconds so.

    That no time is measured here is meant: the test would not end.
    """
    names = "".join(f"User-agent: crawler-{n}\n" for n in range(20_000))
    rules = "".join(f"Disallow: /{n}\n" for n in range(5_000))
    assert not denied((names + rules).encode()[:ROBOTS_MOST])
    assert denied((names + "User-agent: *\nDisallow: /a").encode())


def test_a_rule_that_was_cut_off_does_not_count() -> None:
    whole = b"User-agent: *\nDisallow: /private\nDisallow: /a"
    filler = b"#" * (ROBOTS_MOST - len(whole) - 1) + b"\n"
    assert not denied(filler + whole)
    assert denied(filler + whole, "/private")


@given(st.binary(max_size=400))
@settings(deadline=None, max_examples=150)
def test_any_bytes_are_some_rules(body: bytes) -> None:
    rules = rules_from(answer(b"User-agent: *\nDisallow: /private\n" + body), AGENT, 0.0)
    assert rules.failure is None
    assert isinstance(relevant(body, AGENT), str)


@pytest.mark.parametrize(
    ("reason", "status", "allowed"),
    [
        ("http_error", 204, True),
        ("http_error", 302, True),
        ("http_error", 403, True),
        ("gone", 404, True),
        ("redirects", None, True),
        ("http_error", 429, False),
        ("http_error", 500, False),
        ("timeout", None, False),
        ("connect", None, False),
        ("dns", None, False),
        ("tls", None, False),
        ("protocol", None, False),
        ("forbidden_address", None, False),
        ("busy", None, False),
    ],
)
def test_what_a_failure_means(reason: Reason, status: int | None, allowed: bool) -> None:
    rules = rules_from(FetchFailure(reason, "x", status), AGENT, 1000.0)
    assert (rules.failure is None) == allowed
    assert rules.expires <= 1000.0 + DAY


FRESH = Rules(100.0 + WHILE_AWAY, failure=FetchFailure("http_error", "status 500", 500))


def test_silence_denies_for_thirty_days_and_no_longer() -> None:
    first = renewed(None, FRESH, 100.0)
    assert (first.failure, first.since) == (FRESH.failure, 100.0)
    later = renewed(first, FRESH, 100.0 + LONG_AWAY)
    assert (later.failure, later.since) == (FRESH.failure, 100.0)
    at_last = renewed(later, FRESH, 101.0 + LONG_AWAY)
    assert (at_last.failure, at_last.parsed, at_last.expires) == (None, None, 101.0 + LONG_AWAY + DAY)


def test_rules_known_before_stand_while_new_ones_cannot_be_had() -> None:
    bodies: list[Fetched | FetchFailure] = [answer(b"User-agent: *\nDisallow: /private")]
    failing = FetchFailure("timeout", "no answer in time")
    now = [0.0]
    robots = Robots(AGENT, lambda url: bodies.pop() if bodies else failing, clock=lambda: now[0])
    for moment in (0.0, DAY + 1, 3 * DAY):
        now[0] = moment
        assert robots.ask(SITE, SITE + "/a").failure is None
        found = robots.ask(SITE, SITE + "/private").failure
        assert found is not None
        assert found.reason == "robots_denied"


def test_being_busy_is_not_remembered() -> None:
    outcomes: list[Fetched | FetchFailure] = [answer(b""), FetchFailure("busy", "the fetcher is closing")]
    robots = Robots(AGENT, lambda url: outcomes.pop(), clock=lambda: 0.0)
    assert robots.ask(SITE, SITE + "/a").failure is not None
    assert robots.ask(SITE, SITE + "/a").failure is None
