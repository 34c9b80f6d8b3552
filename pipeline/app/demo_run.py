"""The whole pipeline on the bundled site, with no internet: served on loopback, polled, and kept up for searching."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.app.demo.configure import write_config
from pipeline.app.demo.content import Content
from pipeline.app.demo.site import DemoSite
from pipeline.app.lock import only_run
from pipeline.app.parts import App
from pipeline.app.run import prepare
from pipeline.app.supervise import Supervisor
from pipeline.events import ConfigError
from pipeline.flow import HOPS, group, subscribed
from pipeline.settings import load_settings

MARKER: Final = ".undersight-demo"
LOCK: Final = "demo"
WATCHLIST: Final = Path("config/watchlist")


@dataclass(frozen=True, slots=True)
class DemoStatus:
    """How far the demo is: entries the site offers, entries by state, stories in the index, messages under way."""

    offered: int
    totals: Mapping[str, int]
    stories: int
    lag: int

    @property
    def polled(self) -> int:
        """Entries seen so far."""
        return sum(self.totals.values())

    @property
    def finished(self) -> int:
        """Entries in their final state."""
        return self.polled - self.totals.get("pending", 0)

    @property
    def settled(self) -> bool:
        """Whether every entry the site offers has ended and nothing is under way."""
        return self.polled >= self.offered and self.finished == self.polled and self.lag == 0


class DemoRun:
    """The site, the hops in processes of their own, and the app to look at what they make.

    `folder` is emptied first, but only if an earlier demo made it.
    """

    def __init__(self, folder: Path, *, port: int = 0) -> None:
        _check_place(folder)
        self._held = ExitStack()
        try:
            self._start(folder, port)
        except BaseException:
            self._held.close()
            raise

    def _start(self, folder: Path, port: int) -> None:
        self._held.enter_context(only_run(folder, LOCK))
        _empty(folder)
        self.site = DemoSite(port=port)
        self.site.start()
        self._held.callback(self.site.stop)
        self.config = write_config(folder, self.site)
        self.app = App(load_settings(self.config, env={}))
        self._held.callback(self.app.close)
        prepare(self.app)
        self._supervisor = Supervisor(self.config, HOPS)
        self._held.callback(self._supervisor.stop)

    def status(self) -> DemoStatus:
        """Look at the journal, the index and the bus, and revive hops that died."""
        self._supervisor.tend()
        totals = dict(self.app.journal.totals())
        offered = entries_offered(self.site.content, self.site.revision)
        return DemoStatus(offered, totals, self.app.index.count(), self._lag())

    def _lag(self) -> int:
        consumers = [hop for hop in HOPS if hop.kind == "consumer"]
        return sum(sum(self.app.bus.lag(group(hop), subscribed(hop)).values()) for hop in consumers)

    def wait_settled(self, seconds: float) -> DemoStatus:
        """Wait until everything has ended, or the time is up, and return the last status."""
        deadline = time.monotonic() + seconds
        while not (status := self.status()).settled and time.monotonic() < deadline:
            time.sleep(0.2)
        return status

    def close(self) -> None:
        """Stop the hops and the site. The folder stays, to be searched."""
        self._held.close()


def entries_offered(content: Content, revision: int) -> int:
    """Return how many different entries the feeds of the site have shown up to a revision."""
    carried = [piece for feed in content.feeds for piece in content.carried(feed)]
    return len(carried) + (sum(piece.revised is not None for piece in carried) if revision else 0)


def _check_place(folder: Path) -> None:
    """Raise ConfigError where the demo has nothing to read or must not write."""
    if not WATCHLIST.is_dir():
        raise ConfigError(f"there is no {WATCHLIST} here", hint="run the demo in Undersight's own folder")
    if folder.exists() and not folder.is_dir():
        raise ConfigError(f"{folder} is not a folder", hint="name another one with --folder")
    names = {path.name for path in folder.iterdir()} if folder.exists() else set()
    if MARKER not in names and names - {f"{LOCK}.lock"}:
        raise ConfigError(f"{folder} is not empty and was not made by a demo", hint="name another folder with --folder")


def _empty(folder: Path) -> None:
    """Remove what an earlier demo has left, but for the lock that is held."""
    (folder / MARKER).touch()
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name not in {MARKER, f"{LOCK}.lock"}:
            path.unlink()
