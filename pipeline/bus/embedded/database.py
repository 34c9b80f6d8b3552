"""The log's SQLite file: connections, the schema, and SQLite's errors in our words.

WAL with `synchronous=FULL` costs one fsync for each commit and survives power loss; 16 KB pages halve the cost of 2 KB
messages; `auto_vacuum` must be set before the first table or trimming never shrinks the file.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.events.errors import ConfigError, Incompatible, Unavailable

VERSION: Final = 1
_OURS: Final = 0x556E6453
"""The application id in the file's header ("UndS"): tells an event log from any other SQLite file."""
_SCHEMA: Final = """
CREATE TABLE topic (name TEXT PRIMARY KEY, retention INTEGER);
CREATE TABLE part (tp INTEGER PRIMARY KEY, topic TEXT NOT NULL, part INTEGER NOT NULL, next INTEGER NOT NULL);
CREATE UNIQUE INDEX part_name ON part (topic, part);
CREATE TABLE rec (id INTEGER PRIMARY KEY, ts INTEGER NOT NULL, k TEXT NOT NULL, v BLOB NOT NULL, h BLOB NOT NULL);
CREATE TABLE grp (grp TEXT PRIMARY KEY, gen INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE goff (grp TEXT, tp INTEGER, off INTEGER NOT NULL, PRIMARY KEY (grp, tp)) WITHOUT ROWID;
CREATE TABLE member (grp TEXT, member TEXT, topics TEXT NOT NULL, expires REAL NOT NULL, PRIMARY KEY (grp, member))
    WITHOUT ROWID;
CREATE TABLE lease (grp TEXT, tp INTEGER, member TEXT NOT NULL, gen INTEGER NOT NULL, PRIMARY KEY (grp, tp))
    WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Timing:
    """How long things may take, in seconds.

    A killed member loses its partitions after `lease`; one that hangs (its process lives, but nothing polls or commits)
    after `hung` and `lease`. `busy` is how long a writer waits for another process's transaction.
    """

    lease: float = 5.0
    beat: float = 1.0
    hung: float = 120.0
    busy: float = 10.0
    pause: float = 0.02
    trim: float = 60.0


class Database:
    """The file, and the way to open connections to it. A connection belongs to one thread at a time."""

    def __init__(self, path: Path, busy_seconds: float) -> None:
        self.path = path
        self._busy = busy_seconds
        self._make_folder()
        self._make_schema()

    def connect(self, *, durable: bool = True) -> sqlite3.Connection:
        """Return a connection in autocommit mode; without `durable` its commits are not synced (heartbeats)."""
        with self.errors():
            link = sqlite3.connect(self.path, timeout=self._busy, isolation_level=None, check_same_thread=False)
            try:
                link.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
                link.execute("PRAGMA journal_size_limit=67108864")
            except sqlite3.Error:
                link.close()
                raise
        return link

    @contextmanager
    def transaction(self, link: sqlite3.Connection) -> Iterator[None]:
        """Run a block as one write transaction: all of it lasts or none of it."""
        with self.errors():
            link.execute("BEGIN IMMEDIATE")
            try:
                yield
                link.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    if link.in_transaction:
                        link.execute("ROLLBACK")
                raise

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Turn SQLite's errors into ours."""
        try:
            yield
        except sqlite3.Error as error:
            raise _translate(error, self.path) from error

    def _make_folder(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(
                f"cannot make the folder {self.path.parent}: {error.strerror}",
                hint="set `data_dir` to a folder you may write to",
            ) from error

    def _make_schema(self) -> None:
        link = self.connect()
        try:
            with self.errors():
                self._check(link)
                self._prepare(link)
            if self._version(link) == 0:
                with self.transaction(link):
                    if self._version(link) == 0:
                        _create(link)
        finally:
            link.close()

    def _check(self, link: sqlite3.Connection) -> None:
        """Refuse a file that is not an event log, or one of a newer version, before anything is changed."""
        if link.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
            return
        if link.execute("PRAGMA application_id").fetchone()[0] != _OURS:
            raise Incompatible(f"{self.path} is not an event log", hint="use another data_dir")
        if self._version(link) > VERSION:
            raise Incompatible(
                f"{self.path} was written by a newer version", hint="update undersight, or use another data_dir"
            )

    def _prepare(self, link: sqlite3.Connection) -> None:
        """Set what must be set before the first table. Entering WAL ignores the busy timeout, hence the loop."""
        deadline = time.monotonic() + self._busy
        while True:
            try:
                link.execute("PRAGMA page_size=16384")
                link.execute("PRAGMA auto_vacuum=INCREMENTAL")
                link.execute("PRAGMA journal_mode=WAL").fetchall()
            except sqlite3.OperationalError as error:
                if not _is_locked(error) or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
            else:
                return

    def _version(self, link: sqlite3.Connection) -> int:
        with self.errors():
            return int(link.execute("PRAGMA user_version").fetchone()[0])


def _create(link: sqlite3.Connection) -> None:
    for statement in _SCHEMA.split(";"):
        if statement.strip():
            link.execute(statement)
    link.execute(f"PRAGMA application_id={_OURS}")
    link.execute(f"PRAGMA user_version={VERSION}")


def _is_locked(error: sqlite3.Error) -> bool:
    return "locked" in str(error) or "busy" in str(error)


def _translate(error: sqlite3.Error, path: Path) -> Exception:
    text = str(error)
    if _is_locked(error):
        return Unavailable(f"the event log {path} is locked by another process", hint="the work waits and tries again")
    if "full" in text:
        return Unavailable(f"the disk of {path} is full", hint="free some space; the work waits and tries again")
    if "malformed" in text or "not a database" in text or "no such" in text:
        return Incompatible(
            f"the event log {path} is damaged or not an event log ({text})",
            hint="move it and feeds.sqlite3 away and start again; all feeds are then polled afresh",
        )
    if "readonly" in text or "unable to open" in text:
        return Unavailable(f"cannot write the event log {path} ({text})", hint="check the folder's owner and rights")
    if isinstance(error, sqlite3.OperationalError):
        return Unavailable(f"the event log {path} cannot be used now ({text})", hint="check the disk")
    return error
