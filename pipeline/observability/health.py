"""A small HTTP server for each process: /metrics, /live and /ready."""

from __future__ import annotations

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from pipeline.events import ConfigError

Ready = Callable[[], dict[str, bool]]


class HealthServer:
    """Answers on 127.0.0.1 or `host` until closed. `ready` returns the state of each part; all must be true."""

    def __init__(self, port: int, registry: CollectorRegistry, ready: Ready, *, host: str = "127.0.0.1") -> None:
        handler = _handler(registry, ready)
        try:
            self._server = ThreadingHTTPServer((host, port), handler)
        except OSError as error:
            raise ConfigError(
                f"port {port} for metrics cannot be used: {error.strerror}",
                hint="set observability.metrics_port to a free port, or to 0 to switch metrics off",
            ) from None
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        self._thread = Thread(target=self._server.serve_forever, name="health", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _handler(registry: CollectorRegistry, ready: Ready) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, kind, body = _answer(self.path, registry, ready)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
            """Say nothing: a probe every few seconds is no news."""

    return Handler


def _answer(path: str, registry: CollectorRegistry, ready: Ready) -> tuple[int, str, bytes]:
    if path == "/metrics":
        return 200, CONTENT_TYPE_LATEST, generate_latest(registry)
    if path == "/live":
        return 200, "application/json", b'{"live": true}'
    if path == "/ready":
        parts = ready()
        return (200 if all(parts.values()) else 503), "application/json", json.dumps(parts).encode()
    return 404, "text/plain", b"try /metrics, /live or /ready\n"
