"""The parts that hops share, each built when first asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pipeline.bus import Bus, open_bus
from pipeline.index import Index, Journal, open_index, open_journal
from pipeline.observability.metrics import Meter
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.fetching import Fetcher


def utc_now() -> datetime:
    """Return the time, aware, in UTC."""
    return datetime.now(UTC)


LEASE_SLACK: Final = 15.0
"""Seconds after its time is up when a request is taken to be dead with its process, and its connection for free."""


class App:
    """The settings, and the bus, index, journal and fetcher that they name.

    A hop is built by `build(app: App)` in its own module and takes from here what it needs.
    """

    def __init__(self, settings: Settings, *, now: Callable[[], datetime] = utc_now) -> None:
        self.settings = settings
        self.now = now
        self._lock = threading.Lock()
        self._fetcher: Fetcher | None = None

    @cached_property
    def bus(self) -> Bus:
        """The event log."""
        return open_bus(self.settings.bus, self.settings.data_dir)

    @cached_property
    def index(self) -> Index:
        """The search index."""
        return open_index(self.settings.index, self.settings.data_dir)

    @cached_property
    def journal(self) -> Journal:
        """What became of each entry."""
        return open_journal(self.settings.index, self.settings.data_dir)

    @property
    def fetcher(self) -> Fetcher:
        """The one way to foreign servers. Hops take a `branch` of it, so that each may close its own.

        The pauses between requests to a host are shared by all processes of the data folder.
        """
        from pipeline.fetching import Fetcher, open_hosts  # commands that only look do not wait for it

        fetching = self.settings.fetching
        with self._lock:  # hops of one process are built at the same time
            if self._fetcher is None:
                hosts = open_hosts(self.settings.data_dir, lease=fetching.total_seconds + LEASE_SLACK)
                self._fetcher = Fetcher(fetching, hosts=hosts)
            return self._fetcher

    @cached_property
    def meter(self) -> Meter:
        """The numbers of this process."""
        return Meter()

    def close(self) -> None:
        """Close whatever was opened."""
        with self._lock:
            fetcher, self._fetcher = self._fetcher, None
        if fetcher is not None:
            fetcher.close()
        for name in ("bus", "index", "journal"):
            if name in self.__dict__:
                self.__dict__.pop(name).close()
