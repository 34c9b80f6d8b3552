"""One way into the web for a whole process: its connections, the turns at each host, and what robots.txt says."""

from __future__ import annotations

import time
from dataclasses import replace
from http.cookiejar import DefaultCookiePolicy
from typing import Final

import httpx2

from pipeline.settings.tree import FetchingSettings

from .exchange import Step, exchange
from .hosts import Hosts, Wish
from .limiter import HostLimiter, Turn
from .outcomes import Fetched, FetchFailure, NotModified, Redirect
from .plans import Plan, robots_plan
from .redirects import Trip, parse_url
from .robots import Robots
from .transport import GuardedTransport
from .underway import Caller

PATIENCE_SECONDS: Final = 30.0
"""How long a request may wait for its turn at a host before it is handed back as `busy`."""

UNNAMED_PAUSE: Final = 60.0
"""How long a host that answers 429 (Too Many Requests) is left alone where it does not say how long."""


class Web:
    """Carries GETs out for several callers. Thread safe."""

    def __init__(self, settings: FetchingSettings, transport: GuardedTransport, hosts: Hosts | None) -> None:
        self._settings = settings
        self._limiter = HostLimiter(settings.host_connections, hosts=hosts)
        self._robots = Robots(settings.user_agent.partition("/")[0], self._robots_txt)
        self._caller = Caller()
        self._client = httpx2.Client(transport=transport, trust_env=False, follow_redirects=False)
        self._client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def get(self, url: str, plan: Plan, caller: Caller) -> Fetched | FetchFailure:
        """Carry out a plan that has no condition."""
        outcome = self.follow(url, plan, caller)
        if isinstance(outcome, NotModified):
            return FetchFailure("http_error", "status 304 without being asked", 304, url=url)
        return outcome

    def follow(self, url: str, plan: Plan, caller: Caller) -> Fetched | NotModified | FetchFailure:
        """Carry out a plan, on to where redirects lead."""
        target = parse_url(url)
        trip = Trip(plan, self._settings.total_seconds)
        while isinstance(target, httpx2.URL):
            step = self._visit(target, trip, caller)
            if isinstance(step, FetchFailure) and (caller.closed() or self._caller.closed()):
                return FetchFailure("busy", "the fetcher is closing", url=url)
            if not isinstance(step, Redirect):
                return trip.end(step, url)
            target = trip.on(target, step)
        return trip.end(target, url)

    def wake(self) -> None:
        """Have those who wait for a turn look again whether their caller is closed."""
        self._limiter.wake()

    def close(self) -> None:
        """Break off everything and release the connections."""
        self._caller.close()
        self._limiter.close()
        self._client.close()

    def _robots_txt(self, url: str) -> Fetched | FetchFailure:
        return self.get(url, robots_plan(self._settings), self._caller)

    def _visit(self, url: httpx2.URL, trip: Trip, caller: Caller) -> Step:
        """Do one step of the way. Waiting for robots.txt and for a turn does not count as time of the exchange."""
        delay = 0.0
        if trip.plan.robots:
            answer = self._robots.ask(_origin(url), str(url))
            if answer.failure is not None:
                return answer.failure
            delay = answer.delay
        wish = Wish(max(self._settings.host_interval_seconds, delay), PATIENCE_SECONDS, trip.plan.follows)
        turn = self._limiter.enter(url.host, wish, caller.closed)
        if not turn.granted:
            return _not_now(url, turn)
        started = time.monotonic()
        try:
            return self._heed(url, exchange(self._client, url, trip, caller, connect=self._settings.connect_seconds))
        finally:
            trip.left -= time.monotonic() - started
            self._limiter.leave(url.host)

    def _heed(self, url: httpx2.URL, step: Step) -> Step:
        """Leave a host alone that asks for it, with all its pages and feeds (RFC 6585 §4, RFC 9110 §15.6.4)."""
        if not isinstance(step, FetchFailure) or step.status not in {429, 503}:
            return step
        wait = UNNAMED_PAUSE if step.retry_after is None and step.status == 429 else step.retry_after
        if wait:
            self._limiter.hold(url.host, wait)
        return replace(step, retry_after=wait)


def _not_now(url: httpx2.URL, turn: Turn) -> FetchFailure:
    asked, crowded = f"{url.host} asked to be left alone", f"too many requests to {url.host} are waiting"
    return FetchFailure("busy", asked if turn.held else crowded, retry_after=turn.retry_after, url=str(url))


def _origin(url: httpx2.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode('ascii')}"
