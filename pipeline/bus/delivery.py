"""The loop that runs a hop's work over its topics: poll → work → outputs and positions → commit.

* A message is counted once, with its status, after the commit that rids the hop of it.
* Positions are committed in order, outputs as soon as they are there; a crash repeats work, it never loses any.
* A handler that answers at once gets its next batch only after the outputs of the last one are committed; one that
  answers with futures has at most `in_flight` messages, and polling goes on to keep the membership.
* A message that fails is tried again in place, then through the retry topic, then becomes a dead letter.
* A server that is away makes the loop wait; nothing is counted and nothing is lost. One that cannot be used ends it.
* Old material is polled only while the live topics have nothing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass, field
from datetime import UTC, datetime
from typing import Final

from pipeline.events.errors import Unavailable
from pipeline.observability import get_logger
from pipeline.settings.tree import DeliverySettings

from .crew import Crew
from .desk import Desk
from .observer import Observer, Silence
from .outage import Outage
from .port import Bus, Fenced, Message, Record, Slot, Subscription
from .settling import Court
from .topics import BACKFILL, RETRY
from .verdicts import Handler

log = get_logger(__name__)

_IDLE_POLL: Final = 0.5
_FLYING_POLL: Final = 0.03
_DRAIN_SECONDS: Final = 8.0
_FENCED_SECONDS: Final = 30.0


def _now() -> datetime:
    return datetime.now(UTC)


def _no_records(_message: Message, _reason: str) -> Sequence[Record]:
    return ()


@dataclass(eq=False)
class DeliveryLoop:
    """Runs `handler` over `topics` as one member of `group`. One thread runs it; the handler is closed by its owner.

    `on_dead` returns the records to publish beside a dead letter, such as the final state of its entry.
    """

    bus: Bus
    hop: str
    group: str
    topics: Sequence[str]
    handler: Handler
    policy: DeliverySettings
    _: KW_ONLY
    now: Callable[[], datetime] = _now
    on_dead: Callable[[Message, str], Sequence[Record]] = _no_records
    observe: Observer = field(default_factory=Silence)

    def __post_init__(self) -> None:
        self._desk = Desk(self.hop)
        court = Court(self.hop, self.policy, self._mourn)
        self._crew = Crew(self.handler, court, self._desk, Outage(self.hop), self.now)
        self._bus_away = Outage(self.hop)
        self._member: Subscription | None = None
        self._fenced_until = 0.0

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set, then drain for up to eight seconds, commit and leave the group."""
        try:
            while not stop.is_set():
                self.step(stop)
            self._drain()
        finally:
            self._leave()

    def run_until_idle(self, timeout: float = 30.0, quiet: float = 0.5) -> bool:
        """Work until nothing has come for `quiet` seconds, then leave. Return False when `timeout` seconds did not do.

        Retry messages that are not due are left for the next run.
        """
        never = threading.Event()
        deadline = time.monotonic() + timeout
        idle_since = time.monotonic()
        try:
            while time.monotonic() < deadline:
                if self.step(never, quiet / 3) or self._is_busy():
                    idle_since = time.monotonic()
                elif time.monotonic() - idle_since >= quiet:
                    return True
            return False
        finally:
            self._leave()

    def _is_busy(self) -> bool:
        """Return whether there is work, or may be: the group has given us nothing yet, or the bus is away."""
        return self._desk.busy() or self._member is None or not self._member.assigned()

    def step(self, stop: threading.Event, patience: float = _IDLE_POLL) -> int:
        """Do one round and return how many messages it brought. Waits here while the bus is away."""
        brought = 0
        try:
            member = self._join()
            if self._commit(member):
                self._desk.wake(self._clock())
                brought = self._take(member, patience)
                self._work()
                self._commit(member)
            self._bus_away.succeeded()
        except Unavailable as error:
            self._bus_away.failed(error)
            self._report()
            stop.wait(self._bus_away.left())
        self._report()
        return brought

    def _join(self) -> Subscription:
        if self._member is None:
            self._member = self.bus.subscribe(self.group, self.topics)
        return self._member

    def _take(self, member: Subscription, patience: float) -> int:
        """Poll what may be worked on, live topics first. With room for nothing, poll too: it keeps the membership."""
        slots = member.assigned()
        room = self._crew.room() - len(self._desk.ready)
        if room <= 0 or self._crew.waits():
            self._crew.rest(_IDLE_POLL)
            return self._poll(member, slots, 1, 0)
        closed = frozenset(slot for slot in slots if self._desk.crowded() and slot.topic.endswith(RETRY))
        old = frozenset(slot for slot in slots if slot.topic.endswith(BACKFILL))
        if old and (brought := self._poll(member, closed | old, room, 0)):
            return brought
        if self._desk.flying and room * 4 <= self.policy.in_flight:
            closed |= old
        return self._poll(member, closed, room, self._patience(patience))

    def _poll(self, member: Subscription, paused: frozenset[Slot], limit: int, timeout: float) -> int:
        member.pause(paused)
        messages = member.poll(limit, timeout)
        if lost := member.lost():
            self._desk.drop(lost)
            self._fenced_until = 0.0
        self._desk.accept(messages, self._clock())
        return len(messages)

    def _patience(self, longest: float) -> float:
        """Return how long to wait for messages: not at all when there is work, not beyond the next that is due."""
        if self._desk.ready:
            return 0.0
        if self._desk.flying:
            return _FLYING_POLL
        due = self._desk.next_due()
        return longest if due is None else min(longest, max(0.0, due - self._clock()))

    def _work(self) -> None:
        began = time.monotonic()
        if self._crew.hand_out():
            self.observe.seconds(self.hop, time.monotonic() - began)
        self._crew.collect()

    def _commit(self, member: Subscription) -> bool:
        """Publish what is finished and commit what can be.

        Returns False when a slot was lost. From then on it polls, until it is told which: committing again before would
        publish the same outputs again.
        """
        if self._fenced_until > time.monotonic():
            self._poll(member, member.assigned(), 1, 0.1)
            return False
        self._desk.park()
        finished, positions = self._desk.finished, self._desk.ledger.positions()
        if not finished and not positions:
            return True
        try:
            member.commit(positions, [record for outcome in finished for record in outcome.outputs])
        except Fenced as error:
            log.info("partition_lost", hop=self.hop, reason=str(error))
            self._fenced_until = time.monotonic() + _FENCED_SECONDS
            return False
        self._desk.finished = []
        self._desk.ledger.committed(positions)
        for outcome in finished:
            if outcome.status:
                self.observe.count(self.hop, outcome.status)
        return True

    def _drain(self) -> None:
        """Let the work in flight land and commit it; what does not land in time is redelivered."""
        deadline = time.monotonic() + _DRAIN_SECONDS
        member = self._member
        while member is not None and time.monotonic() < deadline and (self._desk.flying or self._desk.finished):
            self._crew.landed.wait(0.1 if self._desk.flying else 0)
            self._crew.landed.clear()
            self._crew.collect()
            try:
                if not self._commit(member):
                    return
            except Unavailable as error:
                log.warning("stopping_uncommitted", hop=self.hop, error=str(error))
                return

    def _leave(self) -> None:
        self._desk.clear()
        if self._member is not None:
            self._member.close()
            self._member = None

    def _mourn(self, message: Message, reason: str) -> Sequence[Record]:
        log.warning("dead_letter", hop=self.hop, topic=message.slot.topic, offset=message.offset, reason=reason)
        try:
            return self.on_dead(message, reason)
        except Exception:
            log.exception("on_dead_failed", hop=self.hop)
            return ()

    def _report(self) -> None:
        self.observe.in_flight(self.hop, self._desk.ledger.unfinished())
        self.observe.waiting(self.hop, self._bus_away.lasts or self._crew.away.lasts)

    def _clock(self) -> float:
        return self.now().timestamp()
