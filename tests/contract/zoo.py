"""Servers on loopback that answer as no server should: each path is a few lines on a bare socket."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

Animal = Callable[[socket.socket], None]
"""Answers on a connection whose request has been read; it is closed afterwards."""


def head(*lines: str, status: str = "HTTP/1.1 200 OK") -> bytes:
    """Return the head of an answer; HTML unless a line says otherwise."""
    kind = () if any(line.lower().startswith("content-type") for line in lines) else ("Content-Type: text/html",)
    return "\r\n".join((status, *kind, *lines, "", "")).encode()


def says(*parts: bytes) -> Animal:
    """Send these bytes and close."""
    return lambda link: link.sendall(b"".join(parts))


def page(body: bytes, *lines: str) -> Animal:
    """Send a body of a declared length."""
    return says(head(f"Content-Length: {len(body)}", *lines), body)


def moves(location: str, *lines: str, status: int = 302) -> Animal:
    """Send a redirect."""
    return says(head(f"Location: {location}", "Content-Length: 0", *lines, status=f"HTTP/1.1 {status} Moved"))


def endless(start: bytes, again: bytes) -> Animal:
    """Send something, and something else for ever."""

    def send(link: socket.socket) -> None:
        link.sendall(start)
        while True:
            link.sendall(again)

    return send


def drips(release: threading.Event, start: bytes, drop: bytes) -> Animal:
    """Send something, and a drop every twentieth of a second."""

    def send(link: socket.socket) -> None:
        link.sendall(start)
        while not release.wait(0.05):
            link.sendall(drop)

    return send


def resets(start: bytes) -> Animal:
    """Send something and break the connection."""

    def send(link: socket.socket) -> None:
        link.sendall(start)
        link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return send


class Zoo:
    """A listener that gives each connection to the animal of its path; without a path, to `only`."""

    def __init__(self, only: Animal | None = None, context: ssl.SSLContext | None = None) -> None:
        self.release = threading.Event()
        self.animals: dict[str, Animal] = {}
        self.asked: list[str] = []
        self._only = only
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._links: set[socket.socket] = set()
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    def url(self, path: str = "/", host: str = "zoo.example", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    def close(self) -> None:
        self.release.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
        for link in list(self._links):
            with contextlib.suppress(OSError):
                link.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                link, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(link,), daemon=True).start()

    def _serve(self, link: socket.socket) -> None:
        self._links.add(link)
        try:
            with link, contextlib.suppress(OSError):
                self._answer(link)
        finally:
            self._links.discard(link)

    def _answer(self, link: socket.socket) -> None:
        if self._only is not None:
            self._only(link)
            return
        if self._context is not None:
            with self._context.wrap_socket(link, server_side=True) as secured:
                self._look_up(secured)
            return
        self._look_up(link)

    def _look_up(self, link: socket.socket) -> None:
        path = read_request(link)
        if path:
            self.asked.append(path)
            self.animals[path](link)


def read_request(link: socket.socket) -> str:
    """Return the path that is asked for, or nothing at the end."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = link.recv(65536)
        if not more:
            return ""
        data += more
    return data.split(b" ", 2)[1].decode()


@contextmanager
def zoo(only: Animal | None = None, context: ssl.SSLContext | None = None) -> Iterator[Zoo]:
    running = Zoo(only, context)
    try:
        yield running
    finally:
        running.close()


def chunked(parts: Iterable[bytes]) -> bytes:
    """Return parts framed as chunks."""
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
