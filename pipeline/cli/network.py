"""Whether there is any network at all, so that a first run without one ends in a clear line and not in silence."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from .output import note

if TYPE_CHECKING:
    from pipeline.settings import Settings

TRIED: Final = 5


def warn_without_network(settings: Settings, resolve: Callable[[str], bool] | None = None) -> bool:
    """Say so when no host of the first few feeds has an address, and return whether that was said."""
    from pipeline.feeds import load_catalogue

    feeds = load_catalogue(settings.feeds.file).feeds
    hosts = first_hosts(feed.url for feed in feeds if feed.enabled)
    if not hosts or any(_all(resolve or has_address, hosts)):
        return False
    note(
        f"undersight: no network: none of {len(hosts)} feed hosts ({hosts[0]}, ...) has an address; polling goes on in "
        "case it comes back. To see the pipeline at work without internet: make demo"
    )
    return True


def first_hosts(urls: Iterable[str], count: int = TRIED) -> list[str]:
    """Return the first few different hosts."""
    hosts = dict.fromkeys(urlsplit(url).hostname or "" for url in urls)
    return [host for host in hosts if host][:count]


def has_address(host: str) -> bool:
    """Return whether a name resolves; names under `.localhost` always do (RFC 6761, section 6.3)."""
    if host.endswith(".localhost"):
        return True
    try:
        return bool(socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM))
    except OSError:
        return False


def _all(resolve: Callable[[str], bool], hosts: list[str]) -> list[bool]:
    with ThreadPoolExecutor(len(hosts)) as pool:
        return list(pool.map(resolve, hosts))
