"""Alerts as lines of JSON in a file, and in the log of the process.

The file itself says what it holds: a delivery whose id is already there is not written again, whoever wrote it, and a
line that a crash left half written is taken away first. So nothing is lost and nothing stands there twice.
"""

from __future__ import annotations

import fcntl
import json
import os
import threading
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path

from pipeline.events import Alert
from pipeline.observability import get_logger

from .port import SendFailure, Sent
from .wording import data

_log = get_logger("undersight.alerts")


class LogSender:
    """Appends to one file, which other processes may append to as well."""

    def __init__(self, path: Path, channel: str) -> None:
        self._path = path
        self._channel = channel
        self._lock = threading.Lock()
        self._known: set[str] = set()
        self._read_to = 0
        self._inode = 0

    def send(self, alert: Alert, delivery_id: str) -> Sent | SendFailure:
        """Append one line and wait until it is on the disk."""
        line = {"delivery_id": delivery_id, "channel": self._channel, "sent": datetime.now(UTC).isoformat()}
        text = json.dumps({**line, **data(alert)}, ensure_ascii=False) + "\n"
        try:
            with self._lock:
                new = self._append(delivery_id, text.encode())
        except OSError as error:
            return SendFailure(f"{self._path}: {error.strerror or error}")
        if new:
            _log.info("alert", rule=alert.rule_name, title=alert.title, url=alert.url, why=list(alert.why[:5]))
        return Sent("" if new else "already in the file")

    def close(self) -> None:
        """Nothing is kept open."""

    def _append(self, delivery_id: str, line: bytes) -> bool:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with FileIO(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o640), "r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            self._catch_up(file)
            if delivery_id in self._known:
                return False
            self._write(file, line)
            self._known.add(delivery_id)
            self._read_to += len(line)
        return True

    def _write(self, file: FileIO, line: bytes) -> None:
        file.seek(self._read_to)
        written = 0
        while written < len(line):
            written += file.write(line[written:]) or 0
        os.fsync(file.fileno())

    def _catch_up(self, file: FileIO) -> None:
        """Read what was added since, by whomever; cut a torn last line off."""
        found = os.fstat(file.fileno())
        if found.st_ino != self._inode or found.st_size < self._read_to:  # a new file, or one that was emptied
            self._known, self._read_to, self._inode = set(), 0, found.st_ino
        file.seek(self._read_to)
        added = file.readall() or b""
        whole = added[: added.rfind(b"\n") + 1]
        if len(whole) < len(added):
            file.truncate(self._read_to + len(whole))
        self._known |= {found_id for line in whole.splitlines() if (found_id := _delivery_id(line))}
        self._read_to += len(whole)


def _delivery_id(line: bytes) -> str:
    try:
        found = json.loads(line)
    except ValueError:
        return ""
    return str(found.get("delivery_id", "")) if isinstance(found, dict) else ""
