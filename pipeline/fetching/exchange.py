"""One request and its answer, without following redirects; every failure mapped to a value here and only here."""

from __future__ import annotations

import ssl
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import httpcore2
import httpx2

from .body import BadEncoding, TooLarge, read_body, read_start
from .guard import DEADLINE, ForbiddenAddress, NameNotFound
from .outcomes import Fetched, FetchFailure, NotModified, Reason, Redirect
from .plans import Plan
from .redirects import Trip
from .retryafter import retry_after
from .sniff import looks_binary, looks_like_html
from .underway import BrokenOff, Caller, UnderWay

Step = Fetched | NotModified | FetchFailure | Redirect

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING_4XX = frozenset({401, 403, 407, 408, 421, 423, 425, 429})
"""A 4xx that may change by itself: bot walls and logins come and go."""

_TRIES = 3
"""Connections tried where those from the pool turn out to have been closed by the server meanwhile."""


def exchange(client: httpx2.Client, url: httpx2.URL, trip: Trip, caller: Caller, *, connect: float) -> Step:
    """Send one GET and read its body, within the time that the trip has left.

    A connection from the pool on which nothing comes back is no answer: the request is sent again (RFC 9112 §9.3.1).
    """
    deadline = time.monotonic() + trip.left
    token = DEADLINE.set(deadline)
    try:
        for _ in range(_TRIES - 1):
            step, stale = _send(client, url, trip, caller, _timeouts(connect, deadline))
            if not stale:
                return step
        return _send(client, url, trip, caller, _timeouts(connect, deadline))[0]
    finally:
        DEADLINE.reset(token)


def _timeouts(connect: float, deadline: float) -> httpx2.Timeout:
    left = max(deadline - time.monotonic(), 0.001)
    return httpx2.Timeout(left, connect=min(connect, left))


def _send(
    client: httpx2.Client, url: httpx2.URL, trip: Trip, caller: Caller, timeout: httpx2.Timeout
) -> tuple[Step, bool]:
    """Return what came of one request, and whether it went to a connection that was dead already."""
    way = UnderWay()
    try:
        request = client.build_request("GET", url, headers=dict(trip.plan.headers), timeout=timeout)
        if trip.hops:
            trip.cookies.set_cookie_header(request)
        with caller.exchange(way):
            return _receive(client, request, trip, way), False
    except Exception as error:
        failure = failed(error, str(url))
        if failure is None:
            raise
        return failure, way.stale and failure.reason in {"connect", "protocol"}


def _receive(client: httpx2.Client, request: httpx2.Request, trip: Trip, way: UnderWay) -> Step:
    begun, started = datetime.now(UTC), time.monotonic()
    response = client.send(request, stream=True)
    address = _address(response)  # now, as the connection may be closed with the end of the body
    try:
        way.allow(2 * trip.plan.max_bytes)  # also for the frames of its chunks
        step = _judge(response, str(request.url), trip.plan)
        if isinstance(step, Redirect) and step.cookie:
            trip.cookies.extract_cookies(response)
        if isinstance(step, Fetched):
            return replace(step, fetched_at=begun, address=address, elapsed=time.monotonic() - started)
        return replace(step, elapsed=time.monotonic() - started) if isinstance(step, NotModified) else step
    finally:
        response.close()


def _judge(response: httpx2.Response, url: str, plan: Plan) -> Step:
    status, headers = response.status_code, {name.lower(): value for name, value in response.headers.items()}
    if status in _REDIRECTS and "location" in headers:
        return Redirect(headers["location"], status, "set-cookie" in headers)
    if status == 304 and plan.conditional:
        return NotModified(url, url, headers, 0.0)
    if not 200 <= status < 300 or status in {204, 205, 206}:
        return _refused(status, headers, url)
    media_type, charset = content_type(headers.get("content-type", ""))
    if plan.types is not None and media_type not in plan.types | plan.sniffed:
        return FetchFailure("bad_type", f"content type {media_type[:80]!r}", status, permanent=True, url=url)
    body = _body(response, headers, plan)
    wrong = _wrong_body(body, media_type, plan)
    if wrong:
        return FetchFailure("bad_type", wrong, status, permanent=True, url=url)
    return Fetched(
        url=url,
        final_url=url,
        status=status,
        headers=headers,
        body=body,
        content_type="text/html" if media_type in plan.sniffed else media_type,
        charset=charset,
        etag=headers.get("etag"),
        last_modified=headers.get("last-modified"),
        elapsed=0.0,
        raw_headers=tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw),
        http_version=response.http_version,
    )


def _body(response: httpx2.Response, headers: Mapping[str, str], plan: Plan) -> bytes:
    encoding = headers.get("content-encoding", "")
    if plan.start:
        return read_start(response.iter_raw(), encoding, plan.max_bytes)
    length = headers.get("content-length", "")
    if length.isdigit() and int(length) > plan.max_bytes:
        raise TooLarge
    return read_body(response.iter_raw(), encoding, plan.max_bytes)


def _wrong_body(body: bytes, media_type: str, plan: Plan) -> str:
    """Return what is wrong with the body of a page whose label may be right, or an empty string."""
    if not plan.sniffed:
        return ""
    if media_type in plan.sniffed and not looks_like_html(body):
        return f"content type {media_type!r}, and no HTML"
    return f"content type {media_type!r}, but a binary file" if looks_binary(body) else ""


def _address(response: httpx2.Response) -> str:
    stream = response.extensions.get("network_stream")
    try:
        return str(stream.get_extra_info("server_addr")[0]) if stream is not None else ""
    except OSError:
        return ""


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
        case BrokenOff():
            return "busy", "broken off", False
        case httpx2.InvalidURL() | httpx2.UnsupportedProtocol() | httpcore2.UnsupportedProtocol() | UnicodeError():
            return "bad_url", text, True
        case _:
            return _answered(error, text) or _network(error, text)


def _answered(error: Exception, text: str) -> tuple[Reason, str, bool] | None:
    match error:
        case TooLarge():
            return "too_large", "the answer is larger than allowed", True
        case BadEncoding():
            return "protocol", text, False
        case _:
            return None


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
