"""The command `console`."""

from __future__ import annotations

import threading

from .options import ConfigOption, opened
from .output import note


def console(*, config: ConfigOption = None) -> None:
    """Search and read in a browser, until Ctrl-C.

    `undersight run` brings its own console. On 127.0.0.1 it needs no account; to open it to other addresses set
    console.host and console.token.
    """
    from pipeline.app.console import serve_console
    from pipeline.app.run import stop_on_signals

    stop = threading.Event()
    with stop_on_signals(stop), opened(config) as app:
        serve_console(app, stop, lambda address: note(f"undersight console: {address} Ctrl-C stops"))
