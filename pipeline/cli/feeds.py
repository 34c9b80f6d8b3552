"""The commands `feeds list` and `feeds check`."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from .options import ConfigOption, JsonOption
from .output import Row, listing, note, progress

if TYPE_CHECKING:
    from pipeline.feeds import Catalogue, Feed
    from pipeline.fetching import Fetcher
    from pipeline.settings import Settings

LISTED = ("id", "outlet", "language", "enabled", "fetch", "keep", "lane", "interval", "url", "note")
CHECKED = ("id", "ok", "entries", "newest", "format", "seconds", "detail")

IdsArgument = Annotated[list[str] | None, typer.Argument(metavar="ID", help="Only these; without it, all enabled.")]


def list_feeds(*, as_json: JsonOption = False, config: ConfigOption = None) -> None:
    """List the feeds."""
    from pipeline.feeds import load_catalogue
    from pipeline.settings import load_settings

    catalogue = load_catalogue(load_settings(config).feeds.file)
    rows = [feed.model_dump() for feed in catalogue.feeds]
    listing(LISTED, rows, as_json=as_json, empty=f"no feeds in {catalogue.path}")


def check_feeds(ids: IdsArgument = None, *, as_json: JsonOption = False, config: ConfigOption = None) -> None:
    """Poll feeds once, publish nothing, and say what they give.

    Ends with exit code 1 when a feed cannot be had or read.
    """
    from pipeline.feeds import load_catalogue
    from pipeline.fetching import Fetcher
    from pipeline.settings import load_settings

    settings = load_settings(config)
    feeds = chosen(load_catalogue(settings.feeds.file), ids or [])
    with closing(Fetcher(settings.fetching)) as fetcher:
        rows = _check_all(feeds, fetcher, settings)
    listing(CHECKED, rows, as_json=as_json, empty="no feed is enabled")
    failed = sum(not row["ok"] for row in rows)
    if failed:
        note(f"{failed} of {len(rows)} feeds gave nothing")
        raise typer.Exit(1)


def chosen(catalogue: Catalogue, ids: Sequence[str]) -> tuple[Feed, ...]:
    """Return the feeds with these ids, or all that are enabled. Raises ConfigError for an id that is not there."""
    from pipeline.events import ConfigError
    from pipeline.settings.yamlfile import suggest

    known = [feed.id for feed in catalogue.feeds]
    for wanted in ids:
        if wanted not in known:
            raise ConfigError(f"no feed is called {wanted!r} in {catalogue.path}" + suggest(wanted, known))
    return tuple(feed for feed in catalogue.feeds if feed.id in ids) if ids else catalogue.enabled


def check_feed(feed: Feed, fetcher: Fetcher) -> Row:
    """Return what one poll of a feed gives."""
    from pipeline.feeds import FeedError, parse_feed
    from pipeline.fetching import FetchFailure

    row = {"id": feed.id, "url": feed.url, "ok": False, "entries": 0, "newest": None, "format": "", "seconds": None}
    answer = fetcher.get(feed.url, kind="feed")
    if isinstance(answer, FetchFailure):
        return {**row, "detail": f"{answer.reason}: {answer.detail}"}
    row["seconds"] = round(answer.elapsed, 2)
    parsed = parse_feed(answer.body, url=answer.final_url, content_type=answer.content_type)
    if isinstance(parsed, FeedError):
        maybe = f"; maybe meant: {', '.join(parsed.suggestions)}" if parsed.suggestions else ""
        return {**row, "detail": f"{parsed.problem}: {parsed.detail}{maybe}"}
    facts = {"ok": True, "entries": len(parsed.entries), "newest": parsed.newest, "format": parsed.format}
    moved = f"moved to {answer.final_url}" if answer.moved and answer.final_url != feed.url else ""
    return {**row, **facts, "detail": moved}


def _check_all(feeds: Sequence[Feed], fetcher: Fetcher, settings: Settings) -> list[Row]:
    with ThreadPoolExecutor(settings.feeds.threads) as pool, progress("polling", len(feeds)) as step:
        rows = []
        for row in pool.map(lambda feed: check_feed(feed, fetcher), feeds):
            rows.append(row)
            step()
        return rows
