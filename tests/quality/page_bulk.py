"""What surrounds an article on a real page: scripts, menus, cards of other stories, comments; the same on every run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from html import escape
from pathlib import Path
from random import Random
from typing import Any

import yaml
from markupsafe import Markup

DATA = Path(__file__).parent / "extraction"
NAMES = (
    "pushTag",
    "initSlot",
    "lazyBind",
    "queue",
    "hydrate",
    "emit",
    "track",
    "mount",
    "resolve",
    "consent",
    "vitals",
)


@cache
def languages() -> dict[str, dict[str, Any]]:
    """Return the phrases of page furniture by language code."""
    return yaml.safe_load((DATA / "languages.yaml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Card:
    """A link to another story, as it stands in a list."""

    title: str
    url: str
    teaser: str
    section: str
    day: str


@dataclass(frozen=True, slots=True)
class Comment:
    """What a reader wrote under the article."""

    name: str
    text: str
    likes: int


class Bulk:
    """The furniture of one page, drawn by chance from the phrases of its language and the set's other `stories`."""

    def __init__(self, seed: str, language: str, published: datetime, stories: Sequence[tuple[str, str]]) -> None:
        self.language, self.published, self.stories = language, published, stories
        self.words = languages()[language]
        self.random = Random(seed)

    def js(self, kilobytes: int) -> Markup:
        """Return a script of about so many kilobytes."""
        lines: list[str] = []
        while sum(map(len, lines)) < kilobytes * 1000:
            a, b = self.random.sample(NAMES, 2)
            number = self.random.randrange(10**6)
            lines.append(
                f"!function(e,t){{e.{a}=e.{a}||[];var n={{id:{number},slot:'/{number % 997}/{b}',sizes:[[300,250]]}};"
                f"if(t>{number % 7}&&n.id<9e5){{e.{a}.push(function(){{return '<div class=\"{b}\">'+n.slot+'<\\/div>'"
                f"}})}}}}(window,{number % 13});"
            )
        return Markup("<script>" + "".join(lines) + "</script>")

    def css(self, kilobytes: int) -> Markup:
        """Return a style sheet of about so many kilobytes."""
        rules = [
            f".c{self.random.randrange(10**5)}>.i{n}{{margin:{n % 40}px;color:#{self.random.randrange(16**6):06x}}}"
            for n in range(kilobytes * 22)
        ]
        return Markup("<style>" + "".join(rules) + "</style>")

    def svg(self, count: int = 8) -> Markup:
        """Return a sprite of icons."""
        icons = []
        for number in range(count):
            points = " ".join(f"L{self.random.randrange(24)}.{self.random.randrange(99)}" for _ in range(30))
            icons.append(
                f'<symbol id="i{number}" viewBox="0 0 24 24"><title>icon</title><path d="M1 1{points}z"/></symbol>'
            )
        return Markup('<svg xmlns="http://www.w3.org/2000/svg" style="display:none">' + "".join(icons) + "</svg>")

    def menu(self, count: int, css: str = "") -> Markup:
        """Return list items with links to sections and their parts."""
        names = self.words["nav"]
        attribute = f' class="{css}"' if css else ""
        items = []
        for n in range(count):
            name = names[n % len(names)] if n < len(names) else f"{names[n % len(names)]} {2000 + n}"
            items.append(f'<li{attribute}><a href="/{n % len(names)}/{n}">{escape(name)}</a></li>')
        return Markup("".join(items))

    def cards(self, count: int) -> list[Card]:
        """Return links to other stories: those of this set in the page's language, and headlines of other fields."""
        stories = [*self.stories, *zip(self.words["headlines"], self.words["teasers"] * 4, strict=False)]
        self.random.shuffle(stories)
        return [self._card(*stories[n % len(stories)], n) for n in range(count)]

    def _card(self, title: str, teaser: str, number: int) -> Card:
        day = format_day(self.published - timedelta(days=number + 1), self.language)
        url = f"/{number % 9}/{self.random.randrange(10**6)}"
        return Card(title, url, teaser, self.words["nav"][number % len(self.words["nav"])], day)

    def comments(self, count: int) -> list[Comment]:
        """Return what readers wrote."""
        texts = self.words["comments"]
        return [
            Comment(f"reader{self.random.randrange(9999)}", texts[n % len(texts)], self.random.randrange(80))
            for n in range(count)
        ]

    def texts(self, count: int) -> list[str]:
        """Return headlines and teasers of other stories, as a page's state keeps them."""
        return [f"{card.title}. {card.teaser}" for card in self.cards(count)]

    def state(self, **values: object) -> Markup:
        """Return a value as JSON that may stand in a script."""
        return Markup(json.dumps(values, ensure_ascii=False).replace("</", "<\\/"))


def format_day(moment: datetime, language: str) -> str:
    """Return a date as pages in a language print it."""
    words = languages()[language]
    return words["day"].format(d=moment.day, m=words["months"][moment.month - 1], y=moment.year, n=moment.month)
