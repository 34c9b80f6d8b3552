"""What may become of a GET, as values: an expected outcome is never an exception."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal["page", "feed"]

Reason = Literal[
    "gone",  # 404, 410
    "robots_denied",  # robots.txt says no
    "forbidden_address",  # not a public address, or a port that no web server has
    "bad_url",
    "timeout",
    "too_large",
    "bad_type",
    "http_error",  # any other status
    "dns",
    "connect",
    "tls",
    "protocol",  # the answer is not valid HTTP, or its compression is broken
    "redirects",
    "busy",  # too many requests to this host are waiting, or the fetcher is closing
]


@dataclass(frozen=True, slots=True)
class Hop:
    """A redirect that was followed: who sent it, with which status, and where it led."""

    url: str
    status: int
    to: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page or feed. `body` is decompressed; header names are in lower case; `elapsed` is in seconds.

    `charset` is what the Content-Type header claims. `moved` says that `final_url` was reached over permanent
    redirects alone (301, 308), so that the new address may be kept. What an archive needs beside it: `raw_headers` are
    the pairs as sent, in their order and spelling; `chain` the redirects on the way; `fetched_at` when the final
    request was sent (aware, UTC); `address` the IP address that answered; `http_version` as in the status line.
    """

    url: str
    final_url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    content_type: str
    charset: str | None
    etag: str | None
    last_modified: str | None
    elapsed: float
    moved: bool = False
    raw_headers: tuple[tuple[str, str], ...] = ()
    chain: tuple[Hop, ...] = ()
    fetched_at: datetime | None = None
    address: str = ""
    http_version: str = ""


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says that nothing has changed since the last visit."""

    url: str
    final_url: str
    headers: Mapping[str, str]
    elapsed: float
    moved: bool = False


@dataclass(frozen=True, slots=True)
class FetchFailure:
    """Why nothing was had. `retry_after` is in seconds; `permanent` says that trying again is useless."""

    reason: Reason
    detail: str
    status: int | None = None
    retry_after: float | None = None
    permanent: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Redirect:
    """The server points elsewhere: an inner step, never handed to callers.

    `location` is as sent; `cookie` says that the server set one on the way, so that the same address may answer
    differently when it is asked again.
    """

    location: str
    status: int
    cookie: bool = False

    @property
    def permanent(self) -> bool:
        """Whether the new address may be kept."""
        return self.status in {301, 308}
