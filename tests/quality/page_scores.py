"""How near an extracted article is to the truth of its page, counted as the public scrapinghub benchmark counts.

Bodies: shingles of four words over `\\w+`; in scripts without spaces every character is a word, so that a shingle is
four characters. Precision and recall are means over pages, and F1 is that of the two means. A piece of the truth that
may be taken or left belongs to it when at least half of it was found.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import mean
from urllib.parse import unquote

from tests.quality.page_articles import Page

TOKEN = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]|[^\W\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]+")
SIZE = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """What an extractor says of a page. `state` is article, consent, paywall, bot, not_an_article or an error."""

    text: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    language: str | None = None
    canonical: str = ""
    site: str = ""
    state: str = "article"


@dataclass(frozen=True, slots=True)
class Score:
    """How one answer fared; the facts that a page does not print are `None`."""

    page: Page
    answer: Answer
    precision: float
    recall: float
    missing: tuple[str, ...]
    facts: dict[str, bool | float | None]

    @property
    def f1(self) -> float:
        return harmonic(self.precision, self.recall)


def score(page: Page, answer: Answer) -> Score:
    """Compare an answer with the truth of an article page."""
    truth, missing = expected(page, shingles(answer.text))
    found = shingles(answer.text)
    right = (truth & found).total()
    precision = right / found.total() if found else 0.0
    return Score(page, answer, precision, right / truth.total(), missing, facts(page, answer))


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Return the runs of four tokens of a text with their numbers; a shorter text is one run."""
    tokens = TOKEN.findall(text.lower())
    return (
        Counter(tuple(tokens[at : at + SIZE]) for at in range(max(1, len(tokens) - SIZE + 1))) if tokens else Counter()
    )


def expected(page: Page, found: Counter[tuple[str, ...]]) -> tuple[Counter[tuple[str, ...]], tuple[str, ...]]:
    """Return the shingles that should have been found, and the pieces of which less than half was."""
    taken: list[str] = []
    missing: list[str] = []
    for text, optional in page.truth:
        covered = share(text, found) >= 0.5
        if covered or not optional:
            taken.append(text)
        if not covered and not optional:
            missing.append(text)
    return shingles("\n".join(taken)), tuple(missing)


def share(text: str, found: Counter[tuple[str, ...]]) -> float:
    """Return how much of a piece was found; one of fewer than four tokens is found inside a shingle, or not."""
    own = shingles(text)
    tokens = next(iter(own), ())
    if len(tokens) < SIZE:
        return float(any(tokens == part[at : at + len(tokens)] for part in found for at in range(SIZE)))
    return (own & found).total() / own.total()


def facts(page: Page, answer: Answer) -> dict[str, bool | float | None]:
    """Return what is right among title, authors, date, language, address and site; `None` where it cannot be known."""
    told = page.facts
    minute, day = (
        dates(page, answer) if told["date"] != "none" else (answer.published is None, answer.published is None)
    )
    return {
        "title": letters(answer.title) == letters(page.title),
        "close": token_f1(answer.title, page.title) >= 0.8,
        "authors": name_f1(answer.authors, page.authors if told["authors"] == "yes" else ()),
        "minute": minute if told["date"] == "minute" else None,
        "day": day,
        "language": answer.language == page.language,
        "canonical": unquote(answer.canonical) == page.url,
        "site": answer.site == page.site,
    }


def dates(page: Page, answer: Answer) -> tuple[bool, bool]:
    """Return whether the minute and the day are right; the day may be that of the page's zone or of UTC."""
    if answer.published is None:
        return False, False
    days = {page.published.date(), page.published.astimezone(answer.published.tzinfo).date()}
    return abs(answer.published - page.published) < timedelta(minutes=1), answer.published.date() in days


def letters(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def token_f1(left: str, right: str) -> float:
    return overlap(Counter(TOKEN.findall(left.lower())), Counter(TOKEN.findall(right.lower())))


def name_f1(left: Sequence[str], right: Sequence[str]) -> float:
    return 1.0 if not left and not right else overlap(Counter(map(letters, left)), Counter(map(letters, right)))


def overlap(left: Counter[str], right: Counter[str]) -> float:
    both = (left & right).total()
    return 2 * both / (left.total() + right.total()) if both else 0.0


def harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def total(scores: Iterable[Score]) -> dict[str, float]:
    """Return the means over pages: precision, recall, F1 of the two, and the share of each fact that is right."""
    every = list(scores)
    precision, recall = mean(one.precision for one in every), mean(one.recall for one in every)
    means = {"precision": precision, "recall": recall, "f1": harmonic(precision, recall)}
    for name in every[0].facts:
        values = [float(value) for one in every if (value := one.facts[name]) is not None]
        means[name] = mean(values) if values else 1.0
    return means
