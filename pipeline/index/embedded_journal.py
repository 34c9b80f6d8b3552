"""The journal without a server: one row for each entry and hop in SQLite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from pipeline.events import EntryState
from pipeline.index.database import Database
from pipeline.index.document import millis
from pipeline.index.way import PENDING, in_order

_SCHEMA: Final = """
CREATE TABLE states(
  entry_id TEXT NOT NULL, hop TEXT NOT NULL, at INTEGER NOT NULL, state TEXT NOT NULL, final INTEGER NOT NULL,
  url TEXT NOT NULL, article_id TEXT, story_id TEXT, value BLOB NOT NULL, PRIMARY KEY(entry_id, hop));
CREATE INDEX states_url ON states(url);
CREATE INDEX states_article ON states(article_id) WHERE article_id IS NOT NULL;
CREATE INDEX states_story ON states(story_id) WHERE story_id IS NOT NULL;
CREATE INDEX states_final ON states(entry_id, at, state) WHERE final
"""
_VERSION: Final = 1
_RECORD: Final = """
INSERT INTO states VALUES(?,?,?,?,?,?,?,?,?) ON CONFLICT(entry_id, hop) DO UPDATE
SET at=excluded.at, state=excluded.state, final=excluded.final, url=excluded.url, article_id=excluded.article_id,
    story_id=excluded.story_id, value=excluded.value WHERE excluded.at >= states.at
"""
_TRACE: Final = """
SELECT value FROM states WHERE entry_id IN (
  SELECT entry_id FROM states WHERE entry_id=?1 UNION SELECT entry_id FROM states WHERE url=?1
  UNION SELECT entry_id FROM states WHERE article_id=?1 UNION SELECT entry_id FROM states WHERE story_id=?1)
"""
_TOTALS: Final = (
    "SELECT state, count(*) FROM (SELECT state, max(at) FROM states WHERE final GROUP BY entry_id) GROUP BY state"
)


class EmbeddedJournal:
    """What became of each entry, in one SQLite file that processes share."""

    def __init__(self, folder: Path) -> None:
        self._db = Database(folder / "journal.db", _SCHEMA, _VERSION)

    def apply(self) -> list[str]:
        """Do nothing: the file was made when it was opened."""
        return []

    def record(self, states: Sequence[EntryState]) -> None:
        """Store states durably; the newest of an entry and hop stays."""
        with self._db.writing() as db:
            db.executemany(_RECORD, [_row(state) for state in states])

    def trace(self, wanted: str, limit: int = 100) -> list[EntryState]:
        """Return the ways of the entries with this URL or id."""
        rows = self._db.rows(_TRACE, wanted)
        return in_order(EntryState.model_validate_json(value) for (value,) in rows)[:limit]

    def totals(self) -> Mapping[str, int]:
        """Return the number of entries by final state, and those without one as pending."""
        totals = {str(state): int(count) for state, count in self._db.rows(_TOTALS)}
        entries = int(self._db.rows("SELECT count(DISTINCT entry_id) FROM states")[0][0])
        return totals | {PENDING: entries - sum(totals.values())}

    def close(self) -> None:
        """Close the file."""
        self._db.close()


def _row(state: EntryState) -> tuple[object, ...]:
    value = state.model_dump_json().encode()
    ids = (state.url, state.article_id, state.story_id)
    return (state.entry_id, state.hop, millis(state.at), state.state, int(state.final), *ids, value)
