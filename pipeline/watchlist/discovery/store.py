"""Sightings of names, kept as a view of the `tagged` topics: rebuilt when lost, and an article counts once.

Of names that are persons' only digests are kept, so that they are never proposed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from pipeline.bus import Bus, Message
from pipeline.bus.topics import BACKFILL, topic
from pipeline.bus.view import View
from pipeline.events import MalformedEvent, TaggedArticle, decode_as

from .find import Finder, Sighting, hidden
from .ranking import Seen
from .runs import person_shaped

FILE: Final = "discovery.sqlite3"
TOPICS: Final = (topic("tagged"), topic("tagged") + BACKFILL)
KEEP: Final = timedelta(days=365)
MOST: Final = 200_000
"""Articles with sightings kept at most; the oldest give way."""

OFTEN: Final = 4
"""A name that is a person's in one article of so many is one in all."""

_SCHEMA: Final = """
create table if not exists articles(
    article text primary key, outlet text not null, title text not null, url text not null, seen integer not null
) without rowid;
create index if not exists articles_seen on articles(seen);
create table if not exists sightings(
    article text not null, key text not null, weight real not null, firm integer not null, facts text not null,
    primary key(article, key)
) without rowid;
create table if not exists persons(article text not null, digest text not null, primary key(article, digest))
    without rowid;
"""
_FACTS: Final = ("name", "rules", "sentence", "technologies", "beside", "country")


class Discovery:
    """What was seen so far, in one SQLite file; in memory when `path` is None. Use it from one thread at a time."""

    def __init__(self, path: Path | None, finder: Finder) -> None:
        self._view = View(path, _SCHEMA, forget=True)
        self._finder = finder

    def catch_up(self, bus: Bus) -> int:
        """Look at the articles tagged since; return their number. Raises Unavailable."""
        return self._view.catch_up(bus, TOPICS, self._apply)

    def take(self, tagged: TaggedArticle) -> None:
        """Look at one article; in another wording, or with other tags, it replaces what was seen in it."""
        db, article = self._view.db, tagged.article
        found = self._finder.find(tagged)
        for table in ("articles", "sightings", "persons"):
            db.execute(f"delete from {table} where article = ?", (article.article_id,))  # noqa: S608 - our own names
        seen = int((article.published or article.seen).timestamp())
        if found.names or found.persons:
            row = (article.article_id, article.outlet, article.title, article.url, seen)
            db.execute("insert into articles values (?, ?, ?, ?, ?)", row)
        sightings = [(article.article_id, one.key, one.weight, one.firm, _facts(one)) for one in found.names]
        db.executemany("insert into sightings values (?, ?, ?, ?, ?)", sightings)
        rows = [(article.article_id, digest) for digest in found.persons]
        db.executemany("insert into persons values (?, ?)", rows)

    def seen(self) -> Iterator[Seen]:
        """Yield all sightings but those of names that are a person's in any article."""
        persons = dict(self._view.db.execute("select digest, count(*) from persons group by digest"))
        named = dict(self._view.db.execute("select key, count(*) from sightings group by key"))
        rows = self._view.db.execute(
            "select s.article, key, weight, firm, facts, outlet, title, url, seen from sightings s"
            " join articles a on a.article = s.article order by key, seen, s.article"
        )
        for article, key, weight, firm, facts, outlet, title, url, seen in rows:
            one = _sighting(key, weight, firm, facts)
            if not _is_person(one, persons.get(hidden(key), 0), named[key]):
                yield Seen(one, article, outlet, title, url, datetime.fromtimestamp(seen, UTC))

    def prune(self, now: datetime) -> None:
        """Drop what was seen too long ago, and the oldest of too much."""
        db = self._view.db
        (count,) = db.execute("select count(*) from articles").fetchone()
        before = int((now - KEEP).timestamp())
        if count > MOST:
            row = db.execute("select seen from articles order by seen desc limit 1 offset ?", (MOST,)).fetchone()
            before = max(before, row[0])
        old = "where article in (select article from articles where seen < ?)"
        with self._view.transaction():
            for table in ("sightings", "persons"):
                db.execute(f"delete from {table} {old}", (before,))  # noqa: S608 - our own names
            db.execute("delete from articles where seen < ?", (before,))

    def close(self) -> None:
        """Close the file."""
        self._view.close()

    def _apply(self, message: Message) -> None:
        with suppress(MalformedEvent):  # the group hop quarantines it and says so
            self.take(decode_as(TaggedArticle, message.value, message.headers))


def _is_person(one: Sighting, as_person: int, as_vendor: int) -> bool:
    """Tell whether a name is to be taken for a person's: the shape of one decides, else how often it was one."""
    return as_person > 0 and (person_shaped(one.name.split()) or as_person * OFTEN >= as_vendor)


def _facts(one: Sighting) -> str:
    return json.dumps({name: getattr(one, name) for name in _FACTS}, ensure_ascii=False)


def _sighting(key: str, weight: float, firm: int, facts: str) -> Sighting:
    told = json.loads(facts)
    return Sighting(
        key=key,
        name=told["name"],
        rules=tuple(told["rules"]),
        weight=weight,
        firm=bool(firm),
        sentence=told["sentence"],
        technologies=tuple(told["technologies"]),
        beside=tuple(told["beside"]),
        country=told["country"],
    )
