"""Has a hop's handler deal with batches and carries its verdicts out, whatever the handler does (no bus here)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field
from datetime import datetime
from random import random

from pipeline.events.errors import Incompatible, Unavailable
from pipeline.observability import get_logger

from .desk import Desk
from .envelope import Failure, Work
from .outage import Outage
from .settling import Court, Held, Settled
from .verdicts import Handler, Verdict

log = get_logger(__name__)


def _check(verdicts: Sequence[object], batch: Sequence[Work]) -> None:
    if len(verdicts) != len(batch):
        raise RuntimeError(f"{len(verdicts)} verdicts on {len(batch)} messages")


@dataclass(eq=False)
class Crew:
    """Hands work to a handler. `away` tells whether a server behind the hop is away, `landed` is set by its threads."""

    handler: Handler
    court: Court
    desk: Desk
    away: Outage
    now: Callable[[], datetime]
    landed: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._answers_at_once = False
        self._answers_later = False

    def room(self) -> int:
        """Return how many more messages may be worked on: one batch, or what `in_flight` leaves of the threads."""
        policy = self.court.policy
        if self._answers_at_once and not self._answers_later:
            return policy.batch
        return min(policy.batch, policy.in_flight - len(self.desk.flying))

    def waits(self) -> bool:
        """Return whether a server behind the hop is away; the first work after the wait shows whether it still is."""
        return self.away.lasts and (self.away.left() > 0 or bool(self.desk.ready))

    def rest(self, longest: float) -> None:
        """Wait for work to land, or for the next try after an outage; not when there is work to hand out."""
        if self.away.lasts:
            longest = min(longest, self.away.left())
        elif self.desk.ready and not self.desk.flying:
            return
        self.landed.wait(longest)
        self.landed.clear()

    def hand_out(self) -> bool:
        """Have a batch dealt with. Return False when there was none, or nothing may be handed out now."""
        if not self.desk.ready or self.away.left() > 0:
            return False
        batch = self.desk.take(self.room())
        if batch:
            self._work(batch)
        return bool(batch)

    def collect(self) -> None:
        """Take in the verdicts on work that was done elsewhere."""
        for work, future in self.desk.landed():
            try:
                verdict = future.result()
            except Unavailable as error:
                self.desk.put_back([work])
                self.away.failed(error)
            except CancelledError:
                self.desk.put_back([work])
            except Incompatible:
                raise
            except Exception as error:  # noqa: BLE001 - a bug of the hop, whatever it is
                self._fail(work, error)
            else:
                self._receive(work, verdict)

    def _work(self, batch: list[Work]) -> None:
        """Have a batch dealt with. One that breaks the handler is taken apart, to find the message that does it.

        Incompatible is let through: no message is to blame for it, the hop ends and nothing of the batch is committed.
        """
        try:
            verdicts = self.handler.handle([work.message for work in batch])
            _check(verdicts, batch)
        except Unavailable as error:
            self.desk.put_back(batch)
            self.away.failed(error)
        except Incompatible:
            raise
        except Exception as error:  # noqa: BLE001 - a bug of the hop, whatever it is
            self._work_one_by_one(batch, error)
        else:
            later = any(isinstance(verdict, Future) for verdict in verdicts)
            self._answers_at_once |= not later
            self._answers_later |= later
            for work, verdict in zip(batch, verdicts, strict=True):
                self._receive(work, verdict)

    def _work_one_by_one(self, batch: list[Work], error: Exception) -> None:
        if len(batch) == 1:
            self._fail(batch[0], error)
            return
        log.warning("batch_failed", hop=self.court.hop, messages=len(batch), error=str(error))
        for at, work in enumerate(batch):
            if self.away.left() > 0:
                self._put_behind(batch[at:])
                return
            self._work([work])

    def _put_behind(self, rest: list[Work]) -> None:
        """Put the rest of a batch back behind the message whose handling found a server away."""
        first = self.desk.take(1)
        self.desk.put_back([*first, *rest])

    def _receive(self, work: Work, verdict: Verdict | Future[Verdict]) -> None:
        if isinstance(verdict, Future):
            self.desk.flying[verdict] = work
            verdict.add_done_callback(lambda _future: self.landed.set())
            return
        self.away.succeeded()
        self._place(self.court.settle(work, verdict, self.now(), random()))

    def _fail(self, work: Work, error: Exception) -> None:
        slot, offset = work.message.slot, work.message.offset
        log.error("handler_failed", hop=self.court.hop, topic=slot.topic, offset=offset, exc_info=error)
        failure = Failure(type(error).__name__, str(error) or type(error).__name__)
        self._place(self.court.again(work, failure, None, self.now(), random()))

    def _place(self, outcome: Settled | Held) -> None:
        if isinstance(outcome, Held):
            self.desk.hold(outcome)
        else:
            self.desk.finish(outcome)
