"""Consumer groups of the embedded log: members, leases, generations, committed positions.

A lease says which member owns a partition, since which generation of the group. Whoever joins, leaves or finds a member
expired shares the partitions out anew and raises the generation; the others see that in their next poll. A commit is
checked against the lease inside its own transaction, so a member that lost a partition without knowing cannot write.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from pipeline.bus.port import Slot

from .assignment import assign


@dataclass(frozen=True, slots=True)
class Lease:
    """A partition owned by a member since a generation, and where the group stands in it."""

    tp: int
    generation: int
    committed: int


Member: TypeAlias = tuple[str, str]
"""Group and member."""


def join(link: sqlite3.Connection, member: Member, topics: Iterable[str], expires: float) -> None:
    """Add a member, or revive one that was taken for dead, and share the partitions out anew."""
    link.execute(
        "INSERT OR REPLACE INTO member (grp, member, topics, expires) VALUES (?, ?, ?, ?)",
        (*member, json.dumps(sorted(topics)), expires),
    )
    rebalance(link, member[0])


def leave(link: sqlite3.Connection, member: Member) -> None:
    """Remove a member and share its partitions out."""
    link.execute("DELETE FROM member WHERE grp=? AND member=?", member)
    rebalance(link, member[0])


def beat(link: sqlite3.Connection, members: Iterable[Member], expires: float) -> None:
    """Prolong the membership of members that are alive."""
    rows = [(expires, *member) for member in members]
    link.executemany("UPDATE member SET expires=? WHERE grp=? AND member=?", rows)


def expired(link: sqlite3.Connection, group: str, now: float, lease: float) -> list[str]:
    """Return the members of a group whose time is over, or so far ahead that the clock must have been set back."""
    rows = link.execute(
        "SELECT member FROM member WHERE grp=? AND (expires<? OR expires>?)", (group, now, now + 3 * lease)
    ).fetchall()
    return [row[0] for row in rows]


def is_active(link: sqlite3.Connection, group: str, now: float) -> bool:
    """Return whether a group has a living member."""
    return link.execute("SELECT 1 FROM member WHERE grp=? AND expires>=?", (group, now)).fetchone() is not None


def generation(link: sqlite3.Connection, group: str) -> int:
    """Return the generation of a group; it rises with each change of its members."""
    row = link.execute("SELECT gen FROM grp WHERE grp=?", (group,)).fetchone()
    return 0 if row is None else int(row[0])


def is_member(link: sqlite3.Connection, member: Member) -> bool:
    """Return whether a member is still one."""
    return link.execute("SELECT 1 FROM member WHERE grp=? AND member=?", member).fetchone() is not None


def leases(link: sqlite3.Connection, member: Member) -> dict[Slot, Lease]:
    """Return what a member owns."""
    rows = link.execute(
        "SELECT topic, part, lease.tp, gen, coalesce(off, 0) FROM lease JOIN part ON part.tp=lease.tp"
        " LEFT JOIN goff ON goff.grp=lease.grp AND goff.tp=lease.tp WHERE lease.grp=? AND member=?",
        member,
    ).fetchall()
    return {Slot(topic, part): Lease(tp, gen, off) for topic, part, tp, gen, off in rows}


def rebalance(link: sqlite3.Connection, group: str) -> None:
    """Share the partitions of a group out among its members and raise its generation."""
    members = {
        name: frozenset(json.loads(topics))
        for name, topics in link.execute("SELECT member, topics FROM member WHERE grp=?", (group,)).fetchall()
    }
    tps = {Slot(topic, part): tp for tp, topic, part in link.execute("SELECT tp, topic, part FROM part").fetchall()}
    slots = {tp: slot for slot, tp in tps.items()}
    current = {
        slots[tp]: name for tp, name in link.execute("SELECT tp, member FROM lease WHERE grp=?", (group,)).fetchall()
    }
    owners = assign(tps, members, current)
    number = generation(link, group) + 1
    link.execute("INSERT OR REPLACE INTO grp (grp, gen) VALUES (?, ?)", (group, number))
    _write(link, group, number, {tps[slot]: owner for slot, owner in _changed(owners, current).items()})
    link.executemany(
        "DELETE FROM lease WHERE grp=? AND tp=?", [(group, tps[slot]) for slot in current if slot not in owners]
    )


def owns(link: sqlite3.Connection, member: Member, leased: Iterable[Lease]) -> bool:
    """Return whether a member still has these leases, of these generations. Call it inside the transaction."""
    group, name = member
    for lease in leased:
        row = link.execute("SELECT member, gen FROM lease WHERE grp=? AND tp=?", (group, lease.tp)).fetchone()
        if row != (name, lease.generation):
            return False
    return True


def store(link: sqlite3.Connection, group: str, offsets: Mapping[int, int]) -> None:
    """Store the committed position of each `tp`."""
    rows = [(group, tp, offset) for tp, offset in offsets.items()]
    link.executemany("INSERT OR REPLACE INTO goff (grp, tp, off) VALUES (?, ?, ?)", rows)


def committed(link: sqlite3.Connection, group: str) -> dict[int, int]:
    """Return the committed position of each `tp` of a group."""
    return dict(link.execute("SELECT tp, off FROM goff WHERE grp=?", (group,)).fetchall())


def _changed(owners: Mapping[Slot, str], current: Mapping[Slot, str]) -> dict[Slot, str]:
    return {slot: owner for slot, owner in owners.items() if current.get(slot) != owner}


def _write(link: sqlite3.Connection, group: str, number: int, owners: Mapping[int, str]) -> None:
    rows = [(group, tp, owner, number) for tp, owner in owners.items()]
    link.executemany("INSERT OR REPLACE INTO lease (grp, tp, member, gen) VALUES (?, ?, ?, ?)", rows)
