"""Find every listed name in a text: one automaton over the folded text, then a check of each hit, then longest wins.

Hits are searched in overlapping mode and checked before the longest is chosen; a leftmost-longest search would lose
`Media Sonar` in `Media Sonar Includes` to the alias `Media Sonar Inc`. Patterns carry a space at either end, so that
the automaton reports whole words only and the check runs on few hits.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

from ahocorasick_rs import AhoCorasick, Implementation

from .fold import BREAK, Folded
from .inflection import Inflections, declines
from .model import Entity, Technology
from .names import Known
from .targets import Target, Targets
from .terms import TermHit

DFA_BELOW: Final = 150_000
"""Bytes of patterns up to which a DFA is faster; above, it falls out of the processor's cache (measured)."""

TOKEN: Final = 200
"""Characters looked at on either side to see whether a name stands in an address."""

_TIGHT: Final = frozenset("-./&@#_+:=%~\\|*")
_GAP: Final = re.compile(f"[ {BREAK}]")
_ADDRESS: Final = re.compile(r"://|www\.|\w@\w|^@|[/\w-]\.(?:[a-z]{2,}\.)?[a-z]{2,}/")
_HOST: Final = re.compile(r"^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}$")


class Hit(NamedTuple):
    """A checked hit: a name at [start, end) of the folded text."""

    name: Known
    start: int
    end: int


Raw: TypeAlias = tuple[int, int, int]
"""The number of a pattern of somebody else, and where it begins and ends in `Folded.hay`: unchecked."""


@dataclass(slots=True)
class Found:
    """What a text holds: names, terms of technologies by their ends, names in lower case, patterns of others."""

    hits: list[Hit] = field(default_factory=list)
    technologies: list[TermHit] = field(default_factory=list)
    lower: set[str] = field(default_factory=set)
    others: list[Raw] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Whether there is a name or a term."""
        return bool(self.hits or self.technologies)


class Matcher:
    """Finds the names of entities and the terms of technologies. Immutable, safe to share between threads."""

    def __init__(
        self, entities: Sequence[Entity], technologies: Sequence[Technology] = (), others: Sequence[str] = ()
    ) -> None:
        self._targets = Targets(entities, technologies, others)
        self._automaton = automaton(self._targets.patterns)
        self._inflections = Inflections(self._targets.patterns)

    def find(self, folded: Folded, language: str | None = None) -> Found:
        """Return the checked, longest hits in the order of the text."""
        found = Found()
        decoys: dict[str, list[tuple[int, int]]] = {}
        for index, left, right in self._automaton.find_matches_as_indexes(folded.hay, overlapping=True):
            target = self._targets[index]
            start, end = left - target.left, right - target.right
            if target.capital and folded.cased[start].islower():
                _note(target, folded.cased[start:end], found)
                continue
            found.others += [(number, left, right) for number in target.others]
            if target.names:
                found.hits += _checked(target, folded.cased, (start, end), language, found.lower)
            for term in target.terms:
                found.technologies += term.hits(folded.hay, start, right)
            for entity_id in target.decoys:
                decoys.setdefault(entity_id, []).append((start, end))
        found.hits += self._inflected(folded, language, found.lower)
        if decoys:
            found.hits = [hit for hit in found.hits if not _decoyed(hit, decoys)]
        if len(found.hits) > 1:
            found.hits = _sweep(found.hits)
        return found

    def _inflected(self, folded: Folded, language: str | None, lower: set[str]) -> Iterator[Hit]:
        """Yield the names that bear an ending of the article's language."""
        for index, start, end, ending in self._inflections.find(folded.hay, language):
            stop = end + len(ending)
            for name in self._targets[index].names:
                fits = declines(name, folded.cased[start:stop], ending) and _spoken(name, language)
                if fits and accepts(name, folded.cased, (start, end, stop), lower):
                    yield Hit(name, start, stop)


def automaton(patterns: Sequence[str]) -> AhoCorasick:
    """Return the automaton that is fastest for this many patterns."""
    small = sum(len(pattern.encode()) for pattern in patterns) < DFA_BELOW
    kind = Implementation.DFA if small else Implementation.ContiguousNFA
    return AhoCorasick(patterns, store_patterns=False, implementation=kind)


def _note(target: Target, said: str, found: Found) -> None:
    """Note ambiguous names that a text writes in lower case: such words are the most frequent hits, and no mentions."""
    if target.unsure and said.islower():
        found.lower.update(target.unsure)


def _checked(target: Target, cased: str, span: tuple[int, int], language: str | None, lower: set[str]) -> Iterator[Hit]:
    start, end = span
    for name in target.names:
        stop = _stop(name, cased, end)
        if accepts(name, cased, (start, end, stop), lower) and _spoken(name, language):
            yield Hit(name, start, stop)


def accepts(name: Known, cased: str, place: tuple[int, int, int], lower: set[str]) -> bool:
    """Whether the words at a place are this name: its signs, its case, and nothing glued to it.

    A place is where the words begin, where they end, and where the signs end that belong to the name. Notes in `lower`
    an ambiguous name that the text writes without its capital.
    """
    start, end, stop = place
    said = cased[start:end]
    if stop < 0:
        return False
    if not name.one_word:
        said = said.replace("-", " ")
        if said.lower().replace("ς", "σ") != name.folded:
            return False
    if not _case_fits(name, said):
        if name.ambiguous and said.islower():
            lower.add(name.plain)
        return False
    before = cased[start - 1] if start else " "
    after = cased[stop] if stop < len(cased) else " "
    if before in _TIGHT or after in _TIGHT:
        return _stands_free(name, cased, start, stop)
    return True


def _stop(name: Known, cased: str, end: int) -> int:
    """Return where the signs end that a name ends with; -1 if they are missing and it is not just a full stop."""
    if not name.tail:
        return end
    stop = end + len(name.tail)
    if cased[end:stop] == name.tail:
        return stop
    return end if name.tail == "." else -1


def _case_fits(name: Known, said: str) -> bool:
    if name.case == "any":
        return True
    if name.case == "exact":
        return said == name.cased
    if name.one_word:
        return said[0].isupper() or not name.cased[0].isupper()
    pairs = zip(" " + name.cased, name.cased, said, strict=False)
    return all(here.isupper() for before, wanted, here in pairs if before == " " and wanted.isupper())


def _stands_free(name: Known, cased: str, start: int, end: int) -> bool:
    before, after = cased[start - 1 : start], cased[end : end + 1]
    if before == "@" or (before == ":" and after == ":"):
        return False
    floor, ceiling = max(0, start - TOKEN), min(len(cased), end + TOKEN)
    left = max(cased.rfind(" ", floor, start), cased.rfind(BREAK, floor, start), floor - 1) + 1
    right = _GAP.search(cased, end, ceiling)
    token = cased[left : right.start() if right else ceiling].strip("\"'()[]<>,;:!?.*_")
    if _is_address(token, name):
        return False
    return not name.short or (_free(cased, start - 1, -1, name) and _free(cased, end, 1, name))


def _is_address(token: str, name: Known) -> bool:
    if _ADDRESS.search(token):
        return True
    host = token.removesuffix("'s")
    return "." in host and _HOST.match(host) is not None and host.lower() != name.folded


def _free(cased: str, at: int, step: int, name: Known) -> bool:
    """Whether the sign beside a short name leaves it a word of its own."""
    if not 0 <= at < len(cased) or cased[at] not in _TIGHT:
        return True
    beyond = at + step
    joined = 0 <= beyond < len(cased) and cased[beyond].isalnum()
    if cased[at] in "-/#":
        return not joined or len(name.plain) > 2
    return not joined and cased[at] not in "&+@=%\\"


def _spoken(name: Known, language: str | None) -> bool:
    return not name.languages or language is None or language[:2] in name.languages


def _decoyed(hit: Hit, decoys: Mapping[str, list[tuple[int, int]]]) -> bool:
    """Whether a decoy of the entity covers the hit. Decoys come in the order of their ends; few can cover one place."""
    places = decoys.get(hit.name.entity.id, [])
    first = bisect_left(places, hit.end, key=lambda place: place[1])
    return any(start <= hit.start for start, _ in places[first : first + 8])


def _sweep(hits: list[Hit]) -> list[Hit]:
    """Keep the longest of overlapping hits; names that two entities share stay together."""
    hits.sort(key=_place)
    kept: list[Hit] = []
    cluster: list[Hit] = []
    reach = -1
    for hit in hits:
        if hit.start >= reach:
            kept += _longest(cluster)
            cluster = []
        cluster.append(hit)
        reach = max(reach, hit.end)
    return kept + _longest(cluster)


def _longest(cluster: list[Hit]) -> list[Hit]:
    """Choose among hits that touch each other, longest first."""
    if len(cluster) < 2:
        return cluster
    kept: list[Hit] = []
    for hit in sorted(cluster, key=lambda one: (one.start - one.end, one.start)):
        if all(hit.end <= one.start or one.end <= hit.start or _place(hit) == _place(one) for one in kept):
            kept.append(hit)
    return sorted(kept, key=_place)


def _place(hit: Hit) -> tuple[int, int]:
    return hit.start, hit.end
