"""What our clients of kafka-python share. It has no annotations: `Any` is allowed in this folder and nowhere else."""

# ruff: noqa: ANN401 - the values of an untyped library

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from kafka.errors import RetriableError  # type: ignore[import-untyped]
from kafka.net.compat import KafkaNetClient  # type: ignore[import-untyped]
from kafka.structs import TopicPartition  # type: ignore[import-untyped]

from pipeline.bus.port import Slot

T = TypeVar("T")


def connected(make: Callable[..., Any], **settings: Any) -> Any:
    """Make a client of the library; when it cannot connect, end the thread that it would leave running."""
    begun: list[Any] = []

    def network(**values: Any) -> Any:
        begun.append(KafkaNetClient(**values))
        return begun[0]

    try:
        return make(kafka_client=network, **settings)
    except BaseException:
        for client in begun:
            client.close()
        raise


def patiently(call: Callable[[], T], seconds: float) -> T:
    """Repeat a request that fails for a passing reason, such as a coordinator that is being chosen."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return call()
        except RetriableError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def partition(slot: Slot) -> Any:
    """Return the library's word for a slot."""
    return TopicPartition(slot.topic, slot.partition)


def by_slot(offsets: Mapping[Any, int]) -> dict[Slot, int]:
    """Return offsets that the library gives, by slot."""
    return {Slot(part.topic, part.partition): int(offset) for part, offset in offsets.items()}
