"""robots.txt (RFC 9309): asked once a day for each origin, kept in memory."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from protego import Protego

from .outcomes import Fetched, FetchFailure

DAY: Final = 86400.0
WHILE_AWAY: Final = 600.0
LONGEST_DELAY: Final = 30.0
"""A crawl delay above half a minute is honoured as half a minute: more would mean never."""
_MOST_ORIGINS: Final = 4096

Fetch = Callable[[str], Fetched | FetchFailure]


@dataclass(frozen=True, slots=True)
class Rules:
    """What one origin asks of us, until `expires` (monotonic). `failure` stands where the rules cannot be had."""

    expires: float
    parsed: Protego | None = None
    failure: FetchFailure | None = None


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
                rules = rules_from(self._fetch(origin + "/robots.txt"), self._clock())
                self._keep(origin, rules)
            return rules

    def _keep(self, origin: str, rules: Rules) -> None:
        with self._lock:
            if len(self._rules) >= _MOST_ORIGINS:
                oldest = min(self._rules, key=lambda name: self._rules[name].expires)
                del self._rules[oldest]
                self._locks.pop(oldest, None)
            self._rules[origin] = rules


def rules_from(outcome: Fetched | FetchFailure, now: float) -> Rules:
    """Return the rules that an answer means (RFC 9309 §2.3.1): 4xx allows all, 5xx and silence nothing for a while.

    Nothing is denied for good by silence: the failure is handed on as what it is, to be tried again.
    """
    if isinstance(outcome, Fetched):
        return Rules(now + DAY, parsed=Protego.parse(outcome.body.decode("utf-8-sig", "replace")))
    status = outcome.status
    if status is not None and 400 <= status < 500 and status != 429:
        return Rules(now + DAY)
    if outcome.reason in {"redirects", "bad_type", "too_large", "protocol"}:
        return Rules(now + DAY)
    wait = outcome.retry_after or WHILE_AWAY
    failure = FetchFailure(
        outcome.reason, f"robots.txt: {outcome.detail}", status, wait, permanent=outcome.permanent, url=outcome.url
    )
    kept = WHILE_AWAY if status is not None else 30.0
    return Rules(now + kept, failure=failure)
