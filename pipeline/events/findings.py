"""What is found in an article: organisations mentioned, what happened between them, places, relevance.

Only organisations are found: there is no kind for people, and no role of a relation is filled by one.
"""

from __future__ import annotations

from typing import Literal

from .base import Part

EntityKind = Literal["vendor", "platform", "agency", "civil_society"]
Level = Literal["routine", "notable", "major"]
EventType = Literal[
    "access_cutoff",
    "contract_signed",
    "contract_ended",
    "purchase",
    "trial",
    "lawsuit",
    "ruling",
    "penalty",
    "ban",
    "sanction",
    "records_disclosed",
    "investigation",
    "breach",
    "acquisition",
    "funding",
    "layoffs",
    "launch",
    "exploit",
]


class Mention(Part):
    """One place where an entity of the watchlist is named. `start` and `end` count code points in `field`."""

    entity_id: str
    kind: EntityKind
    name: str
    surface: str
    field: Literal["title", "text"]
    start: int
    end: int
    sentence: str
    confidence: float
    status: Literal["accepted", "candidate"] = "accepted"
    evidence: tuple[str, ...] = ()
    rule: str
    role: Literal["subject", "passing"] = "subject"


class Filler(Part):
    """What fills a role of a relation: an organisation mentioned, else a technology; never a person."""

    role: str
    entity_id: str = ""
    technology: str = ""
    name: str


class Relation(Part):
    """One event that a sentence reports, such as a contract signed, with the organisations that play a role in it.

    `start` and `end` are those of the sentence, in code points of `field`. `hedged`: planned, denied, alleged or asked.
    """

    type: EventType
    roles: tuple[Filler, ...]
    field: Literal["title", "text"]
    start: int
    end: int
    sentence: str
    hedged: bool = False
    confidence: float
    rule: str


class Place(Part):
    """A place that an article names, from an offline gazetteer. `place_id` is its GeoNames id, `country` ISO 3166.

    `within` names the region and the country that hold it.
    """

    place_id: str
    kind: Literal["country", "region", "city"]
    name: str
    country: str
    latitude: float
    longitude: float
    within: tuple[str, ...] = ()
    surface: str
    field: Literal["title", "text"]
    start: int
    end: int
    confidence: float


class Relevance(Part):
    """Whether an article is about the surveillance industry, and why. `score`: the points of the reasons."""

    relevant: bool
    reasons: tuple[str, ...] = ()
    score: float = 0.0


class StoryEvent(Part):
    """What the articles of a story together say happened: `outlets` report it in their own words, the more the surer.

    `wordings` are 16 hex digits for each sentence that tells it, by which a copy is known.
    """

    type: EventType
    roles: tuple[Filler, ...]
    outlets: tuple[str, ...]
    hedged: bool
    confidence: float
    sentence: str
    wordings: tuple[str, ...] = ()
