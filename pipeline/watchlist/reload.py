"""A tagger that follows its files: edited lists take effect without a restart, broken ones change nothing."""

from __future__ import annotations

from pathlib import Path

from pipeline.events import ConfigError
from pipeline.observability.log import get_logger

from .tagger import Tagger
from .watchlist import load_watchlist

_log = get_logger(__name__)


class ReloadingTagger:
    """Holds the tagger of a folder and builds a new one when a file of the folder has changed. Not thread safe."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen = _signature(folder)
        self._tagger = Tagger(load_watchlist(folder))

    def current(self) -> Tagger:
        """Return the tagger of the folder as it is now; of its last valid state while a file has an error."""
        signature = _signature(self._folder)
        if signature != self._seen:
            self._seen = signature
            self._rebuild()
        return self._tagger

    def _rebuild(self) -> None:
        try:
            watchlist = load_watchlist(self._folder)
        except ConfigError as error:
            _log.error("watchlist_not_reloaded", reason=str(error), kept=self._tagger.watchlist.version)
            return
        self._tagger = Tagger(watchlist)
        _log.info("watchlist_reloaded", version=watchlist.version, entities=len(watchlist.entities))


def _signature(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Return name, time and size of every list; a file that vanishes while we look is left out."""
    found = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            status = path.stat()
        except OSError:
            continue
        found.append((path.name, status.st_mtime_ns, status.st_size))
    return tuple(found)
