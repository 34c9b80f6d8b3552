"""Tells a network that is away from hosts that are, so that an outage on our side uses up nobody's tries. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from pipeline.fetching import FetchFailure

MIN_HOSTS: Final = 2
"""Hosts that must have failed, with no answer from any since, before the network itself is taken to be away."""

LONGEST: Final = timedelta(hours=6)
"""After so long the hosts are taken to be gone, so that two dead ones on a quiet day do not wait for ever."""


@dataclass(slots=True)
class Horizon:
    """What was last seen of the hosts asked. Not thread safe."""

    _silent: dict[str, datetime] = field(default_factory=dict)

    def note(self, host: str, failure: FetchFailure | None, now: datetime) -> None:
        """Note what came of asking a host; None for an answer."""
        if failure is not None and _on_our_side(failure):
            self._silent.setdefault(host, now)
        elif failure is None or failure.reason not in {"timeout", "busy"}:
            self._silent.clear()

    def network_away(self, now: datetime) -> bool:
        """Say whether no host at all can be reached."""
        since = min(self._silent.values(), default=now)
        return len(self._silent) >= MIN_HOSTS and now - since < LONGEST


def _on_our_side(failure: FetchFailure) -> bool:
    return failure.reason == "dns" or (failure.reason == "connect" and "unreachable" in failure.detail.lower())
