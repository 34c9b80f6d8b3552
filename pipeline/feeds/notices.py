"""What is said about polls, once each: a feed fails, works again, has moved; or there is no network at all. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal

from .poll import Polled

_OFFLINE: Final = frozenset({"dns", "connect"})
_ENOUGH: Final = 12
"""After so many feeds out of reach, and none within, the rest of the first round is not waited for."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A line for the log."""

    level: Literal["info", "warning", "error"]
    event: str
    values: dict[str, object] = field(default_factory=dict)


class Notices:
    """Remembers what was said. The first round's failures are held back until it is clear if there is a network."""

    def __init__(self, feeds: Iterable[str]) -> None:
        self._first = set(feeds)
        self._held: list[Polled] = []
        self._failing: set[str] = set()
        self._offline = False
        self._moved: set[tuple[str, str]] = set()

    def note(self, polled: Polled) -> list[Notice]:
        """Return what there is to say after a poll."""
        notices = [*self._movement(polled), *self._skips(polled)]
        if self._first:
            self._first.discard(polled.feed.id)
            self._held.append(polled)
            return notices + self._first_round()
        return notices + self._network(polled) + self._health(polled)

    def _first_round(self) -> list[Notice]:
        reached = any(polled.reason not in _OFFLINE for polled in self._held)
        if not reached and self._first and len(self._held) < _ENOUGH:
            return []
        held, self._held, self._first = self._held, [], set()
        if reached:
            return [notice for polled in held for notice in self._health(polled)]
        self._offline = True
        return [Notice("error", no_network(len(held)))]

    def _network(self, polled: Polled) -> list[Notice]:
        if not self._offline or polled.reason in _OFFLINE:
            return []
        self._offline = False
        return [Notice("info", "network_is_back")]

    def _health(self, polled: Polled) -> list[Notice]:
        feed = polled.feed.id
        if self._offline:
            return []
        if polled.result == "failed" and feed not in self._failing:
            self._failing.add(feed)
            values: dict[str, object] = {"feed": feed, "reason": polled.reason, "detail": polled.detail}
            return [Notice("warning", "feed_failing", {**values, "url": polled.feed.url})]
        if polled.result != "failed" and feed in self._failing:
            self._failing.discard(feed)
            return [Notice("info", "feed_recovered", {"feed": feed})]
        return []

    def _movement(self, polled: Polled) -> list[Notice]:
        moved = (polled.feed.id, polled.state.moved_to)
        if not moved[1] or moved in self._moved:
            return []
        self._moved.add(moved)
        return [Notice("warning", "feed_moved", {"feed": moved[0], "to": moved[1], "hint": "change its url"})]

    def _skips(self, polled: Polled) -> list[Notice]:
        if not polled.skipped:
            return []
        values: dict[str, object] = {"feed": polled.feed.id, "entries": len(polled.skipped), "first": polled.skipped[0]}
        return [Notice("info", "entries_skipped", values)]


def no_network(feeds: int) -> str:
    """Return the one line that says that nothing can be reached."""
    tried = "the only feed tried" if feeds == 1 else f"none of the {feeds} feeds tried"
    state = "cannot be reached" if feeds == 1 else "can be reached"
    return f"no network: {tried} {state}; to see Undersight without the internet, run: make demo"
