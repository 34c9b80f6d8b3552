"""Which story an article belongs to: pure rules over plain facts.

Two articles are copies when they share at least 3 fingerprints and one fifth of the shorter one's. Containment, not
Jaccard: a trimmed tail or a local paragraph must not part copies. Guards keep stories from chaining together:

* one text three times as long as the other contains it (a roundup) and is not a copy of it;
* a story of five or more needs its founder, or two members, to agree;
* short texts, texts known only from the feed, new printings of old lines, and two articles of one site (which may
  share a box that is not known for boilerplate yet) need agreeing titles as well, or nearly the same text;
* members more than 45 days apart are different stories.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from .fingerprint import words

WINDOW: Final = timedelta(days=45)
MIN_SHARED: Final = 3
MIN_CONTAINMENT: Final = 0.2
MAX_RATIO: Final = 3.0
CROWD: Final = 5
FULL: Final = 500
"""A story with this many members takes no more: its snapshot has to stay far below a message's largest size."""

SHORT: Final = 60
SHORT_SHARED: Final = 2
SHORT_CONTAINMENT: Final = 0.5
SAME_CONTAINMENT: Final = 0.8
SAME_RATIO: Final = 1.5
SAME_WORDS: Final = 12
"""Below this even the very same words may be a column's standing line and say nothing."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What grouping knows of an article. `when` is its publication, or its arrival where that is unknown."""

    article_id: str
    revision: str
    entry_id: str
    site: str
    title: str
    words: int
    partial: bool
    when: datetime
    fingerprints: frozenset[int]
    reprint: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an article that came before: its story, and the wordings and entries it came in."""

    story_id: str
    partial: bool
    arrivals: frozenset[tuple[str, str]]
    """Pairs of (entry_id, revision)."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member of a story that shares `shared` fingerprints with the article, or its very wording (`same`)."""

    story_id: str
    founder: bool
    story_size: int
    title: str
    words: int
    partial: bool
    when: datetime
    fingerprints: int
    shared: int
    same: bool = False
    same_site: bool = False


@dataclass(frozen=True, slots=True)
class Founder:
    """The article founds a story."""


@dataclass(frozen=True, slots=True)
class CopyOf:
    """The article joins a story. `containment` is the share of the shorter text found in the longer."""

    story_id: str
    containment: float


@dataclass(frozen=True, slots=True)
class Revision:
    """The article is in a story already, in another wording."""

    story_id: str


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The article is in a story already, in this wording or a fuller one. `again`: through this very entry."""

    story_id: str
    again: bool


@dataclass(frozen=True, slots=True)
class Retagged:
    """The article leads its story in this very wording, and a changed watchlist gives it other tags."""

    story_id: str


Decision: TypeAlias = Founder | CopyOf | Revision | Duplicate | Retagged


def decide(article: Facts, known: Known | None, candidates: Sequence[Candidate]) -> Decision:
    """Return what becomes of an article: by its address first, then by what it shares with others."""
    if known is not None:
        return _again(article, known)
    best = _best_story(article, candidates)
    return Founder() if best is None else best


def _again(article: Facts, known: Known) -> Revision | Duplicate:
    if (article.entry_id, article.revision) in known.arrivals:
        return Duplicate(known.story_id, again=True)
    poorer = article.partial and not known.partial
    if poorer or article.revision in {revision for _, revision in known.arrivals}:
        return Duplicate(known.story_id, again=False)
    return Revision(known.story_id)


def _best_story(article: Facts, candidates: Sequence[Candidate]) -> CopyOf | None:
    agreeing: Mapping[str, list[Candidate]] = _by_story(c for c in candidates if agrees(article, c))
    open_to = [members for members in agreeing.values() if accepts(members)]
    if not open_to:
        return None
    best = max(
        (max(members, key=lambda c: _strength(article, c)) for members in open_to), key=lambda c: _strength(article, c)
    )
    return CopyOf(best.story_id, containment(article, best))


def _by_story(candidates: Iterable[Candidate]) -> dict[str, list[Candidate]]:
    found: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        found[candidate.story_id].append(candidate)
    return found


def _strength(article: Facts, candidate: Candidate) -> tuple[float, int, float, str]:
    return containment(article, candidate), candidate.shared, -candidate.when.timestamp(), candidate.story_id


def accepts(agreeing: Sequence[Candidate]) -> bool:
    """Tell whether the members of one story that agree are enough for it to take the article."""
    size = agreeing[0].story_size
    if size >= FULL:
        return False
    return size < CROWD or len(agreeing) >= 2 or any(member.founder for member in agreeing)


def agrees(article: Facts, member: Candidate) -> bool:
    """Tell whether an article and a member of a story are copies of each other."""
    if abs(article.when - member.when) > WINDOW:
        return False
    if member.same:
        return article.words >= SAME_WORDS
    share, ratio = containment(article, member), length_ratio(article.words, member.words)
    if _weak(article, member):
        return _weak_agrees(article, member, share, ratio)
    return member.shared >= MIN_SHARED and share >= MIN_CONTAINMENT and ratio <= MAX_RATIO


def _weak(article: Facts, member: Candidate) -> bool:
    """Tell whether shared words alone say little: there are few, or they may be the site's."""
    few = article.partial or member.partial or min(article.words, member.words) < SHORT
    return few or article.reprint or member.same_site


def _weak_agrees(article: Facts, member: Candidate, share: float, ratio: float) -> bool:
    if titles_agree(article.title, member.title):
        return member.shared >= SHORT_SHARED and share >= SHORT_CONTAINMENT
    same_text = member.shared >= MIN_SHARED and share >= SAME_CONTAINMENT and ratio <= SAME_RATIO
    return same_text and not article.reprint


def containment(article: Facts, member: Candidate) -> float:
    """Return the share (0..1) of the shorter text's fingerprints that the longer one holds."""
    if member.same:
        return 1.0
    smaller = min(len(article.fingerprints), member.fingerprints)
    return member.shared / smaller if smaller else 0.0


def length_ratio(one: int, other: int) -> float:
    """Return how many times as long the longer of two texts is."""
    return max(one, other) / max(1, min(one, other))


def titles_agree(one: str, other: str) -> bool:
    """Tell whether two headlines say the same: equal words, or four of five of the shorter one's in the longer."""
    first, second = words(one), words(other)
    if not first or not second:
        return False
    if first == second:
        return True
    a, b = set(first), set(second)
    fewer = min(len(a), len(b))
    return fewer >= 4 and len(a & b) >= 0.8 * fewer


def when(published: datetime | None, seen: datetime) -> datetime:
    """Return the time that places an article: its publication, unless that is missing, in the future or absurd."""
    if published is None or published > seen or published.year < 1990:
        return seen
    return published
