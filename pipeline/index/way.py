"""The way of an entry through the hops. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pipeline.events import EntryState
from pipeline.index.document import millis

PENDING: Final = "pending"
"""What entries without a final state are counted as."""

_HOPS: Final = ("rss", "extract", "tag", "group", "index")


def in_order(states: Iterable[EntryState]) -> list[EntryState]:
    """Return states entry by entry, the entry first heard of first, and the steps of each from the oldest on."""
    listed = sorted(states, key=_step)
    first: dict[str, int] = {}
    for place, state in enumerate(listed):
        first.setdefault(state.entry_id, place)
    return sorted(listed, key=lambda state: first[state.entry_id])


def newest(states: Iterable[EntryState]) -> dict[tuple[str, str], EntryState]:
    """Return the newest state of each entry and hop; of two of the same time the later one."""
    kept: dict[tuple[str, str], EntryState] = {}
    for state in states:
        key = (state.entry_id, state.hop)
        if key not in kept or millis(state.at) >= millis(kept[key].at):
            kept[key] = state
    return kept


def outcome(states: Iterable[EntryState]) -> str:
    """Return the newest final state of one entry, or `pending`."""
    final = [state for state in states if state.final]
    return max(final, key=lambda state: millis(state.at)).state if final else PENDING


def _step(state: EntryState) -> tuple[int, int]:
    return millis(state.at), _HOPS.index(state.hop) if state.hop in _HOPS else len(_HOPS)
