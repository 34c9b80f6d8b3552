"""What is asked for and what is accepted, by kind of resource. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pipeline.settings.tree import FetchingSettings

from .body import ACCEPT_ENCODING

_XML: Final = frozenset({"application/xml", "text/xml"})
_PAGE_TYPES: Final = frozenset({"text/html", "application/xhtml+xml", ""}) | _XML
_FEED_TYPES: Final = _XML | {
    *("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/rss", "application/atom"),
    *("application/feed+json", "application/json", "text/json", "text/rss", "text/rss+xml", "text/atom+xml"),
    *("text/html", "application/xhtml+xml", "text/plain", "application/octet-stream", "application/x-rss+xml", ""),
}
_SNIFFED: Final = frozenset({"application/octet-stream", "binary/octet-stream", "application/unknown", "text/plain"})
_PAGE_ACCEPT: Final = "text/html, application/xhtml+xml;q=0.9"
_FEED_ACCEPT: Final = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1"
)

ROBOTS_MOST: Final = 500 * 1024
"""Bytes of a robots.txt that are read."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How one GET is done.

    `types` None takes any content type; `sniffed` are types taken where the body looks like HTML all the same;
    `robots` says whether robots.txt is asked first; `follows` that the request comes right after another to its host
    and waits for no pause; `start` that of a body beyond `max_bytes` the start is enough.
    """

    headers: Mapping[str, str]
    max_bytes: int
    types: frozenset[str] | None = None
    sniffed: frozenset[str] = frozenset()
    robots: bool = False
    conditional: bool = False
    follows: bool = False
    start: bool = False


def user_agent(settings: FetchingSettings) -> str:
    """Return the user agent with the operator's contact inside its comment."""
    agent, contact = settings.user_agent, settings.contact.strip()
    if not contact:
        return agent
    return f"{agent[:-1]}; {contact})" if agent.endswith(")") else f"{agent} ({contact})"


def page_plan(settings: FetchingSettings, headers: Mapping[str, str]) -> Plan:
    """Return the plan for a page: robots.txt is obeyed."""
    sent = _headers(settings, _PAGE_ACCEPT, headers)
    return Plan(sent, settings.max_page_bytes, _PAGE_TYPES, _SNIFFED, robots=settings.robots)


def feed_plan(settings: FetchingSettings, headers: Mapping[str, str], *, conditional: bool = False) -> Plan:
    """Return the plan for a feed.

    robots.txt is not asked: a feed is published to be polled, the operator subscribed to it by hand, and many sites
    keep their feeds out of search engines with a rule that is not meant for feed readers.
    """
    sent = _headers(settings, _FEED_ACCEPT, headers)
    return Plan(sent, settings.max_feed_bytes, _FEED_TYPES, conditional=conditional)


def robots_plan(settings: FetchingSettings) -> Plan:
    """Return the plan for a robots.txt, of which the first 500 KiB count (RFC 9309 §2.5)."""
    return Plan(_headers(settings, "text/plain, */*;q=0.1", {}), ROBOTS_MOST, follows=True, start=True)


def _headers(settings: FetchingSettings, accept: str, more: Mapping[str, str]) -> dict[str, str]:
    fixed = {"User-Agent": user_agent(settings), "Accept": accept, "Accept-Encoding": ACCEPT_ENCODING}
    return {**fixed, **more}
