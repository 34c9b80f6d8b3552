"""What outlets do to a wire story: the copies that grouping has to recognise, made from our own articles."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

SYNONYMS: Final = {
    "said": "stated",
    "company": "firm",
    "police": "officers",
    "found": "discovered",
    "because": "since",
    "year": "twelve months",
    "must": "has to",
    "after": "following",
    "showed": "revealed",
    "people": "residents",
    "stopped": "halted",
    "every": "each",
    "city": "town",
    "more": "rather more",
}
_LOCAL: Final = (
    "readers in our own region will remember that a similar proposal failed here last winter by a single vote while "
    "campaigners from the north hold a meeting on friday evening and no spokesperson of the neighbouring county "
    "expects the matter before the assembly within a month"
)
_HOUSE: Final = (
    "keeps you informed subscribe to the morning letter of our newsroom and read the best work first have you seen "
    "something we should know about write with all rights reserved no part may be reproduced without permission"
)
SITES: Final = tuple(f"{name}.example" for name in ("courier", "herald", "ledger", "signal", "mirror", "beacon"))


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+", text.replace("\n", " "))


def boxes(site: str) -> list[str]:
    """Return the three lines that a site prints around every article, in words of its own."""
    house = random.Random(site)
    return [f"{site} " + " ".join(house.sample(_HOUSE.split(), 18)) for _ in range(3)]


def boilerplate(text: str, site: str, _chance: random.Random) -> str:
    first, *rest = boxes(site)
    return "\n".join([first, text, *rest])


def trimmed(text: str, _site: str, chance: random.Random) -> str:
    lines = sentences(text)
    return " ".join(lines[: max(3, round(len(lines) * chance.uniform(0.45, 0.8)))])


def edited(text: str, _site: str, chance: random.Random) -> str:
    words = [SYNONYMS.get(w, w) if chance.random() < 0.5 else w for w in text.replace("\n", " \n ").split(" ")]
    lines = sentences(" ".join(words))
    return " ".join(line for line in lines if chance.random() > 0.12)


def localised(text: str, _site: str, chance: random.Random) -> str:
    extra = [" ".join(chance.sample(_LOCAL.split(), 18)).capitalize() + "." for _ in range(2)]
    lines = text.split("\n")
    return "\n".join([lines[0], extra[0], *lines[1:], extra[1]])


def combined(text: str, site: str, chance: random.Random) -> str:
    return boilerplate(edited(trimmed(localised(text, site, chance), site, chance), site, chance), site, chance)


def brief(text: str, _site: str, _chance: random.Random) -> str:
    return " ".join(sentences(text)[:3])


WIRE: Final[Mapping[str, Callable[[str, str, random.Random], str]]] = {
    "boilerplate": boilerplate,
    "trimmed": trimmed,
    "edited": edited,
    "localised": localised,
    "combined": combined,
    "brief": brief,
}


def copies(stories: list[tuple[str, str]], seed: int) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield (story, kind, site, title, text) of originals and copies, shuffled."""
    chance = random.Random(seed)
    made = []
    for number, (title, text) in enumerate(stories):
        made.append((title, "original", "wire.example", title, text))
        for at, (kind, change) in enumerate(WIRE.items()):
            site = SITES[(number + at) % len(SITES)]
            headline = title if chance.random() < 0.5 else "Report: " + " ".join(title.split()[::-1])
            made.append((title, kind, site, headline, change(text, site, chance)))
    chance.shuffle(made)
    yield from made
