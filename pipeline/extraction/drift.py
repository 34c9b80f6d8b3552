"""Whether a site's pages still come out as they used to: its last 20 against those before. Pure.

A template that changes shows as pages that give no article, as texts that are cut short or swell, or as extractors that
no longer agree. Each is tested, and each test asks for an effect that matters besides one that is not chance:

* success: the number of failures among the last 20 under the beta-binomial that the baseline predicts (Jeffreys prior),
  and a share that fell by 30 points at least;
* length and agreement: the rank-sum test, which assumes nothing about their distribution, and medians a factor of 1.6
  (agreement: .2) apart.

An alarm is raised at a chance of one in 100,000 for each look, since there are as many looks as pages, and stays while
the same holds at one in 20 and half of the effect. The baseline stops where an alarm begins; once its pages have left
the window, the new state is the normal one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, median
from typing import Final, Literal, TypeAlias

Outcome: TypeAlias = Literal["article", "wall", "not_an_article", "crashed"]

WINDOW: Final = 150
"""Pages of a site that are remembered, the recent ones among them."""

RECENT: Final = 20
LEAST_BASELINE: Final = 30
LEAST_MEASURED: Final = 12
"""Recent articles needed for a word on their length or agreement."""


@dataclass(frozen=True, slots=True)
class Look:
    """What came of one page: `words` and `agreement` (0..1, None where unknown) count for articles only."""

    outcome: Outcome
    words: int = 0
    agreement: float | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """How sure and how large a change has to be."""

    chance: float
    success: float
    ratio: float
    agreement: float


RAISE: Final = Bar(chance=1e-5, success=0.3, ratio=1.6, agreement=0.2)
HOLD: Final = Bar(chance=0.05, success=0.15, ratio=1.3, agreement=0.1)


def drift(baseline: Sequence[Look], recent: Sequence[Look], bar: Bar = RAISE) -> tuple[str, ...]:
    """Return what has changed about a site, in words; nothing where nothing has, or too little is known."""
    if len(baseline) < LEAST_BASELINE or len(recent) < RECENT:
        return ()
    found = (_success(baseline, recent, bar), _length(baseline, recent, bar), _agreement(baseline, recent, bar))
    return tuple(reason for reason in found if reason)


def _success(baseline: Sequence[Look], recent: Sequence[Look], bar: Bar) -> str:
    before, now = _failures(baseline), _failures(recent)
    share_before, share_now = before / len(baseline), now / len(recent)
    if share_now - share_before < bar.success:
        return ""
    if _chance_of_failures(now, len(recent), before, len(baseline)) > bar.chance:
        return ""
    common = max(_kinds(recent), key=lambda kind: kind[1])[0].replace("_", " ")
    return f"articles on {1 - share_now:.0%} of its pages, before {1 - share_before:.0%}; mostly: {common}"


def _failures(looks: Sequence[Look]) -> int:
    return sum(look.outcome != "article" for look in looks)


def _kinds(looks: Sequence[Look]) -> list[tuple[str, int]]:
    failed = [look.outcome for look in looks if look.outcome != "article"]
    return [(kind, failed.count(kind)) for kind in dict.fromkeys(failed)]


def _chance_of_failures(failures: int, pages: int, failures_before: int, pages_before: int) -> float:
    """Return the chance of at least so many failures, given how many there were before (beta-binomial, Jeffreys)."""
    a, b = failures_before + 0.5, pages_before - failures_before + 0.5
    base = _log_beta(a, b)
    return sum(
        math.comb(pages, k) * math.exp(_log_beta(k + a, pages - k + b) - base) for k in range(failures, pages + 1)
    )


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def _length(baseline: Sequence[Look], recent: Sequence[Look], bar: Bar) -> str:
    before, now = ([float(look.words) for look in looks if look.outcome == "article"] for looks in (baseline, recent))
    if len(before) < LEAST_BASELINE or len(now) < LEAST_MEASURED:
        return ""
    ratio = (median(now) + 1) / (median(before) + 1)
    if max(ratio, 1 / ratio) < bar.ratio or _chance_of_ranks(before, now) > bar.chance / 2:
        return ""
    return f"a median of {median(now):,.0f} words, before {median(before):,.0f}"


def _agreement(baseline: Sequence[Look], recent: Sequence[Look], bar: Bar) -> str:
    before, now = ([look.agreement for look in looks if look.agreement is not None] for looks in (baseline, recent))
    if len(before) < LEAST_BASELINE or len(now) < LEAST_MEASURED:
        return ""
    if median(before) - median(now) < bar.agreement or _chance_of_ranks(before, now) > bar.chance:
        return ""
    return f"extractors agree by {median(now):.2f}, before {median(before):.2f}"


def _chance_of_ranks(before: Sequence[float], now: Sequence[float]) -> float:
    """Return the one-sided chance of ranks as far from the middle (Mann-Whitney, normal form, with ties)."""
    n, m = len(before), len(now)
    u, ties = _rank_sum(before, now)
    total = n + m
    spread = n * m / 12 * (total + 1 - ties / (total * (total - 1)))
    if spread <= 0:
        return 1.0
    return NormalDist().cdf(-max(0.0, abs(u - n * m / 2) - 0.5) / math.sqrt(spread))


def _rank_sum(before: Sequence[float], now: Sequence[float]) -> tuple[float, float]:
    """Return U of the second sample and the correction for ties, the sum of t³ - t."""
    counts: dict[float, tuple[int, int]] = {}
    for value in before:
        old, new = counts.get(value, (0, 0))
        counts[value] = (old + 1, new)
    for value in now:
        old, new = counts.get(value, (0, 0))
        counts[value] = (old, new + 1)
    u, below, ties = 0.0, 0, 0
    for _, (old, new) in sorted(counts.items()):
        u += new * (below + old / 2)
        below += old
        ties += (old + new) ** 3 - (old + new)
    return u, float(ties)
