"""Which place is meant, and whether one is: facts around the words, one fixed weight each, as for organisations.

The weights are set by hand; a place below the bar of .7 is not kept, so that a map shows little that is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import exp, log10
from typing import Final, Literal

from pipeline.events import Mention, Place
from pipeline.watchlist.fold import Folded, fold_cased

from .candidates import Candidate, candidates
from .gazetteer import Entry, abbreviations, gazetteer, holders

ACCEPT: Final = 0.7
LARGE: Final = 500_000
SMALL: Final = 50_000
WEIGHTS: Final[Mapping[str, float]] = {
    "country": 2.2,
    "region": 1.6,
    "city": -0.6,
    "large": 1.0,
    "capital": 0.8,
    "small": -0.8,
    "contained": 3.0,  # "Lyon, France"
    "preposition": 1.5,
    "of": 0.8,
    "place_noun": 1.8,  # "city of X", "X Police Department"
    "dateline": 3.0,
    "at_home": 1.2,  # its country or region is named, or an agency of it
    "script": 0.6,  # written in a script that few other words are mistaken in
    "abroad": -0.8,  # other countries are named, not its own
    "likely": 0.4,  # its country speaks the language, or is that of the site
    "agency": 1.5,  # an agency's name begins with it
    "vouched": 1.2,  # the article names it beyond doubt elsewhere
    "acts": 1.4,  # a headline begins with it and a verb: "Evanston ends contract"
    "opens": -0.3,
    "joined": -0.8,
    "capital_before": -1.8,
    "capital_after": -1.4,
    "title": -4.0,  # "Mr. Lincoln"
    "common": -1.6,  # a word or a person's name as well
    "inside": -6.0,  # within the name of an organisation
}
HOMES: Final[Mapping[str, frozenset[str]]] = {
    language: frozenset(countries.split())
    for language, countries in {
        "en": "US GB CA AU IE NZ IN ZA KE NG",
        "es": "ES MX AR CO CL PE VE EC GT CU UY PY BO SV HN NI CR PA DO US",
        "fr": "FR BE CH CA SN CI MA TN DZ CM CD",
        "de": "DE AT CH",
        "it": "IT CH",
        "pt": "BR PT AO MZ",
        "nl": "NL BE",
        "pl": "PL",
        "ru": "RU BY KZ",
        "uk": "UA",
        "ja": "JP",
        "ko": "KR",
        "zh": "CN TW HK SG",
        "tr": "TR",
        "ar": "EG SA AE JO IQ SY LB MA DZ TN",
        "hi": "IN",
    }.items()
}
_SUFFIXES: Final = {"uk": "GB", "eu": "", "gov": "US", "mil": "US"}
_Field = Literal["title", "text"]


@dataclass(frozen=True, slots=True)
class Setting:
    """What else is known of an article: its language, its site, what it mentions and where those agencies are."""

    language: str | None = None
    site: str = ""
    mentions: Sequence[Mention] = ()
    countries: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class _Ground:
    """Where an article plays, as far as is known."""

    countries: frozenset[str]
    regions: frozenset[tuple[str, str]]
    likely: frozenset[str]


class PlaceFinder:
    """Finds places. The gazetteer is read at the first article that asks for it, once a process, in about a second."""

    def find(self, title: Folded, text: Folded, setting: Setting) -> tuple[Place, ...]:
        """Return the places an article names, in the order of the text, title first; each place of it once a field."""
        found = [*candidates(title, headline=True), *candidates(text, headline=False)]
        if not found:
            return ()
        ground = _ground(found, setting)
        chosen = [(one, best(one, ground)) for one in found]
        known = [facts(one, entry, ground, setting) for one, entry in chosen]
        sure = {entry.place_id for (_, entry), found in zip(chosen, known, strict=True) if confidence(found) >= 0.85}
        places = (
            _place(one, entry, found | {"vouched"} if entry.place_id in sure else found)
            for (one, entry), found in zip(chosen, known, strict=True)
        )
        return tuple(_once(place for place in places if place is not None))


def confidence(found: Iterable[str]) -> float:
    """Return the probability that facts amount to: a logistic function of the sum of their weights."""
    return 1 / (1 + exp(-sum(WEIGHTS[fact] for fact in found)))


def best(one: Candidate, ground: _Ground) -> Entry:
    """Return the most likely of the places that bear a name: contained, at home, likely, large, in that order."""
    if len(one.entries) == 1:
        return one.entries[0]
    container = _container(one.container)
    return max(one.entries, key=lambda entry: (_weigh(entry, container, ground), entry.kind == "city"))


def _weigh(entry: Entry, container: Sequence[Entry], ground: _Ground) -> float:
    score = log10(max(entry.population, 1000)) + (1.0 if entry.kind == "country" else 0.3 if entry.capital else 0.0)
    score += 5.0 * any(_holds(outer, entry) for outer in container)
    score += 2.0 * ((entry.country, entry.region) in ground.regions and entry.kind == "city")
    score += 1.5 * (entry.country in ground.countries and entry.kind != "country")
    return score + 0.7 * (entry.country in ground.likely)


def _holds(outer: Entry, inner: Entry) -> bool:
    if outer.place_id == inner.place_id or inner.kind == "country" or outer.country != inner.country:
        return False
    return outer.kind == "country" or (outer.kind == "region" and outer.region == inner.region)


@lru_cache(maxsize=4096)
def _container(said: str) -> tuple[Entry, ...]:
    """Return what the words after a comma name: the longest beginning of them that is a country or a region."""
    if not said:
        return ()
    words = said.rstrip(" .").split(" ")
    for count in range(min(4, len(words)), 0, -1):
        name = fold_cased(" ".join(words[:count])).rstrip(".,")
        entries = gazetteer().get(abbreviations().get(name.replace(".", ""), name), ())
        outer = tuple(entry for entry in entries if entry.kind != "city")
        if outer:
            return outer
    return ()


def facts(one: Candidate, entry: Entry, ground: _Ground, setting: Setting) -> set[str]:
    """Return the facts that hold of a candidate, if `entry` is meant, but for what the rest of the article vouches."""
    found = {*one.facts, entry.kind, *_inside(one, setting), *_home(entry, ground)}
    if entry.kind == "city":
        found |= _city(entry)
    if any(_holds(outer, entry) for outer in _container(one.container)):
        found.add("contained")
    if one.said[0] >= "\u0370":
        found.add("script")
    return found - _void(found, entry)


def _home(entry: Entry, ground: _Ground) -> set[str]:
    found = {"likely"} if entry.country in ground.likely else set()
    if entry.kind == "country":
        return found
    if entry.country in ground.countries or (entry.country, entry.region) in ground.regions:
        return found | {"at_home"}
    strange = entry.kind == "city" and ground.countries and entry.population < LARGE
    return found | {"abroad"} if strange else found


def _void(found: set[str], entry: Entry) -> set[str]:
    """Return the facts that mean nothing here: capitals within an agency's name, or beside a country of long name."""
    if "agency" in found:
        return {"capital_after", "inside"}
    long = entry.kind == "country" and len(entry.name) > 6 and entry.name != "Georgia"  # also a given name
    return {"capital_after", "capital_before"} if long else set()


def _city(entry: Entry) -> set[str]:
    found = {"large"} if entry.population >= LARGE else {"small"} if entry.population < SMALL else set()
    return found | {"capital"} if entry.capital else found


def _inside(one: Candidate, setting: Setting) -> set[str]:
    """Say whether the words are within a mention: the beginning of an agency's name is a place, all else is none."""
    start, end = one.folded.span(one.start, one.end)
    where = "title" if one.headline else "text"
    for mention in setting.mentions:
        if mention.field == where and mention.start < end and start < mention.end:
            shorter = (start, end) != (mention.start, mention.end)
            return {"agency"} if mention.kind == "agency" and shorter else {"inside"}
    return set()


def _ground(found: Iterable[Candidate], setting: Setting) -> _Ground:
    """Return the countries and regions that are named without doubt, and those that are likely from the outside."""
    countries, regions = set(setting.countries), set()
    for one in found:
        first = max(one.entries, key=lambda entry: entry.population)
        outer = _container(one.container)
        if len(one.entries) == 1 and first.kind != "city" and "common" not in one.facts:
            countries.add(first.country)
        for entry in outer:
            if any(_holds(entry, inner) for inner in one.entries):
                countries.add(entry.country)
                regions.add((entry.country, entry.region))
        if len(one.entries) == 1 and first.kind == "region":
            regions.add((first.country, first.region))
    suffix = setting.site.rpartition(".")[2].lower()
    home = _SUFFIXES.get(suffix, suffix.upper() if len(suffix) == 2 else "")
    likely = frozenset({home}) if home else HOMES.get((setting.language or "")[:2], frozenset())
    return _Ground(frozenset(countries), frozenset(pair for pair in regions if pair[1]), likely)


def _place(one: Candidate, entry: Entry, found: set[str]) -> Place | None:
    sure = confidence(found)
    if sure < ACCEPT:
        return None
    start, end = one.folded.span(one.start, one.end)
    end += "." in one.said and one.folded.source[end : end + 1] == "."  # "the U.S."
    return Place(
        place_id=entry.place_id,
        kind=entry.kind,
        name=entry.name,
        country=entry.country,
        within=_within(entry),
        latitude=entry.latitude,
        longitude=entry.longitude,
        surface=one.folded.source[start:end],
        field="title" if one.headline else "text",
        start=start,
        end=end,
        confidence=round(sure, 3),
    )


def _within(entry: Entry) -> tuple[str, ...]:
    region = holders().get((entry.country, entry.region), "") if entry.kind == "city" and entry.region else ""
    country = "" if entry.kind == "country" else holders().get((entry.country, ""), "")
    return tuple(name for name in (region, country) if name)


def _once(places: Iterable[Place]) -> list[Place]:
    """Keep the surest naming of each place in each field; the article's map needs no more."""
    best_of: dict[tuple[_Field, str], Place] = {}
    for place in places:
        key = place.field, place.place_id
        if key not in best_of or place.confidence > best_of[key].confidence:
            best_of[key] = place
    return sorted(best_of.values(), key=lambda place: (place.field != "title", place.start))
