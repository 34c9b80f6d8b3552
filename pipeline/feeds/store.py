"""What is remembered of each feed: validators, next poll, health, and which entries were published already.

It is no record of the news: should it be lost, the same entries are published again under the same ids, which is
harmless.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from pipeline.events import Unavailable
from pipeline.observability import get_logger

from .state import FeedState

log = get_logger(__name__)

REMEMBERED: Final = timedelta(days=90)
"""How long an entry is remembered after it was last in its feed."""
_TOUCHED: Final = timedelta(days=1)

_COLUMNS: Final = tuple(field.name for field in fields(FeedState))
_TIMES: Final = frozenset({"next_poll", "last_poll", "last_success", "last_new"})
_SCHEMA: Final = f"""
CREATE TABLE IF NOT EXISTS feed ({", ".join(_COLUMNS)}, PRIMARY KEY (feed_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS seen (entry_id TEXT PRIMARY KEY, feed_id TEXT, last_seen INTEGER) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS seen_age ON seen (last_seen);
"""
_UPSERT: Final = f"INSERT OR REPLACE INTO feed ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608


class FeedStore:
    """The store, one SQLite file. Thread safe; several processes may read while one writes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        with self._errors():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = _open_sound(path)

    def get(self, feed_id: str) -> FeedState | None:
        """Return what is known of a feed."""
        rows = self._rows(f"SELECT {', '.join(_COLUMNS)} FROM feed WHERE feed_id = ?", (feed_id,))  # noqa: S608
        return _state(rows[0]) if rows else None

    def all(self) -> dict[str, FeedState]:
        """Return what is known of every feed, by id."""
        rows = self._rows(f"SELECT {', '.join(_COLUMNS)} FROM feed", ())  # noqa: S608
        return {str(row[0]): _state(row) for row in rows}

    def unseen(self, entry_ids: Sequence[str]) -> set[str]:
        """Return those of the ids that were never published."""
        known: set[str] = set()
        for start in range(0, len(entry_ids), 500):
            part = entry_ids[start : start + 500]
            marks = ", ".join("?" * len(part))
            known.update(row[0] for row in self._rows(f"SELECT entry_id FROM seen WHERE entry_id IN ({marks})", part))  # noqa: S608
        return set(entry_ids) - known

    def record(self, state: FeedState, entry_ids: Iterable[str] = (), *, now: datetime) -> None:
        """Keep a feed's state and, in the same transaction, that these entries were in it."""
        stamp, stale = int(now.timestamp()), int((now - _TOUCHED).timestamp())
        rows = [(entry_id, state.feed_id, stamp, stale) for entry_id in entry_ids]
        with self._transaction():
            self._db.execute(_UPSERT, _row(state))
            self._db.executemany(
                "INSERT INTO seen VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET last_seen = excluded.last_seen "
                "WHERE last_seen < ?",
                rows,
            )

    def purge(self, now: datetime) -> int:
        """Forget entries that left their feed long ago, and return how many."""
        with self._transaction():
            done = self._db.execute("DELETE FROM seen WHERE last_seen < ?", (int((now - REMEMBERED).timestamp()),))
            return done.rowcount

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    def _rows(self, query: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        with self._lock, self._errors():
            return self._db.execute(query, values).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock, self._errors():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise self._away(error) from None
            self._begin_afresh()
            raise Unavailable(f"{self._path} was damaged: {error}", hint="it was made anew; nothing is lost") from None
        except OSError as error:
            raise self._away(error) from None

    def _away(self, error: Exception) -> Unavailable:
        return Unavailable(f"{self._path}: {error}", hint="free some space, or look at the rights of the data folder")

    def _begin_afresh(self) -> None:
        self._db.close()
        set_aside(self._path)
        self._db = _open(self._path)


def open_store(data_dir: Path) -> FeedStore:
    """Open the store of a data folder. Raises Unavailable."""
    return FeedStore(data_dir / "feeds.sqlite3")


def _open_sound(path: Path) -> sqlite3.Connection:
    try:
        return _open(path)
    except sqlite3.DatabaseError as error:
        if not _is_damage(error):
            raise
        set_aside(path)
        return _open(path)


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    return (getattr(error, "sqlite_errorcode", 0) & 0xFF) in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def set_aside(path: Path) -> None:
    """Rename a damaged file, so that a new one can be made: everything in it comes back with the next polls."""
    log.warning("damaged_file_set_aside", file=str(path), as_file=f"{path.name}.damaged")
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    path.replace(path.with_name(f"{path.name}.damaged"))


def _open(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=10.0, check_same_thread=False, isolation_level=None)
    try:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=NORMAL")
        database.executescript(_SCHEMA)
    except BaseException:
        database.close()
        raise
    return database


def _row(state: FeedState) -> list[Any]:
    return [value.timestamp() if isinstance(value, datetime) else value for value in astuple(state)]


def _state(row: Sequence[Any]) -> FeedState:
    values = dict(zip(_COLUMNS, row, strict=True))
    times = {name: datetime.fromtimestamp(values[name], UTC) for name in _TIMES if values[name] is not None}
    return FeedState(**{**values, **times})
