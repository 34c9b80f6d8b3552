"""The commands `watchlist candidates`, `watchlist accept` and `watchlist dismiss`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from .options import ConfigOption, JsonOption, SizeOption, opened
from .output import Row, line, listing, note, on_terminal
from .watchlist_files import DryOption

if TYPE_CHECKING:
    from pipeline.app import App
    from pipeline.watchlist.discovery.ranking import Bar, Candidate

COLUMNS: Final = ("name", "score", "articles", "outlets", "technologies", "country", "reasons")
FILE: Final = "discovered.yaml"

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="As `watchlist candidates` shows it.")]
ArticlesOption = Annotated[int, typer.Option("--articles", min=1, help="In at least so many articles.")]
OutletsOption = Annotated[int, typer.Option("--outlets", min=1, help="Of at least so many outlets.")]
KindOption = Annotated[str, typer.Option("--kind", metavar="KIND", help="vendor, platform, agency, civil_society.")]
IdOption = Annotated[str | None, typer.Option("--id", metavar="ID", help="Its id; made from the name without it.")]
NoRetagOption = Annotated[bool, typer.Option("--no-retag", help="Leave the stories in the index as they are.")]


def _many(flag: str, text: str) -> Any:  # noqa: ANN401 - what Annotated holds has no other type
    return typer.Option(flag, metavar="TEXT", help=text + " (repeatable).")


Many = list[str] | None


def candidates(
    *,
    articles: ArticlesOption = 2,
    outlets: OutletsOption = 2,
    size: SizeOption = 20,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """List names that behave like vendors and are not listed.

    Names that articles call a surveillance company or its goods, in different words and in several outlets, with the
    sentences that say so. Organisations only: names that look like a person's are dropped. Take one with `watchlist
    accept NAME`, turn it down with `watchlist dismiss NAME`.
    """
    from pipeline.watchlist.discovery.ranking import Bar

    bar = Bar(articles=articles, outlets=outlets, wordings=min(articles, 2), score=0.5 if articles > 1 else 0.3)
    with opened(config) as app:
        found = proposed(app, bar)
    shown = found[:size]
    if as_json or not on_terminal():
        listing(COLUMNS, [row_of(one) for one in shown], as_json=as_json, empty="no name to propose")
    else:
        for one in shown:
            _card(one)
    if len(found) > size:
        note(f"{len(found):,} names, {size} shown")
    elif not found and not as_json and on_terminal():
        note("no name to propose")


def accept(
    name: NameArgument,
    *,
    entity_id: IdOption = None,
    kind: KindOption = "",
    technology: Annotated[Many, _many("--technology", "Id of a technology, in place of the guess")] = None,
    country: Annotated[Many, _many("--country", "Code of a seat, in place of the guess")] = None,
    alias: Annotated[Many, _many("--alias", "Another name")] = None,
    context: Annotated[Many, _many("--context", "A word that speaks for it nearby")] = None,
    ambiguous: Annotated[bool, typer.Option("--ambiguous", help="The name also means something else.")] = False,
    no_retag: NoRetagOption = False,
    dry_run: DryOption = False,
    config: ConfigOption = None,
) -> None:
    """Take a proposed name onto the watchlist, and tag again.

    The stories in the index that name it get its tag; --no-retag leaves them. It is written to discovered.yaml of the
    watchlist folder, with what was guessed of it where no option says otherwise. The file is replaced only if the
    whole watchlist is free of errors with it.
    """
    from .watchlist_add import entity_of
    from .watchlist_files import write_entities
    from .watchlist_retag import run_and_show

    with opened(config) as app:
        one = _wanted(app, name)
        folder = app.settings.watchlist.folder
        facts: dict[str, Any] = {
            "id": entity_id,
            "name": one.name,
            "kind": kind or one.kind,
            "ambiguous": ambiguous,
            "aliases": alias,
            "context": context,
            "country": country or ([one.country] if one.country else None),
            "technologies": technology or list(one.technologies[:1]),
        }
        entity = entity_of(facts)
        write_entities(folder, FILE, [entity], dry_run=dry_run)
        if dry_run:
            return
        line(f"added '{entity.id}' to {folder / FILE}")
        if not no_retag:
            run_and_show(app)


def dismiss(name: NameArgument, *, config: ConfigOption = None) -> None:
    """Turn a proposed name down: it is not proposed again.

    It is written to dismissed.txt of the watchlist folder; take the line out to have it proposed again.
    """
    from pipeline.watchlist.dismissed import FILE as DISMISSED
    from pipeline.watchlist.dismissed import dismiss as put

    from .watchlist_files import folder_of

    folder = folder_of(config)
    new = put(folder, " ".join(name.split()))
    line(f"{name}: {'written to' if new else 'is already in'} {folder / DISMISSED}")


def proposed(app: App, bar: Bar) -> list[Candidate]:
    """Return the names that reach a bar, best first, after a look at what was tagged since the last one."""
    from pipeline.watchlist import load_watchlist
    from pipeline.watchlist.discovery import Finder
    from pipeline.watchlist.discovery.ranking import known_names, rank
    from pipeline.watchlist.discovery.store import FILE as STORE
    from pipeline.watchlist.discovery.store import Discovery
    from pipeline.watchlist.dismissed import read_dismissed

    folder = app.settings.watchlist.folder
    watchlist = load_watchlist(folder)
    known = known_names(watchlist, read_dismissed(folder))
    with closing(Discovery(app.settings.data_dir / STORE, Finder(watchlist.technologies))) as discovery:
        with _patience():
            discovery.catch_up(app.bus)
        discovery.prune(app.now())
        return rank(discovery.seen(), known, bar)


def row_of(one: Candidate) -> Row:
    """Return a candidate as plain data."""
    evidence = [
        {
            "sentence": seen.sighting.sentence,
            "rules": list(seen.sighting.rules),
            "title": seen.title,
            "outlet": seen.outlet,
            "url": seen.url,
            "article_id": seen.article_id,
            "seen": seen.seen,
        }
        for seen in one.evidence
    ]
    return {
        "name": one.name,
        "also": list(one.also),
        "score": one.score,
        "articles": one.articles,
        "outlets": one.outlets,
        "sentences": one.wordings,
        "kind": one.kind,
        "technologies": list(one.technologies),
        "country": one.country,
        "reasons": list(one.reasons),
        "first_seen": one.first_seen,
        "last_seen": one.last_seen,
        "evidence": evidence,
    }


def _wanted(app: App, name: str) -> Candidate:
    from pipeline.events import ConfigError
    from pipeline.settings.yamlfile import suggest
    from pipeline.watchlist.discovery.ranking import Bar
    from pipeline.watchlist.discovery.runs import key_of

    found = proposed(app, Bar(articles=1, outlets=1, wordings=1, score=0.0))
    for one in found:
        if key_of(name) in {key_of(text) for text in (one.name, *one.also)}:
            return one
    raise ConfigError(
        f"{name!r} is not proposed{suggest(name, [one.name for one in found][:50])}",
        hint=f'to list it all the same: undersight watchlist add "{name}" --kind vendor',
    )


def _card(one: Candidate) -> None:
    from rich.text import Text

    from .output import cell, console

    out = console()
    out.print(Text(one.name, style="bold").append(f"  {one.score:.2f}", style="dim"))
    guesses = ", ".join(part for part in (cell(one.technologies), one.country) if part)
    out.print(Text(f"  {one.articles} articles, {one.outlets} outlets; {'; '.join(one.reasons)}", style="dim"))
    if guesses:
        out.print(Text(f"  perhaps: {one.kind}, {guesses}", style="dim"))
    for seen in one.evidence[:3]:
        text = Text(f"  {seen.outlet}: {seen.sighting.sentence}")
        text.highlight_words([seen.sighting.name], style="bold yellow")
        out.print(text)


@contextmanager
def _patience() -> Iterator[None]:
    if not on_terminal():
        yield
        return
    from .output import console

    with console().status("looking at what was tagged since the last time"):
        yield
