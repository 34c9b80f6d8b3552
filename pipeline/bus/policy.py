"""When a failed message is tried again (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from pipeline.settings.tree import DeliverySettings

IN_PLACE_SECONDS: Final = 2.0
"""A message waits no longer than this without leaving its topic: it holds the committed position back."""
_LONGEST_ASKED: Final = 86_400.0
_JITTER: Final = 0.2


@dataclass(frozen=True, slots=True)
class Again:
    """Try again after `delay` seconds, in place or through the retry topic."""

    delay: float
    in_place: bool


def next_try(tries: int, policy: DeliverySettings, asked: timedelta | None, chance: float) -> Again | None:
    """Return when to try again a message that failed `tries` times, or None when it has had all its tries.

    The delay is `first_delay_seconds`, four times as long after each further try, up to `max_delay_seconds`, and up to
    a fifth longer by `chance` (0 … 1), so that messages which failed together do not all come back together. The
    first `in_place_tries` come within two seconds. `asked` (a Retry-After, say) counts as given, up to a day.
    """
    if tries >= policy.attempts:
        return None
    grown = min(policy.max_delay_seconds, policy.first_delay_seconds * 4.0 ** min(tries - 1, 30))
    quick = tries <= policy.in_place_tries
    if asked is not None:
        delay = min(max(asked.total_seconds(), 0.0), _LONGEST_ASKED)
        return Again(delay, in_place=quick and delay <= IN_PLACE_SECONDS)
    if quick:
        return Again(min(grown, IN_PLACE_SECONDS), in_place=True)
    return Again(grown * (1 + _JITTER * chance), in_place=False)


def outage_delay(failures: int, chance: float) -> float:
    """Return the seconds to wait after a server's n-th failure in a row: 0.25 doubling to 30, half of it random."""
    longest = min(30.0, 0.25 * 2.0 ** min(failures - 1, 20))
    return longest * (0.5 + 0.5 * chance)
