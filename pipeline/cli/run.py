"""The commands `run` and `work`: hops at work until they are told to stop."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from .options import ConfigOption
from .output import note

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.app import App
    from pipeline.flow import Hop

HopsArgument = Annotated[list[str], typer.Argument(metavar="HOP", help="rss, extract, tag, group, index, ...")]


def run(*, config: ConfigOption = None) -> None:
    """Run all hops and the console, until Ctrl-C.

    Each hop has a process of its own. Topics, index and journal are created first. A hop that dies is started again;
    SIGTERM and Ctrl-C let every hop finish what it has in hand.
    """
    from pipeline.app.console import console_beside
    from pipeline.app.doctor import check_lists
    from pipeline.app.lock import only_run
    from pipeline.app.run import find_hops, prepare, stop_on_signals
    from pipeline.app.supervise import Supervisor

    stop = threading.Event()
    with stop_on_signals(stop), _started(config) as app, only_run(app.settings.data_dir):
        check_lists(app.settings)
        prepare(app)
        note(f"undersight: running; data in {app.settings.data_dir}; Ctrl-C stops")
        with console_beside(app) as address:
            note(f"undersight: console at {address}")
            Supervisor(config, find_hops([])).run(stop)


def work(hops: HopsArgument, *, config: ConfigOption = None) -> None:
    """Run only some hops, in this process: for scaling out.

    Several processes may run the same hop: the event log shares the work out between them.
    """
    from pipeline.app.run import find_hops, prepare, run_hops, stop_on_signals
    from pipeline.app.supervise import SUPERVISED, stop_with_supervisor

    wanted = find_hops(hops)
    stop = threading.Event()
    with stop_on_signals(stop), _started(config) as app:
        if os.environ.get(SUPERVISED):
            # Ctrl-C reaches the whole process group; it is the supervisor that tells the hops, once.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        stop_with_supervisor(stop)
        prepare(app)
        with _health(app, wanted):
            run_hops(app, wanted, stop)


@contextmanager
def _started(config: ConfigOption) -> Iterator[App]:
    from pipeline.app import App
    from pipeline.observability import configure
    from pipeline.settings import load_settings

    settings = load_settings(config)
    configure(settings.observability.log_level, settings.observability.log_format)
    app = App(settings)
    try:
        yield app
    finally:
        app.close()


@contextmanager
def _health(app: App, hops: Sequence[Hop]) -> Iterator[None]:
    """Answer /metrics and /ready on the port that belongs to the first of the hops, if metrics are on."""
    from pipeline.flow import HOPS
    from pipeline.observability.health import HealthServer

    wanted = app.settings.observability
    if not wanted.metrics_port:
        yield
        return
    port = wanted.metrics_port + HOPS.index(hops[0])
    server = HealthServer(port, app.meter.registry, lambda: _ready(app), host=wanted.metrics_host)
    try:
        yield
    finally:
        server.close()


def _ready(app: App) -> dict[str, bool]:
    return {"bus": _answers(app.bus.topics), "index": _answers(app.index.count)}


def _answers(look: Callable[[], object]) -> bool:
    from pipeline.events import UndersightError

    try:
        look()
    except UndersightError:
        return False
    return True
