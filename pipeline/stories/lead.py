"""Snapshots of stories: which member leads, and how a story looks after one more article."""

from __future__ import annotations

from typing import Final, Literal

from pipeline.events import Article, Cause, Difference, Member, Story, TaggedArticle
from pipeline.events.ids import story_id

from .difference import MOST_TEXT
from .events import events_of, without
from .fingerprint import to_hex
from .lines import Printed

Role = Literal["founder", "copy", "revision"]

MOST_DIFFERENCES: Final = 20
"""Edits that a story remembers; of those before them, which a live blog makes by the hundred, it keeps the number."""


_TAGS: Final = tuple(name for name in TaggedArticle.model_fields if name not in {"article", "watchlist_version"})


def leads(current: TaggedArticle, arriving: TaggedArticle) -> bool:
    """Tell whether an arriving article takes the lead.

    The earliest full article leads. A new wording of the lead replaces it, and so does the first full article where
    only the feed's text was known.
    """
    if arriving.article.article_id == current.article.article_id:
        return True
    return current.article.partial and not arriving.article.partial


def found(tagged: TaggedArticle, printed: Printed) -> Story:
    """Return the first snapshot of the story that an article founds."""
    article = tagged.article
    return Story(
        story_id=story_id(article.article_id),
        revision=1,
        lead=tagged,
        members=(_member(article, "founder"),),
        first_seen=article.seen,
        changed=article.seen,
        cause=_cause(article, printed, "founder"),
        events=events_of((), (), tagged),
    )


def join(story: Story, tagged: TaggedArticle, printed: Printed) -> Story:
    """Return the next snapshot of a story that an article joins as a copy; once a member, it is only reworded."""
    if any(member.article_id == tagged.article.article_id for member in story.members):
        return revise(story, tagged, printed)
    members = (*story.members, _member(tagged.article, "copy"))
    return _next(story, tagged, members, _cause(tagged.article, printed, "copy"))


def revise(story: Story, tagged: TaggedArticle, printed: Printed) -> Story:
    """Return the next snapshot of a story, one member of which comes in a new wording; it keeps place and role."""
    members = tuple(
        _reworded(member, tagged.article) if member.article_id == tagged.article.article_id else member
        for member in story.members
    )
    return _next(story, tagged, members, _cause(tagged.article, printed, "revision"))


def retag(story: Story, tagged: TaggedArticle, printed: Printed) -> Story:
    """Return the next snapshot of a story whose lead has other tags; nothing else about it changes."""
    role = next(m.role for m in story.members if m.article_id == tagged.article.article_id)
    cause = _cause(tagged.article, printed, role).model_copy(update={"retagged": True})
    gone = {m.entity_id for m in story.lead.mentions} - {m.entity_id for m in tagged.mentions}
    events = events_of(without(story.events, gone), story.members, tagged)
    changes = {"revision": story.revision + 1, "lead": tagged, "cause": cause, "events": events}
    return story.model_copy(update=changes)


def retags(current: TaggedArticle, again: TaggedArticle) -> bool:
    """Tell whether an article is the lead itself, in the same wording, with other tags."""
    same = (current.article.article_id, current.article.revision) == (again.article.article_id, again.article.revision)
    return same and tags(current) != tags(again)


def tags(tagged: TaggedArticle) -> tuple[object, ...]:
    """Return all that tagging adds to an article, but for the version of the watchlist."""
    return tuple(getattr(tagged, name) for name in _TAGS)


def edited(story: Story, edit: Difference) -> Story:
    """Return a snapshot that remembers an edit; the oldest ones give way."""
    every = (*story.differences, edit)
    dropped = story.differences_dropped + max(0, len(every) - MOST_DIFFERENCES)
    return story.model_copy(update={"differences": every[-MOST_DIFFERENCES:], "differences_dropped": dropped})


def _next(story: Story, tagged: TaggedArticle, members: tuple[Member, ...], cause: Cause) -> Story:
    ahead = leads(story.lead, tagged)
    return Story(
        story_id=story.story_id,
        revision=story.revision + 1,
        lead=tagged if ahead else story.lead,
        members=members,
        first_seen=story.first_seen,
        changed=max(story.changed, tagged.article.seen),
        cause=cause if ahead else cause.model_copy(update={"text": tagged.article.text[:MOST_TEXT]}),
        events=events_of(story.events, story.members, tagged),
        differences=story.differences,
        differences_dropped=story.differences_dropped,
    )


def _member(article: Article, role: Role) -> Member:
    return Member(
        article_id=article.article_id,
        revision=article.revision,
        entry_id=article.entry_id,
        feed_id=article.feed_id,
        outlet=article.outlet,
        url=article.canonical_url,
        title=article.title,
        published=article.published,
        seen=article.seen,
        role=role,
    )


def _reworded(member: Member, article: Article) -> Member:
    kept = {"outlet": member.outlet, "seen": member.seen, "published": article.published or member.published}
    return _member(article, member.role).model_copy(update=kept)


def _cause(article: Article, printed: Printed, role: Role) -> Cause:
    return Cause(
        article_id=article.article_id,
        revision=article.revision,
        entry_id=article.entry_id,
        feed_id=article.feed_id,
        url=article.url,
        role=role,
        fingerprints=to_hex(printed.fingerprints),
        words=article.words,
        site=article.site,
        partial=article.partial,
        lines=printed.lines,
    )
