"""The three verdicts a hop may give on a message, and the shape of a hop's work."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, TypeAlias

from .port import Message, Record


@dataclass(frozen=True, slots=True)
class Done:
    """The message is dealt with. `status` is the label it is counted under, exactly once."""

    status: str
    outputs: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True)
class Retry:
    """The message could not be dealt with now. `after` overrides the policy's growing delay (Retry-After, say)."""

    reason: str
    after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Quarantine:
    """The message can never be dealt with as it is: to the dead letters, with the reason."""

    reason: str


Verdict: TypeAlias = Done | Retry | Quarantine


class Handler(Protocol):
    """The work of a hop: one verdict for each message, in the same order; a Future where the work goes on elsewhere.

    Raising Unavailable means that a server behind the hop is away: the whole batch waits, no attempt is counted.
    Any other exception is a bug of the hop: the messages are tried one by one, then retried, then quarantined.
    """

    def handle(self, batch: Sequence[Message]) -> Sequence[Verdict | Future[Verdict]]:
        """Deal with a batch."""
        ...

    def close(self) -> None:
        """Release threads, processes and connections."""
        ...
