"""Runs hops in this process, each on a thread of its own, until told to stop."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from typing import Final, Protocol, cast

from pipeline.app.fates import dead_states
from pipeline.app.parts import App
from pipeline.bus import Handler, Message, Record
from pipeline.bus.delivery import DeliveryLoop
from pipeline.events import ConfigError, UndersightError
from pipeline.flow import HOP_BY_NAME, HOPS, Hop, group, subscribed, topic_specs
from pipeline.observability import bind, get_logger

log = get_logger(__name__)

SAME_REQUEST_SECONDS: Final = 1.0


class Runner(Protocol):
    """A producer: runs until told to stop."""

    def run(self, stop: threading.Event) -> None:
        """Put news on the bus until `stop` is set."""
        ...

    def close(self) -> None:
        """Release everything."""
        ...


def find_hops(names: Sequence[str]) -> tuple[Hop, ...]:
    """Return the hops with these names, all of them for an empty list. Raises ConfigError for an unknown name."""
    unknown = [name for name in names if name not in HOP_BY_NAME]
    if unknown:
        raise ConfigError(f"no hop is called {unknown[0]!r}", hint="hops: " + ", ".join(HOP_BY_NAME))
    return tuple(HOP_BY_NAME[name] for name in names) or HOPS


def prepare(app: App) -> list[str]:
    """Create the topics, indices and stores that do not exist, and return what was done."""
    return [*app.bus.apply(topic_specs()), *app.index.apply(), *app.journal.apply()]


def builder(hop: Hop) -> Callable[[App], object]:
    """Return the function that builds a hop."""
    module, _, name = hop.build.partition(":")
    return cast(Callable[[App], object], getattr(import_module(module), name))


def run_hops(app: App, hops: Sequence[Hop], stop: threading.Event) -> None:
    """Run hops until `stop` is set; then each drains, commits and leaves.

    When one of them fails, all are stopped and its error is raised: a supervisor starts them again.
    """
    failures: list[BaseException] = []
    threads = [threading.Thread(target=_guarded, args=(app, hop, stop, failures), name=hop.name) for hop in hops]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def _guarded(app: App, hop: Hop, stop: threading.Event, failures: list[BaseException]) -> None:
    bind(hop=hop.name)
    try:
        run_hop(app, hop, stop)
    except UndersightError as error:
        failures.append(error)
        stop.set()
    except Exception as error:
        log.exception("hop_failed")
        failures.append(error)
        stop.set()


def run_hop(app: App, hop: Hop, stop: threading.Event) -> None:
    """Build one hop and run it in this thread until `stop` is set."""
    work = builder(hop)(app)
    try:
        if hop.kind == "producer":
            cast(Runner, work).run(stop)
        else:
            delivery(app, hop, cast(Handler, work)).run(stop)
    finally:
        cast(Runner, work).close()


def delivery(app: App, hop: Hop, handler: Handler) -> DeliveryLoop:
    """Return the loop that feeds a consumer from its topics."""
    return DeliveryLoop(
        app.bus,
        hop.name,
        group(hop),
        subscribed(hop),
        handler,
        app.settings.delivery,
        now=app.now,
        on_dead=partial(_on_dead, app, hop.name),
        observe=app.meter,
    )


def _on_dead(app: App, hop: str, message: Message, reason: str) -> list[Record]:
    return dead_states(hop, message, reason, app.now())


@contextmanager
def stop_on_signals(stop: threading.Event) -> Iterator[None]:
    """Set `stop` on SIGTERM and SIGINT while the block runs. A second signal ends the process at once.

    At once means as kill -9 would: unwinding would close the stores under threads that still use them. What comes
    within a second of the first is the same request, as `timeout` and systemd signal the group and the process.
    """
    asked: list[float] = []

    def handle(number: int, _frame: object) -> None:
        if asked and time.monotonic() - asked[0] > SAME_REQUEST_SECONDS:
            os._exit(128 + number)
        asked[:] = asked or [time.monotonic()]
        stop.set()

    before = {number: signal.signal(number, handle) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, former in before.items():
            signal.signal(number, former)
