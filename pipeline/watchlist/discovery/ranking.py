"""Names seen in many articles, ranked by what speaks for their being vendors. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import prod
from typing import Final

from pipeline.watchlist.fold import fold_cased, fold_name
from pipeline.watchlist.names import names_of
from pipeline.watchlist.watchlist import Watchlist

from .find import Sighting
from .runs import key_of, runs

MOST_EVIDENCE: Final = 5
LEAST_HEAD: Final = 5
SHARE: Final = 0.5
"""What the strongest single sighting gives; each further one closes half of what is left."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A sighting, and the article it was in."""

    sighting: Sighting
    article_id: str
    outlet: str
    title: str
    url: str
    seen: datetime


@dataclass(frozen=True, slots=True)
class Bar:
    """What a name has to reach to be proposed. Wordings, as copies of one report count once."""

    articles: int = 2
    outlets: int = 2
    wordings: int = 2
    score: float = 0.5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name to propose: `score` is 0..1; kind, technologies and country are guesses for a person to check."""

    name: str
    score: float
    articles: int
    outlets: int
    wordings: int
    kind: str
    technologies: tuple[str, ...]
    country: str
    reasons: tuple[str, ...]
    also: tuple[str, ...]
    first_seen: datetime
    last_seen: datetime
    evidence: tuple[Seen, ...]


@dataclass(frozen=True, slots=True)
class KnownNames:
    """Names that are not to be proposed, folded, and those of them that may stand before other words (`heads`)."""

    names: frozenset[str]
    heads: frozenset[str] = frozenset()


def rank(seen: Iterable[Seen], known: KnownNames, bar: Bar) -> list[Candidate]:
    """Return the names that reach a bar and are not known, best first."""
    by_key: dict[str, list[Seen]] = defaultdict(list)
    for one in seen:
        if not is_known(one.sighting.key, known):
            by_key[one.sighting.key].append(one)
    found = [candidate(ones) for ones in _joined(by_key).values()]
    return sorted((one for one in found if reaches(one, bar)), key=lambda c: (-c.score, -c.articles, c.name))


def known_names(watchlist: Watchlist, dismissed: Iterable[str] = ()) -> KnownNames:
    """Return all listed and dismissed names. One that means nothing else is known with other words behind it too."""
    listed = [name for entity in watchlist.entities for name in names_of(entity)]
    terms = (fold_name(term) for technology in watchlist.technologies for term in technology.terms)
    trimmed = (key_of(run.name) for name in listed for run in runs(fold_cased(name.text)))
    plain = {*(name.plain for name in listed), *trimmed, *terms, *map(key_of, dismissed)}
    heads = frozenset(name.plain for name in listed if not name.ambiguous and len(name.plain) >= LEAST_HEAD)
    return KnownNames(frozenset(plain | {name.replace(" ", "") for name in plain}), heads)


def is_known(key: str, known: KnownNames) -> bool:
    """Tell whether a name is known: whole, glued, or with more words behind it, as in `Acme Body Camera`."""
    words = key.split()
    heads = (" ".join(words[:count]) for count in range(1, len(words)))
    return key in known.names or key.replace(" ", "") in known.names or any(head in known.heads for head in heads)


def candidate(ones: Sequence[Seen]) -> Candidate:
    """Return what the sightings of one name come to."""
    sightings = [one.sighting for one in ones]
    names: dict[str, float] = defaultdict(float)
    for sighting in sightings:
        names[sighting.name] += sighting.weight
    name = max(names, key=lambda text: (names[text], text))
    best: dict[str, float] = {}
    for sighting in sightings:
        best[sighting.sentence] = max(best.get(sighting.sentence, 0.0), sighting.weight)
    outlets = {one.outlet for one in ones}
    firm = any(sighting.firm for sighting in sightings)
    score = (1 - prod(1 - SHARE * weight for weight in best.values())) * (1.0 if firm else 0.5)
    ordered = sorted(ones, key=lambda one: (-one.sighting.weight, one.seen, one.article_id))
    return Candidate(
        name=name,
        score=round(score, 3),
        articles=len({one.article_id for one in ones}),
        outlets=len(outlets),
        wordings=len(best),
        kind="vendor",
        technologies=_commonest(t for s in sightings for t in s.technologies),
        country=next(iter(_commonest(s.country for s in sightings if s.country)), ""),
        reasons=_reasons(sightings, len(best), firm=firm),
        also=tuple(sorted(set(names) - {name})),
        first_seen=min(one.seen for one in ones),
        last_seen=max(one.seen for one in ones),
        evidence=tuple(_different(ordered)[:MOST_EVIDENCE]),
    )


def reaches(one: Candidate, bar: Bar) -> bool:
    """Tell whether a name was seen often enough, in enough places, in different words, and surely as a firm's."""
    often = one.articles >= bar.articles and one.outlets >= bar.outlets and one.wordings >= bar.wordings
    return often and one.score >= bar.score and any(seen.sighting.firm for seen in one.evidence)


def _reasons(sightings: Sequence[Sighting], wordings: int, *, firm: bool) -> tuple[str, ...]:
    rules = Counter(rule for sighting in sightings for rule in sighting.rules)
    told = [f"{wordings} different sentence{'s' * (wordings > 1)}"]
    told += [f"{rule} ({count})" for rule, count in rules.most_common()]
    beside = Counter(name for sighting in sightings for name in sighting.beside)
    if beside:
        told.append("named beside " + ", ".join(name for name, _ in beside.most_common(3)))
    if not firm:
        told.append("nothing says that it is a firm")
    return tuple(told)


def _commonest(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(value for value, _ in Counter(values).most_common(2))


def _different(ones: Sequence[Seen]) -> list[Seen]:
    """Return sightings in different words, those of firms first."""
    found: dict[str, Seen] = {}
    for one in sorted(ones, key=lambda one: not one.sighting.firm):
        found.setdefault(one.sighting.sentence, one)
    return list(found.values())


def _joined(by_key: Mapping[str, list[Seen]]) -> dict[str, list[Seen]]:
    """Return the names, those joined to a longer one that shorten it in the same article, as `Acme Systems`."""
    joined = {key: list(ones) for key, ones in by_key.items()}
    articles = {key: {one.article_id for one in ones} for key, ones in by_key.items()}
    for key in sorted(by_key, key=len):
        longer = [other for other in joined if other.startswith(f"{key} ") and articles[other] & articles[key]]
        if longer:
            joined[min(longer, key=lambda other: (-len(joined[other]), other))] += joined.pop(key)
    return joined
