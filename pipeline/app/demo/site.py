"""Serve the demo's outlets on loopback, each under its own name: `http://<outlet>.localhost:<port>/`.

Some articles are revised once. Their feeds and pages change together when `advance()` is called; with `updates` the
site calls it itself, as soon as every article to be revised has been fetched and its feed has been polled.
"""

from __future__ import annotations

import errno
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from threading import Lock, Thread
from types import TracebackType
from typing import Self

from pipeline.events.errors import ConfigError

from .answers import Answer, answer
from .configure import write_config
from .content import Content, Piece, load_content
from .expected import expected

__all__ = ["DemoSite", "write_config"]


class _Server(ThreadingHTTPServer):
    """A server that knows its site. Its threads die with the process and wait for nobody."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, port: int, site: DemoSite) -> None:
        self.site = site
        super().__init__(("127.0.0.1", port), _Handler)

    def server_bind(self) -> None:
        """Bind without asking the network for this machine's name, which can take seconds where there is none."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "localhost", int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a client that hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    """Hand each request to the site."""

    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self._send(self.server.site.respond(headers.get("host", ""), self.path, headers))

    do_HEAD = do_GET  # noqa: N815 - the name is the base class's

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Write no access log."""

    def _send(self, reply: Answer) -> None:
        time.sleep(reply.delay)
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.status != 304:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(reply.body)


class DemoSite:
    """The demo's web site on 127.0.0.1; port 0 takes a free one. Raises ConfigError where the port is taken.

    >>> with DemoSite() as site:
    ...     site.url.startswith("http://127.0.0.1:")
    True
    """

    def __init__(self, port: int = 0, updates: bool = True) -> None:
        self.content: Content = load_content()
        self.updates = updates
        self._wanted_port = port
        self._server: _Server | None = None
        self._thread: Thread | None = None
        self._lock = Lock()
        self._revision = 0
        self._waiting = _to_be_revised(self.content)

    @property
    def port(self) -> int:
        """The port in use. The site must have been started."""
        if self._server is None:
            raise ConfigError("the demo site is not running", hint="call start() first")
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """The address of the newsstand, with a slash at its end."""
        return f"http://127.0.0.1:{self.port}/"

    @property
    def revision(self) -> int:
        """0 at first, 1 after `advance()`."""
        return self._revision

    @property
    def offered(self) -> int:
        """How many entries the feeds will have carried in the end: revised ones count twice, if revisions are due."""
        told = expected(self.content)
        due = told["after_update"] if self.updates or self._revision else told
        return int(due["entries"])

    def address(self, outlet: str, path: str = "/") -> str:
        """Return the address of a path of an outlet."""
        return f"http://{outlet}.localhost:{self.port}{path}"

    def start(self) -> DemoSite:
        """Bind the port and serve in the background."""
        try:
            self._server = _Server(self._wanted_port, self)
        except (OSError, OverflowError) as error:
            raise _port_error(self._wanted_port, error) from error
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), name="demo-site", daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving and free the port. Doing it twice is harmless."""
        if self._server is None or self._thread is None:
            return
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._server = self._thread = None

    def advance(self) -> None:
        """Publish the revised articles: from now on their feeds and pages show the new wording."""
        with self._lock:
            self._revision = 1

    def respond(self, host: str, path: str, headers: dict[str, str]) -> Answer:
        """Answer a request and note what was served."""
        reply = answer(self.content, host, path, headers, self._revision)
        if self.updates and reply.status == 200:
            self._note(reply)
        return reply

    def _note(self, reply: Answer) -> None:
        with self._lock:
            if reply.feed:
                self._waiting.discard(reply.feed.id)
            if reply.piece:
                self._waiting.discard(reply.piece.path)
            if not self._waiting:
                self._revision = 1

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _to_be_revised(content: Content) -> set[str]:
    """Return what must have been seen in its first wording: the paths of articles to be revised, and their feeds."""
    wanted: set[str] = set()
    for feed in content.feeds:
        pieces = [piece for piece in content.carried(feed) if piece.revised]
        wanted |= {piece.path for piece in pieces if _fetched(piece, feed.fetch)} | ({feed.id} if pieces else set())
    return wanted


def _fetched(piece: Piece, fetch: str) -> bool:
    return fetch != "never" and piece.page in ("article", "slow", "moved", "latin1")


def _port_error(port: int, error: OSError | OverflowError) -> ConfigError:
    if isinstance(error, OverflowError):
        return ConfigError(f"port {port} does not exist", hint="ports go from 1 to 65535; 0 takes a free one")
    if error.errno == errno.EADDRINUSE:
        return ConfigError(f"port {port} is in use", hint="choose another one, or 0 for a free one")
    return ConfigError(f"the demo site cannot listen on port {port}: {error.strerror}", hint="choose another one")
