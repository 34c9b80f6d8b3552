"""robots.txt (RFC 9309): asked once a day for each origin, kept in memory."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from protego import Protego

from .outcomes import Fetched, FetchFailure
from .plans import ROBOTS_MOST

DAY: Final = 86400.0
WHILE_AWAY: Final = 600.0
LONG_AWAY: Final = 30 * DAY
LONGEST_DELAY: Final = 30.0
"""A crawl delay above half a minute is honoured as half a minute: more would mean never."""
_MOST_ORIGINS: Final = 4096
_LONGEST_LINE: Final = 8192
_AGENT_LINE: Final = re.compile(r"\s*user[- ]?agent(?:\s*:|\s)\s*", re.IGNORECASE)
_TOKEN: Final = re.compile(r"[a-z0-9_-]+")

Fetch = Callable[[str], Fetched | FetchFailure]


@dataclass(frozen=True, slots=True)
class Rules:
    """What one origin asks of us, until `expires` (monotonic).

    `failure` stands where the rules cannot be had, since the moment `since`; without both, all is allowed.
    """

    expires: float
    parsed: Protego | None = None
    failure: FetchFailure | None = None
    since: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a URL may be fetched, and the pause its host asks for (seconds)."""

    failure: FetchFailure | None = None
    delay: float = 0.0


class Robots:
    """The rules of each origin, fetched when first needed. Thread safe; two threads never fetch the same rules."""

    def __init__(self, agent: str, fetch: Fetch, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._agent = agent
        self._fetch = fetch
        self._clock = clock
        self._rules: dict[str, Rules] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def ask(self, origin: str, url: str) -> Answer:
        """Say whether `url`, of `origin` (`scheme://host:port`), may be fetched."""
        rules = self._current(origin)
        if rules.failure is not None:
            return Answer(rules.failure)
        if rules.parsed is None:
            return Answer()
        if not rules.parsed.can_fetch(url, self._agent):
            return Answer(FetchFailure("robots_denied", f"robots.txt of {origin} denies it", permanent=True, url=url))
        return Answer(delay=min(rules.parsed.crawl_delay(self._agent) or 0.0, LONGEST_DELAY))

    def _current(self, origin: str) -> Rules:
        with self._lock:
            lock = self._locks.setdefault(origin, threading.Lock())
        with lock:
            rules = self._rules.get(origin)
            if rules is None or rules.expires <= self._clock():
                fresh = rules_from(self._fetch(origin + "/robots.txt"), self._agent, self._clock())
                rules = renewed(rules, fresh, self._clock())
                self._keep(origin, rules)
            return rules

    def _keep(self, origin: str, rules: Rules) -> None:
        with self._lock:
            if len(self._rules) >= _MOST_ORIGINS:
                oldest = min(self._rules, key=lambda name: self._rules[name].expires)
                del self._rules[oldest]
                self._locks.pop(oldest, None)
            self._rules[origin] = rules


def rules_from(outcome: Fetched | FetchFailure, agent: str, now: float) -> Rules:
    """Return the rules that an answer means (RFC 9309 §2.3.1): 4xx allows all, 5xx and silence nothing for a while.

    429 is taken for what it says, a wish to be left alone, and not for the absence of rules. A success without a body
    and redirects that lead nowhere mean that there are none. Nothing is denied for good by silence: the failure is
    handed on as what it is, to be tried again.
    """
    if isinstance(outcome, Fetched):
        return Rules(now + DAY, parsed=Protego.parse(relevant(outcome.body, agent)))
    status = outcome.status
    if outcome.reason == "redirects" or (status is not None and status < 500 and status != 429):
        return Rules(now + DAY)
    wait = outcome.retry_after or WHILE_AWAY
    failure = FetchFailure(
        outcome.reason, f"robots.txt: {outcome.detail}", status, wait, permanent=outcome.permanent, url=outcome.url
    )
    kept = 0.0 if outcome.reason == "busy" else WHILE_AWAY if status is not None else 30.0
    return Rules(now + kept, failure=failure)


def renewed(before: Rules | None, fresh: Rules, now: float) -> Rules:
    """Return the rules to go by after they were asked for again.

    While they cannot be had, those known before stand (RFC 9309 §2.4); where none were, nothing is allowed for 30
    days, and everything then (§2.3.1.4).
    """
    if fresh.failure is None or before is None:
        return fresh if fresh.failure is None else replace(fresh, since=now)
    if before.failure is None:
        return replace(before, expires=max(fresh.expires, now + WHILE_AWAY))
    since = now if before.since is None else before.since
    return Rules(now + DAY) if now - since > LONG_AWAY else replace(fresh, since=since)


def relevant(body: bytes, agent: str) -> str:
    """Return the text of a robots.txt with the names of other crawlers made one.

    The library compares every name with every other: 168 kB of names took it 87 s. Names are compared as RFC 9309
    §2.2.1 says: the product token, whatever its case. A line that was cut off where the reading stopped is left out,
    as half a rule may deny everything.
    """
    whole = body if len(body) < ROBOTS_MOST else body[: max(body.rfind(b"\n"), body.rfind(b"\r")) + 1]
    lines = whole.decode("utf-8-sig", "replace").replace("\r", "\n").split("\n")
    return "\n".join(_named(line, agent.lower()) if _AGENT_LINE.match(line) else line[:_LONGEST_LINE] for line in lines)


def _named(line: str, agent: str) -> str:
    value = _AGENT_LINE.sub("", line[:_LONGEST_LINE]).partition("#")[0].strip().lower()
    token = _TOKEN.match(value)
    name = value if value == "*" else token.group() if token else ""
    return f"User-agent: {name if name in {'*', agent} else 'somebody-else'}"
