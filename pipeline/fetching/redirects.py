"""The way from an address to where its redirects lead: counted, by hand, with the cookies that were set on it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

import httpx2

from .outcomes import Fetched, FetchFailure, Hop, NotModified, Redirect
from .plans import Plan

MAX_REDIRECTS: Final = 5


@dataclass(slots=True)
class Trip:
    """One GET on its way: the plan for the next step, the seconds left, and the redirects so far.

    `cookies` live as long as the trip: some sites set one and redirect to the same address for ever to whoever does
    not send it back. They go only to hosts that they were set for (RFC 6265 §5.1.3), and nothing is kept.
    """

    plan: Plan
    left: float
    hops: list[Hop] = field(default_factory=list)
    cookies: httpx2.Cookies = field(default_factory=httpx2.Cookies)

    def on(self, url: httpx2.URL, step: Redirect) -> httpx2.URL | FetchFailure:
        """Return where to go on to."""
        if len(self.hops) >= MAX_REDIRECTS:
            return FetchFailure("redirects", f"more than {MAX_REDIRECTS} redirects", permanent=True)
        target = redirected(url, step)
        if isinstance(target, httpx2.URL):
            self.hops.append(Hop(str(url), step.status, str(target)))
            self.plan = replace(self.plan, follows=target.host == url.host)
        return target

    def end(self, step: Fetched | NotModified | FetchFailure, url: str) -> Fetched | NotModified | FetchFailure:
        """Return an outcome under the address that was asked for at first."""
        if isinstance(step, FetchFailure):
            return replace(step, url=url)
        moved = bool(self.hops) and all(Redirect("", hop.status).permanent for hop in self.hops)
        if isinstance(step, Fetched):
            return replace(step, url=url, moved=moved, chain=tuple(self.hops))
        return replace(step, url=url, moved=moved)


def parse_url(text: str) -> httpx2.URL | FetchFailure:
    """Return an absolute http or https address, without its fragment."""
    try:
        url = httpx2.URL(text.strip())
        if url.scheme in {"http", "https"} and url.host:
            return url.copy_with(fragment=None)
    except (httpx2.InvalidURL, UnicodeError, ValueError) as error:
        return FetchFailure("bad_url", str(error)[:200], permanent=True, url=text)
    return FetchFailure("bad_url", "not an absolute http or https address", permanent=True, url=text)


def redirected(url: httpx2.URL, step: Redirect) -> httpx2.URL | FetchFailure:
    """Return where a redirect leads, or why it leads nowhere."""
    try:
        target = parse_url(str(url.join(step.location)))
    except (httpx2.InvalidURL, UnicodeError, ValueError) as error:
        return FetchFailure("redirects", f"redirect to a bad address: {str(error)[:200]}", permanent=True)
    if isinstance(target, FetchFailure):
        return FetchFailure("redirects", f"redirect to {step.location[:100]!r}: {target.detail}", permanent=True)
    if target == url and not step.cookie:
        return FetchFailure("redirects", "redirects to itself", permanent=True)
    return target
