"""The rule by which the partitions of a group are shared out: even for each topic, and moving as few as it can."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from pipeline.bus.port import Slot


def assign(
    slots: Iterable[Slot], members: Mapping[str, frozenset[str]], current: Mapping[Slot, str]
) -> dict[Slot, str]:
    """Return the owner of each slot.

    `members` maps a member to the topics it wants. A slot whose topic nobody wants has no owner. For each topic the
    shares of its members differ by one at most; whoever holds a slot keeps it as long as its share allows.
    """
    by_topic: dict[str, list[Slot]] = defaultdict(list)
    for slot in sorted(slots):
        by_topic[slot.topic].append(slot)
    owners: dict[Slot, str] = {}
    load: Counter[str] = Counter()
    for topic, group in sorted(by_topic.items()):
        wanting = [member for member in sorted(members) if topic in members[member]]
        if wanting:
            shared = _share(group, wanting, current, load)
            owners.update(shared)
            load.update(shared.values())
    return owners


def _share(
    slots: list[Slot], members: list[str], current: Mapping[Slot, str], load: Mapping[str, int]
) -> dict[Slot, str]:
    room = _quotas(slots, members, current, load)
    owners: dict[Slot, str] = {}
    for slot in slots:
        holder = current.get(slot, "")
        if room.get(holder, 0) > 0:
            owners[slot] = holder
            room[holder] -= 1
    for slot in slots:
        if slot not in owners:
            taker = max(members, key=lambda member: (room[member], member))
            owners[slot] = taker
            room[taker] -= 1
    return owners


def _quotas(
    slots: list[Slot], members: list[str], current: Mapping[Slot, str], load: Mapping[str, int]
) -> dict[str, int]:
    """Return each member's share; the larger shares go to those who hold most of this topic, then to the least busy."""
    base, extra = divmod(len(slots), len(members))
    held = Counter(current.get(slot, "") for slot in slots)
    ranked = sorted(members, key=lambda member: (-held[member], load.get(member, 0), member))
    return {member: base + (rank < extra) for rank, member in enumerate(ranked)}
