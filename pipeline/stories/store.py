"""What grouping knows: a view of the `stories` topics, never written in any other way.

A story's snapshots come in the order of their revisions (one key, one partition), each with the article that caused it,
so applying a snapshot twice, or the whole topic again, changes nothing.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from pipeline.bus import Bus, Message
from pipeline.bus.topics import BACKFILL, topic
from pipeline.bus.view import View
from pipeline.events import Cause, MalformedEvent, Member, Story, decode_as
from pipeline.observability import get_logger

from .difference import MOST_TEXT, Wording
from .fingerprint import from_hex
from .grouping import Candidate, Facts, Known, when
from .lines import OTHER_ARTICLES
from .packing import pack, signed, unpack

TOPICS: Final = (topic("stories"), topic("stories") + BACKFILL)
KEEP: Final = timedelta(days=95)
"""Fingerprints of articles that came longer ago are dropped; it must exceed the window of grouping."""

MOST_CANDIDATES: Final = 300

_SCHEMA: Final = """
create table if not exists stories(
    story text primary key, revision integer not null, size integer not null, snapshot blob not null
) without rowid;
create table if not exists articles(
    id integer primary key, article text not null unique, story text not null, founder integer not null,
    revision text not null, title text not null, words integer not null, partial integer not null,
    placed integer not null, seen integer not null, prints integer not null, site text not null, at integer not null
);
create index if not exists articles_revision on articles(revision);
create index if not exists articles_seen on articles(seen);
create table if not exists arrivals(
    article text not null, entry text not null, revision text not null, primary key(article, entry, revision)
) without rowid;
create table if not exists prints(hash integer not null, id integer not null, primary key(hash, id)) without rowid;
create table if not exists prints_of(
    id integer primary key, hashes blob not null, lines blob not null, text blob not null
);
create table if not exists lines(
    site text not null, line integer not null, id integer not null, primary key(site, line, id)
) without rowid;
"""

_CANDIDATES: Final = """
select a.story, a.founder, s.size, a.title, a.words, a.partial, a.placed, a.prints, hits.shared, a.revision = :revision,
       a.site = :site
from (select id, count(*) as shared from prints where hash in (select value from json_each(:hashes))
      group by id having count(*) >= 2
      union all select id, 0 from articles where revision = :revision) as hits
join articles a on a.id = hits.id join stories s on s.story = a.story
where a.article != :article
order by hits.shared desc, a.id limit :most
"""

_PUT_ARTICLE: Final = """
insert into articles(article, story, founder, revision, title, words, partial, placed, seen, prints, site, at)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
on conflict(article) do update set revision = excluded.revision, title = excluded.title, words = excluded.words,
    partial = excluded.partial, placed = excluded.placed, prints = excluded.prints, site = excluded.site,
    at = excluded.at
returning id
"""

_log = get_logger(__name__)


class StoryStore:
    """Articles, stories and fingerprints in one SQLite file; in memory when `path` is None."""

    def __init__(self, path: Path | None) -> None:
        self._view = View(path, _SCHEMA, forget=True)
        self._pruned = datetime.min.replace(tzinfo=UTC)
        self._previewed: dict[str, Story] | None = None

    def catch_up(self, bus: Bus) -> int:
        """Apply the snapshots that were published since; return their number. Raises Unavailable."""
        return self._view.catch_up(bus, TOPICS, self._apply_message)

    @contextmanager
    def preview(self) -> Iterator[None]:
        """Let lookups see what is applied inside, and forget it at the end."""
        self._previewed = {}
        try:
            with self._view.transaction(keep=False):
                yield
        finally:
            self._previewed = None

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Apply snapshots for good; for a store that no topic feeds."""
        with self._view.transaction():
            yield

    def apply(self, story: Story) -> None:
        """Take in a snapshot and the article that caused it. Doing it twice changes nothing."""
        member = next((m for m in story.members if m.article_id == story.cause.article_id), None)
        if member is not None:
            self._apply_story(story)
            self._apply_member(story, member, story.cause)

    def story(self, story_id: str) -> Story:
        """Return the newest snapshot of a story. Raises KeyError for an unknown one."""
        if self._previewed and story_id in self._previewed:
            return self._previewed[story_id]
        row = self._view.db.execute("select snapshot from stories where story = ?", (story_id,)).fetchone()
        if row is None:
            raise KeyError(story_id)
        return Story.model_validate_json(zlib.decompress(row[0]))

    def known(self, article_id: str) -> Known | None:
        """Return what is known of an article, or None for a new one."""
        db = self._view.db
        row = db.execute("select story, partial from articles where article = ?", (article_id,)).fetchone()
        if row is None:
            return None
        arrivals = db.execute("select entry, revision from arrivals where article = ?", (article_id,))
        return Known(row[0], bool(row[1]), frozenset((entry, revision) for entry, revision in arrivals))

    def wording(self, article_id: str) -> Wording | None:
        """Return the newest wording of an article; None for a new one, and for one that came too long ago."""
        row = self._view.db.execute(
            "select a.revision, a.title, p.text, a.partial from articles a join prints_of p on p.id = a.id"
            " where a.article = ?",
            (article_id,),
        ).fetchone()
        if row is None or not row[2]:
            return None
        return Wording(row[0], row[1], zlib.decompress(row[2]).decode(), bool(row[3]))

    def candidates(self, article: Facts) -> list[Candidate]:
        """Return the articles that share fingerprints or the whole wording with this one, the nearest first."""
        hashes = "[" + ",".join(str(signed(value)) for value in article.fingerprints) + "]"
        values = {
            "hashes": hashes,
            "revision": article.revision,
            "article": article.article_id,
            "site": article.site,
            "most": MOST_CANDIDATES,
        }
        return [_candidate(row) for row in self._view.db.execute(_CANDIDATES, values)]

    def boilerplate(self, site: str, lines: Sequence[str], article_id: str) -> frozenset[str]:
        """Return which of these lines (hashes) at least two other articles of the site hold."""
        values = "[" + ",".join(str(signed(int(line, 16))) for line in lines) + "]"
        rows = self._view.db.execute(
            "select line from lines where site = ? and line in (select value from json_each(?))"
            " and id not in (select id from articles where article = ?) group by line having count(*) >= ?",
            (site, values, article_id, OTHER_ARTICLES),
        )
        return frozenset(f"{line % 2**64:016x}" for (line,) in rows)

    def prune(self, now: datetime) -> None:
        """Drop, once a day, the fingerprints and lines of articles that came too long ago to be joined."""
        if now - self._pruned < timedelta(days=1):
            return
        self._pruned = now
        before = int((now - KEEP).timestamp())
        with self._view.transaction():
            rows = self._view.db.execute(
                "select a.id, a.site from articles a join prints_of p on p.id = a.id where a.seen < ?", (before,)
            )
            for article, site in rows.fetchall():
                self._drop(article, site)

    def close(self) -> None:
        """Close the file."""
        self._view.close()

    def _apply_message(self, message: Message) -> None:
        try:
            self.apply(decode_as(Story, message.value, message.headers))
        except MalformedEvent as error:
            _log.warning("story_not_understood", topic=message.slot.topic, offset=message.offset, error=str(error))

    def _apply_story(self, story: Story) -> None:
        db = self._view.db
        row = db.execute("select revision from stories where story = ?", (story.story_id,)).fetchone()
        if row is not None and row[0] >= story.revision:
            self._heal(story)
            return
        db.execute(
            "insert or replace into stories(story, revision, size, snapshot) values (?, ?, ?, ?)",
            (story.story_id, story.revision, len(story.members), self._snapshot(story)),
        )

    def _snapshot(self, story: Story) -> bytes:
        if self._previewed is None:
            return _pack(story)
        self._previewed[story.story_id] = story
        return b""

    def _heal(self, story: Story) -> None:
        """Take the member of a snapshot that two processes made at once, so that the next snapshot holds both."""
        newest = self.story(story.story_id)
        held = {member.article_id for member in newest.members}
        missing = tuple(m for m in story.members if m.article_id == story.cause.article_id and m.article_id not in held)
        if missing:
            healed = newest.model_copy(update={"members": (*newest.members, *missing)})
            self._view.db.execute(
                "update stories set size = ?, snapshot = ? where story = ?",
                (len(healed.members), self._snapshot(healed), story.story_id),
            )

    def _apply_member(self, story: Story, member: Member, cause: Cause) -> None:
        db = self._view.db
        arrival = (cause.article_id, cause.entry_id, cause.revision)
        new = db.execute("insert or ignore into arrivals(article, entry, revision) values (?, ?, ?)", arrival)
        if not new.rowcount:
            return
        row = db.execute("select id, site, at from articles where article = ?", (cause.article_id,)).fetchone()
        if row is not None:
            if row[2] > story.revision:  # the lanes are read one after the other, so an older wording may come later
                return
            self._drop(*row[:2])
        prints = from_hex(cause.fingerprints)
        values = (
            *(cause.article_id, story.story_id, member.role == "founder", cause.revision, member.title, cause.words),
            *(cause.partial, int(when(member.published, member.seen).timestamp()), int(member.seen.timestamp())),
            *(len(prints), cause.site, story.revision),
        )
        (article,) = db.execute(_PUT_ARTICLE, values).fetchone()
        self._add(article, cause, prints, _text(story))

    def _add(self, article: int, cause: Cause, prints: frozenset[int], text: str) -> None:
        db, site = self._view.db, cause.site
        hashes, lines = sorted(signed(value) for value in prints), [signed(int(line, 16)) for line in cause.lines]
        db.executemany("insert or ignore into prints(hash, id) values (?, ?)", [(value, article) for value in hashes])
        rows = [(site, line, article) for line in lines]
        db.executemany("insert or ignore into lines(site, line, id) values (?, ?, ?)", rows)
        db.execute(
            "insert or replace into prints_of(id, hashes, lines, text) values (?, ?, ?, ?)",
            (article, pack(hashes), pack(lines), zlib.compress(text.encode(), 1) if text else b""),
        )

    def _drop(self, article: int, site: str) -> None:
        db = self._view.db
        row = db.execute("select hashes, lines from prints_of where id = ?", (article,)).fetchone()
        if row is None:
            return
        hashes, lines = (unpack(blob) for blob in row)
        db.executemany("delete from prints where hash = ? and id = ?", [(value, article) for value in hashes])
        db.executemany(
            "delete from lines where site = ? and line = ? and id = ?", [(site, line, article) for line in lines]
        )
        db.execute("delete from prints_of where id = ?", (article,))


def _candidate(row: tuple[str, int, int, str, int, int, int, int, int, int, int]) -> Candidate:
    story, founder, size, title, words, partial, placed, prints, shared, same, site = row
    return Candidate(
        story_id=story,
        founder=bool(founder),
        story_size=size,
        title=title,
        words=words,
        partial=bool(partial),
        when=datetime.fromtimestamp(placed, UTC),
        fingerprints=prints,
        shared=shared,
        same=bool(same),
        same_site=bool(site),
    )


def _text(story: Story) -> str:
    """Return the text of the article that caused a snapshot, as far as wordings are compared."""
    leads = story.cause.article_id == story.lead.article.article_id
    return (story.lead.article.text if leads else story.cause.text)[:MOST_TEXT]


def _pack(story: Story) -> bytes:
    return zlib.compress(story.model_dump_json().encode(), 1)
