"""Tries one feed and says what was found, without publishing or remembering anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from pipeline.fetching import Fetched, Fetcher, FetchFailure

from .catalogue import Feed
from .model import FeedError, ParsedFeed
from .parse import parse_feed
from .schedule import weekly_entries


@dataclass(frozen=True, slots=True)
class FeedCheck:
    """What a try of a feed found. `problems` holds what a person should look at; `weekly` is entries per week."""

    feed_id: str
    url: str
    ok: bool
    status: int | None = None
    final_url: str = ""
    title: str = ""
    format: str = ""
    parser: str = ""
    language: str | None = None
    entries: int = 0
    full_text: int = 0
    newest: datetime | None = None
    weekly: int | None = None
    conditional: bool = False
    seconds: float = 0.0
    problems: tuple[str, ...] = ()


def feed_for(url: str) -> Feed:
    """Return a feed for an address that is in no catalogue."""
    host = urlsplit(url).hostname or "feed"
    slug = "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in host.lower()).split())
    return Feed(id=slug[:64].strip("-") or "feed", url=url, outlet=host)


def check_feed(feed: Feed, fetcher: Fetcher) -> FeedCheck:
    """Fetch and read a feed now."""
    outcome = fetcher.get(feed.url, kind="feed")
    if isinstance(outcome, FetchFailure):
        problem = f"{outcome.reason}: {outcome.detail}"
        return FeedCheck(feed.id, feed.url, ok=False, status=outcome.status, problems=(problem,))
    header = outcome.headers.get("content-type", "")
    parsed = parse_feed(outcome.body, url=outcome.final_url, content_type=header)
    if isinstance(parsed, FeedError):
        hints = tuple(f"the page names this feed: {address}" for address in parsed.suggestions)
        problems = (f"{parsed.problem}: {parsed.detail}", *hints)
        return FeedCheck(feed.id, feed.url, False, outcome.status, outcome.final_url, problems=problems)
    return _found(feed, outcome, parsed)


def _found(feed: Feed, outcome: Fetched, parsed: ParsedFeed) -> FeedCheck:
    return FeedCheck(
        feed_id=feed.id,
        url=feed.url,
        ok=bool(parsed.entries),
        status=outcome.status,
        final_url=outcome.final_url,
        title=parsed.title,
        format=parsed.format,
        parser=parsed.parser,
        language=parsed.language,
        entries=len(parsed.entries),
        full_text=sum(len(entry.content) > 1500 for entry in parsed.entries),
        newest=parsed.newest,
        weekly=weekly_entries([entry.published or entry.updated for entry in parsed.entries], datetime.now(UTC)),
        conditional=bool(outcome.etag or outcome.last_modified),
        seconds=outcome.elapsed,
        problems=tuple(_problems(feed, outcome, parsed)),
    )


def _problems(feed: Feed, outcome: Fetched, parsed: ParsedFeed) -> list[str]:
    problems = list(parsed.skipped)
    if not parsed.entries:
        problems.append("the feed has no entries")
    if outcome.moved:
        problems.append(f"moved for good: change its url to {outcome.final_url}")
    if parsed.entries and parsed.newest is None:
        problems.append("no entry has a date")
    if feed.language and parsed.language and feed.language.partition("-")[0] != parsed.language:
        problems.append(f"says it is in '{parsed.language}', the list says '{feed.language}'")
    return problems
