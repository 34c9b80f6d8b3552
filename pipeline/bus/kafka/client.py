"""kafka-python behind types: its producer and consumer made with our settings, speaking the port's words.

Two of the library's traps shape the settings:

* An idempotent producer whose batches expire never recovers (3.0.12: the producer id is reset, but never asked for
  again). So nothing expires (`delivery_timeout_ms`), and `publisher.py` replaces a producer that is stuck.
* `reconnect_backoff_max_ms` defaults to 30 s; with 1 s a client is back a second after its broker.
"""

# ruff: noqa: ANN401 - the values of an untyped library

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from kafka import (  # type: ignore[import-untyped]
    ConsumerRebalanceListener,
    KafkaConsumer,
    KafkaProducer,
)
from kafka.errors import KafkaError, KafkaTimeoutError  # type: ignore[import-untyped]
from kafka.structs import OffsetAndMetadata  # type: ignore[import-untyped]

from pipeline.bus.port import Message, Record, Slot

from .failures import errors
from .library import by_slot, connected, partition, patiently
from .tuning import Tuning

MAX_REQUEST: Final = 16_000_000


class Producer:
    """An idempotent producer that waits for all replicas."""

    def __init__(self, servers: str, tuning: Tuning) -> None:
        self._servers = servers
        self._raw = connected(
            KafkaProducer,
            bootstrap_servers=servers,
            bootstrap_timeout_ms=int(tuning.connect * 1000),
            max_block_ms=int(tuning.publish * 1000),
            delivery_timeout_ms=tuning.delivery_timeout_ms,
            request_timeout_ms=min(30_000, tuning.delivery_timeout_ms // 2),
            reconnect_backoff_max_ms=1000,
            acks="all",
            compression_type="zstd",
            linger_ms=5,
            batch_size=128 * 1024,
            max_request_size=MAX_REQUEST,
        )

    def send(self, records: Sequence[Record], seconds: float) -> None:
        """Send records and wait until all are acknowledged. Raises Unavailable, after `seconds` at the latest."""
        with errors(self._servers):
            self._send(records, seconds)

    def _send(self, records: Sequence[Record], seconds: float) -> None:
        futures = [
            self._raw.send(
                record.topic,
                key=record.key.encode("utf-8", "surrogatepass"),
                value=record.value,
                headers=[(name, text.encode()) for name, text in record.headers.items()],
            )
            for record in records
        ]
        self._raw.flush(timeout=seconds)
        for future in futures:
            future.get(timeout=0)

    def close(self, seconds: float) -> None:
        """Send what is left and end the producer's thread."""
        try:
            self._raw.close(timeout=seconds)
        except KafkaError:
            self.abandon()

    def abandon(self) -> None:
        """End the producer without sending anything more; `close` of the library would wait for the stuck records."""
        self._raw._unregister_cleanup()  # noqa: SLF001 - the library offers no way to drop a producer
        self._raw._sender.force_close()  # noqa: SLF001
        self._raw._sender.join(0.5)  # noqa: SLF001
        self._raw._closed = True  # noqa: SLF001


class Consumer:
    """A consumer; with a group it is a member, without one it reads what it is told to."""

    def __init__(self, servers: str, tuning: Tuning, group: str | None) -> None:
        self._raw = connected(
            KafkaConsumer,
            bootstrap_servers=servers,
            bootstrap_timeout_ms=int(tuning.connect * 1000),
            group_id=group,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            session_timeout_ms=tuning.session_timeout_ms,
            heartbeat_interval_ms=tuning.heartbeat_ms,
            max_poll_interval_ms=tuning.max_poll_ms,
            reconnect_backoff_max_ms=1000,
            fetch_max_wait_ms=100,
            max_partition_fetch_bytes=4 * 1024 * 1024,
            metadata_max_age_ms=60_000,
        )
        self.lost: set[Slot] = set()
        self._passed_over: frozenset[Slot] = frozenset()

    def subscribe(self, topics: Sequence[str]) -> None:
        """Join the group for these topics at the next poll.

        The library may share out partitions before it knows them all, and then not do it again: so it is made to look
        them up first.
        """
        self._raw.subscribe(topics=list(topics), listener=_listener(self))
        for topic in topics:
            self._raw.partitions_for_topic(topic)

    def assign(self, starts: Mapping[Slot, int]) -> None:
        """Read these slots from these offsets."""
        self._raw.assign([partition(slot) for slot in starts])
        self.pause(frozenset())
        for slot, offset in starts.items():
            self._raw.seek(partition(slot), offset)

    def poll(self, limit: int, seconds: float) -> list[Message]:
        """Return up to `limit` messages, waiting up to `seconds` for the first."""
        self._unpark()
        found = self._raw.poll(timeout_ms=int(seconds * 1000), max_records=limit)
        return [_message(row) for rows in found.values() for row in rows]

    def assigned(self) -> frozenset[Slot]:
        """Return the slots that are ours."""
        return frozenset(Slot(part.topic, part.partition) for part in self._raw.assignment())

    def pause(self, slots: frozenset[Slot]) -> None:
        """Pass over exactly these of our slots."""
        self._passed_over = slots
        self.pause_again()

    def pause_again(self) -> None:
        """Pass over what is to be passed over; the library forgets it when partitions are assigned."""
        wanted = {partition(slot) for slot in self._passed_over & self.assigned()}
        paused = set(self._raw.paused())
        if paused - wanted:
            self._raw.resume(*(paused - wanted))
        if wanted - paused:
            self._raw.pause(*(wanted - paused))

    def _unpark(self) -> None:
        """Let the library see that what it holds of partitions once passed over can be delivered.

        It looks for that only while it has no batch at all, and takes one that is used up for one (3.0.12): a partition
        that was passed over in the middle of a batch would never be heard of again.
        """
        fetcher = self._raw._fetcher  # noqa: SLF001 - the library offers no way to do this
        if not fetcher._next_partition_records:  # noqa: SLF001
            fetcher._next_partition_records = None  # noqa: SLF001

    def commit(self, positions: Mapping[Slot, int], seconds: float) -> None:
        """Commit positions and wait for the answer."""
        offsets = {partition(slot): OffsetAndMetadata(offset, "", -1) for slot, offset in positions.items()}
        self._raw.commit(offsets, timeout_ms=int(seconds * 1000))

    def position(self, slot: Slot) -> int:
        """Return the offset that the next poll starts at."""
        return int(self._raw.position(partition(slot), timeout_ms=5000))

    def ends(self, slots: Sequence[Slot], seconds: float) -> dict[Slot, int]:
        """Return the end offset of each slot."""
        return self._ask(self._raw.end_offsets, slots, seconds)

    def beginnings(self, slots: Sequence[Slot], seconds: float) -> dict[Slot, int]:
        """Return the oldest offset of each slot."""
        return self._ask(self._raw.beginning_offsets, slots, seconds)

    def _ask(self, question: Callable[..., Any], slots: Sequence[Slot], seconds: float) -> dict[Slot, int]:
        """Ask for offsets. The library fails with a KeyError while it looks up the leader of some of the partitions."""
        partitions = [partition(slot) for slot in slots]

        def ask() -> Any:
            try:
                return question(partitions, timeout_ms=int(seconds * 1000))
            except KeyError as error:
                raise KafkaTimeoutError(f"no leader is known of {error}") from error

        return by_slot(patiently(ask, seconds))

    def close(self, seconds: float) -> None:
        """Leave the group and close the connections; never raises."""
        with suppress(KafkaError, OSError):
            self._raw.close(autocommit=False, timeout_ms=int(seconds * 1000))


def _message(row: Any) -> Message:
    return Message(
        slot=Slot(row.topic, row.partition),
        offset=row.offset,
        key=(row.key or b"").decode("utf-8", "surrogatepass"),
        value=row.value or b"",
        headers={name: text.decode("utf-8", "replace") for name, text in row.headers},
        timestamp=row.timestamp,
    )


def _listener(consumer: Consumer) -> Any:
    """Return a listener that notes what is taken away: with eager rebalancing everything, also what comes back."""
    lost = consumer.lost

    class Listener(ConsumerRebalanceListener):  # type: ignore[misc]
        def on_partitions_revoked(self, revoked: Any) -> None:
            lost.update(Slot(part.topic, part.partition) for part in revoked)

        def on_partitions_lost(self, gone: Any) -> None:
            self.on_partitions_revoked(gone)

        def on_partitions_assigned(self, _assigned: Any) -> None:
            consumer.pause_again()

    return Listener()
