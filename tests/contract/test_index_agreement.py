"""Any query finds on both engines exactly what the plain evaluator says it should."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples

from pipeline.events import Story
from pipeline.index import Index, SearchRequest, ast
from pipeline.index.evaluate import matches
from pipeline.settings.tree import IndexSettings
from tests.contract.index_engines import ENGINES, index_of, remove, settings
from tests.unit.index.making import NOW, event, mention, story
from tests.unit.index.strategies import LANGUAGES, NAMES, PLACES, WORDS, queries

STORIES = 60
QUERIES = 350
"""With as many stories, 21,000 answers on each engine."""


def random_story(chance: random.Random, number: int) -> Story:
    """Return a story of the words, names and times that the queries ask for."""
    kinds = ("vendor", "platform", "agency", "civil_society")
    mentions = [
        mention(chance.choice(NAMES), chance.choice(kinds), status=chance.choice(("accepted", "accepted", "candidate")))
        for _ in range(chance.randint(0, 3))
    ]
    published = NOW + timedelta(days=chance.randint(-40, 3), milliseconds=chance.choice((0, 0, 999)))
    return story(
        number,
        " ".join(chance.choices(WORDS, k=chance.randint(0, 8))),
        " ".join(chance.choices(WORDS, k=chance.randint(0, 40))),
        language=chance.choice(LANGUAGES),
        mentions=mentions,
        technologies=chance.sample(("spyware", "Facial Recognition"), k=chance.randint(0, 2)),
        places=chance.sample(PLACES, k=chance.randint(0, 2)),
        events=[event(kind, hedged=chance.random() < 0.4) for kind in chance.sample(("ban", "lawsuit"), k=1)],
        level=chance.choice(("routine", "notable", "major")),
        outlets=chance.choices(("Example Wire", "DAILY Exämple"), k=chance.randint(1, 3)),
        authors=chance.choices(("By A. Writer", "Ä. Writer"), k=chance.randint(0, 1)),
        published=chance.choice((published, published, published, published.replace(year=1965), None)),
        seen=NOW + timedelta(days=chance.randint(-40, 3)),
    )


@pytest.fixture(scope="module")
def library() -> list[Story]:
    chance = random.Random(20240520)
    return [random_story(chance, number) for number in range(STORIES)]


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[IndexSettings]:
    found = settings(request)
    yield found
    remove(found)


@pytest.fixture(scope="module")
def index(engine: IndexSettings, library: list[Story], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder: Path = tmp_path_factory.mktemp("agreement")
    opened = index_of(engine, folder)
    for start in range(0, STORIES, 20):  # several segments, as in a live index
        opened.upsert(library[start : start + 20])
        opened.refresh()
    yield opened
    opened.close()


@examples(deadline=None, max_examples=QUERIES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=queries)
def test_a_search_finds_what_the_evaluator_says(index: Index, library: list[Story], query: ast.Node) -> None:
    found = index.search(SearchRequest(query=query, size=STORIES))
    expected = {kept.story_id for kept in library if matches(query, kept)}
    assert {hit.story.story_id for hit in found.hits} == expected
    assert found.total == len(expected)


def test_the_random_queries_find_something(library: list[Story]) -> None:
    wanted = [ast.Term("any", word) for word in WORDS]
    assert all(any(matches(query, kept) for kept in library) for query in wanted)
