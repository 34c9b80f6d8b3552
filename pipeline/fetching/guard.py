"""Connections that can only lead to checked addresses, within a deadline.

The check sits where the connection is made, below redirects and connection reuse: the name is resolved once, each
address is checked, and the connection goes to the checked address itself. So no redirect and no second DNS answer
(rebinding) can lead elsewhere; TLS still verifies the name.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar
from typing import Any, Final
from weakref import WeakSet

import httpcore2

from .addresses import Address, literal, loopback_name, port_refusal, refusal
from .underway import UNDER_WAY

Resolve = Callable[[str, int], Sequence[str]]
SocketOptions = Iterable[httpcore2.SOCKET_OPTION]

DEADLINE: Final[ContextVar[float | None]] = ContextVar("deadline", default=None)
"""When the exchange under way in this thread must be over, on the monotonic clock."""


class ForbiddenAddress(Exception):
    """The name leads to no address that may be asked."""


class NameNotFound(Exception):
    """The name has no address, or no name server answered."""


def system_resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a name, as the system orders them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class GuardedBackend(httpcore2.NetworkBackend):
    """Makes TCP connections for the pool; `close` breaks those that are open.

    `dial` is what connects to an address that was checked.
    """

    def __init__(
        self, *, allow_private: bool, resolve: Resolve = system_resolve, dial: httpcore2.NetworkBackend | None = None
    ) -> None:
        self._allow_private = allow_private
        self._resolve = resolve
        self._plain = dial or httpcore2.SyncBackend()
        self._open: WeakSet[GuardedStream] = WeakSet()
        self._lock = threading.Lock()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: SocketOptions | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first checked address that answers. Raises ForbiddenAddress, NameNotFound, ConnectError."""
        addresses = self._checked(host, port)
        for address in addresses[:-1]:
            try:
                return self._connect(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
        return self._connect(addresses[-1], port, timeout, local_address, socket_options)

    def close(self) -> None:
        """Break every open connection, so that threads waiting on them go on at once."""
        with self._lock:
            streams = list(self._open)
        for stream in streams:
            stream.abort()

    def _connect(
        self, address: str, port: int, timeout: float | None, local: str | None, options: SocketOptions | None
    ) -> GuardedStream:
        stream = GuardedStream(self._plain.connect_tcp(address, port, _left(timeout), local, options))
        with self._lock:
            self._open.add(stream)
        way = UNDER_WAY.get()
        if way is not None:
            way.connected = True
        return stream

    def _checked(self, host: str, port: int) -> list[str]:
        wrong = port_refusal(port)
        if wrong:
            raise ForbiddenAddress(wrong)
        found = self._addresses(host, port)
        reasons = [refusal(address, allow_private=self._allow_private) for address in found]
        allowed = [str(address) for address, reason in zip(found, reasons, strict=True) if not reason]
        if not allowed:
            raise ForbiddenAddress(f"{host}: {reasons[0]}")
        return allowed

    def _addresses(self, host: str, port: int) -> list[Address]:
        if loopback_name(host):
            host = "127.0.0.1"
        address = literal(host)
        if address is not None:
            return [address]
        found = [literal(text.partition("%")[0]) for text in resolve_within(self._resolve, host, port, _left(None))]
        addresses = [address for address in found if address is not None]
        if not addresses:
            raise NameNotFound(f"{host} has no address")
        return addresses


def resolve_within(resolve: Resolve, host: str, port: int, seconds: float | None) -> Sequence[str]:
    """Look a name up, but wait no longer than `seconds`: the system's resolver knows no deadline of ours."""
    answer: list[Sequence[str]] = []
    errors: list[Exception] = []

    def look() -> None:
        try:
            answer.append(resolve(host, port))
        except (OSError, UnicodeError) as error:
            errors.append(error)

    thread = threading.Thread(target=look, name="resolve", daemon=True)
    thread.start()
    thread.join(seconds)
    if answer:
        return answer[0]
    if errors:
        raise NameNotFound(f"{host}: {getattr(errors[0], 'strerror', None) or 'not a valid name'}")
    raise httpcore2.ConnectTimeout(f"{host}: no name server answered in time")


class GuardedStream(httpcore2.NetworkStream):
    """A connection whose every wait ends at the deadline of the exchange, however slowly the bytes drip."""

    def __init__(self, inner: httpcore2.NetworkStream) -> None:
        self._inner = inner
        self._socket: socket.socket | None = inner.get_extra_info("socket")

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return up to `max_bytes`, or nothing at the end. Raises TooLarge beyond what the exchange may read."""
        way = UNDER_WAY.get()
        if way is None:
            return self._inner.read(max_bytes, _left(timeout))
        way.on(self)
        data = self._inner.read(max_bytes, _left(timeout))
        way.took(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of a buffer."""
        self._inner.write(buffer, _left(timeout))

    def close(self) -> None:
        """Close the socket."""
        self._inner.close()

    def abort(self) -> None:
        """Wake whoever waits on the socket, from another thread."""
        if self._socket is not None:
            try:
                self._socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                return

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        """Speak TLS from here on, verifying `server_hostname`."""
        self._inner = self._inner.start_tls(ssl_context, server_hostname, _left(timeout))
        self._socket = self._inner.get_extra_info("socket")
        return self

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - the library's own shape
        """Return what the pool asks of its sockets."""
        return self._inner.get_extra_info(info)


def _left(timeout: float | None) -> float | None:
    deadline = DEADLINE.get()
    if deadline is None:
        return timeout
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore2.ReadTimeout("the time for the whole exchange is up")
    return left if timeout is None else min(timeout, left)
