"""The demo's content: enough of it, of every kind, and its expectations agree with its own words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.app.demo.configure import alert_rules
from pipeline.app.demo.content import Content, FeedSpec, Happening, Outlet, Piece, load_content
from pipeline.app.demo.expected import as_text, expected, is_partial

CONTENT = load_content()
STORIES = [event for event in CONTENT.events if event.pieces[0].state == "indexed"]
NEGATIVES = [event for event in CONTENT.events if event.pieces[0].state == "irrelevant"]
PIECES = [piece for event in CONTENT.events for piece in event.pieces]

AMBIGUOUS = (
    "apple",
    "ring",
    "Voyager",
    "peregrine",
    "meta-analysis",
    "gaggle",
    "axon",
    "Nice",
    "ice",
    "safety",
    "signal",
)

MUST_FIRE: dict[str, Callable[[set[str], str], bool]] = {
    "access-cut-offs": lambda named, _: "twitter" in named and bool(named & {"media-sonar", "geofeedia", "dataminr"}),
    "spyware": lambda named, text: (
        re.search(r"\bspyware\b", text, re.IGNORECASE) is not None
        and bool(named & {"nso-group", "candiru", "intellexa", "paragon-solutions"})
    ),
    "face-recognition": lambda _, text: re.search(r"\b(?:face|facial) recognition\b", text, re.IGNORECASE) is not None,
    "location-data": lambda named, text: (
        "ftc" in named and re.search(r"\blocation data\b", text, re.IGNORECASE) is not None
    ),
}


def words(piece: Piece) -> int:
    return sum(len(line.split()) for line in piece.wording.paragraphs)


def text(piece: Piece) -> str:
    return "\n".join((piece.wording.title, *piece.wording.paragraphs))


def test_there_are_enough_documented_events_from_enough_years() -> None:
    assert len(STORIES) >= 44
    assert {event.pieces[0].published.year for event in STORIES} >= set(range(2014, 2026))


@pytest.mark.parametrize("event", STORIES + NEGATIVES, ids=lambda event: event.id)
def test_an_article_has_the_length_and_shape_of_one(event: Happening) -> None:
    assert 120 <= words(event.pieces[0]) <= 320
    assert 3 <= len(event.pieces[0].wording.paragraphs) <= 6


@pytest.mark.parametrize("event", STORIES, ids=lambda event: event.id)
def test_each_event_names_a_public_source_with_its_year(event: Happening) -> None:
    piece = event.pieces[0]
    years = {int(year) for year in re.findall(r"\b20[12]\d\b", piece.source)}
    assert years
    assert min(abs(piece.published.year - year) for year in years) <= 1


@pytest.mark.parametrize("event", STORIES, ids=lambda event: event.id)
def test_nothing_is_told_before_it_happened(event: Happening) -> None:
    for piece in event.pieces:
        assert max(map(int, re.findall(r"\b20[12]\d\b", text(piece))), default=2014) <= piece.published.year


def test_the_three_cut_offs_are_there() -> None:
    named = [set(event.entities) for event in STORIES if "access-cut-offs" in event.alerts]
    for vendor in ("media-sonar", "geofeedia", "dataminr"):
        assert any({vendor, "twitter"} <= found for found in named)


def test_there_are_several_copies_of_several_stories_in_every_form() -> None:
    copied = [event for event in STORIES if len(event.pieces) > 1]
    forms = Counter(piece.form for event in copied for piece in event.pieces[1:])
    assert len(copied) >= 4
    assert forms.total() >= 8
    assert set(forms) == {"verbatim", "trimmed", "lead", "boilerplate"}


def test_copies_come_from_another_outlet_and_later_than_their_original() -> None:
    for event in STORIES:
        original, *copies = event.pieces
        for copy in copies:
            assert copy.outlet != original.outlet
            assert copy.published > original.published
            assert copy.credit


def test_every_kind_of_page_is_there() -> None:
    pages = {piece.page for piece in PIECES}
    assert pages == {"article", "consent", "paywall", "missing", "gone", "denied", "slow", "moved", "latin1"}


def test_pages_that_cannot_be_had_end_with_and_without_the_text_of_the_feed() -> None:
    ends = {(piece.page, piece.state, is_partial(piece)) for piece in PIECES}
    assert ("consent", "indexed", True) in ends
    assert ("missing", "indexed", True) in ends
    assert ("denied", "indexed", True) in ends
    assert {("consent", "wall", False), ("paywall", "wall", False)} <= ends
    assert {("gone", "gone", False), ("missing", "gone", False), ("denied", "robots_denied", False)} <= ends


def test_what_ends_before_it_is_a_story_has_no_text_in_its_feed() -> None:
    lost = [piece for piece in PIECES if piece.state in ("gone", "wall", "robots_denied")]
    assert lost
    assert {piece.feed_text for piece in lost} == {"none"}


def test_negatives_are_full_of_names_and_name_nobody() -> None:
    assert len(NEGATIVES) >= 8
    assert not any(event.entities or event.alerts for event in NEGATIVES)
    together = "\n".join(text(event.pieces[0]) for event in NEGATIVES)
    for word in AMBIGUOUS:
        assert re.search(rf"\b{word}\b", together), word


def test_feeds_come_in_all_formats_and_several_languages() -> None:
    assert len(CONTENT.feeds) >= 7
    assert {feed.format for feed in CONTENT.feeds} == {"rss", "atom", "json", "rdf"}
    assert {feed.fetch for feed in CONTENT.feeds} == {"auto", "always", "never"}
    assert {outlet.language for outlet in CONTENT.outlets.values()} == {"en", "es", "de", "fr"}
    assert any(feed.quirk == "malformed" for feed in CONTENT.feeds)


def test_every_outlet_has_articles_and_every_feed_carries_some() -> None:
    assert all(CONTENT.pieces(slug) for slug in CONTENT.outlets)
    assert all(CONTENT.carried(feed) for feed in CONTENT.feeds)


@pytest.mark.parametrize("event", CONTENT.events, ids=lambda event: event.id)
def test_the_alerts_of_an_event_follow_from_its_words_whichever_copy_comes_first(event: Happening) -> None:
    reached = event.pieces[0].state == "indexed"
    for piece in event.pieces:
        found = {rule for rule, fires in MUST_FIRE.items() if reached and fires(set(event.entities), text(piece))}
        assert found == set(event.alerts)


def test_the_rules_told_here_are_the_rules_of_the_demo() -> None:
    assert {row["id"] for row in alert_rules()} == set(MUST_FIRE)


def test_a_revised_article_keeps_its_organisations_in_mind() -> None:
    revised = [event.pieces[0] for event in STORIES if event.pieces[0].revised]
    assert revised
    for piece in revised:
        assert piece.at(0) is piece.wording
        assert piece.at(1).title != piece.wording.title
        assert piece.at(1).changed > piece.wording.changed


def test_the_golden_file_says_what_the_content_says() -> None:
    file = Path(__file__).parents[1] / "flow" / "expected.yaml"
    assert file.read_text("utf-8") == as_text(CONTENT), "write it anew: python -m pipeline.app.demo expected"


def test_the_expected_states_balance_with_the_entries_the_feeds_carry() -> None:
    told = expected(CONTENT)
    carried = sum(len(CONTENT.carried(feed)) for feed in CONTENT.feeds)
    assert told["entries"] == carried == sum(told["states"].values())
    assert sum(told["after_update"]["states"].values()) == told["after_update"]["entries"] > carried


def small(**extra: object) -> Content:
    """Return a site of one outlet, one feed, and one story with a copy."""
    from datetime import UTC, datetime

    from pipeline.app.demo.content import Wording

    outlet = Outlet("a", "A", "en", "plain", "", "#000")
    when = datetime(2020, 1, 1, tzinfo=UTC)
    first = Piece("e", "a", "/1", "/1", when, Wording("T", ("p",), when), "s", **extra)  # type: ignore[arg-type]
    second = Piece("e", "a", "/2", "/2", when, Wording("T", ("p",), when), "s", state="copy", form="verbatim")
    feeds = (FeedSpec("f", "a", "/f", "rss", "always", "full"), FeedSpec("g", "a", "/g", "rss", "always", "full", True))
    return Content({"a": outlet}, feeds, (Happening("e", (first, second), ("x",), ("r",)),))


def test_expectations_count_an_entry_for_each_feed_that_carries_an_article() -> None:
    story = expected(small(also_in=("g",)))["stories"][0]
    assert story["states"] == {"indexed": 1, "copy": 1, "duplicate": 1}
    assert story["articles"] == ["a/1", "a/2"]


def test_expectations_name_what_ends_early_once_for_each_entry() -> None:
    told = expected(small(also_in=("g",), state="wall"))
    assert told["others"] == {"a/1": ["wall", "wall"]}
    assert told["stories"] == []
