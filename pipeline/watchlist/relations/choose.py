"""Which of the matches of one sentence are given: the fullest of each event, and no event told twice. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from pipeline.events import EventType

from .grammar import Rule
from .slots import Named


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that fits a sentence, and who fills its roles."""

    rule: Rule
    roles: tuple[tuple[str, Named], ...]
    hedged: bool
    confidence: float

    def fillers(self) -> frozenset[tuple[str, str]]:
        """Return roles with ids."""
        return frozenset((role, one.entity_id or one.technology) for role, one in self.roles)

    def ids(self) -> frozenset[str]:
        """Return the ids of all that take part."""
        return frozenset(filler for _, filler in self.fillers())

    def carried(self) -> tuple[str, ...]:
        """Return what stands for those whom the sentence does not name."""
        return tuple(dict.fromkeys(one.carried for _, one in self.roles if one.carried))


_EXPLAINS: Final[dict[EventType, tuple[EventType, ...]]] = {
    "ban": ("access_cutoff", "contract_ended"),
    "acquisition": ("purchase", "contract_signed"),
    "lawsuit": ("ruling", "penalty"),
    "purchase": ("contract_signed", "penalty", "funding"),
    "contract_ended": ("access_cutoff", "trial"),
    "exploit": ("breach",),
}
"""For a type, the others that explain the same sentence better: a weak match gives way to them."""


def chosen(matches: Iterable[Match]) -> list[Match]:
    """Return the matches to give, the fullest first within a type, in the order of the types."""
    every = list(matches)
    kept: list[Match] = []
    for match in sorted(every, key=lambda one: -len(one.roles)):
        same = next((i for i, other in enumerate(kept) if _holds(other, match)), None)
        if same is None:
            kept.append(match)
        elif match.hedged and match.fillers() == kept[same].fillers():
            kept[same] = replace(kept[same], hedged=True)
    return [match for match in kept if not _explained(match, kept)]


def _holds(fuller: Match, match: Match) -> bool:
    """Whether a match says no more than another, or the same two the other way round."""
    if fuller.rule.type != match.rule.type:
        return False
    return match.fillers() <= fuller.fillers() or (match.ids() <= fuller.ids())


def _explained(match: Match, kept: Iterable[Match]) -> bool:
    others = _EXPLAINS.get(match.rule.type, ()) if match.rule.weak else ()
    return any(other.rule.type in others and other.ids() & match.ids() for other in kept)
