"""New wordings through the group hop: what is kept of them, whatever is lost in between."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from consumers.group import build
from pipeline.bus import Done
from pipeline.events import Change, Filler, Lane, Mention, Relation, TaggedArticle
from pipeline.stories.lead import MOST_DIFFERENCES

from .test_group import WIRE, Newsroom, article, messages

TITLE, TEXT = WIRE[0]
CORRECTED = TEXT + "\nThe mayor later said that she would abide by the vote."
ADDED = (Change(added="The mayor later said that she would abide by the vote."),)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    made = Newsroom(tmp_path)
    yield made
    made.close()


def test_an_edit_of_the_lead_is_kept_with_the_story(room: Newsroom) -> None:
    room.put(article("a", 0), article("a", 0, text=CORRECTED, hours=3))
    room.work()
    (story,) = room.newest().values()
    (found,) = story.differences
    assert found.changes == ADDED
    assert (found.removed_words, found.added_words) == (0, 11)
    assert (found.previous, found.revision) == (room.stories()[0].members[0].revision, story.members[0].revision)
    assert found.at == story.lead.article.seen


def test_an_edit_of_a_copy_is_known_from_the_topic_alone(room: Newsroom) -> None:
    room.put(article("a", 0), article("b", 0))
    room.work()
    for file in room.folder.glob("groups.sqlite3*"):
        file.unlink()
    room.put(article("b", 0, text=CORRECTED, hours=3))
    room.work()
    (story,) = room.newest().values()
    assert story.lead.article.site == "a.example"
    assert [(found.article_id, found.changes) for found in story.differences] == [(story.members[1].article_id, ADDED)]


def test_another_printing_of_the_same_wording_is_a_duplicate(room: Newsroom) -> None:
    room.put(article("a", 0), article("a", 0, text=f"By A. Writer\n{TEXT}  \n\nRelated: Something else", feed="b"))
    room.work()
    assert len(room.stories()) == 1
    assert {state.state for state in room.states().values()} == {"grouped", "duplicate"}


def test_a_box_of_the_site_that_comes_or_goes_is_no_edit(room: Newsroom) -> None:
    box = "\nSubscribe to the Harbour Courier for five pounds a month."
    room.put(*(article("a", number, text=WIRE[number][1] + box) for number in range(1, 5)))
    room.put(article("a", 0), article("a", 0, text=TEXT + box, feed="b", hours=3))
    room.work()
    known = next(story for story in room.newest().values() if story.lead.article.title == TITLE)
    assert (known.revision, known.differences) == (1, ())


def test_a_line_that_extraction_left_out_is_no_edit(room: Newsroom) -> None:
    from pipeline.events.ids import line_key

    box = "Subscribe to the Harbour Courier for five pounds a month."
    again = article("a", 0, text=CORRECTED, hours=3)
    left_out = again.article.model_copy(update={"repeated": (line_key(box),)})
    room.put(article("a", 0, text=f"{TEXT}\n{box}"), again.model_copy(update={"article": left_out}))
    room.work()
    (story,) = room.newest().values()
    assert story.differences[0].changes == ADDED


def test_the_page_in_place_of_the_feeds_text_is_a_revision_and_no_edit(room: Newsroom) -> None:
    room.put(article("a", 0, text=TEXT[:200], partial=True), article("a", 0, hours=1))
    room.work()
    (story,) = room.newest().values()
    assert (story.cause.role, story.lead.article.partial, story.differences) == ("revision", False, ())


def test_a_live_blog_keeps_its_last_edits_and_counts_the_others(room: Newsroom) -> None:
    entries = [f"{hour}:00 Update number {hour} arrived from the council chamber." for hour in range(60)]
    room.put(*(article("a", 0, text=TEXT + "\n" + "\n".join(entries[:n]), hours=n) for n in range(61)))
    room.work()
    (story,) = room.newest().values()
    assert story.revision == 61
    assert len(story.differences) == MOST_DIFFERENCES
    assert story.differences_dropped == 60 - MOST_DIFFERENCES
    assert story.differences[-1].changes == (Change(added=entries[-1]),)


def test_edits_of_a_batch_that_was_lost_are_found_again_alike(room: Newsroom) -> None:
    room.put(article("a", 0), article("a", 0, text=CORRECTED, hours=3), article("a", 0, text=CORRECTED + " Yes."))
    hop = build(room.app)
    once, twice = hop.handle(messages(room.bus)), hop.handle(messages(room.bus))
    hop.close()
    assert once == twice
    room.work()
    hop = build(room.app)
    again = hop.handle(messages(room.bus))
    hop.close()
    assert [verdict.status for verdict in again if isinstance(verdict, Done)] == ["again"] * 3
    assert [len(story.differences) for story in room.stories()] == [0, 1, 2]


def retagged(one: TaggedArticle, version: str, *technologies: str) -> TaggedArticle:
    return one.model_copy(update={"technologies": technologies, "watchlist_version": version})


def test_other_tags_of_another_watchlist_replace_those_of_the_lead(room: Newsroom) -> None:
    room.put(article("a", 0), article("b", 0))
    room.work()
    again = retagged(article("a", 0), "new", "spyware")
    room.put(again, again, lane="backfill")
    room.work()
    live, (snapshot,) = room.stories(), room.stories("undersight.stories.v1.backfill")
    assert (len(live), snapshot.revision, snapshot.lead) == (2, 3, again)
    assert snapshot.cause.retagged
    assert snapshot.members == live[-1].members
    assert snapshot.changed == live[-1].changed
    assert not any(state.final for state in room.states().values())


@pytest.mark.parametrize(
    ("again", "lane"),
    [
        (retagged(article("a", 0), "new"), "backfill"),
        (retagged(article("b", 0), "new", "spyware"), "backfill"),
        (retagged(article("a", 0), "new", "spyware"), "live"),
    ],
    ids=["same tags", "a copy", "live"],
)
def test_tags_stay_as_they_are(room: Newsroom, again: TaggedArticle, lane: Lane) -> None:
    room.put(article("a", 0), article("b", 0))
    room.work()
    room.put(again, lane=lane)
    room.work()
    assert [story.revision for story in room.newest().values()] == [2]


def test_tags_of_an_older_wording_are_passed_over(room: Newsroom) -> None:
    room.put(article("a", 0), article("a", 0, text=CORRECTED, hours=3))
    room.work()
    room.put(retagged(article("a", 0), "new", "spyware"), lane="backfill")
    room.work()
    assert [story.lead.article.text for story in room.newest().values()] == [CORRECTED]
    assert room.stories("undersight.stories.v1.backfill") == []


def test_after_new_tags_a_lost_file_is_built_again_and_the_story_goes_on(room: Newsroom) -> None:
    room.put(article("a", 0))
    room.work()
    room.put(retagged(article("a", 0), "new", "spyware"), lane="backfill")
    room.work()
    for file in room.folder.glob("groups.sqlite3*"):
        file.unlink()
    room.put(article("b", 0))
    room.work()
    (story,) = room.newest().values()
    assert (story.revision, story.lead.technologies, len(story.members)) == (3, ("spyware",), 2)


def test_events_lose_the_organisations_that_are_no_longer_tagged(room: Newsroom) -> None:
    def tells(site: str, version: str, *entities: str) -> TaggedArticle:
        roles = tuple(Filler(role="party", entity_id=one, name=one) for one in entities)
        place: Any = {"field": "title", "start": 0, "end": 4, "sentence": site, "confidence": 0.9, "rule": "r"}
        told = Relation(type="lawsuit", roles=roles, **place)
        named = tuple(Mention(entity_id=one, kind="vendor", name=one, surface=one, **place) for one in entities)
        found = {"mentions": named, "relations": (told,) if entities else (), "watchlist_version": version}
        return article(site, 0).model_copy(update=found)

    room.put(tells("a", "1", "acme", "borel"), tells("b", "1", "acme", "borel"))
    room.work()
    room.put(tells("a", "2", "borel"), lane="backfill")
    room.work()
    (story,) = room.newest().values()
    assert [[role.entity_id for role in event.roles] for event in story.events] == [["borel"]]
    room.put(tells("a", "3"), lane="backfill")
    room.work()
    (story,) = room.newest().values()
    assert story.events == ()
