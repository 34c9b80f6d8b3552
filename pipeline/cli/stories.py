"""The command `stories`, and how a story is shown by the other commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from .options import ConfigOption, JsonOption, SizeOption, opened
from .output import Row, cell, dump, line, listing

if TYPE_CHECKING:
    from pipeline.app import App
    from pipeline.events import Difference, Story

COLUMNS = ("published", "outlet", "title", "organisations", "copies", "story_id")

NONE = "no stories yet: start undersight run, or undersight demo"

StoryArgument = Annotated[str | None, typer.Argument(metavar="ID", help="The story to show; without it, a list.")]


def stories(
    story_id: StoryArgument = None,
    *,
    size: SizeOption = 20,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """List the newest stories, or show one and its edits."""
    with opened(config) as app:
        if story_id is None:
            rows = [story_row(story) for story in _newest(app, size)]
            listing(COLUMNS, rows, as_json=as_json, empty=NONE)
            return
        story = _one(app, story_id)
    if as_json:
        dump(story.model_dump(mode="json"))
    else:
        show(story)


def story_row(story: Story) -> Row:
    """Return what a listing tells of a story."""
    article = story.lead.article
    return {
        "story_id": story.story_id,
        "published": story.dated,
        "outlet": article.outlet,
        "title": article.title,
        "url": article.url,
        "organisations": organisations(story),
        "technologies": list(story.lead.technologies),
        "copies": sum(member.role == "copy" for member in story.members),
        "partial": article.partial,
        "first_seen": story.first_seen,
        "revision": story.revision,
    }


def organisations(story: Story) -> list[str]:
    """Return the names of the organisations that the leading article names for sure, in order."""
    return list(dict.fromkeys(mention.name for mention in story.lead.mentions if mention.status == "accepted"))


def show(story: Story) -> None:
    """Print a story in full."""
    article = story.lead.article
    line(article.title)
    line(f"{article.outlet}, {cell(story.dated)} UTC, {article.words:,} words")
    line(article.url)
    if article.partial:
        line(f"partial: {article.partial_reason}")
    line()
    line(article.text)
    line()
    _mentions(story)
    _events(story)
    _members(story)
    _edits(story)


def _mentions(story: Story) -> None:
    rows = [
        {
            "organisation": mention.name,
            "kind": mention.kind.replace("_", " "),
            "as": mention.surface,
            "status": mention.status,
            "confidence": f"{mention.confidence:.2f}",
            "where": f"{mention.field} {mention.start}-{mention.end}",
            "why": [mention.rule, *mention.evidence],
        }
        for mention in story.lead.mentions
    ]
    if rows:
        listing(tuple(rows[0]), rows, as_json=False, empty="")


def _events(story: Story) -> None:
    rows = [
        {
            "event": event.type.replace("_", " "),
            "who": [f"{filler.role} {filler.name}" for filler in event.roles],
            "as": "planned, alleged or denied" if event.hedged else "done",
            "confidence": f"{event.confidence:.2f}",
            "outlets": list(event.outlets),
            "sentence": event.sentence,
        }
        for event in story.events
    ]
    if rows:
        listing(tuple(rows[0]), rows, as_json=False, empty="")


def _members(story: Story) -> None:
    rows = [{"seen": m.seen, "role": m.role, "outlet": m.outlet, "title": m.title, "url": m.url} for m in story.members]
    listing(("seen", "role", "outlet", "title", "url"), rows, as_json=False, empty="")


def _edits(story: Story) -> None:
    if story.differences_dropped:
        line(f"\n{story.differences_dropped:,} earlier edits are not kept")
    outlets = {member.article_id: member.outlet for member in story.members}
    for edit in story.differences:
        line(f"\nedited {cell(edit.at)} UTC by {outlets.get(edit.article_id, '')}: {_size(edit)}")
        for sign, text in _signed(edit):
            line(f"  {sign} {' '.join(text.split())}")
        if edit.left_out:
            line(f"    and {edit.left_out:,} more changes")


def _size(edit: Difference) -> str:
    return f"{edit.added_words:,} words added, {edit.removed_words:,} removed"


def _signed(edit: Difference) -> list[tuple[str, str]]:
    """Return the lines of an edit, headline first, each with - for what it said before and + for what it says now."""
    pairs = [(edit.before, edit.after), *((change.removed, change.added) for change in edit.changes)]
    return [(sign, text) for pair in pairs for sign, text in zip("-+", pair, strict=True) if text]


def _newest(app: App, size: int) -> list[Story]:
    from pipeline.index.port import SearchRequest

    return [hit.story for hit in app.index.search(SearchRequest(sort="newest", size=size)).hits]


def _one(app: App, story_id: str) -> Story:
    from pipeline.events import UndersightError

    story: Story | None = app.index.get(story_id)
    if story is None:
        raise UndersightError(f"no story has the id {story_id}", hint="undersight stories lists them")
    return story
