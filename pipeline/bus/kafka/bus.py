"""Kafka behind the port."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from pipeline.bus.port import Message, Record, Slot, TopicSpec
from pipeline.events.errors import ConfigError, Incompatible

from .admin import Admin
from .client import MAX_REQUEST
from .failures import errors, probe
from .publisher import Publisher
from .reader import Readers
from .subscription import KafkaSubscription
from .tuning import Tuning


class KafkaBus:
    """The event log on Kafka 4. Nothing is connected before it is used, but the servers must accept connections."""

    def __init__(self, servers: str, *, replication: int = 1, tuning: Tuning | None = None) -> None:
        self.servers = servers
        self._replication = replication
        self._tuning = tuning or Tuning()
        self.publisher = Publisher(servers, self._tuning)
        self._readers = Readers(servers, self._tuning)
        self._lock = threading.Lock()
        self._admin: Admin | None = None
        self._known: Mapping[str, int] = {}
        self._members: list[KafkaSubscription] = []
        probe(servers, self._tuning.connect)

    def apply(self, topics: Sequence[TopicSpec]) -> list[str]:
        """Create what does not exist."""
        there = self.topics()
        for spec in topics:
            if there.get(spec.name, spec.partitions) != spec.partitions:
                raise Incompatible(
                    f"topic {spec.name} has {there[spec.name]} partitions, not {spec.partitions}",
                    hint="keys would move; keep the number, or delete the topic",
                )
        new = {spec.name: self._settings(spec) for spec in topics if spec.name not in there}
        if new:
            with self._administration() as admin:
                admin.create(new)
        return list(new)

    def topics(self) -> Mapping[str, int]:
        """Return the number of partitions of every topic."""
        with self._administration() as admin:
            self._known = admin.topics()
        return self._known

    def publish(self, records: Sequence[Record]) -> None:
        """Publish and wait until all replicas have it."""
        self._partitions([record.topic for record in records])
        self.publisher.publish(records)

    def subscribe(self, group: str, topics: Sequence[str]) -> KafkaSubscription:
        """Join a group; the partitions come with the first polls."""
        self._partitions(topics)
        member = KafkaSubscription(self.servers, self._tuning, self.publisher, group, topics)
        self._members = [*(one for one in self._members if not one.closed), member]
        return member

    def read(self, topic: str, after: Mapping[int, int] | None = None) -> Iterator[Message]:
        """Yield what lies on a topic now."""
        return self._readers.read(topic, self._partitions([topic])[topic], after or {})

    def seek(self, group: str, positions: Mapping[Slot, int]) -> None:
        """Move a group without members."""
        with self._administration() as admin:
            if not admin.move(group, positions):
                raise ConfigError(f"group {group} is active", hint="stop its workers first, or wait ten seconds")

    def lag(self, group: str, topics: Sequence[str]) -> Mapping[Slot, int]:
        """Return end minus position for each slot, of what retention has left."""
        known = self._partitions(topics)
        slots = [Slot(topic, number) for topic in topics for number in range(known[topic])]
        with self._administration() as admin:
            done = admin.committed(group)
        with self._readers.borrow() as reader:
            ends = reader.ends(slots, self._tuning.connect)
            oldest = reader.beginnings(slots, self._tuning.connect)
        return {slot: ends[slot] - max(done.get(slot, 0), oldest[slot]) for slot in slots}

    def close(self) -> None:
        """Leave all groups, send what is left and close all connections."""
        for member in self._members:
            member.close()
        self.publisher.close()
        self._readers.close()
        with self._lock:
            if self._admin is not None:
                self._admin.close()
                self._admin = None

    def _partitions(self, topics: Sequence[str]) -> Mapping[str, int]:
        known = self._known
        if any(topic not in known for topic in topics):
            known = self.topics()
        for topic in topics:
            if topic not in known:
                raise ConfigError(f"topic {topic} does not exist", hint="run `undersight topics apply`")
        return known

    def _settings(self, spec: TopicSpec) -> dict[str, object]:
        keep = -1 if spec.retention is None else int(spec.retention.total_seconds() * 1000)
        configs = {"retention.ms": str(keep), "max.message.bytes": str(MAX_REQUEST), "cleanup.policy": "delete"}
        return {"num_partitions": spec.partitions, "replication_factor": self._replication, "configs": configs}

    @contextmanager
    def _administration(self) -> Iterator[Admin]:
        """Lend the admin client; one whose use fails is dropped, so that the next use connects afresh."""
        with self._lock:
            try:
                with errors(self.servers):
                    if self._admin is None:
                        probe(self.servers, self._tuning.connect)
                        self._admin = Admin(self.servers, self._tuning)
                    yield self._admin
            except ConfigError:
                raise
            except Exception:
                if self._admin is not None:
                    self._admin.close()
                self._admin = None
                raise
