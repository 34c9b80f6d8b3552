"""Names beside letters of scripts that part no words by spaces: `NECの` and `把Sandvine列入` are made two words."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise
from typing import Final

from .fold import Folded

_SPACELESS: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai and Lao, Burmese, Khmer
    "\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # kana, Han
    "\u1100-\u11ff\uac00-\ud7a3"  # Hangul: particles follow a name at once
)
_BORDER: Final = re.compile(rf"(?<=[A-Za-z0-9])(?=[{_SPACELESS}])|(?<=[{_SPACELESS}])(?=[A-Za-z0-9])")
_ANY: Final = re.compile(f"[{_SPACELESS}]")


def parted(folded: Folded) -> Folded:
    """Return a folded text with a space wherever Latin letters or digits touch such a script."""
    if folded.cased.isascii() or _ANY.search(folded.cased) is None:
        return folded
    borders = [found.start() for found in _BORDER.finditer(folded.cased)]
    if not borders:
        return folded
    cased, hay = _spaced(folded.cased, borders, 0), _spaced(folded.hay, borders, 1)
    at, origin = _steps(folded, borders)
    return Folded(folded.source, cased, hay, at, origin)


def _spaced(text: str, borders: list[int], shift: int) -> str:
    ends = [0, *(border + shift for border in borders), len(text)]
    return " ".join(text[start:end] for start, end in pairwise(ends))


def _steps(folded: Folded, borders: list[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the way back: the old steps moved on, and at every border two, for the space and for what follows it."""
    steps = {
        at + bisect_left(borders, at): origin for at, origin in zip(folded.breaks_at, folded.breaks_from, strict=True)
    }
    for count, border in enumerate(borders):
        origin = folded.origin(border)
        steps[border + count] = origin
        steps[border + count + 1] = origin
    return tuple(sorted(steps)), tuple(steps[at] for at in sorted(steps))
