"""One article into its story: looks up what grouping has to know, decides, and makes the story's next snapshot."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.events import Article, Story, TaggedArticle

from .grouping import CopyOf, Decision, Duplicate, Facts, Founder, Revision, decide, when
from .lead import found, join, revise
from .lines import Printed, read
from .store import StoryStore


@dataclass(frozen=True, slots=True)
class Assigned:
    """What became of an article. `story` is the new snapshot, None where nothing changed."""

    decision: Decision
    story_id: str
    story: Story | None


def assign(tagged: TaggedArticle, store: StoryStore) -> Assigned:
    """Return what becomes of an article, given what the store knows. The store is left as it was."""
    article = tagged.article
    known = store.known(article.article_id)
    printed = read(article.text, lambda lines: store.boilerplate(article.site, lines, article.article_id))
    facts = _facts(article, printed)
    candidates = [] if known is not None else store.candidates(facts)
    decision = decide(facts, known, candidates)
    story = _snapshot(decision, tagged, printed, store)
    return Assigned(decision, story.story_id if story is not None else _story_id(decision), story)


def _facts(article: Article, printed: Printed) -> Facts:
    return Facts(
        article_id=article.article_id,
        revision=article.revision,
        entry_id=article.entry_id,
        site=article.site,
        title=article.title,
        words=article.words,
        partial=article.partial,
        when=when(article.published, article.seen),
        fingerprints=printed.fingerprints,
        reprint=printed.reprint,
    )


def _snapshot(decision: Decision, tagged: TaggedArticle, printed: Printed, store: StoryStore) -> Story | None:
    match decision:
        case Founder():
            return found(tagged, printed)
        case CopyOf(story_id=story_id):
            return join(store.story(story_id), tagged, printed)
        case Revision(story_id=story_id):
            return revise(store.story(story_id), tagged, printed)
        case Duplicate():
            return None


def _story_id(decision: Decision) -> str:
    assert isinstance(decision, Duplicate)
    return decision.story_id
