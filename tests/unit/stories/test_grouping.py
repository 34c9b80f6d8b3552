from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.stories.grouping import (
    FULL,
    Candidate,
    CopyOf,
    Duplicate,
    Facts,
    Founder,
    Known,
    Revision,
    accepts,
    decide,
    titles_agree,
    when,
)

NOW = datetime(2026, 3, 1, tzinfo=UTC)
FACTS = Facts(
    "art-new", "r1", "ent-1", "a.example", "Council ends camera contract", 400, False, NOW, frozenset(range(90))
)
MEMBER = Candidate(
    story_id="sto-1",
    founder=True,
    story_size=1,
    title="Town votes cameras down",
    words=450,
    partial=False,
    when=NOW - timedelta(days=1),
    fingerprints=100,
    shared=60,
)
OTHER = replace(MEMBER, founder=False)


def joined(article: Facts, *members: Candidate) -> bool:
    return isinstance(decide(article, None, members), CopyOf)


def test_nothing_in_common_founds_a_story() -> None:
    assert decide(FACTS, None, ()) == Founder()


def test_a_copy_names_the_story_and_the_share() -> None:
    assert decide(FACTS, None, [MEMBER]) == CopyOf("sto-1", 60 / 90)


@pytest.mark.parametrize(("shared", "copy"), [(18, True), (17, False), (2, False)])
def test_a_fifth_of_the_shorter_text_is_needed(shared: int, copy: bool) -> None:
    assert joined(FACTS, replace(MEMBER, shared=shared)) is copy


def test_three_fingerprints_are_needed() -> None:
    few = replace(FACTS, fingerprints=frozenset(range(8)))
    assert joined(few, replace(MEMBER, shared=3))
    assert not joined(few, replace(MEMBER, shared=2))


@pytest.mark.parametrize(("words", "copy"), [(1200, True), (1201, False), (134, True), (133, False)])
def test_a_text_three_times_as_long_contains_and_does_not_copy(words: int, copy: bool) -> None:
    assert joined(FACTS, replace(MEMBER, words=words)) is copy


@pytest.mark.parametrize(("days", "copy"), [(45, True), (46, False), (-45, True), (-46, False)])
def test_the_window(days: int, copy: bool) -> None:
    assert joined(FACTS, replace(MEMBER, when=NOW - timedelta(days=days))) is copy


def test_a_crowd_needs_its_founder_or_two_members() -> None:
    crowd = replace(OTHER, story_size=5)
    assert accepts([replace(OTHER, story_size=4)])
    assert not accepts([crowd])
    assert accepts([crowd, crowd])
    assert accepts([replace(crowd, founder=True)])


def test_a_full_story_takes_no_more() -> None:
    assert not joined(FACTS, replace(MEMBER, story_size=FULL), replace(OTHER, story_size=FULL))


def test_the_strongest_story_wins_whatever_the_order() -> None:
    weak, strong = replace(MEMBER, story_id="sto-weak", shared=30), replace(MEMBER, story_id="sto-strong")
    assert decide(FACTS, None, [weak, strong]) == decide(FACTS, None, [strong, weak])
    assert decide(FACTS, None, [weak, strong]) == CopyOf("sto-strong", 60 / 90)


def test_between_equals_the_earlier_story_wins() -> None:
    late, early = replace(MEMBER, story_id="sto-a"), replace(MEMBER, story_id="sto-b", when=NOW - timedelta(days=9))
    assert decide(FACTS, None, [late, early]) == CopyOf("sto-b", 60 / 90)


# --- short texts ---

TEASER = replace(FACTS, words=35, partial=True, fingerprints=frozenset(range(8)))


def test_a_teaser_joins_by_title_and_overlap_however_long_the_other_is() -> None:
    same_title = replace(MEMBER, title=TEASER.title + " – Gazette", shared=5)
    assert joined(TEASER, same_title)
    assert not joined(TEASER, replace(same_title, shared=3))
    assert not joined(TEASER, replace(same_title, title="Something else entirely today"))


def test_an_article_does_not_join_a_teaser_by_its_words_alone() -> None:
    teaser = replace(MEMBER, partial=True, words=35, fingerprints=8, shared=5)
    assert not joined(FACTS, teaser)
    assert joined(FACTS, replace(teaser, title=FACTS.title))


def test_short_texts_that_are_nearly_the_same_need_no_title() -> None:
    assert joined(TEASER, replace(MEMBER, words=40, fingerprints=9, shared=7))
    assert not joined(replace(TEASER, reprint=True), replace(MEMBER, words=40, fingerprints=9, shared=7))


def test_a_new_printing_of_known_lines_needs_the_title() -> None:
    reprint = replace(FACTS, reprint=True)
    assert not joined(reprint, MEMBER)
    assert joined(reprint, replace(MEMBER, title=FACTS.title))


def test_two_articles_of_one_site_need_the_title_or_nearly_the_same_text() -> None:
    neighbour = replace(MEMBER, same_site=True)
    assert not joined(FACTS, neighbour)
    assert joined(FACTS, replace(neighbour, title=FACTS.title))
    assert joined(FACTS, replace(neighbour, shared=72))
    assert not joined(FACTS, replace(neighbour, shared=72, words=601))


def test_the_very_same_wording_is_a_copy_unless_it_says_nothing() -> None:
    same = replace(MEMBER, same=True, shared=0, fingerprints=0, words=15)
    assert joined(replace(FACTS, words=15, fingerprints=frozenset()), same)
    assert not joined(replace(FACTS, words=11, fingerprints=frozenset()), same)


# --- articles that came before ---

KNOWN = Known("sto-1", partial=False, arrivals=frozenset({("ent-1", "r1"), ("ent-2", "r2")}))


@pytest.mark.parametrize(
    ("entry", "revision", "partial", "expected"),
    [
        ("ent-1", "r1", False, Duplicate("sto-1", again=True)),
        ("ent-2", "r2", False, Duplicate("sto-1", again=True)),
        ("ent-3", "r1", False, Duplicate("sto-1", again=False)),
        ("ent-1", "r3", False, Revision("sto-1")),
        ("ent-3", "r3", True, Duplicate("sto-1", again=False)),
    ],
)
def test_a_known_article(entry: str, revision: str, partial: bool, expected: object) -> None:
    arriving = replace(FACTS, entry_id=entry, revision=revision, partial=partial)
    assert decide(arriving, KNOWN, ()) == expected


def test_a_teaser_is_revised_by_another_teaser_and_by_the_full_text() -> None:
    known = replace(KNOWN, partial=True)
    assert decide(replace(FACTS, revision="r3", partial=True), known, ()) == Revision("sto-1")
    assert decide(replace(FACTS, revision="r3"), known, ()) == Revision("sto-1")


# --- helpers ---


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("Council ends camera contract", "COUNCIL ENDS CAMERA CONTRACT | Gazette", True),
        ("Weekly roundup", "Weekly roundup", True),
        ("Weekly roundup", "Weekly roundup of cameras", False),
        ("Council ends camera contract", "Council extends school contract", False),
        ("", "", False),
        ("監視カメラの契約を終了", "監視カメラの契約を終了｜新聞", True),
    ],
)
def test_titles(one: str, other: str, agree: bool) -> None:
    assert titles_agree(one, other) is agree
    assert titles_agree(other, one) is agree


def test_absurd_dates_are_not_believed() -> None:
    day = timedelta(days=1)
    assert when(NOW - day, NOW) == NOW - day
    assert when(None, NOW) == NOW
    assert when(NOW + day, NOW) == NOW
    assert when(datetime(1970, 1, 1, tzinfo=UTC), NOW) == NOW
