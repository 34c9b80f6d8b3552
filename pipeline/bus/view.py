"""A view: a SQLite file that holds what the messages of some topics say, and how far it has read them.

Each message and the position behind it are stored in one transaction, so a crash loses and doubles nothing. The topics
are the truth and the file a convenience: when it is lost, damaged or left over from another log, it is built again.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final

from pipeline.events import Unavailable

from .port import Bus, Message, Slot

_POSITIONS: Final = """
create table if not exists positions(
    topic text not null, part integer not null, next integer not null, stamp text not null, primary key(topic, part)
) without rowid;
"""
_CHUNK: Final = 1000
_AWAY: Final = frozenset(
    {
        *(sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED),
        *(sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_NOMEM),
    }
)
"""What is wrong with the disk or its user, and not with the file's content or with our statements."""


class View:
    """The file at `path` (in memory if None), with the tables that `schema` makes. Use it from one thread at a time.

    `forget` says what to do when the topics turn out to belong to another log than the one that was read: True empties
    the tables, False keeps what they hold and reads the topics from their beginning.
    """

    def __init__(self, path: Path | None, schema: str, *, forget: bool) -> None:
        self._path = path
        self._schema = schema
        self._forget = forget
        self._checked: set[str] = set()
        self.db = self._open()

    def catch_up(self, bus: Bus, topics: Sequence[str], apply: Callable[[Message], None]) -> int:
        """Apply what the topics hold beyond what was read, and return the number of messages.

        Two processes that share the file may both apply a message, so applying it twice must change nothing.
        Raises Unavailable when the log or the disk is away; a damaged file is made anew and read again.
        """
        try:
            with _disk(self._path):
                return sum(self._read(bus, topic, apply) for topic in topics)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.ProgrammingError):
                raise
            self.start_again()
            with _disk(self._path):
                return sum(self._read(bus, topic, apply) for topic in topics)

    @contextmanager
    def transaction(self, *, keep: bool = True) -> Iterator[None]:
        """Run statements as one transaction; `keep=False` undoes them at the end, whatever happens."""
        with _disk(self._path):
            self.db.execute("begin immediate")
            try:
                yield
                self.db.execute("commit" if keep else "rollback")
            except BaseException:
                if self.db.in_transaction:
                    self.db.execute("rollback")
                raise

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    def _read(self, bus: Bus, topic: str, apply: Callable[[Message], None]) -> int:
        stored = self._positions(topic)
        if stored and topic not in self._checked and not _continues(bus, topic, stored):
            self._leave_behind(topic)
            stored = {}
        self._checked.add(topic)
        count = 0
        chunk: list[Message] = []
        for message in bus.read(topic, {part: after for part, (after, _) in stored.items()}):
            chunk.append(message)
            if len(chunk) >= _CHUNK:
                count += self._store(chunk, apply)
                chunk = []
        return count + self._store(chunk, apply)

    def _store(self, chunk: Sequence[Message], apply: Callable[[Message], None]) -> int:
        if not chunk:
            return 0
        last: dict[Slot, Message] = {}
        with self.transaction():
            for message in chunk:
                apply(message)
                last[message.slot] = message
            self.db.executemany(
                "insert or replace into positions(topic, part, next, stamp) values (?, ?, ?, ?)",
                [(s.topic, s.partition, m.offset + 1, _stamp(m)) for s, m in last.items()],
            )
        return len(chunk)

    def _positions(self, topic: str) -> dict[int, tuple[int, str]]:
        rows = self.db.execute("select part, next, stamp from positions where topic = ?", (topic,))
        return {part: (after, stamp) for part, after, stamp in rows}

    def _leave_behind(self, topic: str) -> None:
        if self._forget:
            self.start_again()
        else:
            with self.transaction():
                self.db.execute("delete from positions where topic = ?", (topic,))

    def start_again(self) -> None:
        """Leave everything behind: the file is made anew."""
        self.db.close()
        self._checked.clear()
        if self._path is not None:
            _remove(self._path)
        self.db = self._open()

    def _open(self) -> sqlite3.Connection:
        with _disk(self._path):
            if self._path is not None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
            try:
                return _connect(self._path, self._schema)
            except sqlite3.DatabaseError as error:  # not a database, a torn one, or one of another build
                if self._path is None or _away(error):
                    raise
                _remove(self._path)
                return _connect(self._path, self._schema)


def _connect(path: Path | None, schema: str) -> sqlite3.Connection:
    db = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False, timeout=30)
    try:
        for line in ("journal_mode = wal", "synchronous = normal", "cache_size = -65536", "temp_store = memory"):
            db.execute(f"pragma {line}")
        build = zlib.crc32((_POSITIONS + schema).encode()) & 0x7FFFFFFF
        _check_build(db, build)
        db.executescript(_POSITIONS + schema + f"pragma user_version = {build};")
    except BaseException:
        db.close()
        raise
    return db


def _check_build(db: sqlite3.Connection, build: int) -> None:
    (found,) = db.execute("pragma user_version").fetchone()
    if found not in {0, build}:
        raise sqlite3.DatabaseError("made by another build")


def _away(error: sqlite3.Error) -> bool:
    return (getattr(error, "sqlite_errorcode", 0) & 0xFF) in _AWAY


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).unlink()


def _continues(bus: Bus, topic: str, stored: Mapping[int, tuple[int, str]]) -> bool:
    """Tell whether the last message read is still there, or has merely expired with others behind it."""
    waiting = dict(stored)
    with closing(_messages(bus, topic, {part: after - 1 for part, (after, _) in stored.items()})) as messages:
        for message in messages:
            after, stamp = waiting.pop(message.slot.partition, (0, ""))
            if message.offset == after - 1 and _stamp(message) != stamp:
                return False
            if not waiting:
                return True
    return not waiting


def _messages(bus: Bus, topic: str, after: Mapping[int, int]) -> Generator[Message, None, None]:
    yield from bus.read(topic, after)


def _stamp(message: Message) -> str:
    return f"{message.key}@{message.timestamp}"


@contextmanager
def _disk(path: Path | None) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        if not _away(error):
            raise
        raise Unavailable(f"{path}: {error}", hint="free space on the disk or close what holds the file") from error
    except OSError as error:
        raise Unavailable(f"{path}: {error.strerror or error}", hint="check the data folder") from error
