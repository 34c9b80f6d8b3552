"""Who hears what became of the messages of a hop."""

from __future__ import annotations

from typing import Protocol


class Observer(Protocol):
    """Hears what became of the messages; `pipeline.observability.metrics.Meter` is one."""

    def count(self, hop: str, status: str, number: int = 1) -> None:
        """Count messages whose fate is decided, each exactly once."""
        ...

    def seconds(self, hop: str, taken: float) -> None:
        """Note how long a handler took over a batch."""
        ...

    def in_flight(self, hop: str, number: int) -> None:
        """Note how many messages are in hand."""
        ...

    def waiting(self, hop: str, waits: bool) -> None:
        """Note whether the hop waits for a server that is away."""
        ...


class Silence:
    """Observes nothing."""

    def count(self, hop: str, status: str, number: int = 1) -> None:
        """Do nothing."""

    def seconds(self, hop: str, taken: float) -> None:
        """Do nothing."""

    def in_flight(self, hop: str, number: int) -> None:
        """Do nothing."""

    def waiting(self, hop: str, waits: bool) -> None:
        """Do nothing."""
