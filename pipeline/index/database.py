"""One SQLite file, opened for several threads and processes."""

from __future__ import annotations

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

from pipeline.events.errors import Incompatible, Unavailable

_BUSY_MS = 30_000


class Database:
    """A connection that threads share by taking turns. Every failure of SQLite comes out as Unavailable."""

    def __init__(self, path: Path, schema: str, version: int) -> None:
        self.path = path
        self._lock = RLock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise Unavailable(f"cannot open {path}: {error}", hint="check the folder and its permissions") from error
        try:
            self._prepare(schema, version)
        except BaseException:
            self._connection.close()
            raise

    def _prepare(self, schema: str, version: int) -> None:
        with self._translated():
            self._connection.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
            found = self._connection.execute("PRAGMA user_version").fetchone()[0]
            if found not in (0, version):
                raise Incompatible(
                    f"{self.path} was written by another version of Undersight",
                    hint=f"it has layout {found}, this build reads {version}",
                )
            self._connection.execute("PRAGMA synchronous=FULL")
            if found == 0:
                self._create(schema, version)

    def _create(self, schema: str, version: int) -> None:
        """Create the tables, unless another process does so first; SQLite alone cannot change to WAL side by side."""
        with (self.path.parent / f"{self.path.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if self._connection.execute("PRAGMA user_version").fetchone()[0] == version:
                return
            self._connection.execute("PRAGMA page_size=16384")
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.executescript(f"BEGIN IMMEDIATE;{schema};PRAGMA user_version={version};COMMIT;")

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""
        with self._lock, self._translated():
            return self._connection.execute(sql, values).fetchall()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give the connection for one durable transaction."""
        with self._lock, self._translated():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close the file. Twice is harmless."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise Unavailable(f"{self.path}: {error}", hint=_advice(str(error))) from error


def _advice(text: str) -> str:
    if "full" in text:
        return "free some space on the disk; nothing stored is lost"
    if "malformed" in text or "not a database" in text:
        return "the file is damaged; restore it from a backup"
    return "check the disk and that no other program holds the file"
