"""The demo site gives exactly the expected stories, mentions, groups, alerts and states, on both deployments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest

from pipeline.app import App
from pipeline.app.demo.site import DemoSite

from .harness import EXPECTED, Outcome, open_app, outcome, running, wait_for


@pytest.fixture(scope="module")
def results(backend: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> tuple[Outcome, Outcome]:
    """Return what came out before and after the site revised its articles."""
    with DemoSite(updates=False) as site:
        app = open_app(tmp_path_factory.mktemp("golden"), site, backend)
        try:
            return run_twice(app, site)
        finally:
            app.close()


def run_twice(app: App, site: DemoSite) -> tuple[Outcome, Outcome]:
    with running(app):
        wait_for(app, EXPECTED["entries"])
        first = outcome(app)
        site.advance()
        wait_for(app, EXPECTED["after_update"]["entries"])
        return first, outcome(app)


def test_the_states_balance_with_the_entries_polled(results: tuple[Outcome, Outcome]) -> None:
    first, updated = results
    assert first.states == EXPECTED["states"]
    assert updated.states == EXPECTED["after_update"]["states"]


def test_copies_are_grouped_and_nothing_else(results: tuple[Outcome, Outcome]) -> None:
    wanted = {frozenset(story["articles"]) for story in EXPECTED["stories"]}
    assert results[0].stories == wanted
    assert results[1].stories == wanted


def test_each_story_is_tagged_with_exactly_its_organisations(results: tuple[Outcome, Outcome]) -> None:
    wanted = {frozenset(story["articles"]): frozenset(story["entities"]) for story in EXPECTED["stories"]}
    assert results[0].entities == wanted


def test_the_entries_of_a_story_end_as_expected(results: tuple[Outcome, Outcome]) -> None:
    ends = results[0].ends
    for story in EXPECTED["stories"]:
        states = Counter(state for name in story["articles"] for state in ends[name])
        assert states == story["states"], story["articles"][0]


def test_articles_that_are_no_story_end_where_they_should(results: tuple[Outcome, Outcome]) -> None:
    ends = results[0].ends
    assert {name: list(ends[name]) for name in EXPECTED["others"]} == EXPECTED["others"]


def test_pages_that_cannot_be_had_are_stories_all_the_same(results: tuple[Outcome, Outcome]) -> None:
    assert results[0].partial == set(EXPECTED["partial"])


def test_a_revised_article_shows_its_new_title(results: tuple[Outcome, Outcome]) -> None:
    wanted = {story["revised"] for story in EXPECTED["stories"] if "revised" in story}
    assert wanted
    assert wanted <= results[1].titles
    assert not wanted & results[0].titles


def test_each_alert_fires_once_for_each_story_it_finds(results: tuple[Outcome, Outcome]) -> None:
    first, updated = results
    assert first.alerts == EXPECTED["alerts"]
    assert set(updated.deliveries.values()) == {1}
