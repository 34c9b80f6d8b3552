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

from collections.abc import Mapping, Sequence
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
    read = _read(lines, known)
    every = sum(line.words for line in read)
    for most, repeated in ((MOST_DROPPED, _is_repeated), (MOST_DROPPED_SURE, _is_everywhere)):
        found = [repeated(line, known.articles) for line in read]
        gone = sum(line.words for line, drop in zip(read, found, strict=True) if drop)
        if gone <= most * every:
            kept = tuple(line.text for line, drop in zip(read, found, strict=True) if not drop)
            return Sifted(kept, tuple(line.text for line, drop in zip(read, found, strict=True) if drop))
    return Sifted(tuple(lines))


def _read(lines: Sequence[str], known: Known) -> list[_Line]:
    counted = [(text, count_words(text)) for text in lines]
    first = next((at for at, (_, words) in enumerate(counted) if words >= PARAGRAPH), 0)
    return [
        _Line(text, words, known.lines.get(line_key(text), 0), at in {0, first} or words < SHORT)
        for at, (text, words) in enumerate(counted)
    ]


def _is_repeated(line: _Line, articles: int) -> bool:
    if line.guarded:
        return line.held >= SURE and line.held >= SHARE_LONG * articles
    if line.words >= LONG:
        return line.held >= FEW_LONG and line.held >= SHARE_LONG * articles
    return line.held >= FEW and line.held >= SHARE * articles


def _is_everywhere(line: _Line, articles: int) -> bool:
    return line.held >= SURE and line.held >= SHARE_SURE * articles
