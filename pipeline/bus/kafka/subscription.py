"""One member of a consumer group on Kafka."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from pipeline.bus.outputs import Outputs
from pipeline.bus.port import Message, Record, Slot

from .client import Consumer
from .failures import errors, probe
from .publisher import Publisher
from .tuning import Tuning


class KafkaSubscription:
    """Polls as a member of a classic group; publishes, then commits."""

    def __init__(self, servers: str, tuning: Tuning, publisher: Publisher, group: str, topics: Sequence[str]) -> None:
        self._servers = servers
        self._tuning = tuning
        self._outputs = Outputs(publisher.publish)
        self._heard = time.monotonic()
        self.closed = False
        probe(servers, tuning.connect)
        with errors(servers):
            self._consumer = Consumer(servers, tuning, group)
            self._consumer.subscribe(topics)

    def poll(self, max_messages: int, timeout: float) -> list[Message]:
        """Return messages. While Kafka is away the library returns nothing for ever, so silence is looked into."""
        with errors(self._servers):
            messages = self._consumer.poll(max_messages, timeout)
        self._listen(bool(messages))
        return messages

    def assigned(self) -> frozenset[Slot]:
        """Return the slots owned as of the last poll."""
        return self._consumer.assigned()

    def lost(self) -> frozenset[Slot]:
        """Return the slots lost since the last call."""
        lost = frozenset(self._consumer.lost)
        self._consumer.lost.clear()
        return lost

    def pause(self, slots: frozenset[Slot]) -> None:
        """Replace the set of slots that polling passes over."""
        self._consumer.pause(slots)

    def commit(self, positions: Mapping[Slot, int], outputs: Sequence[Record] = ()) -> None:
        """Publish the outputs and wait for them, then commit the positions.

        Outputs that were published before a commit failed are not published again when it is tried again.
        """
        self._outputs.publish(outputs)
        if positions:
            with errors(self._servers):
                self._consumer.commit(positions, self._tuning.publish)
        self._outputs.committed()
        self._heard = time.monotonic()

    def close(self) -> None:
        """Leave the group."""
        if not self.closed:
            self.closed = True
            self._consumer.close(2.0)

    def _listen(self, heard: bool) -> None:
        if heard:
            self._heard = time.monotonic()
        elif time.monotonic() - self._heard > self._tuning.silence:
            probe(self._servers, self._tuning.connect)
            self._heard = time.monotonic()
