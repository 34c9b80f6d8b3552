"""How well names are told from words that look like them, on labelled sentences in our own words, half of them traps.

A mention counts as right when its entity and its wording are as labelled; each mention counts once. The pinned
numbers are the floor; `python -m tests.quality.test_tagging [--held | --all]` prints the measured ones and all that
went wrong, on documents too. `tagging.jsonl` was written along with the rules, the sets in `tagging/` apart from them:
see tagging/README.md.
"""

from __future__ import annotations

import sys
from collections import Counter

import pytest

from tests.quality.documents import report
from tests.quality.labels import AGENCY, Counts, Label, accepted, chosen, labelled, listed, matched, tag, tagger

PRECISION = 0.97
RECALL = 0.93
FLOOR_PRECISION = 0.97
FLOOR_RECALL = 0.94
LANGUAGES = {"en", "es", "fr", "de", "it", "pt", "nl", "pl"}


def found(sentence: Label) -> Counter[tuple[str, str]]:
    return Counter((m.surface, m.entity_id) for m in accepted(tag(sentence)))


def wanted(sentence: Label) -> Counter[tuple[str, str]]:
    return Counter((surface, entity) for surface, entity in sentence["expect"])


def score() -> tuple[float, float]:
    """Return precision and recall on the set that was written along with the rules, by the letter."""
    right = given = labels = 0
    for sentence in labelled("tagging"):
        got, want = found(sentence), wanted(sentence)
        right += (got & want).total()
        given += got.total()
        labels += want.total()
    return right / given, right / labels


def judge(sentence: Label) -> tuple[Counts, list[str]]:
    """Return the counts of one sentence of the independent set, and what went wrong in it."""
    mentions = accepted(tag(sentence))
    missing, left = matched(sentence["expect"], mentions)
    _, extra = matched(sentence.get("optional", ()), left)
    right = len(sentence["expect"]) - len(missing)
    wrong = [f"missing {surface} = {entity}" for surface, entity in missing]
    wrong += [f"extra {m.surface} = {m.entity_id}" for m in extra]
    return Counts(right, right + len(extra), len(sentence["expect"])), wrong


def independent(held: bool | None) -> Counts:
    return sum((judge(sentence)[0] for sentence in chosen("tagging/sentences", held)), Counts())


def test_the_set_is_large_and_half_of_it_traps() -> None:
    traps = sum(1 for sentence in labelled("tagging") if not sentence["expect"])
    assert len(labelled("tagging")) >= 120
    assert 0.45 <= traps / len(labelled("tagging")) <= 0.6
    assert {entity for sentence in labelled("tagging") for _, entity in sentence["expect"]} <= listed()


def test_precision_and_recall() -> None:
    precision, recall = score()
    assert precision >= PRECISION
    assert recall >= RECALL


def test_traps_rarely_make_an_article_relevant() -> None:
    traps = [sentence for sentence in labelled("tagging") if not sentence["expect"]]
    assert sum(1 for trap in traps if found(trap)) / len(traps) <= 0.03


def test_the_independent_set_is_large_many_tongued_and_half_of_it_traps() -> None:
    sentences = labelled("tagging/sentences")
    traps = sum(1 for sentence in sentences if not sentence["expect"])
    assert len(sentences) >= 320
    assert 0.45 <= traps / len(sentences) <= 0.6
    assert {sentence["lang"] for sentence in sentences} >= LANGUAGES


def test_labels_of_the_independent_set_are_known_and_stand_in_the_text() -> None:
    for sentence in labelled("tagging/sentences"):
        for surface, entity in (*sentence["expect"], *sentence.get("optional", ())):
            assert set(entity.split("|")) <= listed() | {AGENCY}, entity
            assert surface in sentence["text"], surface


@pytest.mark.parametrize("held", [True, False])
def test_precision_and_recall_on_the_independent_set(held: bool) -> None:
    counts = independent(held)
    assert counts.precision >= FLOOR_PRECISION
    assert counts.recall >= FLOOR_RECALL


def show(held: bool | None) -> None:
    for sentence in labelled("tagging"):
        got, want = found(sentence), wanted(sentence)
        if got != want:
            print("old set: missing", list(want - got), "extra", list(got - want), "::", sentence["text"])
    for sentence in chosen("tagging/sentences", held):
        for wrong in judge(sentence)[1]:
            print(f"{sentence['lang']} {wrong} :: {sentence['text']!r}")
    print("old set: precision {:.3f}, recall {:.3f}".format(*score()))
    print("sentences:", independent(held))
    print("\n".join(report(held)))


if __name__ == "__main__":
    tagger()
    show(True if "--held" in sys.argv else None if "--all" in sys.argv else False)
