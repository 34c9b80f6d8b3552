"""How well whole documents are read: organisations, relevance and technologies, share buttons and other traps included.

The pinned numbers are the floor; `python -m tests.quality.test_tagging` prints the measured ones and all that went
wrong.
"""

from __future__ import annotations

from functools import cache

from tests.quality.documents import SET, Scores, scores
from tests.quality.labels import AGENCY, labelled, listed, tagger


@cache
def measured() -> Scores:
    return scores(None)


def test_the_set_is_large_and_half_of_it_about_something_else() -> None:
    documents = labelled(SET)
    elsewhere = sum(1 for document in documents if document.get("relevant") is False)
    assert len(documents) >= 120
    assert 0.45 <= elsewhere / len(documents) <= 0.6
    assert sum(1 for document in documents if document["places"]) >= 60
    assert sum(1 for document in documents if document.get("never")) >= 60


def test_labels_are_known_organisations_and_technologies() -> None:
    technologies = {technology.id for technology in tagger().watchlist.technologies}
    for document in labelled(SET):
        named = {entity for label in document["expect"] for entity in label["entity"].split("|")}
        assert named | {*document.get("optional", ()), *document.get("never", ())} <= listed() | {AGENCY}, document[
            "id"
        ]
        assert {*document["technologies"], *document.get("optional_technologies", ())} <= technologies, document["id"]


def test_organisations_are_found() -> None:
    counts = measured().counts["organisations"]
    assert counts.precision >= 0.95
    assert counts.recall >= 0.97
    assert measured().share("documents without a trap taken") >= 0.92


def test_subjects_are_told_from_what_is_named_in_passing() -> None:
    assert measured().share("roles") >= 0.85


def test_relevance_is_told() -> None:
    counts = measured().counts["relevance"]
    assert counts.precision >= 0.96
    assert counts.recall >= 0.97
    assert measured().share("relevance") >= 0.97


def test_technologies_are_named() -> None:
    counts = measured().counts["technologies"]
    assert counts.precision >= 0.91
    assert counts.recall >= 0.96


def test_levels_are_told() -> None:
    """Three levels, told apart by one annotator: how significant a story is stays a matter of judgement."""
    assert measured().share("level") >= 0.5
