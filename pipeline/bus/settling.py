"""From a verdict to what follows: outputs, another try, or a dead letter (pure, but for the caller's `on_dead`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from pipeline.settings.tree import DeliverySettings

from .envelope import REASON, Failure, Work, dead_record, retry_record
from .policy import next_try
from .port import LARGEST, Message, Record
from .verdicts import Done, Retry, Verdict

OnDead: TypeAlias = Callable[[Message, str], Sequence[Record]]


@dataclass(frozen=True, slots=True)
class Settled:
    """A message this hop is rid of. It is counted under `status`; an empty one means that it will come again."""

    work: Work
    outputs: tuple[Record, ...] = ()
    status: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A message to be tried again in place, at `due` (seconds since the epoch)."""

    work: Work
    due: float


@dataclass(frozen=True, slots=True)
class Court:
    """What is needed to carry verdicts out."""

    hop: str
    policy: DeliverySettings
    on_dead: OnDead

    def settle(self, work: Work, verdict: Verdict, now: datetime, chance: float) -> Settled | Held:
        """Return what follows from a verdict. `chance` (0 … 1) spreads the retries."""
        if isinstance(verdict, Done) and (size := _largest(verdict)) > LARGEST:
            failure = Failure("TooLarge", f"an output of {size} bytes, the limit is {LARGEST}")
            return self._bury(work.failed(now), failure, now)
        if isinstance(verdict, Done):
            return Settled(work, verdict.outputs, verdict.status)
        if isinstance(verdict, Retry):
            return self.again(work, Failure("Retry", verdict.reason), verdict.after, now, chance)
        return self._bury(work.failed(now), Failure("Quarantine", verdict.reason), now)

    def again(
        self, work: Work, failure: Failure, asked: timedelta | None, now: datetime, chance: float
    ) -> Settled | Held:
        """Return what follows from a failure that may pass."""
        work = work.failed(now)
        again = next_try(work.tries, self.policy, asked, chance)
        if again is None:
            return self._bury(work, failure, now)
        due = now.timestamp() + again.delay
        if again.in_place:
            return Held(work, due)
        return Settled(work, (retry_record(work, self.hop, failure, int(due * 1000)),))

    def _bury(self, work: Work, failure: Failure, now: datetime) -> Settled:
        letter = dead_record(work, self.hop, failure, now)
        return Settled(work, (letter, *self.on_dead(work.message, letter.headers[REASON])), "dead")


def _largest(verdict: Done) -> int:
    return max((len(record.value) for record in verdict.outputs), default=0)
