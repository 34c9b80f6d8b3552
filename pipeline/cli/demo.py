"""The command `demo`: the whole pipeline on a bundled site, then a place to search what it found."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from .output import line, listing, note, on_terminal

if TYPE_CHECKING:
    from pipeline.app.demo_run import DemoRun, DemoStatus

COLUMNS: Final = ("published", "outlet", "title", "organisations", "copies")
FOLDER: Final = Path("data/demo")

FolderOption = Annotated[Path, typer.Option("--folder", metavar="FOLDER", help="Where the demo keeps its data.")]
PortOption = Annotated[int, typer.Option("--port", min=0, max=65535, help="Port of the site; 0 takes a free one.")]
SecondsOption = Annotated[float, typer.Option("--seconds", min=1, help="How long to wait for the stories.")]
ExitOption = Annotated[bool, typer.Option("--exit", help="End when the stories are there, for scripts.")]


def demo(
    *, folder: FolderOption = FOLDER, port: PortOption = 0, seconds: SecondsOption = 120, leave: ExitOption = False
) -> None:
    """Run the whole pipeline on a bundled site, with no internet.

    Stays up for searching, here and in a browser, until Ctrl-C.
    """
    from pipeline.app.console import console_beside
    from pipeline.app.demo_run import DemoRun
    from pipeline.app.run import stop_on_signals
    from pipeline.observability import configure

    os.environ.setdefault("UNDERSIGHT_OBSERVABILITY__LOG_LEVEL", "warning")
    configure("warning")
    stop = threading.Event()
    with stop_on_signals(stop), ExitStack() as held:
        running = held.enter_context(closing(DemoRun(folder, port=port)))
        line(f"A bundled news site is served at {running.site.url} and monitored; data in {folder}")
        if not leave:
            line(f"Read along in a browser: {held.enter_context(console_beside(running.app))}")
        status = _watch(running, seconds, stop)
        if stop.is_set():
            return
        show(running, status)
        if not status.settled:
            note(
                f"undersight: not all entries had ended after {seconds:g} s; undersight trace URL tells where they are"
            )
            raise typer.Exit(1)
        if not leave:
            _stay(running, stop)


def show(running: DemoRun, status: DemoStatus) -> None:
    """Print what the pipeline made of the site."""
    from pipeline.index.port import SearchRequest

    from .stories import story_row

    running.app.index.refresh()
    hits = running.app.index.search(SearchRequest(sort="newest", size=1000)).hits
    listing(COLUMNS, [story_row(hit.story) for hit in hits], as_json=False, empty="no stories")
    _show_alerts(running)
    fates = ", ".join(f"{count} {state}" for state, count in sorted(status.totals.items()))
    line(f"{status.polled} entries: {fates}")
    line(f"{status.stories} stories indexed")


def _show_alerts(running: DemoRun) -> None:
    from pipeline.bus.topics import topic
    from pipeline.events import Alert, decode_as

    alerts = [decode_as(Alert, m.value, m.headers) for m in running.app.bus.read(topic("alerts"))]
    first = {alert.alert_id: alert for alert in reversed(alerts)}
    rows = [{"alert": one.rule_name, "story": one.title, "why": one.why} for one in reversed(first.values())]
    listing(("alert", "story", "why"), rows, as_json=False, empty="no alerts")


def _watch(running: DemoRun, seconds: float, stop: threading.Event) -> DemoStatus:
    """Show the progress until everything has ended, the time is up or the user has had enough."""
    deadline = time.monotonic() + seconds
    with _progress() as tell:
        while True:
            status = running.status()
            tell(status)
            if status.settled or time.monotonic() > deadline or stop.wait(0.25):
                return status


@contextmanager
def _progress() -> Iterator[Callable[[DemoStatus], None]]:
    if not on_terminal():
        yield _lines()
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, transient=True) as bar:
        task = bar.add_task("starting", total=None)

        def tell(status: DemoStatus) -> None:
            bar.update(task, completed=status.finished, total=max(1, status.offered), description=_words(status))

        yield tell


def _lines() -> Callable[[DemoStatus], None]:
    told = [""]

    def tell(status: DemoStatus) -> None:
        if (text := _words(status)) != told[0]:
            told[0] = text
            line(text)

    return tell


def _words(status: DemoStatus) -> str:
    return f"{status.polled} of {status.offered} entries polled, {status.finished} ended, {status.stories} stories"


def _stay(running: DemoRun, stop: threading.Event) -> None:
    line(f"\nSearch from another terminal: undersight search spyware --config {running.config}")
    if not (on_terminal() and sys.stdin.isatty()):
        line("Ctrl-C ends the demo.")
        while not stop.wait(1.0):
            running.status()
        return
    line("Or here, such as: geofeedia OR vendor:dataminr. Ctrl-C ends the demo.")
    prompt = threading.Thread(target=_prompt, args=(running, stop), daemon=True)
    prompt.start()
    while not stop.wait(1.0):
        running.status()


def _prompt(running: DemoRun, stop: threading.Event) -> None:
    from pipeline.events import UndersightError

    from .search import find, show_result

    while not stop.is_set():
        try:
            query = input("search> ")
        except EOFError:
            stop.set()
            return
        try:
            show_result(find(running.app, query))
        except UndersightError as error:
            note(str(error))
