"""The command `search`."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Literal, cast, get_args

import typer

from .options import ConfigOption, JsonOption, SizeOption, opened
from .output import Row, dump, line, listing, note, on_terminal
from .stories import COLUMNS, story_row

if TYPE_CHECKING:
    from rich.text import Text

    from pipeline.app import App
    from pipeline.index.ast import Node
    from pipeline.index.port import Facet, Highlight, Hit, SearchRequest, SearchResult

QueryArgument = Annotated[str, typer.Argument(metavar="QUERY", help="What to look for.")]
SortOption = Annotated[Literal["relevance", "newest", "oldest"], typer.Option("--sort", help="Order.")]
FacetsOption = Annotated[str, typer.Option("--facets", metavar="FIELDS", help="Count by fields, such as org,outlet.")]
SinceOption = Annotated[str, typer.Option("--since", metavar="WHEN", help="Since 2024-05-01, or the last 7d.")]


def search(
    query: QueryArgument,
    *,
    sort: SortOption = "relevance",
    size: SizeOption = 10,
    facets: FacetsOption = "",
    since: SinceOption = "",
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Search the stories.

    Words, "phrases in quotes", AND, OR, NOT, brackets, fields such as title: vendor: outlet: published:[2020 TO 2021].
    """
    with opened(config) as app:
        request = _request(query, since, sort, size, facets, app.now())
        result = app.index.search(request)
    if as_json:
        dump(_document(result))
    else:
        show_result(result)


def find(app: App, query: str, size: int = 10) -> SearchResult:
    """Return the stories that match best. Raises ConfigError for a query that cannot be understood."""
    return app.index.search(_request(query, "", "relevance", size, "", app.now()))


def earliest(since: str, now: datetime) -> datetime:
    """Return the time that `--since` names: a date, a time, or so many days, weeks or hours before `now`.

    Raises ConfigError for anything else.
    """
    from pipeline.events import ConfigError

    if ago := re.fullmatch(r"(\d{1,5})([hdw])", since):
        units = {"h": "hours", "d": "days", "w": "weeks"}
        return now - timedelta(**{units[ago.group(2)]: int(ago.group(1))})
    try:
        when = datetime.fromisoformat(since)
    except ValueError:
        raise ConfigError(f"--since {since!r} is no time", hint="write 2024-05-01, 36h, 7d or 4w") from None
    return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)


def _request(query: str, since: str, sort: str, size: int, facets: str, now: datetime) -> SearchRequest:
    from pipeline.index.port import SearchRequest, Sort

    return SearchRequest(
        query=_node(query, since, now),
        sort=cast(Sort, sort),
        size=size,
        facets=wanted_facets(facets),
        highlight=True,
    )


def _node(query: str, since: str, now: datetime) -> Node | None:
    from pipeline.index.ast import And, DateRange
    from pipeline.index.query import parse

    parts: list[Node] = [parse(query, now=now)] if query.strip() else []
    if since:
        parts.append(DateRange("published", earliest(since, now), None))
    return And(tuple(parts)) if len(parts) > 1 else next(iter(parts), None)


def wanted_facets(text: str) -> dict[Facet, int]:
    """Return the fields to count by, ten values each. Raises ConfigError for a field that has no facet."""
    from pipeline.events import ConfigError
    from pipeline.index.port import Facet

    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in get_args(Facet):
            raise ConfigError(f"--facets: cannot count by {name!r}", hint="one of " + ", ".join(get_args(Facet)))
    return {cast("Facet", name): 10 for name in names}


def _document(result: SearchResult) -> dict[str, object]:
    return {
        "total": result.total,
        "hits": [{**story_row(hit.story), "score": hit.score, "passages": _passages(hit)} for hit in result.hits],
        "facets": {name: dict(counts) for name, counts in result.facets.items()},
    }


def _passages(hit: Hit) -> list[Row]:
    return [{"field": part.field, "passage": part.passage, "matches": part.matches} for part in hit.highlights]


def show_result(result: SearchResult) -> None:
    """Print what was found: with highlights on a terminal, as tab-separated lines in a pipe."""
    if on_terminal():
        for hit in result.hits:
            _card(hit)
    else:
        listing(COLUMNS, [story_row(hit.story) for hit in result.hits], as_json=False, empty="nothing found")
    for name, counts in result.facets.items():
        line(f"{name}: " + ", ".join(f"{value} ({count:,})" for value, count in counts))
    note(f"{result.total:,} {'story' if result.total == 1 else 'stories'}, {len(result.hits)} shown")


def _card(hit: Hit) -> None:
    from rich.text import Text

    from .output import cell, console

    row = story_row(hit.story)
    out = console()
    out.print(Text(str(row["title"]), style="bold"))
    out.print(Text(f"  {cell(row['published'])}  {row['outlet']}  {cell(row['organisations'])}", style="dim"))
    for part in hit.highlights[:2]:
        out.print(Text("  ").append(_marked(part)))
    out.print(Text(f"  {row['url']}  {row['story_id']}", style="dim"))


def _marked(part: Highlight) -> Text:
    from rich.text import Text

    text = Text(re.sub(r"\s", " ", part.passage))
    for start, end in part.matches:
        text.stylize("bold yellow", start, end)
    return text
