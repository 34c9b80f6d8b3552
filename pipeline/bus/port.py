"""The port to the event log: publish, subscribe, commit. Two implementations: `embedded` (SQLite) and `kafka`.

Both keep these promises, and `tests/contract/test_bus.py` runs on both:

* at least once: a message is delivered again until its position is committed;
* order by key: messages of one key lie in one partition (murmur2, as Kafka does it) and are delivered in order;
* offsets rise but may have gaps;
* each partition of a topic belongs to at most one member of a group at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, Protocol

LARGEST: Final = 15_000_000
"""Bytes that the value of a message may have; Kafka's limit with a margin for headers."""


@dataclass(frozen=True, slots=True)
class Record:
    """A message to be published. `key` decides the partition."""

    topic: str
    key: str
    value: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """One partition of one topic."""

    topic: str
    partition: int


@dataclass(frozen=True, slots=True)
class Message:
    """A message as delivered. `timestamp` is the publishing time in milliseconds since the epoch."""

    slot: Slot
    offset: int
    key: str
    value: bytes
    headers: Mapping[str, str]
    timestamp: int


@dataclass(frozen=True, slots=True)
class TopicSpec:
    """A topic as it should exist. `retention` None keeps messages for ever."""

    name: str
    partitions: int
    retention: timedelta | None = None


class Fenced(Exception):
    """A commit came from a member that no longer owns the partition: drop the work, another member has it."""


class Subscription(Protocol):
    """One member of a consumer group. Not thread safe; one thread polls and commits."""

    def poll(self, max_messages: int, timeout: float) -> list[Message]:
        """Return up to `max_messages` messages, waiting up to `timeout` seconds for the first.

        Keeps the membership alive, so it must be called at least every few seconds, also while all slots are paused.
        Raises Unavailable when the log cannot be reached.
        """
        ...

    def assigned(self) -> frozenset[Slot]:
        """Return the slots this member owns as of the last poll."""
        ...

    def lost(self) -> frozenset[Slot]:
        """Return the slots this member lost since the last call, also those it has regained meanwhile.

        Work on their messages must be dropped: whoever owns a slot next starts at its committed position.
        """
        ...

    def pause(self, slots: frozenset[Slot]) -> None:
        """Replace the set of slots that `poll` passes over; an empty set resumes all."""
        ...

    def commit(self, positions: Mapping[Slot, int], outputs: Sequence[Record] = ()) -> None:
        """Publish `outputs` durably, then store `positions` (the next offset to read of each slot).

        One transaction on the embedded bus; publish, flush, commit on Kafka. Raises Fenced when a slot is no longer
        owned (nothing is stored; on the embedded bus nothing is published either) and Unavailable when the log is away.
        """
        ...

    def close(self) -> None:
        """Leave the group at once, so that other members take over without waiting for a timeout."""
        ...


class Bus(Protocol):
    """The event log. Thread safe, but for the subscriptions it hands out."""

    def apply(self, topics: Sequence[TopicSpec]) -> list[str]:
        """Create the topics that do not exist and return their names.

        Raises Incompatible when a topic exists with another number of partitions: keys would move.
        """
        ...

    def topics(self) -> Mapping[str, int]:
        """Return the number of partitions of every topic."""
        ...

    def publish(self, records: Sequence[Record]) -> None:
        """Publish durably: when this returns, the records survive a crash. Raises Unavailable."""
        ...

    def subscribe(self, group: str, topics: Sequence[str]) -> Subscription:
        """Join a consumer group. A new group starts at the oldest message."""
        ...

    def read(self, topic: str, after: Mapping[int, int] | None = None) -> Iterator[Message]:
        """Yield what lies on a topic at the time of the call, without a group.

        `after` maps a partition to the first offset wanted. Ends when the end as of the call is reached.
        """
        ...

    def seek(self, group: str, positions: Mapping[Slot, int]) -> None:
        """Move a group that has no active member, to replay or to skip. Raises ConfigError while it is active."""
        ...

    def lag(self, group: str, topics: Sequence[str]) -> Mapping[Slot, int]:
        """Return how many messages of each slot the group has not committed (an upper bound, as offsets have gaps)."""
        ...

    def close(self) -> None:
        """Flush and release everything."""
        ...
