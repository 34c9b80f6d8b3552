"""The stories in SQLite: the truth of the embedded index. What tantivy holds can always be built again from here."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.events import Story
from pipeline.index.database import Database

_SCHEMA = """
CREATE TABLE stories(id TEXT PRIMARY KEY, revision INTEGER NOT NULL, seq INTEGER NOT NULL, value BLOB NOT NULL);
CREATE INDEX stories_seq ON stories(seq);
CREATE TABLE gone(id TEXT PRIMARY KEY, seq INTEGER NOT NULL);
CREATE INDEX gone_seq ON gone(seq);
CREATE TABLE sequence(last INTEGER NOT NULL);
INSERT INTO sequence VALUES(0);
CREATE TABLE built(generation TEXT NOT NULL, seq INTEGER NOT NULL, stories INTEGER NOT NULL)
"""
_VERSION = 1

_UPSERT = """
INSERT INTO stories VALUES(?,?,?,?) ON CONFLICT(id) DO UPDATE
SET revision=excluded.revision, seq=excluded.seq, value=excluded.value WHERE excluded.revision >= stories.revision
"""


@dataclass(frozen=True, slots=True)
class Built:
    """What tantivy has committed: the folder it is in, all changes up to `seq`, and how many stories that makes."""

    generation: str
    seq: int
    stories: int


@dataclass(frozen=True, slots=True)
class Changes:
    """Stories stored and ids removed after some sequence number, up to and with `seq`."""

    stories: tuple[Story, ...]
    gone: tuple[str, ...]
    seq: int


class Store:
    """Stories by id, each change with a sequence number. Thread safe, and shared between processes."""

    def __init__(self, path: Path) -> None:
        self._db = Database(path, _SCHEMA, _VERSION)

    def put(self, stories: Sequence[Story]) -> None:
        """Store stories durably; an older revision never overwrites a newer one."""
        values = [(story.story_id, story.revision, story.model_dump_json().encode()) for story in stories]
        with self._db.writing() as db:
            seq = _take(db, len(values))
            db.executemany(_UPSERT, [(sid, rev, seq + n, value) for n, (sid, rev, value) in enumerate(values, start=1)])
            db.executemany("DELETE FROM gone WHERE id=?", [(sid,) for sid, _, _ in values])

    def remove(self, story_ids: Sequence[str]) -> None:
        """Remove stories durably."""
        with self._db.writing() as db:
            seq = _take(db, len(story_ids))
            for number, story_id in enumerate(story_ids, start=1):
                if db.execute("DELETE FROM stories WHERE id=?", (story_id,)).rowcount:
                    db.execute("INSERT OR REPLACE INTO gone VALUES(?,?)", (story_id, seq + number))

    def get(self, story_ids: Iterable[str]) -> Mapping[str, Story]:
        """Return the stories that exist, by id."""
        found: dict[str, Story] = {}
        for story_id in story_ids:
            for (value,) in self._db.rows("SELECT value FROM stories WHERE id=?", story_id):
                found[story_id] = Story.model_validate_json(value)
        return found

    def count(self) -> int:
        """Return the number of stories."""
        return int(self._db.rows("SELECT count(*) FROM stories")[0][0])

    def last(self) -> int:
        """Return the sequence number of the newest change."""
        return int(self._db.rows("SELECT last FROM sequence")[0][0])

    def changes(self, after: int, limit: int) -> Changes:
        """Return the next changes: at most `limit` stories, and the removals that lie between them."""
        last = self.last()  # read first: what is stored meanwhile comes with a later call
        wanted = "SELECT seq, value FROM stories WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?"
        rows = self._db.rows(wanted, after, last, limit)
        end = int(rows[-1][0]) if len(rows) == limit else last
        gone = self._db.rows("SELECT id FROM gone WHERE seq > ? AND seq <= ?", after, end)
        stories = tuple(Story.model_validate_json(value) for _, value in rows)
        return Changes(stories, tuple(story_id for (story_id,) in gone), end)

    def built(self) -> Built | None:
        """Return what tantivy has committed, or None before its first commit."""
        rows = self._db.rows("SELECT generation, seq, stories FROM built")
        return Built(*rows[0]) if rows else None

    def set_built(self, built: Built) -> None:
        """Record what tantivy has committed."""
        with self._db.writing() as db:
            db.execute("DELETE FROM built")
            db.execute("INSERT INTO built VALUES(?,?,?)", (built.generation, built.seq, built.stories))
            db.execute("DELETE FROM gone WHERE seq <= ?", (built.seq,))

    def close(self) -> None:
        """Close the file."""
        self._db.close()


def _take(db: sqlite3.Connection, count: int) -> int:
    """Reserve sequence numbers and return the one before the first."""
    (last,) = db.execute("UPDATE sequence SET last = last + ? RETURNING last", (count,)).fetchone()
    return int(last) - count
