"""Lines that a site prints under many articles, such as a newsletter box, and which of them may be left out. Pure.

A monitor sees hundreds of pages of a site, so what extraction lets through on all of them is known after a few. Too
little care would cost articles what they say, so a line goes only where all of this holds:

* at least 3 other articles of the site's last 60 hold it, and a tenth of them; a paragraph of 25 words or more needs 6
  and a quarter, since newsrooms repeat the paragraph that tells what a company is, under every fifth article;
* articles with one headline count once: an article under several addresses, or fetched again, teaches nothing;
* the first line, the first paragraph and lines of one or two words go only when 10 articles hold them;
* no more than half of a text goes. Where more is known, it is the same article under another headline or hardly
  anything but boxes: then lines that half of all articles hold may go, up to 80 %, and otherwise none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.events.ids import line_key

from .words import count_words

FEW: Final = 3
SHARE: Final = 0.1
LONG: Final = 25
FEW_LONG: Final = 6
SHARE_LONG: Final = 0.25
SURE: Final = 10
SHARE_SURE: Final = 0.5
SHORT: Final = 3
PARAGRAPH: Final = 8
MOST_DROPPED: Final = 0.5
MOST_DROPPED_SURE: Final = 0.8


@dataclass(frozen=True, slots=True)
class Known:
    """What a site taught: how many other articles it has, and how many of them hold each line, by `line_key`."""

    articles: int
    lines: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Sifted:
    """The lines of a text that stay and those that go, each in their order."""

    kept: tuple[str, ...]
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    words: int
    held: int
    guarded: bool


def filter_lines(lines: Sequence[str], known: Known) -> Sifted:
    """Return the lines of an article without those that its site repeats."""
    held = [known.lines.get(line_key(line), 0) for line in lines] if known.lines else []
    if max(held, default=0) < FEW:
        return Sifted(tuple(lines))
    read = {at: line for at, line in _read(lines, held) if line.held >= FEW}
    every = sum(map(len, lines))
    for most, repeated in ((MOST_DROPPED, _is_repeated), (MOST_DROPPED_SURE, _is_everywhere)):
        gone = {at for at, line in read.items() if repeated(line, known.articles)}
        if sum(len(lines[at]) for at in gone) <= most * every:
            kept = tuple(line for at, line in enumerate(lines) if at not in gone)
            return Sifted(kept, tuple(lines[at] for at in sorted(gone)))
    return Sifted(tuple(lines))


def _read(lines: Sequence[str], held: Sequence[int]) -> Iterator[tuple[int, _Line]]:
    """Yield the lines with their places; the first, the first paragraph and very short ones are guarded."""
    seen = False
    for at, (text, count) in enumerate(zip(lines, held, strict=True)):
        words = count_words(text) if count or not seen else 0
        paragraph = words >= PARAGRAPH and not seen
        seen = seen or paragraph
        yield at, _Line(text, words, count, at == 0 or paragraph or words < SHORT)


def _is_repeated(line: _Line, articles: int) -> bool:
    if line.guarded:
        return line.held >= SURE and line.held >= SHARE_LONG * articles
    if line.words >= LONG:
        return line.held >= FEW_LONG and line.held >= SHARE_LONG * articles
    return line.held >= FEW and line.held >= SHARE * articles


def _is_everywhere(line: _Line, articles: int) -> bool:
    return line.held >= SURE and line.held >= SHARE_SURE * articles
