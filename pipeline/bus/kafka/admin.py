"""Kafka's administration behind types: topics and the positions of groups."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from kafka import KafkaAdminClient  # type: ignore[import-untyped]
from kafka.errors import KafkaError, NoError, RetriableError, TopicAlreadyExistsError  # type: ignore[import-untyped]
from kafka.structs import OffsetAndMetadata  # type: ignore[import-untyped]

from pipeline.bus.port import Slot

from .library import connected, partition, patiently
from .tuning import Tuning


class Admin:
    """Topics and groups."""

    def __init__(self, servers: str, tuning: Tuning) -> None:
        self._patience = tuning.connect
        self._raw = connected(
            KafkaAdminClient,
            bootstrap_servers=servers,
            bootstrap_timeout_ms=int(tuning.connect * 1000),
            request_timeout_ms=15_000,
            reconnect_backoff_max_ms=1000,
        )

    def topics(self) -> dict[str, int]:
        """Return the number of partitions of every topic."""
        rows = patiently(self._raw.describe_topics, self._patience)
        return {row["name"]: len(row["partitions"]) for row in rows}

    def create(self, topics: Mapping[str, Mapping[str, Any]]) -> None:
        """Create topics and wait until they have leaders; one that another process just created is no error."""
        with suppress(TopicAlreadyExistsError):
            self._raw.create_topics(dict(topics), timeout_ms=15_000)
        self._raw.wait_for_topics(list(topics), timeout_ms=15_000)

    def committed(self, group: str) -> dict[Slot, int]:
        """Return the committed positions of a group; none for a group that does not exist."""
        found = patiently(lambda: self._raw.list_group_offsets({group: None}), self._patience)
        return {Slot(part.topic, part.partition): max(0, data.offset) for part, data in found.get(group, {}).items()}

    def move(self, group: str, positions: Mapping[Slot, int]) -> bool:
        """Set the positions of a group; False when it refuses because it has members."""
        offsets = {partition(slot): OffsetAndMetadata(offset, "", -1) for slot, offset in positions.items()}

        def ask() -> bool:
            refusals = set(self._raw.alter_group_offsets(group, offsets).values()) - {NoError}
            for error in refusals:
                if issubclass(error, RetriableError):
                    raise error(f"while group {group} was moved")
            return not refusals

        return patiently(ask, self._patience)

    def close(self) -> None:
        """Close the connections; never raises."""
        with suppress(KafkaError, OSError):
            self._raw.close()
