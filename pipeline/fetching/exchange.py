"""One request and its answer, without following redirects; every failure mapped to a value here and only here."""

from __future__ import annotations

import ssl
import time
from collections.abc import Mapping
from datetime import UTC, datetime

import httpcore2
import httpx2

from .body import BadEncoding, TooLarge, read_body
from .guard import DEADLINE, ForbiddenAddress, NameNotFound
from .outcomes import Fetched, FetchFailure, NotModified, Reason, Redirect
from .plans import Plan
from .retryafter import retry_after

Step = Fetched | NotModified | FetchFailure | Redirect

_PERMANENT_REDIRECTS = frozenset({301, 308})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING_4XX = frozenset({401, 403, 407, 408, 421, 423, 425, 429})
"""A 4xx that may change by itself: bot walls and logins come and go."""


def exchange(client: httpx2.Client, url: httpx2.URL, plan: Plan, *, connect: float, deadline: float) -> Step:
    """Send one GET and read its body, all before `deadline` (monotonic seconds)."""
    token = DEADLINE.set(deadline)
    started = time.monotonic()
    try:
        request = client.build_request("GET", url, headers=dict(plan.headers), timeout=_timeouts(connect, deadline))
        response = client.send(request, stream=True)
        try:
            return _judge(response, str(url), plan, started)
        finally:
            response.close()
    except Exception as error:
        failure = failed(error, str(url))
        if failure is None:
            raise
        return failure
    finally:
        DEADLINE.reset(token)


def _timeouts(connect: float, deadline: float) -> httpx2.Timeout:
    left = max(deadline - time.monotonic(), 0.001)
    return httpx2.Timeout(left, connect=min(connect, left))


def _judge(response: httpx2.Response, url: str, plan: Plan, started: float) -> Step:
    status, headers = response.status_code, {name.lower(): value for name, value in response.headers.items()}
    if status in _REDIRECTS and "location" in headers:
        return Redirect(headers["location"], status in _PERMANENT_REDIRECTS)
    if status == 304 and plan.conditional:
        return NotModified(url, url, headers, time.monotonic() - started)
    if not 200 <= status < 300 or status in {204, 205, 206}:
        return _refused(status, headers, url)
    media_type, charset = content_type(headers.get("content-type", ""))
    if plan.types is not None and media_type not in plan.types:
        return FetchFailure("bad_type", f"content type {media_type[:80]!r}", status, permanent=True, url=url)
    length = headers.get("content-length", "")
    if length.isdigit() and int(length) > plan.max_bytes:
        raise TooLarge
    body = read_body(response.iter_raw(), headers.get("content-encoding", ""), plan.max_bytes)
    return Fetched(
        url=url,
        final_url=url,
        status=status,
        headers=headers,
        body=body,
        content_type=media_type,
        charset=charset,
        etag=headers.get("etag"),
        last_modified=headers.get("last-modified"),
        elapsed=time.monotonic() - started,
    )


def content_type(header: str) -> tuple[str, str | None]:
    """Return the media type in lower case, and the charset where the header names one."""
    media_type, _, rest = header.partition(";")
    charset = None
    for parameter in rest.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip("\"'").lower() or None
    return media_type.strip().lower(), charset


def _refused(status: int, headers: Mapping[str, str], url: str) -> FetchFailure:
    wait = retry_after(headers.get("retry-after"), datetime.now(UTC))
    if status in {404, 410}:
        return FetchFailure("gone", f"status {status}", status, permanent=True, url=url)
    permanent = 400 <= status < 500 and status not in _PASSING_4XX
    return FetchFailure("http_error", f"status {status}", status, wait, permanent=permanent, url=url)


def failed(error: Exception, url: str) -> FetchFailure | None:
    """Return the failure that an exception stands for, or None for one that is a bug of ours."""
    found = _named(error)
    if found is None:
        return None
    reason, detail, permanent = found
    return FetchFailure(reason, detail or type(error).__name__, permanent=permanent, url=url)


def _named(error: Exception) -> tuple[Reason, str, bool] | None:
    text = " ".join(str(error).split())[:200]
    match error:
        case ForbiddenAddress():
            return "forbidden_address", text, True
        case NameNotFound():
            return "dns", text, False
        case TooLarge():
            return "too_large", "the body is larger than allowed", True
        case BadEncoding():
            return "protocol", text, False
        case httpx2.InvalidURL() | httpx2.UnsupportedProtocol() | httpcore2.UnsupportedProtocol() | UnicodeError():
            return "bad_url", text, True
        case _:
            return _network(error, text)


def _network(error: Exception, text: str) -> tuple[Reason, str, bool] | None:
    match error:
        case httpcore2.TimeoutException() | httpx2.TimeoutException():
            return "timeout", text or "no answer in time", False
        case httpcore2.NetworkError() if _tls(error):
            return "tls", text, False
        case httpcore2.NetworkError() | httpx2.NetworkError() | OSError():
            return "connect", text, False
        case httpcore2.ProtocolError() | httpx2.HTTPError() | httpx2.StreamError():
            return "protocol", text, False
        case _:
            return None


def _tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False
