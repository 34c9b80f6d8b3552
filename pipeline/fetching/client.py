"""The fetcher: robots.txt, a turn at the host, one exchange, and by hand on to where redirects lead."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from http.cookiejar import DefaultCookiePolicy
from typing import Final

import httpx2

from pipeline.settings.tree import FetchingSettings

from .exchange import Step, exchange
from .guard import GuardedBackend, Resolve, system_resolve
from .limiter import HostLimiter
from .outcomes import Fetched, FetchFailure, Kind, NotModified, Redirect
from .plans import Plan, feed_plan, page_plan, robots_plan
from .robots import Robots
from .transport import GuardedTransport

MAX_REDIRECTS: Final = 5
PATIENCE_SECONDS: Final = 30.0
"""How long a request may wait for its turn at a host before it is handed back as `busy`."""


class Fetcher:
    """Polite, safe GETs. Thread safe; outcomes are values.

    `resolve` and `ssl_context` replace the system's name lookup and trust store, for tests.
    """

    def __init__(
        self,
        settings: FetchingSettings,
        *,
        resolve: Resolve = system_resolve,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self._settings = settings
        self._closed = threading.Event()
        self._limiter = HostLimiter(settings.host_connections)
        self._robots = Robots(settings.user_agent.partition("/")[0], self._robots_txt)
        backend = GuardedBackend(allow_private=settings.allow_private, resolve=resolve)
        self._transport = GuardedTransport(backend, ssl_context)
        self._client = httpx2.Client(transport=self._transport, trust_env=False, follow_redirects=False)
        self._client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def get(self, url: str, *, kind: Kind = "page", headers: Mapping[str, str] | None = None) -> Fetched | FetchFailure:
        """Fetch a page or a feed."""
        make = page_plan if kind == "page" else feed_plan
        outcome = self._follow(url, make(self._settings, headers or {}))
        if isinstance(outcome, NotModified):
            return FetchFailure("http_error", "status 304 without being asked", 304, url=url)
        return outcome

    def get_if_changed(
        self, url: str, *, etag: str | None = None, last_modified: str | None = None
    ) -> Fetched | NotModified | FetchFailure:
        """Fetch a feed, unless it is as it was when the server gave these validators (RFC 9110 §13.1)."""
        validators = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: value for name, value in validators.items() if value}
        return self._follow(url, feed_plan(self._settings, headers, conditional=bool(headers)))

    def close(self) -> None:
        """Break off what is under way, which ends as `busy` whatever it looks like, and release the connections."""
        self._closed.set()
        self._limiter.close()
        self._client.close()

    def _robots_txt(self, url: str) -> Fetched | FetchFailure:
        outcome = self._follow(url, robots_plan(self._settings))
        if isinstance(outcome, NotModified):
            return FetchFailure("http_error", "status 304 without being asked", 304, url=url)
        return outcome

    def _follow(self, url: str, plan: Plan) -> Fetched | NotModified | FetchFailure:
        target: httpx2.URL | FetchFailure = parse_url(url)
        left, moved, hops = self._settings.total_seconds, True, 0
        while not isinstance(target, FetchFailure):
            started = time.monotonic()
            step, waited = self._visit(target, plan, left)
            left -= time.monotonic() - started - waited
            if self._closed.is_set() and isinstance(step, FetchFailure):
                return FetchFailure("busy", "the fetcher is closing", url=url)
            if not isinstance(step, Redirect):
                return _finished(step, url, moved=moved and hops > 0)
            hops, moved = hops + 1, moved and step.permanent
            if hops > MAX_REDIRECTS:
                return FetchFailure("redirects", f"more than {MAX_REDIRECTS} redirects", permanent=True, url=url)
            host, target = target.host, _next(target, step.location)
            plan = replace(plan, follows=isinstance(target, httpx2.URL) and target.host == host)
        return replace(target, url=url)

    def _visit(self, url: httpx2.URL, plan: Plan, left: float) -> tuple[Step, float]:
        """Do one step of the way and return it with the seconds spent waiting for robots.txt and for a turn."""
        started = time.monotonic()
        pause = self._settings.host_interval_seconds
        if plan.robots:
            answer = self._robots.ask(_origin(url), str(url))
            if answer.failure is not None:
                return answer.failure, time.monotonic() - started
            pause = max(pause, answer.delay)
        turn = self._limiter.enter(url.host, pause=pause, patience=PATIENCE_SECONDS, follows=plan.follows)
        waited = time.monotonic() - started
        if not turn.granted:
            detail = f"too many requests to {url.host} are waiting"
            return FetchFailure("busy", detail, retry_after=turn.retry_after, url=str(url)), waited
        try:
            connect = self._settings.connect_seconds
            return exchange(self._client, url, plan, connect=connect, deadline=time.monotonic() + left), waited
        finally:
            self._limiter.leave(url.host)


def parse_url(text: str) -> httpx2.URL | FetchFailure:
    """Return an absolute http or https address, without its fragment."""
    try:
        url = httpx2.URL(text.strip())
        if url.scheme in {"http", "https"} and url.host:
            return url.copy_with(fragment=None)
    except (httpx2.InvalidURL, UnicodeError, ValueError) as error:
        return FetchFailure("bad_url", str(error)[:200], permanent=True, url=text)
    return FetchFailure("bad_url", "not an absolute http or https address", permanent=True, url=text)


def _next(url: httpx2.URL, location: str) -> httpx2.URL | FetchFailure:
    try:
        target = parse_url(str(url.join(location)))
    except (httpx2.InvalidURL, UnicodeError, ValueError) as error:
        return FetchFailure("redirects", f"redirect to a bad address: {str(error)[:200]}", permanent=True)
    if isinstance(target, FetchFailure):
        return FetchFailure("redirects", f"redirect to {location[:100]!r}: {target.detail}", permanent=True)
    if target == url:
        return FetchFailure("redirects", "redirects to itself", permanent=True)
    return target


def _origin(url: httpx2.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


def _finished(
    step: Fetched | NotModified | FetchFailure, url: str, *, moved: bool
) -> Fetched | NotModified | FetchFailure:
    if isinstance(step, FetchFailure):
        return replace(step, url=url)
    return replace(step, url=url, moved=moved)
