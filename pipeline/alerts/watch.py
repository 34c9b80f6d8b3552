"""The saved searches of a running process: read again when the file changes, kept when the new file is wrong."""

from __future__ import annotations

from pathlib import Path

from pipeline.events import ConfigError
from pipeline.observability import get_logger

from .book import AlertBook, load_alerts

_log = get_logger(__name__)


class WatchedBook:
    """The newest good content of `alerts.yaml`. `version` rises with each change. Raises ConfigError on building."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp = _stamp(path)
        self.book: AlertBook = load_alerts(path)
        self.version = 1

    def refresh(self) -> AlertBook:
        """Look whether the file has changed, and return the saved searches to go by."""
        stamp = _stamp(self._path)
        if stamp != self._stamp:
            self._stamp = stamp
            self._reload()
        return self.book

    def _reload(self) -> None:
        try:
            self.book = load_alerts(self._path)
        except ConfigError as error:
            _log.error("alerts_file_wrong", error=str(error), going_on_with="the saved searches read before")
            return
        self.version += 1
        _log.info("alerts_file_read", rules=len(self.book.rules), channels=len(self.book.channels))


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0, 0)
    return (found.st_mtime_ns, found.st_size, found.st_ino)
