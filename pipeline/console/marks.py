"""A text cut into pieces for a page: plain words, and words marked with what they stand for. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.events import Mention


@dataclass(frozen=True, slots=True)
class Mark:
    """Words [start, end) of a text, in code points, with the class that styles them, a hint, and where they lead."""

    start: int
    end: int
    kind: str
    hint: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; `mark` is None for plain words."""

    text: str
    mark: Mark | None = None


def pieces(text: str, marks: Iterable[Mark]) -> list[Piece]:
    """Return a text as pieces that join to it again; of marks that overlap, the first to begin counts."""
    found: list[Piece] = []
    done = 0
    for mark in sorted(marks, key=lambda one: (one.start, -one.end)):
        start, end = max(mark.start, 0), min(mark.end, len(text))
        if start < done or start >= end:
            continue
        if start > done:
            found.append(Piece(text[done:start]))
        found.append(Piece(text[start:end], mark))
        done = end
    if done < len(text):
        found.append(Piece(text[done:]))
    return found


def paragraphs(text: str, marks: Sequence[Mark]) -> list[list[Piece]]:
    """Return the lines of a text, each as pieces; a mark that crosses a line's end is cut there."""
    ends = [-1, *(at for at, char in enumerate(text) if char == "\n"), len(text)]
    lines = [(before + 1, end) for before, end in pairwise(ends)]
    return [_line(text, start, end, marks) for start, end in lines if text[start:end].strip()]


def _line(text: str, start: int, end: int, marks: Sequence[Mark]) -> list[Piece]:
    inside = (mark for mark in marks if mark.start < end and start < mark.end)
    moved = (Mark(mark.start - start, mark.end - start, mark.kind, mark.hint, mark.link) for mark in inside)
    return pieces(text[start:end], moved)


def of_mention(mention: Mention) -> Mark:
    """Return the mark of a mention: its hint says who is meant, how sure that is, and why."""
    sure = f"{mention.name}: {mention.kind.replace('_', ' ')}, {mention.confidence:.0%} sure"
    why = "; ".join(part for part in mention.evidence if part)
    kind = mention.kind if mention.status == "accepted" else "candidate"
    return Mark(
        mention.start, mention.end, kind, f"{sure}. {why}" if why else sure, f"/organisations/{mention.entity_id}"
    )
