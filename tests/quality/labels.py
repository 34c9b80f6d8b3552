"""The labelled sets of the tagger: how they are read, and when what was found is what was labelled.

What the labels mean stands in tagging/README.md and relations/README.md beside them. Each rule here is as lenient as
said there and no more: an inflection, a full stop, the length of an agency's name.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.events import Mention, TaggedArticle
from pipeline.watchlist import Tagger, load_watchlist
from pipeline.watchlist.batch import read_article

ROOT = Path(__file__).parent.parent.parent
QUALITY = ROOT / "tests/quality"
AGENCY = "~agency"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
Label = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Counts:
    """What was right of what was given, and of what was labelled."""

    right: int = 0
    given: int = 0
    labels: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.right + other.right, self.given + other.given, self.labels + other.labels)

    @property
    def precision(self) -> float:
        return self.right / self.given if self.given else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.labels if self.labels else 1.0

    def __str__(self) -> str:
        return (
            f"P {self.precision:.3f} R {self.recall:.3f} ({self.right} right, {self.given} given, {self.labels} labels)"
        )


@cache
def tagger() -> Tagger:
    return Tagger(load_watchlist(ROOT / "config/watchlist"))


@cache
def listed() -> frozenset[str]:
    return frozenset(entity.id for entity in tagger().watchlist.entities)


@cache
def labelled(name: str) -> tuple[Label, ...]:
    """Return the lines of one set, such as `tagging/sentences`."""
    lines = (QUALITY / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


def chosen(name: str, held: bool | None) -> tuple[Label, ...]:
    """Return one set: its held third, the open rest, or (None) all of it."""
    return tuple(line for line in labelled(name) if held is None or bool(line.get("held")) is held)


def tag(label: Label) -> TaggedArticle:
    fields = {key: label[key] for key in ("url", "title", "text", "lang") if key in label}
    return tagger().tag(read_article(json.dumps({"id": str(label.get("id", 1)), **fields}), now=NOW))


def accepted(tagged: TaggedArticle) -> list[Mention]:
    return [mention for mention in tagged.mentions if mention.status == "accepted"]


def is_entity(wanted: str, entity_id: str, kind: str) -> bool:
    """Whether an organisation is the labelled one: `a|b` takes either, `~agency` any agency."""
    either = wanted.split("|")
    return entity_id in either or (AGENCY in either and kind == "agency")


def is_wording(wanted: str, surface: str) -> bool:
    """Whether two wordings differ by an inflection or a mark at the end at most."""
    short, long = sorted((wanted.casefold(), surface.casefold()), key=len)
    rest = long[len(short) :]
    return long.startswith(short) and len(rest) <= 4 and " " not in rest


def is_agency_wording(wanted: str, surface: str) -> bool:
    """Whether two wordings name the same agency: one holds the other and at least half of its words."""
    short, long = sorted((wanted.casefold(), surface.casefold()), key=len)
    return short in long and 2 * len(short.split()) >= len(long.split())


def is_mention(wanted: Sequence[str], mention: Mention) -> bool:
    surface, entity = wanted
    if not is_entity(entity, mention.entity_id, mention.kind):
        return False
    return is_wording(surface, mention.surface) or (AGENCY in entity and is_agency_wording(surface, mention.surface))


def matched(wanted: Iterable[Sequence[str]], found: list[Mention]) -> tuple[list[Sequence[str]], list[Mention]]:
    """Return the labels that nothing found matches, and what was found but not labelled; each counts once."""
    missing, left = [], list(found)
    for label in wanted:
        hit = next((mention for mention in left if is_mention(label, mention)), None)
        if hit is None:
            missing.append(label)
        else:
            left.remove(hit)
    return missing, left
