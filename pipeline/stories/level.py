"""How significant a story is: routine, notable or major. A sum of points, each with its reason in words.

The level is that of a story, of what happened: never of a person, and of no organisation either. What weighs is the
kind of event, who takes part, how many outlets report it, and how much money it is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.events import EventType, Filler, Level, Mention, Story, StoryEvent

NOTABLE: Final = 1.5
MAJOR: Final = 5.0

WEIGHTS: Final[Mapping[EventType, float]] = {
    "sanction": 4.0,
    "ban": 3.0,
    "ruling": 3.0,
    "penalty": 3.0,
    "exploit": 3.0,
    "breach": 2.5,
    "access_cutoff": 2.5,
    "investigation": 2.0,
    "lawsuit": 2.0,
    "acquisition": 2.0,
    "records_disclosed": 2.0,
    "layoffs": 1.5,
    "contract_ended": 1.0,
    "contract_signed": 1.0,
    "purchase": 1.0,
    "funding": 1.0,
    "trial": 1.0,
    "launch": 0.25,
}
"""Points of an event: what changes the rules for an industry weighs most, everyday business least."""

HEDGED: Final = 0.5
"""Share that counts of an event that is planned, alleged or denied."""

MUCH: Final = 10_000_000
"""A sum of money, in any currency, from which on it adds a point."""

GENERAL: Final = 2.5
"""Points of a ban or a ruling that is on a technology and not on one vendor: it binds a whole industry."""

HEADLINE: Final = 1.5
BESIDE: Final = 1.0
"""Points of a vendor in the headline, and of another subject of the story."""

_SAYS: Final[Mapping[EventType, str]] = {
    "access_cutoff": "access cut off",
    "contract_signed": "contract signed",
    "contract_ended": "contract ended",
    "records_disclosed": "records disclosed",
    "launch": "product launched",
    "exploit": "exploit or attack found",
}
_SUM: Final = re.compile(
    r"(?P<number>\d{1,3}(?:[.,\s]\d{3})+|\d+(?:[.,]\d+)?)[\s-]*"
    r"(?P<unit>billion|bn\b|milliard\w*|mrd\b|miliard\w*|bilh|bilion|mil millones|"
    r"million|mio\b|mln\b|miljoen|milion\w*|milh\w*|millones|m\b)?",
    re.IGNORECASE,
)
_MONEY: Final = re.compile(
    r"[$€£¥₪]|\b(?:dollars?|euros?|pounds?|shekels?|USD|EUR|GBP|reais|zł\w*|dólares)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Rated:
    """The level of a story, and every reason with its points, the strongest first."""

    level: Level
    reasons: tuple[str, ...]


def rated(story: Story) -> Story:
    """Return the story with the level that it has now, and the reasons."""
    rating = rate(story)
    return story.model_copy(update={"level": rating.level, "level_reasons": rating.reasons})


def rate(story: Story) -> Rated:
    """Return the level of a story. Pure: the same story has the same level."""
    if not story.lead.relevance.relevant:
        return Rated("routine", ("not about the surveillance industry",))
    points = sorted(_points(story), key=lambda point: -point[0])
    total = sum(worth for worth, _ in points)
    level: Level = "major" if total >= MAJOR else "notable" if total >= NOTABLE else "routine"
    return Rated(level, tuple(f"{reason} (+{worth:g})" for worth, reason in points) or ("nothing stands out",))


def _points(story: Story) -> Iterator[tuple[float, str]]:
    events = happened(story)
    yield from _of_events(events)
    yield from _of_reach(story, events)
    yield from _of_outlets(story, events)
    yield from _of_subjects(story.lead.mentions)
    if events and (much := _sum([story.lead.article.title, *(event.sentence for event in events)])):
        yield 1.0, f"a sum of {much}"


def happened(story: Story) -> tuple[StoryEvent, ...]:
    """Return the events of a story; of one that has none yet, those that its leading article reports."""
    if story.events:
        return story.events
    return tuple(
        StoryEvent(
            type=one.type,
            roles=one.roles,
            outlets=(story.lead.article.outlet,),
            hedged=one.hedged,
            confidence=one.confidence,
            sentence=one.sentence,
        )
        for one in story.lead.relations
    )


def _of_events(events: Sequence[StoryEvent]) -> Iterator[tuple[float, str]]:
    """Yield the weightiest event in full and half a point for another kind: one act is often told as two."""
    best: dict[EventType, tuple[float, str]] = {}
    for event in events:
        worth = WEIGHTS[event.type] * (HEDGED if event.hedged else 1.0)
        if worth > best.get(event.type, (0.0, ""))[0]:
            best[event.type] = (worth, _event(event))
    for rank, (worth, reason) in enumerate(sorted(best.values(), key=lambda one: -one[0])):
        if rank < 2:
            yield (worth if rank == 0 else 0.5), reason


def _event(event: StoryEvent) -> str:
    said = _SAYS.get(event.type, event.type.replace("_", " "))
    named = ", ".join(dict.fromkeys(_names(event.roles)))
    return f"{'said to be planned or alleged: ' if event.hedged else ''}{said}{f' ({named})' if named else ''}"


def _names(roles: Iterable[Filler]) -> Iterator[str]:
    return (role.name for role in roles if role.name)


def _of_outlets(story: Story, events: Sequence[StoryEvent]) -> Iterator[tuple[float, str]]:
    independent = max((len(set(event.outlets)) for event in events), default=0)
    if independent > 1:
        yield min(2.0, 0.5 * independent), f"{independent} outlets report it each in their own words"
    carried = len({member.outlet for member in story.members})
    if carried > 2:
        yield (0.5 if carried < 5 else 1.0), f"carried by {carried} outlets"


def _of_subjects(mentions: Sequence[Mention]) -> Iterator[tuple[float, str]]:
    """Yield what the organisations add that the story is about, most a vendor in the headline."""
    subjects: dict[str, dict[str, str]] = {}
    for mention in mentions:
        if mention.status == "accepted" and mention.role == "subject":
            kind = "headline" if mention.kind == "vendor" and mention.field == "title" else mention.kind
            subjects.setdefault(kind, {})[mention.entity_id] = mention.name
    if "headline" in subjects:
        yield HEADLINE, f"a vendor in the headline: {', '.join(subjects['headline'].values())}"
    elif "vendor" in subjects:
        yield BESIDE, f"about a vendor: {', '.join(subjects['vendor'].values())}"
    for kind, said in (("platform", "a platform"), ("agency", "a public agency")):
        if kind in subjects:
            yield BESIDE, f"about {said}: {', '.join(subjects[kind].values())}"


def _of_reach(story: Story, events: Sequence[StoryEvent]) -> Iterator[tuple[float, str]]:
    binding = [event for event in events if event.type in {"ban", "ruling"} and not event.hedged]
    vendor = any(m.kind == "vendor" and m.status == "accepted" and m.role == "subject" for m in story.lead.mentions)
    if binding and story.lead.technologies and not vendor:
        yield GENERAL, f"on a technology, not on one vendor: {', '.join(story.lead.technologies)}"


def _sum(sentences: Iterable[str]) -> str:
    """Return the largest sum of money of MUCH or more as it is written, or an empty string."""
    joined = " \n ".join(sentences)
    if not _MONEY.search(joined):
        return ""
    largest = max(_SUM.finditer(joined), key=_amount, default=None)
    return largest.group().strip() if largest is not None and _amount(largest) >= MUCH else ""


def _amount(match: re.Match[str]) -> float:
    number, unit = match.group("number"), (match.group("unit") or "").lower()
    if not unit:
        return float(re.sub(r"\D", "", number)) if re.search(r"[.,\s]\d{3}$", number) else 0.0
    value = float(re.sub(r"\s", "", number).replace(",", ".")) if number.count(".") + number.count(",") < 2 else 0.0
    return value * (1e9 if unit.startswith(("b", "milliard", "mrd", "miliard", "mil ")) else 1e6)
