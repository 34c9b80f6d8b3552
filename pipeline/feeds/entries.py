"""Parsed entries to events: which id, which version, which language. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pipeline.events import FeedEntry
from pipeline.events.ids import digest, entry_id

from .catalogue import Feed
from .model import ParsedEntry, ParsedFeed


def feed_entries(feed: Feed, parsed: ParsedFeed, now: datetime) -> tuple[FeedEntry, ...]:
    """Return an event for each entry of a feed, once each, oldest first as feeds list the newest first."""
    made = (_event(feed, entry, now) for entry in reversed(parsed.entries))
    return tuple({event.entry_id: event for event in made}.values())


def version(entry: ParsedEntry) -> str:
    """Return a digest of what makes a new version of an entry: its title, its texts and its date of change."""
    changed = entry.updated.isoformat() if entry.updated else ""
    return digest(entry.title, entry.summary, entry.content, changed)


def _event(feed: Feed, entry: ParsedEntry, now: datetime) -> FeedEntry:
    return FeedEntry(
        entry_id=entry_id(feed.id, entry.guid, version(entry)),
        feed_id=feed.id,
        outlet=feed.outlet,
        url=entry.url,
        guid=entry.guid,
        title=entry.title,
        summary=entry.summary,
        content=entry.content,
        authors=entry.authors,
        published=entry.published,
        updated=entry.updated,
        seen=now,
        language=feed.language or entry.language,
        fetch=feed.fetch,
        keep=feed.keep,
    )


def entry_ids(events: Iterable[FeedEntry]) -> list[str]:
    """Return the ids of events."""
    return [event.entry_id for event in events]
