"""What was delivered and is not yet committed, for each slot (pure). Offsets rise but may have gaps."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping

from .port import Slot


class Ledger:
    """Keeps the order of commits: a position passes a message only when that message and all before it are finished."""

    def __init__(self) -> None:
        self._pages: dict[Slot, _Page] = {}

    def add(self, slot: Slot, offset: int) -> bool:
        """Note a delivered message. Return False for one that is known already."""
        page = self._pages.setdefault(slot, _Page())
        if offset < page.next:
            return False
        page.open.append(offset)
        page.next = offset + 1
        return True

    def finish(self, slot: Slot, offset: int) -> None:
        """Note that a message is dealt with."""
        page = self._pages.get(slot)
        if page is not None:
            page.finish(offset)

    def positions(self) -> dict[Slot, int]:
        """Return the positions that can be committed and have not been."""
        return {slot: page.position for slot, page in self._pages.items() if page.position > page.committed}

    def committed(self, positions: Mapping[Slot, int]) -> None:
        """Note that positions were committed."""
        for slot, position in positions.items():
            page = self._pages.get(slot)
            if page is not None:
                page.committed = max(page.committed, position)

    def drop(self, slots: Iterable[Slot]) -> None:
        """Forget slots that were lost."""
        for slot in slots:
            self._pages.pop(slot, None)

    def overtaken(self, slot: Slot) -> int:
        """Return how many finished messages wait behind an unfinished one: a crash would redeliver them."""
        page = self._pages.get(slot)
        return 0 if page is None else len(page.done)

    def unfinished(self) -> int:
        """Return how many messages are not dealt with."""
        return sum(len(page.open) - len(page.done) for page in self._pages.values())


class _Page:
    """One slot: delivered offsets in order, and those of them that are finished."""

    __slots__ = ("committed", "done", "next", "open", "position")

    def __init__(self) -> None:
        self.open: deque[int] = deque()
        self.done: set[int] = set()
        self.next = 0
        self.position = 0
        self.committed = 0

    def finish(self, offset: int) -> None:
        self.done.add(offset)
        while self.open and self.open[0] in self.done:
            first = self.open.popleft()
            self.done.discard(first)
            self.position = first + 1
