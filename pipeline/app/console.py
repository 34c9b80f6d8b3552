"""The console as a part of other commands. The app names it as a string, since it is built over the app."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from importlib import import_module
from typing import Any, Final, cast

from pipeline.app.parts import App

SERVER: Final = "pipeline.console.server"


def console_beside(app: App) -> AbstractContextManager[str]:
    """Serve the console from a thread while the block runs; the value is its address."""
    return cast(Callable[[App], AbstractContextManager[str]], _server().beside)(app)


def serve_console(app: App, stop: threading.Event, tell: Callable[[str], None]) -> None:
    """Serve the console until `stop` is set; `tell` is given its address first."""
    server = _server()
    listener = server.bind(app)
    tell(server.address(listener))
    server.serve(app, listener, stop)


def _server() -> Any:  # noqa: ANN401 - a module found by its name
    return import_module(SERVER)
