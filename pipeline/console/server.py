"""Serves the console until it is told to stop."""

from __future__ import annotations

import errno
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

import uvicorn

from pipeline.app import App
from pipeline.events import ConfigError
from pipeline.observability import get_logger

from .security import is_loopback
from .web import build

log = get_logger(__name__)


def bind(app: App) -> socket.socket:
    """Return the socket to listen on. Raises ConfigError for an open address without token.

    Where the port is taken, a free one is used: a second pipeline on one machine has a console too.
    """
    wanted = app.settings.console
    if not is_loopback(wanted.host) and not wanted.token.get_secret_value():
        raise ConfigError(
            f"console.host {wanted.host} is open to others, and there is no console.token",
            hint="set console.token to a long random text, or console.host to 127.0.0.1",
        )
    try:
        return _listener(wanted.host, wanted.port)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise ConfigError(
                f"the console cannot listen on {wanted.host}:{wanted.port}: {error.strerror}",
                hint="set console.host to an address of this machine, and console.port to a port you may use",
            ) from None
    log.warning("console_port_taken", port=wanted.port, hint="another console? a free port is used instead")
    return _listener(wanted.host, 0)


def _listener(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


@contextmanager
def beside(app: App) -> Iterator[str]:
    """Serve the console from a thread of this process while the block runs, and hand out its address."""
    listener, stop = bind(app), threading.Event()
    thread = threading.Thread(target=serve, args=(app, listener, stop), name="console", daemon=True)
    thread.start()
    try:
        yield address(listener)
    finally:
        stop.set()
        thread.join()


def address(listener: socket.socket) -> str:
    """Return the address to open in a browser."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def serve(app: App, listener: socket.socket, stop: threading.Event) -> None:
    """Answer requests until `stop` is set; what is under way is finished first."""
    config = uvicorn.Config(
        build(app), log_config=None, access_log=False, lifespan="off", server_header=False, timeout_graceful_shutdown=3
    )
    server = uvicorn.Server(config)
    with closing(listener):
        watch = threading.Thread(target=_end, args=(server, stop), name="console-stop", daemon=True)
        watch.start()
        _run(server, listener)
        stop.set()
        watch.join()


def _run(server: uvicorn.Server, listener: socket.socket) -> None:
    import asyncio

    # `Server.run` would take the process's signal handlers, which belong to the command
    asyncio.run(server._serve([listener]))  # noqa: SLF001


def _end(server: uvicorn.Server, stop: threading.Event) -> None:
    stop.wait()
    server.should_exit = True
