"""How well copies are told: BCubed on generated copies of our own articles. The bars lie just below the measured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import closing

import pytest

from pipeline.stories import StoryStore, assign
from pipeline.stories.grouping import CopyOf
from tests.quality.variants import WIRE, boxes, copies, sentences
from tests.unit.stories.make import tagged, wire

ARTICLES = wire()
SEEDS = (1, 2, 3)


def grouped(seed: int) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Return for each copy its true story, the story it was put into and its kind."""
    truth, found, kinds = {}, {}, {}
    with closing(StoryStore(None)) as store, store.preview():
        for number, (story, kind, site, title, text) in enumerate(copies(ARTICLES, seed)):
            url = f"https://{site}/{number}"
            assigned = assign(tagged(url, title, text, hours=number / 10), store)
            assert assigned.story is not None
            store.apply(assigned.story)
            truth[url], found[url], kinds[url] = story, assigned.story_id, kind
    return truth, found, kinds


def bcubed(truth: Mapping[str, str], found: Mapping[str, str]) -> tuple[float, float, float]:
    """Return precision, recall and F1 (Bagga and Baldwin 1998): for each item, how much of its group is right."""
    both = Counter((truth[item], found[item]) for item in truth)
    of_truth, of_found = Counter(truth.values()), Counter(found.values())
    precision = sum(both[truth[i], found[i]] / of_found[found[i]] for i in truth) / len(truth)
    recall = sum(both[truth[i], found[i]] / of_truth[truth[i]] for i in truth) / len(truth)
    return precision, recall, 2 * precision * recall / (precision + recall)


@pytest.mark.parametrize("seed", SEEDS)
def test_copies_are_told(seed: int) -> None:
    truth, found, kinds = grouped(seed)
    precision, recall, f1 = bcubed(truth, found)
    joined = {kind: _with_most(truth, found, kinds, kind) for kind in WIRE}
    print(f"P {precision:.4f} R {recall:.4f} F1 {f1:.4f} {joined}")
    assert precision >= 0.99
    assert f1 >= 0.98
    assert len(truth) == len(ARTICLES) * 7


def _with_most(truth: Mapping[str, str], found: Mapping[str, str], kinds: Mapping[str, str], kind: str) -> float:
    """Return the share of one kind of copy that lies in the group where most of its story lies."""
    home = {s: Counter(found[i] for i in truth if truth[i] == s).most_common(1)[0][0] for s in set(truth.values())}
    mine = [item for item in kinds if kinds[item] == kind]
    return round(sum(found[item] == home[truth[item]] for item in mine) / len(mine), 3)


def test_a_roundup_joins_nothing() -> None:
    """A page that holds a dozen stories is a copy of none of them."""
    with closing(StoryStore(None)) as store, store.preview():
        for number, (title, text) in enumerate(ARTICLES[:12]):
            story = assign(tagged(f"https://wire.example/{number}", title, text), store).story
            assert story is not None
            store.apply(story)
        body = "\n".join(text for _, text in ARTICLES[:12])
        assert not isinstance(
            assign(tagged("https://digest.example/1", "The week in one page", body), store).decision, CopyOf
        )


def test_different_articles_with_the_same_boxes_stay_apart() -> None:
    with closing(StoryStore(None)) as store, store.preview():
        found = []
        for number, (title, text) in enumerate(ARTICLES):
            short = " ".join(sentences(text)[:4])
            page = "\n".join([short, *boxes("courier")])
            assigned = assign(tagged(f"https://courier.example/{number}", title, page), store)
            assert assigned.story is not None
            store.apply(assigned.story)
            found.append(assigned.story_id)
    assert len(set(found)) == len(ARTICLES)
