"""The metric of the public article-extraction benchmark: runs of four words shared by a text and its label.

As in github.com/scrapinghub/article-extraction-benchmark, evaluate.py: words are `\\w+` as they are written; the F1 is
that of the mean precision and the mean recall over the pages. A page without a text has no precision and a recall of 0.
"""

from __future__ import annotations

import random
import re
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

WORD = re.compile(r"\w+")
RUN = 4


@dataclass(frozen=True, slots=True)
class Match:
    """Runs of words that a text shares with its label, that it has too many, and that it lacks."""

    shared: int
    extra: int
    missing: int

    @property
    def precision(self) -> float | None:
        """Share of the text that is in the label; None for an empty text."""
        return self.shared / (self.shared + self.extra) if self.shared + self.extra else None

    @property
    def recall(self) -> float | None:
        """Share of the label that is in the text; None for an empty label."""
        return self.shared / (self.shared + self.missing) if self.shared + self.missing else None

    @property
    def f1(self) -> float:
        """F1 of this page alone; 1 where text and label are both empty."""
        total = 2 * self.shared + self.extra + self.missing
        return 2 * self.shared / total if total else 1.0


@dataclass(frozen=True, slots=True)
class Score:
    """Means over pages. `f1` is that of the two means, `spread` its standard deviation by bootstrap."""

    precision: float
    recall: float
    f1: float
    spread: float = 0.0


def runs(text: str) -> Counter[tuple[str, ...]]:
    """Return the bag of all runs of four words; a shorter text is one run."""
    words = WORD.findall(text)
    return Counter(tuple(words[at : at + RUN]) for at in range(max(1, len(words) - RUN + 1)) if words)


def match(label: str, text: str) -> Match:
    """Return how far a text is its label."""
    wanted, found = runs(label), runs(text)
    shared = (wanted & found).total()
    return Match(shared, found.total() - shared, wanted.total() - shared)


def score(pages: Sequence[Match], rounds: int = 1000) -> Score:
    """Return the score of some pages, with its spread over so many samples drawn with replacement."""
    precision, recall, f1 = _means(pages)
    source = random.Random(0)
    drawn = [_means(source.choices(pages, k=len(pages)))[2] for _ in range(rounds)] if pages else []
    return Score(precision, recall, f1, statistics.stdev(drawn) if len(drawn) > 1 else 0.0)


def _means(pages: Sequence[Match]) -> tuple[float, float, float]:
    precision = _mean([page.precision for page in pages])
    recall = _mean([page.recall for page in pages])
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _mean(values: Sequence[float | None]) -> float:
    known = [value for value in values if value is not None]
    return statistics.fmean(known) if known else 0.0
