"""What a new wording of an article changed: headline before and after, sentences removed and added. Pure.

Sentences are compared as wordings are (`events.wording`): quotes, white space, bylines and dates make no difference.
The result is bounded, whatever the texts hold: an article that grows all day long, such as a live blog, gives small
differences one after the other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final, TypeAlias

from pipeline.events import Article, Change, Difference
from pipeline.events.wording import own_lines, plain

from .fingerprint import words

MOST_CHANGES: Final = 12
MOST_CHARACTERS: Final = 600
"""What is shown of each side of one change."""

MOST_SHOWN: Final = 3000
"""What is shown of all changes: a story keeps 20 differences, and its message has to stay below a megabyte."""

MOST_TEXT: Final = 40_000
"""Characters of a text that are compared; a view keeps as many of each article."""

MOST_WORK: Final = 200_000
"""Pairs of equal sentences that are aligned; above it, sentences are only counted."""

_SENTENCE: Final = re.compile(r"(?<=[.!?…؟।])[\"'”’»)\]]*\s+|(?<=[。！？])(?![」』”’）])|(?<=[。！？][」』”’）])")

Ignored: TypeAlias = Callable[[str], bool]
"""Tells of a line whether it is the site's and not the article's."""

_Hunk: TypeAlias = tuple[list[str], list[str]]


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording of an article: its revision, headline and text. `partial`: only the feed's own text was known."""

    revision: str
    title: str
    text: str
    partial: bool = False


def difference(old: Wording, new: Article, ignored: Ignored = lambda _: False) -> Difference | None:
    """Return what an article says otherwise than it did, None where that is nothing.

    Lines that are `ignored` take no part. Only the first 40,000 characters are compared; where a text is longer, what
    seems to have changed at the end of them may have moved beyond, and is left out.
    """
    cut = is_cut(old.text) or is_cut(new.text)
    hunks = _hunks(_sentences(old.text, ignored), _sentences(new.text, ignored), cut=cut)
    same_title = plain(old.title) == plain(new.title)
    if same_title and not hunks:
        return None
    shown = _shown(hunks)
    return Difference(
        article_id=new.article_id,
        previous=old.revision,
        revision=new.revision,
        at=new.seen,
        before="" if same_title else old.title,
        after="" if same_title else new.title,
        changes=tuple(shown),
        removed_words=sum(_count(removed) for removed, _ in hunks),
        added_words=sum(_count(added) for _, added in hunks),
        left_out=len(hunks) - len(shown),
    )


def is_cut(text: str) -> bool:
    """Say whether a text is too long to be compared in full."""
    return len(text) >= MOST_TEXT


def sentences(line: str) -> list[str]:
    """Return the sentences of a line. Scripts without blanks are parted at their full stops.

    >>> sentences("It rained. It stopped.")
    ['It rained.', 'It stopped.']
    >>> sentences("警方表示。「没有。」")
    ['警方表示。', '「没有。」']
    """
    ends = [0, *(match.end() for match in _SENTENCE.finditer(line)), len(line)]
    parts = (line[start:end].strip() for start, end in pairwise(ends))
    return [part for part in parts if part]


def _sentences(text: str, ignored: Ignored) -> list[str]:
    lines = (line.strip() for line in own_lines(text[:MOST_TEXT]) if not ignored(line))
    return [sentence for line in lines for sentence in sentences(line) if plain(sentence)]


def _hunks(old: Sequence[str], new: Sequence[str], *, cut: bool) -> list[_Hunk]:
    before, after = [plain(sentence) for sentence in old], [plain(sentence) for sentence in new]
    if " ".join(before) == " ".join(after):
        return []
    counts = Counter(after)
    if sum(counts[key] for key in before) > MOST_WORK:
        return _counted(zip(old, before, strict=True), zip(new, after, strict=True))
    changed = [
        code for code in SequenceMatcher(None, before, after, autojunk=False).get_opcodes() if code[0] != "equal"
    ]
    if cut and changed and (changed[-1][2] == len(old) or changed[-1][4] == len(new)):
        changed.pop()
    return [(list(old[a:b]), list(new[c:d])) for _, a, b, c, d in changed]


def _counted(old: Iterator[tuple[str, str]], new: Iterator[tuple[str, str]]) -> list[_Hunk]:
    """Return the difference of two bags of sentences, each with its compared form, as one change."""
    before, after = list(old), list(new)
    removed = _beyond(before, Counter(key for _, key in after))
    added = _beyond(after, Counter(key for _, key in before))
    return [(removed, added)] if removed or added else []


def _beyond(sentences_: Sequence[tuple[str, str]], held: Counter[str]) -> list[str]:
    left, found = Counter(held), []
    for sentence, key in sentences_:
        if left[key] > 0:
            left[key] -= 1
        else:
            found.append(sentence)
    return found


def _shown(hunks: Sequence[_Hunk]) -> list[Change]:
    changes: list[Change] = []
    left = MOST_SHOWN
    for removed, added in hunks[:MOST_CHANGES]:
        change = Change(removed=_cut(removed), added=_cut(added))
        left -= len(change.removed) + len(change.added)
        if left < 0:
            break
        changes.append(change)
    return changes


def _cut(shown: Sequence[str]) -> str:
    text = " ".join(shown)
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1].rstrip() + "…"


def _count(shown: Sequence[str]) -> int:
    return sum(len(words(sentence)) for sentence in shown)
