"""How long things may take with Kafka."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tuning:
    """Seconds, but for the library's own milliseconds. Tests turn them to see failures soon.

    `publish` bounds a call of `publish` or `commit`, `connect` a connection; after `silence` without messages a
    consumer looks whether Kafka is there.
    """

    publish: float = 5.0
    connect: float = 5.0
    silence: float = 10.0
    delivery_timeout_ms: int = 2**31 - 1
    session_timeout_ms: int = 10_000
    heartbeat_ms: int = 1_000
    max_poll_ms: int = 300_000
