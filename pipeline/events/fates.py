"""What became of an entry: an EntryState from the event that a hop had in hand, whichever noun carries the entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .base import Event
from .nouns import Article, EntryState, FeedEntry, Story, TaggedArticle


@dataclass(frozen=True, slots=True)
class Fate:
    """What a hop made of an entry. `detail` is for people; `story_id` is known from the group hop on."""

    hop: str
    state: str
    final: bool = False
    detail: str = ""
    story_id: str | None = None


def entry_state(event: Event, fate: Fate, at: datetime, lane: str = "live") -> EntryState | None:
    """Return the state of the entry that an event is about; None for an event that is about no entry."""
    match event:
        case FeedEntry():
            facts = {"entry_id": event.entry_id, "feed_id": event.feed_id, "url": event.url, "title": event.title}
        case Article():
            facts = _of_article(event)
        case TaggedArticle():
            facts = _of_article(event.article)
        case Story():
            facts = _of_story(event)
        case _:
            return None
    told = {"story_id": fate.story_id} if fate.story_id else {}
    return EntryState(
        hop=fate.hop, state=fate.state, final=fate.final, detail=fate.detail, at=at, lane=lane, **{**facts, **told}
    )


def _of_article(article: Article) -> dict[str, str]:
    facts = {"entry_id": article.entry_id, "feed_id": article.feed_id, "url": article.url, "title": article.title}
    return {**facts, "article_id": article.article_id}


def _of_story(story: Story) -> dict[str, str]:
    cause = story.cause
    titles = [member.title for member in story.members if member.entry_id == cause.entry_id]
    facts = {"entry_id": cause.entry_id, "feed_id": cause.feed_id, "url": cause.url, "article_id": cause.article_id}
    return {**facts, "story_id": story.story_id, "title": (titles or [story.lead.article.title])[-1]}
