"""One article into its story: looks up what grouping has to know, decides, and makes the story's next snapshot."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.events import Article, Difference, Story, TaggedArticle
from pipeline.events.ids import line_key

from .difference import Wording, difference, is_cut
from .fingerprint import line_hash, words
from .grouping import CopyOf, Decision, Duplicate, Facts, Founder, Retagged, Revision, decide, when
from .lead import edited, found, join, retag, retags, revise
from .level import rated
from .lines import Printed, read
from .store import StoryStore


@dataclass(frozen=True, slots=True)
class Assigned:
    """What became of an article. `story` is the new snapshot, None where nothing changed."""

    decision: Decision
    story_id: str
    story: Story | None


def assign(tagged: TaggedArticle, store: StoryStore, *, retagging: bool = False) -> Assigned:
    """Return what becomes of an article, given what the store knows. The store is left as it was.

    `retagging`: should it be the lead of its story in this very wording, its tags replace those the story has.
    """
    article = tagged.article
    known = store.known(article.article_id)
    printed = read(article.text, lambda lines: store.boilerplate(article.site, lines, article.article_id))
    facts = _facts(article, printed)
    candidates = [] if known is not None else store.candidates(facts)
    decision = decide(facts, known, candidates)
    edit = None
    if isinstance(decision, Revision) and (old := store.wording(article.article_id)) is not None:
        edit = _edit(old, article, store)
        if edit is None and _alike(old, article):
            decision = Duplicate(decision.story_id, again=False)
    if retagging and isinstance(decision, Duplicate) and retags(store.story(decision.story_id).lead, tagged):
        decision = Retagged(decision.story_id)
    story = _snapshot(decision, tagged, printed, store)
    if story is not None and edit is not None:
        story = edited(story, edit)
    if story is not None:
        story = rated(story)
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


def _edit(old: Wording, article: Article, store: StoryStore) -> Difference | None:
    """Return what was edited. That the page is had where only the feed's text was known is no edit."""
    if old.partial and not article.partial:
        return None
    hashes = {line: line_hash(words(line)) for line in {*old.text.splitlines(), *article.text.splitlines()}}
    known = store.boilerplate(article.site, tuple(set(hashes.values())), article.article_id)
    left_out = frozenset(article.repeated)
    return difference(old, article, lambda line: hashes.get(line) in known or line_key(line) in left_out)


def _alike(old: Wording, article: Article) -> bool:
    """Tell whether two wordings without a difference are one: neither is longer than what is compared, or partial."""
    return old.partial == article.partial and not is_cut(old.text) and not is_cut(article.text)


def _snapshot(decision: Decision, tagged: TaggedArticle, printed: Printed, store: StoryStore) -> Story | None:
    match decision:
        case Founder():
            return found(tagged, printed)
        case CopyOf(story_id=story_id):
            return join(store.story(story_id), tagged, printed)
        case Revision(story_id=story_id):
            return revise(store.story(story_id), tagged, printed)
        case Retagged(story_id=story_id):
            return retag(store.story(story_id), tagged, printed)
        case Duplicate():
            return None


def _story_id(decision: Decision) -> str:
    assert isinstance(decision, Duplicate)
    return decision.story_id
