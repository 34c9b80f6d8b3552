"""The sentence around a place in a text: a mention in its setting, at the price of two short searches."""

from __future__ import annotations

import re
from typing import Final

REACH: Final = 600
"""Code points looked at on either side; a longer sentence is cut there."""

_END: Final = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s+[\"'“‘«(\[¿¡]*[^\W_a-zß-ÿ])|\n|[。！？]")
_ABBREVIATED: Final = re.compile(
    r"(?:^|[\s(\"“])(?:Inc|Corp|Co|Ltd|Mr|Mrs|Ms|Dr|Prof|St|No|vs|Gov|Sen|Rep|Gen|Lt|Col|Sgt|Sr|Jr|Jan|Feb|Mar|Apr|Jun|Jul|Aug|"
    r"Sept?|Oct|Nov|Dec|Art|Nr|Abs|bzw|z\.B|Sra?|[A-Z]|(?:[A-Z]\.)+[A-Z])\.$"
)


def sentence_span(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of the sentence that holds [start, end), without white space at its ends."""
    floor, ceiling = max(0, start - REACH), min(len(text), end + REACH)
    first, last = floor, ceiling
    for match in _END.finditer(text, floor, start + 1):
        if match.end() <= start and not _abbreviation(text, match):
            first = match.end()
    for match in _END.finditer(text, end, ceiling):
        if not _abbreviation(text, match):
            last = match.end()
            break
    while first < start and text[first].isspace():
        first += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    return first, last


def _abbreviation(text: str, match: re.Match[str]) -> bool:
    return match.group() == "." and _ABBREVIATED.search(text, max(0, match.start() - 8), match.end()) is not None
