"""The command `watchlist retag`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from .options import ConfigOption, JsonOption, opened
from .output import Row, dump, line, listing, note, on_terminal, progress
from .search import SinceOption, earliest

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.app import App
    from pipeline.app.retag import Again
    from pipeline.events import Story
    from pipeline.index.ast import Node
    from pipeline.watchlist import Watchlist
    from pipeline.watchlist.changes import Changes

COLUMNS: Final = ("result", "organisation", "title", "sentence", "story_id")
PATIENCE: Final = 15.0

MOST_SHOWN: Final = 200

DryOption = Annotated[bool, typer.Option("--dry-run", help="Publish nothing, say what would come of it.")]
AllOption = Annotated[bool, typer.Option("--all", help="Look at every story, not only at changed names.")]
BeforeOption = Annotated[
    Path | None,
    typer.Option("--before", metavar="FOLDER", help="The watchlist as it was; without it, the one last indexed with."),
]
WaitOption = Annotated[
    float,
    typer.Option("--wait", metavar="SECONDS", min=0, help="Wait so long for what is on its way to the index."),
]


def retag(
    *,
    since: SinceOption = "",
    every: AllOption = False,
    before: BeforeOption = None,
    dry_run: DryOption = False,
    wait: WaitOption = PATIENCE,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Tag indexed stories again after the watchlist was changed.

    Finds the stories that hold a name that was added, changed or removed, tags them with the watchlist as it is now
    and publishes those that get other tags, in the lane for old material: they are indexed anew and no alert is
    raised. Shows the organisations that are new in a story, or gone from it. Doing it twice changes nothing; after a
    kill, do it again. The hops that group and index must run, now or later.
    """
    with opened(config) as app:
        work = plan_of(app, before, earliest(since, app.now()) if since else None, every=every)
        done = carry_out(app, work, wait, dry_run=dry_run)
    if as_json:
        dump(_document(work, done, dry_run=dry_run))
    else:
        _show(work, done, dry_run=dry_run)


def run_and_show(app: App) -> None:
    """Tag the stories of the index again, for a command that has changed the watchlist, and say what came of it."""
    from pipeline.watchlist.baseline import FILE, load_baseline

    if load_baseline(app.settings.data_dir / FILE) is None:
        note("nothing was tagged here yet, so no story is tagged again")
        return
    work = plan_of(app, None, None, every=False)
    _show(work, carry_out(app, work, PATIENCE, dry_run=False), dry_run=False)


def may_change(config: Path | None, found: Changes) -> int | None:
    """Return how many stories a change of the watchlist may concern, or None where no index can be asked."""
    from pipeline.app.retag import count_found
    from pipeline.events import UndersightError
    from pipeline.watchlist.backsearch import queries

    with opened(config) as app:
        settings = app.settings
        if settings.index.kind == "embedded" and not (settings.data_dir / "index").exists():
            return None
        try:
            return count_found(app, queries(found))
        except UndersightError:
            return None


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be looked at. `changes` is None where everything is."""

    old: str
    new: Watchlist
    changes: Changes | None
    queries: tuple[Node, ...]
    since: datetime | None


@dataclass(slots=True)
class Told:
    """What was done. `complete`: nothing tagged with an older watchlist can have been missed."""

    looked: int = 0
    changed: int = 0
    rows: list[Row] = field(default_factory=list)
    complete: bool = False


def plan_of(app: App, before: Path | None, since: datetime | None, *, every: bool) -> Work:
    """Return what a changed watchlist asks for. Raises ConfigError where it is not known how it was before."""
    from pipeline.events import ConfigError
    from pipeline.index.ast import Everything
    from pipeline.watchlist import load_watchlist
    from pipeline.watchlist.backsearch import queries
    from pipeline.watchlist.baseline import FILE, load_baseline
    from pipeline.watchlist.changes import changes

    new = load_watchlist(app.settings.watchlist.folder)
    old = load_watchlist(before) if before else load_baseline(app.settings.data_dir / FILE)
    if every:
        return Work(old.version if old else "", new, None, (Everything(),), since)
    if old is None:
        raise ConfigError(
            f"it is not known with which watchlist the index was made: no {app.settings.data_dir / FILE}",
            hint="--all looks at every story, --before FOLDER compares with an earlier watchlist",
        )
    found = changes(old, new)
    return Work(old.version, new, found, queries(found), since)


def carry_out(app: App, work: Work, wait: float, *, dry_run: bool) -> Told:
    """Look at the stories, and publish those with other tags unless `dry_run`."""
    from pipeline.app.retag import count_found, found_by, publish, settled, tag_again
    from pipeline.watchlist import Tagger
    from pipeline.watchlist.baseline import FILE, store_baseline

    told = Told()
    told.complete = not work.queries or dry_run or settled(app, wait)
    if work.queries:
        total = count_found(app, work.queries, work.since) if on_terminal() else 0
        with progress("tagging again", total) as step:
            stories = _counted(found_by(app, work.queries, work.since), told, step)
            again = tag_again(stories, Tagger(work.new))
            for one in again if dry_run else publish(app, again):
                told.changed += 1
                told.rows += rows_of(one)
    if not dry_run and told.complete and work.since is None:
        store_baseline(app.settings.data_dir / FILE, work.new)
    return told


def rows_of(one: Again) -> list[Row]:
    """Return what a story gained and lost, a row for each organisation; one row where only other tags changed."""
    article = one.story.lead.article
    facts = {"story_id": one.story.story_id, "title": article.title, "url": article.url, "outlet": article.outlet}
    rows: list[Row] = [
        {
            "result": match.result,
            "organisation": match.name,
            "entity_id": match.entity_id,
            "sentence": " ".join(match.sentence.split()),
            **facts,
        }
        for match in one.matches
    ]
    return rows or [{"result": "other tags", "organisation": "", "entity_id": "", "sentence": "", **facts}]


def _counted(stories: Iterable[Story], told: Told, step: Callable[[], None]) -> Iterator[Story]:
    for story in stories:
        told.looked += 1
        step()
        yield story


def _document(work: Work, told: Told, *, dry_run: bool) -> Row:
    return {
        "before": work.old,
        "after": work.new.version,
        "changed_names": _names(work.changes),
        "looked_at": told.looked,
        "changed": told.changed,
        "published": 0 if dry_run else told.changed,
        "complete": told.complete,
        "matches": told.rows,
    }


def _names(changes: Changes | None) -> Sequence[Row]:
    entities = changes.entities if changes else ()
    return [{"entity_id": c.entity_id, "change": c.kind, "names": list(c.names)} for c in entities]


def _show(work: Work, told: Told, *, dry_run: bool) -> None:
    if not work.queries:
        line("the watchlist tags as it did: nothing to do")
        return
    listing(COLUMNS, told.rows[:MOST_SHOWN], as_json=False, empty="no story gets other tags")
    if len(told.rows) > MOST_SHOWN:
        note(f"{len(told.rows):,} lines, {MOST_SHOWN} shown; --json gives all")
    verb = "would get" if dry_run else "get"
    note(f"{told.looked:,} stories looked at, {told.changed:,} {verb} other tags" + ("" if dry_run else "; no alerts"))
    if not told.complete:
        note("articles tagged before the change are still on their way to the index: run it again when they are there")
