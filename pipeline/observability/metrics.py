"""The numbers every process keeps, by name. `docs/metrics.md` lists the same; a test holds the two together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric as users see it."""

    name: str
    kind: Literal["counter", "histogram", "gauge"]
    labels: tuple[str, ...]
    meaning: str


METRICS: Final = (
    Metric(
        "undersight_messages_total", "counter", ("hop", "status"), "Messages dealt with, each exactly once, by outcome."
    ),
    Metric("undersight_batch_seconds", "histogram", ("hop",), "Time from taking a batch to having its verdicts."),
    Metric("undersight_in_flight", "gauge", ("hop",), "Messages being worked on or held back."),
    Metric("undersight_waiting", "gauge", ("hop",), "1 while the hop waits for a server that is away."),
    Metric("undersight_feed_polls_total", "counter", ("result",), "Polls of feeds, by result."),
    Metric("undersight_sites_drifting", "gauge", (), "Sites whose pages no longer come out as they used to."),
)


class Meter:
    """Keeps the metrics of one process. Tests make their own; a process has one."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._messages = Counter(*_named("undersight_messages_total"), registry=self.registry)
        self._seconds = Histogram(*_named("undersight_batch_seconds"), registry=self.registry)
        self._in_flight = Gauge(*_named("undersight_in_flight"), registry=self.registry)
        self._waiting = Gauge(*_named("undersight_waiting"), registry=self.registry)
        self._polls = Counter(*_named("undersight_feed_polls_total"), registry=self.registry)
        self._drifting = Gauge(*_named("undersight_sites_drifting"), registry=self.registry)

    def count(self, hop: str, status: str, number: int = 1) -> None:
        """Count messages whose fate is decided."""
        self._messages.labels(hop, status).inc(number)

    def seconds(self, hop: str, taken: float) -> None:
        """Note how long a batch took."""
        self._seconds.labels(hop).observe(taken)

    def in_flight(self, hop: str, number: int) -> None:
        """Note how many messages are under way."""
        self._in_flight.labels(hop).set(number)

    def waiting(self, hop: str, waits: bool) -> None:
        """Note that a hop waits for a server, or no longer does."""
        self._waiting.labels(hop).set(int(waits))

    def polled(self, result: str) -> None:
        """Count a poll of a feed."""
        self._polls.labels(result).inc()

    def drifting(self, sites: int) -> None:
        """Note how many sites drift."""
        self._drifting.set(sites)


def _named(name: str) -> tuple[str, str, tuple[str, ...]]:
    metric = next(metric for metric in METRICS if metric.name == name)
    return metric.name, metric.meaning, metric.labels
