"""How well names are told from words that look like them, on labelled sentences in our own words, half of them traps.

A mention counts as right when its entity and its wording are as labelled; each mention counts once. The pinned numbers
are the floor; `python -m tests.quality.test_tagging` prints the measured ones and every sentence that went wrong.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.watchlist import Tagger, load_watchlist
from pipeline.watchlist.batch import read_article

ROOT = Path(__file__).parent.parent.parent
PRECISION = 0.97
RECALL = 0.93


@cache
def tagger() -> Tagger:
    return Tagger(load_watchlist(ROOT / "config/watchlist"))


@cache
def labelled() -> tuple[dict[str, Any], ...]:
    lines = (ROOT / "tests/quality/tagging.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


def found(sentence: dict[str, Any]) -> Counter[tuple[str, str]]:
    line = json.dumps({"id": 1, **sentence})
    tagged = tagger().tag(read_article(line, now=datetime.now(UTC)))
    return Counter((m.surface, m.entity_id) for m in tagged.mentions if m.status == "accepted")


def wanted(sentence: dict[str, Any]) -> Counter[tuple[str, str]]:
    return Counter((surface, entity) for surface, entity in sentence["expect"])


def score() -> tuple[float, float]:
    right = given = labels = 0
    for sentence in labelled():
        got, want = found(sentence), wanted(sentence)
        right += (got & want).total()
        given += got.total()
        labels += want.total()
    return right / given, right / labels


def test_the_set_is_large_and_half_of_it_traps() -> None:
    traps = sum(1 for sentence in labelled() if not sentence["expect"])
    assert len(labelled()) >= 120
    assert 0.45 <= traps / len(labelled()) <= 0.6
    known = {entity.id for entity in tagger().watchlist.entities}
    assert {entity for sentence in labelled() for _, entity in sentence["expect"]} <= known


def test_precision_and_recall() -> None:
    precision, recall = score()
    assert precision >= PRECISION
    assert recall >= RECALL


def test_traps_rarely_make_an_article_relevant() -> None:
    traps = [sentence for sentence in labelled() if not sentence["expect"]]
    assert sum(1 for trap in traps if found(trap)) / len(traps) <= 0.03


if __name__ == "__main__":
    for sentence in labelled():
        got, want = found(sentence), wanted(sentence)
        if got != want:
            print("missing", list(want - got), "extra", list(got - want), "::", sentence["text"])
    print("precision {:.3f}, recall {:.3f}, sentences {}".format(*score(), len(labelled())))
