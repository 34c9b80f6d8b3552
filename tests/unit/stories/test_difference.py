"""What an edit changed: sentences removed and added, bounded, the same whatever the printing."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.events import Change, Difference
from pipeline.events.ids import revision_id
from pipeline.stories.difference import (
    MOST_CHANGES,
    MOST_CHARACTERS,
    MOST_SHOWN,
    MOST_TEXT,
    Wording,
    difference,
    sentences,
)

from .make import tagged

TEXT = "The council met on Monday. It bought 40 cameras.\nThe vendor is Harbourlight Systems. Nobody objected."
SENTENCES = st.lists(st.sampled_from([f"Sentence number {n} says a thing." for n in range(30)]), max_size=25)


def edit(old: str, new: str, *, before: str = "Title", after: str = "Title", **more: object) -> Difference | None:
    article = tagged("https://a.example/1", after, new).article
    return difference(Wording(revision_id(before, old), before, old), article, **more)  # type: ignore[arg-type]


def test_a_corrected_sentence_shows_before_and_after() -> None:
    found = edit(TEXT, TEXT.replace("40 cameras", "14 cameras"))
    assert found is not None
    assert found.changes == (Change(removed="It bought 40 cameras.", added="It bought 14 cameras."),)
    assert (found.removed_words, found.added_words, found.left_out) == (4, 4, 0)
    assert (found.before, found.after) == ("", "")
    assert (found.previous, found.revision) == (revision_id("Title", TEXT), found.revision)
    assert found.previous != found.revision


def test_a_new_headline_alone_is_a_difference() -> None:
    found = edit(TEXT, TEXT, before="Council buys cameras", after="Council buys 14 cameras")
    assert found is not None
    assert (found.before, found.after, found.changes) == ("Council buys cameras", "Council buys 14 cameras", ())


def test_what_is_no_wording_makes_no_difference() -> None:
    printed = (
        "By Ann Example\nUpdated 3 May 2026, 10:15\n"
        + TEXT.replace("Monday. ", "Monday.\u00a0\u200b ").replace("\n", " \n\n")
        + "\nRelated: Another council buys cameras\nRead more: Cameras everywhere"
    )
    quoted = 'He said "no" - and left. It\'s over.'
    curly = "He said “no” – and  left. It’s over."
    for old, new in ((TEXT, printed), (quoted, curly)):
        assert revision_id("Title", old) == revision_id("Title", new)
        assert edit(old, new) is None


def test_a_line_broken_elsewhere_makes_no_difference() -> None:
    assert edit(TEXT, TEXT.replace("\n", " ")) is None
    assert revision_id("T", TEXT) == revision_id("T", TEXT.replace("\n", " "))


def test_letters_do_matter() -> None:
    assert edit("It told us so.", "It told US so.") is not None


def test_sentences_that_only_look_like_furniture_count() -> None:
    for line in ("By law the council must vote.", "Updated cameras were bought in 2024.", "Related firms were fined."):
        assert edit(TEXT, f"{line}\n{TEXT}") is not None


def test_lines_of_the_site_take_no_part() -> None:
    box = "Subscribe to our newsletter for five pounds a month."
    assert edit(TEXT, f"{TEXT}\n{box}", ignored=lambda line: line == box) is None
    assert edit(f"{TEXT}\n{box}", TEXT, ignored=lambda line: line == box) is None
    assert edit(TEXT, f"{TEXT}\n{box}") is not None


def test_scripts_without_blanks_are_parted_at_their_full_stops() -> None:
    found = edit("警方購買了四十台攝影機。供應商沒有回應。", "警方購買了十四台攝影機。供應商沒有回應。")
    assert found is not None
    assert found.changes == (Change(removed="警方購買了四十台攝影機。", added="警方購買了十四台攝影機。"),)
    assert sentences("「没有。」他说。") == ["「没有。」", "他说。"]


def test_a_difference_is_bounded_and_says_what_it_leaves_out() -> None:
    old = "\n".join(f"Old thing {n} happened. Then line {n} came." for n in range(50))
    found = edit(old, old.replace("Old", "New"))
    assert found is not None
    assert (len(found.changes), found.left_out) == (MOST_CHANGES, 50 - MOST_CHANGES)
    long = edit(old, old.replace("Old", "New " * 150))
    assert long is not None
    assert 0 < len(long.changes) < MOST_CHANGES
    assert all(len(change.added) <= MOST_CHARACTERS for change in long.changes)
    assert sum(len(change.removed + change.added) for change in long.changes) <= MOST_SHOWN
    assert long.left_out == 50 - len(long.changes)
    assert long.added_words == 50 * (150 + 3)


def test_the_same_sentence_thousands_of_times_takes_no_time() -> None:
    found = edit("Yes. No. " * 4000, "Yes. No. " * 4000 + "Perhaps so.")
    assert found is not None
    assert found.changes == (Change(added="Perhaps so."),)


def test_of_a_very_long_text_what_moved_beyond_the_end_is_no_edit() -> None:
    long = " ".join(f"Sentence {n} of a very long page." for n in range(3000))
    assert len(long) > MOST_TEXT
    assert edit(long[:MOST_TEXT], long) is None
    grown = edit(long[:MOST_TEXT], f"News came at noon. {long}")
    assert grown is not None
    assert grown.changes == (Change(added="News came at noon."),)


@given(SENTENCES, SENTENCES)
@settings(deadline=None)
def test_applying_the_changes_to_the_old_text_gives_the_words_of_the_new(old: list[str], new: list[str]) -> None:
    found = edit(" ".join(old), " ".join(new))
    if found is None:
        assert old == new
        return
    assert sum(map(len, map(str.split, new))) - sum(map(len, map(str.split, old))) == (
        found.added_words - found.removed_words
    )


@given(st.text(max_size=200), st.text(max_size=200))
@settings(deadline=None)
def test_texts_of_one_revision_never_differ(old: str, new: str) -> None:
    for other in (new, old, old.replace(" ", "\n"), old.replace("'", "’") + "\u200b \n"):
        if revision_id("T", old) == revision_id("T", other):
            assert edit(old, other) is None
