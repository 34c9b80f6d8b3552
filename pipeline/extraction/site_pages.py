"""The tables of what is learnt of sites: the last pages of each, and the lines they hold.

Everything here runs inside a transaction of its caller.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pipeline.events.ids import article_id, line_key
from pipeline.events.wording import plain

from .canonical import canonical_url, site_of
from .drift import WINDOW, Look
from .page import Crashed, Extracted, NotAnArticle, PageOutcome, Wall
from .repeated import Known

LINE_PAGES: Final = 60
"""The last pages of a site whose lines are remembered."""

MOST_LINES: Final = 200
"""Lines of a page that are remembered, from its beginning and its end alike."""

SCHEMA: Final = """
create table if not exists sites(
    id integer primary key, site text not null unique, seen integer not null, fetched integer not null,
    since integer, at integer, why text
);
create table if not exists pages(
    id integer primary key autoincrement, site integer not null, article text not null, headline text not null,
    outcome text not null, words integer not null, agreement real, lines blob not null, unique(site, article)
);
create index if not exists pages_of on pages(site, id);
create table if not exists lines(
    site integer not null, line integer not null, page integer not null, primary key(site, line, page)
) without rowid;
"""
_HELD: Final = """
select l.line, count(distinct p.headline) from lines l join pages p on p.id = l.page
where l.site = ? and l.line in (select value from json_each(?)) and p.article != ? and p.headline != ? group by l.line
"""
_OTHERS: Final = """
select count(distinct headline) from pages where site = ? and lines != x'' and article != ? and headline != ?
"""
_PUT: Final = """
insert into pages(site, article, headline, outcome, words, agreement, lines) values (?, ?, ?, ?, ?, ?, ?) returning id
"""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it is remembered: `lines` are the keys of its lines as signed numbers, none where it is no article."""

    site: str
    article: str
    headline: str
    look: Look
    lines: tuple[int, ...] = ()


def page_of(url: str, outcome: PageOutcome) -> Page:
    """Return what is remembered of the page at an address. A page is known by its article, where it has one."""
    match outcome:
        case Extracted():
            look = Look("article", outcome.words, outcome.quality.agreement)
            article = article_id(outcome.canonical_url)
            headline = plain(outcome.title).casefold() or article
            return Page(site_of(url), article, headline, look, _keys(outcome.text.splitlines()))
        case Wall():
            look = Look("wall")
        case NotAnArticle():
            look = Look("not_an_article")
        case Crashed():
            look = Look("crashed")
    return Page(site_of(url), article_id(canonical_url(url)), "", look)


def _keys(lines: Sequence[str]) -> tuple[int, ...]:
    half = MOST_LINES // 2
    chosen = lines if len(lines) <= MOST_LINES else [*lines[:half], *lines[-half:]]
    return tuple(dict.fromkeys(_number(line_key(line)) for line in chosen))


def _number(key: str) -> int:
    """Return 16 hex digits as SQLite stores them, signed."""
    value = int(key, 16)
    return value - 2**64 if value >= 2**63 else value


def site_number(db: sqlite3.Connection, site: str, now: datetime, most: int) -> tuple[int, int]:
    """Return the number of a site and how many of its pages came so far, this one with them.

    Where there are `most` sites, those seen longest ago give way to a new one.
    """
    stamp = int(now.timestamp())
    more = "update sites set seen = ?, fetched = fetched + 1 where site = ? returning id, fetched"
    found = db.execute(more, (stamp, site)).fetchone()
    if found is None:
        _make_room(db, most - 1)
        new = "insert into sites(site, seen, fetched) values (?, ?, 1) returning id, fetched"
        found = db.execute(new, (site, stamp)).fetchone()
    return int(found[0]), int(found[1])


def _make_room(db: sqlite3.Connection, keep: int) -> None:
    beyond = db.execute("select id from sites order by seen desc, id desc limit -1 offset ?", (keep,))
    for (site,) in beyond.fetchall():
        db.execute("delete from lines where site = ?", (site,))
        db.execute("delete from pages where site = ?", (site,))
        db.execute("delete from sites where id = ?", (site,))


def known_lines(db: sqlite3.Connection, site: int, page: Page) -> Known:
    """Return what the other articles of a site hold of the lines of a page."""
    keys = "[" + ",".join(map(str, page.lines)) + "]"
    held = db.execute(_HELD, (site, keys, page.article, page.headline))
    lines = {f"{line % 2**64:016x}": int(count) for line, count in held}
    (others,) = db.execute(_OTHERS, (site, page.article, page.headline)).fetchone()
    return Known(int(others), lines)


def put(db: sqlite3.Connection, site: int, page: Page) -> None:
    """Remember a page as the newest of its site, in place of what is known of its article; the oldest is forgotten."""
    drop(db, site, _rows(db, "site = ? and article = ?", (site, page.article)))
    look, blob = page.look, array("q", page.lines).tobytes()
    values = (site, page.article, page.headline, look.outcome, look.words, look.agreement, blob)
    (number,) = db.execute(_PUT, values).fetchone()
    db.executemany(
        "insert into lines(site, line, page) values (?, ?, ?)", [(site, line, number) for line in page.lines]
    )
    newest = "order by id desc limit -1 offset ?"
    forget_lines(db, site, _rows(db, f"site = ? and lines != x'' {newest}", (site, LINE_PAGES)))
    drop(db, site, _rows(db, f"site = ? {newest}", (site, WINDOW)))


def looks(db: sqlite3.Connection, site: int) -> list[tuple[int, Look]]:
    """Return the pages of a site, oldest first, each with its number."""
    rows = db.execute("select id, outcome, words, agreement from pages where site = ? order by id", (site,))
    return [(number, Look(outcome, words, agreement)) for number, outcome, words, agreement in rows]


def drop_between(db: sqlite3.Connection, site: int, first: int, end: int) -> None:
    """Forget the pages of a site from one number up to another, which stays."""
    drop(db, site, _rows(db, "site = ? and id >= ? and id < ?", (site, first, end)))


def drop(db: sqlite3.Connection, site: int, pages: Iterable[tuple[int, bytes]]) -> None:
    """Forget pages, given with their lines."""
    found = list(pages)
    forget_lines(db, site, found)
    db.executemany("delete from pages where id = ?", [(page,) for page, _ in found])


def forget_lines(db: sqlite3.Connection, site: int, pages: Iterable[tuple[int, bytes]]) -> None:
    """Forget the lines of pages, given with them."""
    for page, blob in pages:
        rows = [(site, line, page) for line in array("q", blob)]
        db.executemany("delete from lines where site = ? and line = ? and page = ?", rows)
        db.execute("update pages set lines = x'' where id = ?", (page,))


def _rows(db: sqlite3.Connection, where: str, values: Sequence[object]) -> list[tuple[int, bytes]]:
    return db.execute(f"select id, lines from pages where {where}", values).fetchall()  # noqa: S608
