"""The parts that hops share, each built when first asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property

from pipeline.bus import Bus, open_bus
from pipeline.index import Index, Journal, open_index, open_journal
from pipeline.observability.metrics import Meter
from pipeline.settings import Settings


def utc_now() -> datetime:
    """Return the time, aware, in UTC."""
    return datetime.now(UTC)


class App:
    """The settings, and the bus, index and journal that they name.

    A hop is built by `build(app: App)` in its own module and takes from here what it needs.
    """

    def __init__(self, settings: Settings, *, now: Callable[[], datetime] = utc_now) -> None:
        self.settings = settings
        self.now = now

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

    @cached_property
    def meter(self) -> Meter:
        """The numbers of this process."""
        return Meter()

    def close(self) -> None:
        """Close whatever was opened."""
        for name in ("bus", "index", "journal"):
            if name in self.__dict__:
                self.__dict__.pop(name).close()
