"""The fetcher: what pages and feeds are asked for, and what of it is under way."""

from __future__ import annotations

import ssl
from collections.abc import Mapping

from pipeline.settings.tree import FetchingSettings

from .guard import GuardedBackend, Resolve, system_resolve
from .hosts import Hosts
from .outcomes import Fetched, FetchFailure, Kind, NotModified
from .plans import feed_plan, page_plan
from .transport import GuardedTransport
from .underway import Caller
from .web import Web


class Fetcher:
    """Polite, safe GETs. Thread safe; outcomes are values.

    All that is asked in one process goes through one of them, and what each of its users asks through a `branch` of
    it, which may be closed by itself. `resolve` and `ssl_context` replace the system's name lookup and trust store,
    for tests; `hosts` keeps what is known of the hosts, by default for this fetcher alone.
    """

    def __init__(
        self,
        settings: FetchingSettings,
        *,
        resolve: Resolve = system_resolve,
        ssl_context: ssl.SSLContext | None = None,
        hosts: Hosts | None = None,
        web: Web | None = None,
    ) -> None:
        self._settings = settings
        self._caller = Caller()
        self._owns = web is None
        backend = GuardedBackend(allow_private=settings.allow_private, resolve=resolve)
        self._web = web or Web(settings, GuardedTransport(backend, ssl_context), hosts)

    def branch(self) -> Fetcher:
        """Return a fetcher that shares everything with this one, but whose `close` breaks off only its own."""
        return Fetcher(self._settings, web=self._web)

    def get(self, url: str, *, kind: Kind = "page", headers: Mapping[str, str] | None = None) -> Fetched | FetchFailure:
        """Fetch a page or a feed."""
        make = page_plan if kind == "page" else feed_plan
        return self._web.get(url, make(self._settings, headers or {}), self._caller)

    def get_if_changed(
        self, url: str, *, etag: str | None = None, last_modified: str | None = None
    ) -> Fetched | NotModified | FetchFailure:
        """Fetch a feed, unless it is as it was when the server gave these validators (RFC 9110 §13.1)."""
        validators = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: value for name, value in validators.items() if value}
        return self._web.follow(url, feed_plan(self._settings, headers, conditional=bool(headers)), self._caller)

    def close(self) -> None:
        """Break off what is under way, which ends as `busy` whatever it looks like.

        The connections are released by the one that all others are branches of, and these are closed with it.
        """
        self._caller.close()
        self._web.wake()
        if self._owns:
            self._web.close()
