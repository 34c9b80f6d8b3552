"""The event log: one port, two implementations, and the loop that runs a hop's work over it."""

from __future__ import annotations

from pathlib import Path

from pipeline.settings.tree import BusSettings

from .port import Bus, Fenced, Message, Record, Slot, Subscription, TopicSpec
from .verdicts import Done, Handler, Quarantine, Retry, Verdict

__all__ = [
    "Bus",
    "Done",
    "Fenced",
    "Handler",
    "Message",
    "Quarantine",
    "Record",
    "Retry",
    "Slot",
    "Subscription",
    "TopicSpec",
    "Verdict",
    "open_bus",
]


def open_bus(settings: BusSettings, data_dir: Path) -> Bus:
    """Open the event log that the settings name.

    The embedded log lies in `data_dir/bus/`. Raises Unavailable when Kafka cannot be reached or the disk cannot be
    written, and Incompatible when the log's file is damaged or was written by a newer version.
    """
    if settings.kind == "kafka":
        from .kafka import KafkaBus

        return KafkaBus(settings.servers, replication=settings.replication)
    from .embedded import EmbeddedBus

    return EmbeddedBus(data_dir / "bus" / "log.sqlite")
