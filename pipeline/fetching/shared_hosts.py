"""What is known of each host, shared by the processes of one data folder: the feeds and the pages in one queue.

One SQLite file. It is no record: should it be lost, each process keeps to the pauses by itself. A pause that a host
asked for outlives a restart.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from pipeline.observability import get_logger

from .hosts import Hosts, Lane, MemoryHosts, Taken, Wish
from .retryafter import LONGEST

log = get_logger(__name__)

_T = TypeVar("_T")

FILE: Final = "hosts.sqlite"
_BUSY_SECONDS: Final = 1.0
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS host (name TEXT PRIMARY KEY, free_at REAL, held_until REAL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS busy (host TEXT, owner TEXT, until REAL);
CREATE INDEX IF NOT EXISTS busy_host ON busy (host);
"""


def open_hosts(folder: Path, *, lease: float) -> Hosts:
    """Return the keeper that all processes of a data folder share; `lease` is the longest a request takes (seconds)."""
    return SharedHosts(folder / FILE, lease=lease)


class SharedHosts:
    """Keeps what is known of hosts in a file.

    A connection is taken for `lease` seconds at most, so that a process that died holds none for long. Where the file
    cannot be used, the process goes on alone and says so once.
    """

    poll: float | None = 0.05

    def __init__(self, path: Path, *, lease: float, clock: Callable[[], float] = time.time) -> None:
        self._lease = lease
        self._clock = clock
        self._owner = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._alone = MemoryHosts()
        self._lost = False
        self._path = path
        self._db: sqlite3.Connection | None = None

    def book(self, host: str, wish: Wish) -> float:
        """Return the seconds until the request may start."""

        def step(db: sqlite3.Connection) -> float:
            lane, now = self._lane(db, host), self._clock()
            due = lane.due(now, follows=wish.follows)
            if due - now <= wish.patience and not wish.follows:
                _keep(db, host, due + wish.pause, lane.held_until)
            return due - now

        wait = self._do(step)
        return self._alone.book(host, wish) if wait is None else wait

    def take(self, host: str, most: int) -> Taken:
        """Take a connection."""

        def step(db: sqlite3.Connection) -> Taken:
            now = self._clock()
            held = max(0.0, self._lane(db, host).held_until - now)
            (there,) = db.execute("SELECT count(*) FROM busy WHERE host = ? AND until > ?", (host, now)).fetchone()
            granted = not held and there < most
            if granted:
                db.execute("INSERT INTO busy VALUES (?, ?, ?)", (host, self._owner, now + self._lease))
            return Taken(granted, held)

        mine = self._alone.take(host, most)
        taken = self._do(step) if mine.granted else None
        if taken is None:
            return mine
        if not taken.granted:
            self._alone.give(host)
        return taken

    def give(self, host: str) -> None:
        """Give a connection back."""
        self._alone.give(host)
        mine = "SELECT rowid FROM busy WHERE host = ? AND owner = ? ORDER BY until LIMIT 1"
        self._do(lambda db: db.execute(f"DELETE FROM busy WHERE rowid = ({mine})", (host, self._owner)))  # noqa: S608

    def hold(self, host: str, seconds: float) -> None:
        """Let no request start within `seconds`."""

        def step(db: sqlite3.Connection) -> bool:
            lane = self._lane(db, host)
            _keep(db, host, lane.free_at, max(lane.held_until, self._clock() + seconds))
            return True

        if not self._do(step):
            self._alone.hold(host, seconds)

    def close(self) -> None:
        """Give back what is still taken, and close the file."""
        if self._db is not None:
            self._do(lambda db: db.execute("DELETE FROM busy WHERE owner = ?", (self._owner,)))
            self._db.close()
            self._db = None

    def _lane(self, db: sqlite3.Connection, host: str) -> Lane:
        row = db.execute("SELECT free_at, held_until FROM host WHERE name = ?", (host,)).fetchone() or (0.0, 0.0)
        latest = self._clock() + LONGEST  # the clock may have been set back since
        return Lane(min(row[0], latest), min(row[1], latest))

    def _do(self, step: Callable[[sqlite3.Connection], _T]) -> _T | None:
        """Do a step in one transaction; None where the file fails."""
        try:
            db = self._opened()
            db.execute("BEGIN IMMEDIATE")
            try:
                result = step(db)
            finally:
                db.execute("COMMIT")
        except (sqlite3.Error, OSError) as error:
            if not self._lost:
                log.warning("hosts_not_shared", file=str(self._path), error=str(error))
            self._lost = True
            return None
        self._lost = False
        return result

    def _opened(self) -> sqlite3.Connection:
        if self._db is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            db = sqlite3.connect(self._path, timeout=_BUSY_SECONDS, check_same_thread=False, isolation_level=None)
            try:
                _prepare(db, self._clock())
            except sqlite3.Error:
                db.close()
                raise
            self._db = db
        return self._db


def _prepare(db: sqlite3.Connection, now: float) -> None:
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=OFF")
    db.executescript(_SCHEMA)
    db.execute("DELETE FROM host WHERE free_at < ? AND held_until < ?", (now, now))
    db.execute("DELETE FROM busy WHERE until < ?", (now,))


def _keep(db: sqlite3.Connection, host: str, free_at: float, held_until: float) -> None:
    db.execute("INSERT OR REPLACE INTO host VALUES (?, ?, ?)", (host, free_at, held_until))
