from __future__ import annotations

from pipeline.stories.fingerprint import fingerprints
from pipeline.stories.lead import found, join, revise
from pipeline.stories.lines import Printed
from tests.unit.stories.make import tagged

PRINTED = Printed(("0" * 16,), fingerprints([f"w{n}" for n in range(40)]), reprint=False)
FULL = tagged("https://a.example/1", "Title", "the whole text")
TEASER = tagged("https://b.example/1", "Title", "the whole", partial=True)
COPY = tagged("https://c.example/1", "Title", "the whole text", hours=2)


def test_the_founder_leads() -> None:
    story = found(FULL, PRINTED)
    assert (story.revision, story.lead, len(story.members)) == (1, FULL, 1)
    assert story.members[0].role == "founder"
    assert story.cause.fingerprints == tuple(sorted(story.cause.fingerprints))


def test_the_earliest_full_article_keeps_the_lead() -> None:
    story = join(found(FULL, PRINTED), COPY, PRINTED)
    assert story.lead == FULL
    assert [member.role for member in story.members] == ["founder", "copy"]
    assert (story.revision, story.first_seen) == (2, FULL.article.seen)
    assert story.changed == COPY.article.seen


def test_a_full_copy_takes_the_lead_from_a_teaser_and_the_id_stays() -> None:
    first = found(TEASER, PRINTED)
    story = join(first, FULL, PRINTED)
    assert story.lead == FULL
    assert story.story_id == first.story_id
    assert join(story, COPY, PRINTED).lead == FULL


def test_a_revision_of_the_lead_replaces_it_in_its_place() -> None:
    story = join(found(FULL, PRINTED), COPY, PRINTED)
    reworded = tagged("https://a.example/1", "Better title", "the whole text, corrected", hours=5)
    revised = revise(story, reworded, PRINTED)
    assert revised.lead == reworded
    assert [member.role for member in revised.members] == ["founder", "copy"]
    assert revised.members[0].title == "Better title"
    assert revised.members[0].seen == FULL.article.seen
    assert revised.cause.role == "revision"


def test_a_revision_of_a_copy_leaves_the_lead() -> None:
    story = join(found(FULL, PRINTED), COPY, PRINTED)
    revised = revise(story, tagged("https://c.example/1", "Other", "text", hours=5), PRINTED)
    assert revised.lead == FULL
    assert revised.members[1].title == "Other"


def test_a_revised_member_keeps_the_canonical_address_its_outlet_and_its_date() -> None:
    story = join(found(FULL, PRINTED), COPY, PRINTED)
    again = tagged("https://c.example/1", "Other", "text", hours=5)
    told = {"url": "https://c.example/1?from=feed", "outlet": "Elsewhere", "published": None}
    reworded = again.model_copy(update={"article": again.article.model_copy(update=told)})
    before, after = story.members[1], revise(story, reworded, PRINTED).members[1]
    assert (after.url, after.outlet, after.published, after.seen) == (
        "https://c.example/1",
        before.outlet,
        before.published,
        before.seen,
    )


def test_a_member_does_not_join_twice() -> None:
    story = join(found(FULL, PRINTED), COPY, PRINTED)
    assert [m.url for m in join(story, COPY, PRINTED).members] == [m.url for m in story.members]
