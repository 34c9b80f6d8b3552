"""What a dead letter means for the entry inside it: its final state is `dead`, with the reason."""

from __future__ import annotations

from datetime import datetime

from pipeline.bus import Message, Record
from pipeline.events import Article, EntryState, Event, FeedEntry, MalformedEvent, Story, TaggedArticle, decode
from pipeline.flow import emit


def dead_states(hop: str, message: Message, reason: str, now: datetime) -> list[Record]:
    """Return the record that ends the entry of a quarantined message; none for messages that carry no entry."""
    try:
        event = decode(message.value, message.headers)
    except MalformedEvent:
        return []
    facts = _entry(event)
    if facts is None:
        return []
    state = EntryState(hop=hop, state="dead", final=True, at=now, detail=reason, **facts)
    return [emit(state, message)]


def _entry(event: Event) -> dict[str, str] | None:
    match event:
        case FeedEntry():
            return {"entry_id": event.entry_id, "feed_id": event.feed_id, "url": event.url, "title": event.title}
        case Article():
            return _of_article(event)
        case TaggedArticle():
            return _of_article(event.article)
        case Story():
            cause = event.cause
            facts = {"entry_id": cause.entry_id, "feed_id": cause.feed_id, "url": cause.url}
            return {
                **facts,
                "article_id": cause.article_id,
                "story_id": event.story_id,
                "title": event.lead.article.title,
            }
    return None


def _of_article(article: Article) -> dict[str, str]:
    facts = {"entry_id": article.entry_id, "feed_id": article.feed_id, "url": article.url}
    return {**facts, "article_id": article.article_id, "title": article.title}
