"""Which lines of a site are left out, and how hard it is to lose one that is not the site's."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.events.ids import line_key
from pipeline.extraction.repeated import MOST_DROPPED_SURE, Known, filter_lines

LEAD = "The council of Saltmere voted on Monday to end its contract with the maker of the cameras."
BODY = [f"Paragraph {n} says what member {n} of the council had to say about the whole affair." for n in range(9)]
BOX = "Sign up for our weekly newsletter"
ABOUT = (
    "Harbourlight Systems, which was founded in 2011, sells licence plate readers to two hundred towns and has been "
    "criticised for sharing what they record with agencies that never asked a judge for it."
)
TEXT = [LEAD, *BODY, BOX]


def known(articles: int, **held: int) -> Known:
    names = {"lead": LEAD, "box": BOX, "about": ABOUT, "body": BODY[0], "ok": "Advertisement"}
    return Known(articles, {line_key(names[name]): count for name, count in held.items()})


def test_a_box_goes_once_three_other_articles_hold_it() -> None:
    assert filter_lines(TEXT, known(20, box=2)).dropped == ()
    found = filter_lines(TEXT, known(20, box=3))
    assert (found.dropped, found.kept) == ((BOX,), (LEAD, *BODY))


def test_a_line_under_few_of_many_articles_stays() -> None:
    assert filter_lines(TEXT, known(60, box=5)).dropped == ()
    assert filter_lines(TEXT, known(60, box=6)).dropped == (BOX,)


def test_the_paragraph_about_a_company_stays_until_every_fourth_article_holds_it() -> None:
    text = [LEAD, *BODY, ABOUT]
    assert filter_lines(text, known(60, about=12)).dropped == ()
    assert filter_lines(text, known(12, about=5)).dropped == ()
    assert filter_lines(text, known(60, about=15)).dropped == (ABOUT,)


def test_the_first_paragraph_and_single_words_are_guarded() -> None:
    text = ["Advertisement", LEAD, *BODY]
    assert filter_lines(text, known(30, ok=9, lead=9)).dropped == ()
    assert filter_lines(text, known(30, ok=10, lead=10)).dropped == ("Advertisement", LEAD)


def test_an_article_known_line_by_line_stays_whole() -> None:
    everything = Known(30, {line_key(line): 5 for line in TEXT})
    assert filter_lines(TEXT, everything).kept == tuple(TEXT)


def test_of_a_short_piece_among_boxes_only_what_is_everywhere_goes() -> None:
    boxes = [f"Box {n} of the site is printed under each and every article there is." for n in range(6)]
    text = [LEAD, *BODY[:2], *boxes]
    held = {line_key(line): 20 for line in boxes} | {line_key(BODY[0]): 4}
    assert filter_lines(text, Known(30, held)).dropped == tuple(boxes)
    assert filter_lines(text, Known(60, held)).dropped == ()


def test_a_new_site_loses_nothing() -> None:
    assert filter_lines(TEXT, Known(0, {})).kept == tuple(TEXT)
    assert filter_lines([], Known(0, {})).kept == ()


@given(
    st.lists(st.text("abc ", min_size=1, max_size=60), max_size=20),
    st.lists(st.integers(0, 60), min_size=20, max_size=20),
    st.integers(0, 60),
)
@settings(deadline=None)
def test_lines_only_part_and_a_fifth_of_the_text_always_stays(lines: list[str], counts: list[int], n: int) -> None:
    held = {line_key(line): count for line, count in zip(lines, counts, strict=False)}
    found = filter_lines(lines, Known(n, held))
    assert sorted([*found.kept, *found.dropped]) == sorted(lines)
    assert all(held[line_key(line)] >= 3 for line in found.dropped)
    dropped, every = (sum(map(len, some)) for some in (found.dropped, lines))
    assert dropped <= MOST_DROPPED_SURE * every
