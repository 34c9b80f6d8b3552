"""Outputs go on the log once, also when the commit they belong to has to be tried again (no bus here)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from .port import Record


class Outputs:
    """Publishes the outputs of commits and remembers those whose commit is still to come.

    They are told by identity, not by content: two equal records of two messages are both published.
    """

    def __init__(self, publish: Callable[[Sequence[Record]], None]) -> None:
        self._publish = publish
        self._published: list[Record] = []

    def publish(self, outputs: Sequence[Record]) -> None:
        """Publish the outputs that are not on the log yet. When that raises, none of them counts as published."""
        known = Counter(id(record) for record in self._published)
        fresh = []
        for record in outputs:
            if known[id(record)]:
                known[id(record)] -= 1
            else:
                fresh.append(record)
        self._publish(fresh)
        self._published += fresh

    def committed(self) -> None:
        """Note that the commit went through."""
        self._published.clear()
