"""What the rules of `placing` look at and what they return, and how sure each kind of find is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pipeline.watchlist.fold import Folded

from .forms import Form
from .known import Ground

KNOWN: Final = 0.95
NAMED: Final = 0.9
ALONE: Final = 0.85
LOWER: Final = 0.8
GUESSED: Final = 0.72
DOUBTED: Final = 0.5


@dataclass(frozen=True, slots=True)
class Scene:
    """What has to be known beside a field: `loose` says that its capitals mean nothing."""

    loose: bool
    title: Folded
    text: Folded

    @property
    def ground(self) -> Ground:
        """Return the article as what may support a place."""
        return Ground(self.title, self.text)


@dataclass(frozen=True, slots=True)
class Placed:
    """The place of an agency at [start, end) of the text, or none (`name` is empty). `country`: its ISO 3166 code."""

    start: int
    end: int
    name: str
    country: str
    confidence: float
    why: str


@dataclass(frozen=True, slots=True)
class Here:
    """A designator at [start, end) of a folded text; `capitals`: it is written as a name is."""

    cased: str
    start: int
    end: int
    form: Form
    capitals: bool
    scene: Scene
