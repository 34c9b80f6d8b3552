"""What is learnt of each site over time, in one SQLite file: the lines it repeats, and whether its pages drift.

It is no record of the news: a lost file costs no more than a time of learning. A page that is fetched or delivered
again counts once. The wording by which an article is known again is that of the text before any line was left out
(`outcome`), so what was learnt in between makes no article look edited, and a replay gives the same flow.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Final

from pipeline.bus.view import View
from pipeline.events.ids import line_key
from pipeline.observability import get_logger

from .drift import HOLD, LEAST_BASELINE, RECENT, Look, drift
from .page import Extracted, PageOutcome
from .repeated import Sifted, filter_lines
from .site_pages import SCHEMA, drop_between, known_lines, looks, page_of, put, site_number
from .words import count_words

FILE: Final = "sites.sqlite3"
MOST_SITES: Final = 2000
LOOK_EVERY: Final = 3
"""Pages between two looks at whether their site drifts."""

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Turn:
    """A site began to drift, or ended it. `why` says what changed, or why it ended; `sites` drift now."""

    site: str
    drifting: bool
    why: tuple[str, ...]
    sites: int


@dataclass(frozen=True, slots=True)
class Learnt:
    """A page after what its site taught, and a turn of the site where there was one."""

    outcome: PageOutcome
    turn: Turn | None = None


@dataclass(frozen=True, slots=True)
class SiteReport:
    """How the last pages of a site came out. Shares are of 1, `words` and `agreement` medians over its articles."""

    site: str
    pages: int
    success: float
    words: int
    agreement: float | None
    walls: int
    not_articles: int
    seen: datetime
    alarm: datetime | None = None
    why: tuple[str, ...] = ()


class Sites:
    """The file at `path`, in memory where None. Thread safe, and shared between the processes of one machine.

    Of more than `most` sites, those seen last are remembered.
    """

    def __init__(self, path: Path | None, *, most: int = MOST_SITES) -> None:
        self._most = most
        self._view = View(path, SCHEMA, forget=True)
        self._lock = threading.Lock()

    def learn(self, url: str, outcome: PageOutcome, now: datetime) -> Learnt:
        """Take in what came of the page at `url`, and return it without the lines that its site repeats.

        Doing it twice counts once. Raises Unavailable where the disk is away; a damaged file is made anew.
        """
        with self._lock:
            try:
                return self._learn(url, outcome, now)
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.ProgrammingError):
                    raise
                log.warning("sites_forgotten", error=str(error), then="the file is made anew and learning begins again")
                self._view.start_again()
                return self._learn(url, outcome, now)

    def sift(self, url: str, outcome: PageOutcome) -> PageOutcome:
        """Return what came of the page at `url` without the lines that its site repeats, and learn nothing from it.

        Raises Unavailable where the disk is away.
        """
        page, db = page_of(url, outcome), self._view.db
        with self._lock, self._view.transaction():
            found = db.execute("select id from sites where site = ?", (page.site,)).fetchone()
            if found is None or not isinstance(outcome, Extracted):
                return outcome
            return without(outcome, filter_lines(outcome.text.splitlines(), known_lines(db, found[0], page)))

    def drifting(self) -> int:
        """Return how many sites drift. Raises Unavailable."""
        with self._lock, self._view.transaction():
            return self._alarms()

    def reports(self) -> list[SiteReport]:
        """Return how every site does, those that drift first, then by name. Raises Unavailable."""
        with self._lock, self._view.transaction():
            rows = self._view.db.execute("select id, site, seen, at, why from sites").fetchall()
            found = [_report(row[1:], [look for _, look in looks(self._view.db, row[0])]) for row in rows]
        return sorted(found, key=lambda report: (report.alarm is None, report.site))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._view.close()

    def _learn(self, url: str, outcome: PageOutcome, now: datetime) -> Learnt:
        page, db = page_of(url, outcome), self._view.db
        with self._view.transaction():
            site, count = site_number(db, page.site, now, self._most)
            if isinstance(outcome, Extracted):
                outcome = without(outcome, filter_lines(outcome.text.splitlines(), known_lines(db, site, page)))
            put(db, site, page)
            return Learnt(outcome, self._judge(site, page.site, now) if count % LOOK_EVERY == 0 else None)

    def _judge(self, site: int, name: str, now: datetime) -> Turn | None:
        (since,) = self._view.db.execute("select since from sites where id = ?", (site,)).fetchone()
        pages = looks(self._view.db, site)
        return self._begin(site, name, pages, now) if since is None else self._go_on(site, name, pages, since)

    def _begin(self, site: int, name: str, pages: Sequence[tuple[int, Look]], now: datetime) -> Turn | None:
        why = drift(_looks(pages[:-RECENT]), _looks(pages[-RECENT:]))
        if not why:
            return None
        values = (pages[-RECENT][0], int(now.timestamp()), "\n".join(why), site)
        self._view.db.execute("update sites set since = ?, at = ?, why = ? where id = ?", values)
        return Turn(name, drifting=True, why=why, sites=self._alarms())

    def _go_on(self, site: int, name: str, pages: Sequence[tuple[int, Look]], since: int) -> Turn | None:
        before, recent = [page for page in pages if page[0] < since], pages[-RECENT:]
        usual = len(before) < LEAST_BASELINE
        if not usual and drift(_looks(before), _looks(recent), HOLD):
            return None
        if not usual:
            drop_between(self._view.db, site, since, recent[0][0])
        self._view.db.execute("update sites set since = null, at = null, why = null where id = ?", (site,))
        why = "what was new is usual by now" if usual else "as it was before"
        return Turn(name, drifting=False, why=(why,), sites=self._alarms())

    def _alarms(self) -> int:
        (count,) = self._view.db.execute("select count(*) from sites where since is not null").fetchone()
        return int(count)


def read_sites(data_dir: Path) -> list[SiteReport]:
    """Return what is known of each site on this machine, those that drift first. Raises Unavailable."""
    path = data_dir / FILE
    if not path.exists():
        return []
    with closing(Sites(path)) as known:
        return known.reports()


def without(article: Extracted, sifted: Sifted) -> Extracted:
    """Return an article without the lines that its site repeats."""
    if not sifted.dropped:
        return article
    return replace(
        article,
        text="\n".join(sifted.kept),
        words=article.words - sum(count_words(line) for line in sifted.dropped),
        quality=article.quality.model_copy(update={"dropped_lines": len(sifted.dropped)}),
        whole=article.text,
        repeated=tuple(dict.fromkeys(line_key(line) for line in sifted.dropped)),
    )


def _looks(pages: Sequence[tuple[int, Look]]) -> list[Look]:
    return [look for _, look in pages]


def _report(row: tuple[str, int, int | None, str | None], pages: Sequence[Look]) -> SiteReport:
    site, seen, at, why = row
    outcomes = [look.outcome for look in pages]
    agreements = [look.agreement for look in pages if look.agreement is not None]
    return SiteReport(
        site=site,
        pages=len(pages),
        success=round(outcomes.count("article") / max(1, len(pages)), 3),
        words=round(median([look.words for look in pages if look.outcome == "article"] or [0])),
        agreement=round(median(agreements), 2) if agreements else None,
        walls=outcomes.count("wall"),
        not_articles=outcomes.count("not_an_article"),
        seen=datetime.fromtimestamp(seen, UTC),
        alarm=None if at is None else datetime.fromtimestamp(at, UTC),
        why=tuple((why or "").split("\n")) if why else (),
    )
