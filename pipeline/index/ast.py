"""The query language as a tree: what the parser makes and the compilers read.

Values of `Term` and `Phrase` are as typed; the compilers put them through `analysis.terms`, like the text itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

TextField = Literal["any", "title", "text"]
"""`any` is title or text."""

KeywordField = Literal[
    "vendor",
    "platform",
    "agency",
    "civil_society",
    "org",
    "tech",
    "event",
    "place",
    "level",
    "outlet",
    "lang",
    "feed",
    "url",
    "author",
    "story",
]
NumberField = Literal["copies", "words"]
DateField = Literal["published", "seen"]


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the text, or its beginning when `prefix` is set."""

    field: TextField
    word: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in this order, with at most `slop` other words between them."""

    field: TextField
    words: str
    slop: int = 0


@dataclass(frozen=True, slots=True)
class Keyword:
    """A field that holds this value, compared without regard to case and accents; or begins with it."""

    field: KeywordField
    value: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class NumberRange:
    """A number from `low` to `high`, both included; None is open."""

    field: NumberField
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class DateRange:
    """A time from `low` (included) to `high` (excluded), aware, in UTC; None is open."""

    field: DateField
    low: datetime | None
    high: datetime | None


@dataclass(frozen=True, slots=True)
class And:
    """All of the parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of the parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Everything that the part does not match."""

    part: Node


@dataclass(frozen=True, slots=True)
class Everything:
    """Every story."""


Node: TypeAlias = Term | Phrase | Keyword | NumberRange | DateRange | And | Or | Not | Everything
