"""Who may ask, and what a browser may do with the answer. Pure rules.

On a loopback address the console needs no account, so a page from elsewhere must not reach it through the user's own
browser: the `Host` header has to name a loopback address (else DNS rebinding would), and a request that changes
something has to come from the console's own pages (`Sec-Fetch-Site`, else `Origin`).
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Final, Literal

COOKIE: Final = "undersight_token"

HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
SAFE_METHODS: Final = frozenset({"GET", "HEAD"})

Refusal = Literal["host", "token", "origin"]


def is_loopback(host: str) -> bool:
    """Whether a host name or address, with or without port, is this machine's own."""
    name = host_only(host)
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def host_only(host: str) -> str:
    """Return the name or address of a `Host` header, without port and brackets, in lower case."""
    host = host.strip().lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0] if host.count(":") == 1 else host


def refusal(method: str, headers: Mapping[str, str], *, token: str, given: str, public: bool = False) -> Refusal | None:
    """Return why a request is refused, or None. Without a token only loopback hosts are answered.

    `headers` have names in lower case; `given` is the token that the request carries; `public` pages need none.
    """
    if not token and not is_loopback(headers.get("host", "")):
        return "host"
    if token and not public and not same_token(given, token):
        return "token"
    if method not in SAFE_METHODS and not _own_page(headers):
        return "origin"
    return None


def same_token(given: str, token: str) -> bool:
    """Compare two tokens in a time that does not tell where they differ."""
    return hmac.compare_digest(given.encode(), token.encode())


def _own_page(headers: Mapping[str, str]) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin", "")
    return origin.partition("://")[2] == headers.get("host", "")
