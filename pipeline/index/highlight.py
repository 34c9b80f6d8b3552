"""Highlights from our own offsets: the same on every engine. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

from pipeline.events import Story
from pipeline.index.document import document
from pipeline.index.evaluate import Prepared, source_of, spans
from pipeline.index.plan import Field, Plan
from pipeline.index.port import Highlight

PASSAGES: Final = 3
"""Passages of the text shown for a story."""
MARGIN: Final = 90
"""Code points of context on both sides of a match, before a passage is cut at a space."""

FIELDS: Final[tuple[Field, ...]] = ("title", "text")

Span: TypeAlias = tuple[int, int]


def highlights(found: Plan, story: Story) -> tuple[Highlight, ...]:
    """Return the title if words of it match, and the first passages of the text that do."""
    prepared = Prepared(document(story))
    made: list[Highlight] = []
    for field in FIELDS:
        source = source_of(story, field)
        marked = _merged(spans(found, prepared, story, field), source)
        if field == "title" and marked:
            made.append(Highlight("title", source, tuple(marked)))
        else:
            made += _passages(source, marked)
    return tuple(made)


def _merged(spans: Sequence[Span], source: str) -> list[Span]:
    """Join matches with nothing but white space or nothing between them, so that a phrase is marked as one."""
    merged: list[Span] = []
    for start, end in spans:
        if merged and (start <= merged[-1][1] or source[merged[-1][1] : start].isspace()):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _passages(source: str, spans: Sequence[Span]) -> list[Highlight]:
    made: list[Highlight] = []
    rest = list(spans)
    while rest and len(made) < PASSAGES:
        low, high = _window(source, rest[0])
        inside = [span for span in rest if span[1] <= high]
        rest = rest[len(inside) :]
        made.append(Highlight("text", source[low:high], tuple((start - low, end - low) for start, end in inside)))
    return made


def _window(source: str, span: Span) -> Span:
    low, high = max(0, span[0] - MARGIN), min(len(source), span[1] + MARGIN)
    if low:
        space = source.find(" ", low, span[0])
        low = space + 1 if space >= 0 else low
    if high < len(source):
        space = source.rfind(" ", span[1], high)
        high = space if space >= 0 else high
    return low, high
