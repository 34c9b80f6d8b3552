"""Which agency is meant, and its stable id: the place as the gazetteer resolves it, then what kind of agency it is.

The same agency has the same id under every wording and in every language that the patterns know: Oakland police and
Oakland Police Department are `agency:us-ca-oakland-police`. A place that the gazetteer lacks, or that several places
share alike, stands in the id by its words alone: `agency:fairbrook-police`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log10
from typing import Final

from pipeline.events import Place
from pipeline.watchlist.fold import fold, fold_name
from pipeline.watchlist.model import Entity
from pipeline.watchlist.names import names_of
from pipeline.watchlist.places.gazetteer import Entry, gazetteer

from .find import Spot, spots
from .forms import Form
from .known import entries
from .lexicon import FORCES

PREFIX: Final = "agency:"
MARGIN: Final = 0.5
"""By how much (in powers of ten of inhabitants, or their like) a place must surpass its namesakes to be meant."""

_STATEWIDE: Final = frozenset(
    {
        *("state-police", "highway-patrol", "bureau-of-investigation", "department-of-public-safety"),
        *("department-of-corrections", "attorney-general", "department-of-justice", "civil-police", "military-police"),
        *("public-security-secretariat", "criminal-police"),
    }
)
"""Families of agencies of a whole region, so that New York is the state."""

_OF: Final = re.compile(r"^(?:city|town|village|county|borough|township|municipality) of (?:the )?", re.IGNORECASE)
_SUFFIXES: Final = {"uk": "GB", "gov": "US", "mil": "US"}
_NO_COUNTRY: Final = frozenset({"io", "ai", "co", "tv", "me", "eu", "fm", "ly", "cc", "to", "gg", "is"})


@dataclass(frozen=True, slots=True)
class Hints:
    """Where an article plays: the country and region of each place that it names, and the country of its site."""

    places: frozenset[tuple[str, str, str]] = frozenset()
    home: str = ""

    def countries(self, but: str = "") -> frozenset[str]:
        """Return the countries that places of another name stand for."""
        return frozenset(country for name, country, _ in self.places if name != but)

    def regions(self, but: str = "") -> frozenset[tuple[str, str]]:
        """Return countries and names of the regions that places of another name stand for."""
        return frozenset((country, region) for name, country, region in self.places if name != but)


@dataclass(frozen=True, slots=True)
class Key:
    """An agency: its kind, the place as it stands in ids, and the country, as far as they are known."""

    kind: str
    place: str
    country: str


def hints_of(places: Iterable[Place], site: str) -> Hints:
    """Return what places found and the site's address say about where an article plays."""
    suffix = site.rpartition(".")[2].lower()
    two = suffix.upper() if len(suffix) == 2 and suffix not in _NO_COUNTRY else ""
    found = frozenset((place.name, place.country, _region_of(place)) for place in places)
    return Hints(found, _SUFFIXES.get(suffix, two))


def _region_of(place: Place) -> str:
    if place.kind == "region":
        return place.name
    return place.within[0] if place.kind == "city" and len(place.within) > 1 else ""


def key_of(spot: Spot, hints: Hints) -> Key:
    """Return which agency a spot names."""
    form, placed = spot.form, spot.placed
    kind = slug(form.text) if form.wording else form.family
    name = placed.name if placed.name.lower() in FORCES else _OF.sub("", placed.name)
    if not name:
        country = form.country or _home(hints)
        return Key(kind, country.lower(), country) if country else Key(slug(form.text), "", "")
    if placed.country:
        return Key(kind, placed.country.lower(), placed.country)
    force = FORCES.get(name.lower(), "")
    if force and force != "PK" and form.rule in ("en.plain", "en.force", "nl.plain", "nl.unit"):
        return Key(kind, f"{force.lower()}-{slug(name)}", force)
    entry = resolve(name, form, hints)
    return Key(kind, place_slug(entry), entry.country) if entry else Key(kind, slug(name), "")


def id_of(key: Key) -> str:
    """Return the id of an agency: the same for the same agency, whatever the article."""
    return PREFIX + "-".join(part for part in (key.place, key.kind) if part)


def resolve(name: str, form: Form, hints: Hints) -> Entry | None:
    """Return the place that a name means, or None where several bear it and none of them stands out."""
    ranked = sorted(((_weigh(entry, form, hints), entry.place_id, entry) for entry in entries(name)), reverse=True)
    if not ranked or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < MARGIN):
        return None
    return ranked[0][2]


def _weigh(entry: Entry, form: Form, hints: Hints) -> float:
    score = log10(max(entry.population, 1000)) + (1.0 if entry.kind == "country" else 0.0)
    score += 2.0 * (entry.country == form.country) + 1.5 * (entry.kind == "region" and form.family in _STATEWIDE)
    score += 0.7 * (entry.country == hints.home)
    score += 1.0 * (entry.country in hints.countries(entry.name))
    region = _region_names().get((entry.country, entry.region), "")
    return score + 2.0 * (entry.kind == "city" and (entry.country, region) in hints.regions(entry.name))


def place_slug(entry: Entry) -> str:
    """Return a place as it stands in ids: `us-ca-oakland`, `de-by`, `cl`."""
    country = entry.country.lower()
    if entry.kind == "country":
        return country
    code = _region_codes().get((entry.country, entry.region), "")
    return "-".join(part for part in (country, code, slug(entry.name) if entry.kind == "city" else "") if part)


@cache
def _region_codes() -> Mapping[tuple[str, str], str]:
    found = {(one.country, one.region): one for one in _regions()}
    return {key: (one.region if key[0] == "US" else one.place_id.split("-")[-1]).lower() for key, one in found.items()}


@cache
def _region_names() -> Mapping[tuple[str, str], str]:
    return {(one.country, one.region): one.name for one in _regions()}


def _regions() -> Iterator[Entry]:
    return (one for named in gazetteer().values() for one in named if one.kind == "region")


def slug(text: str) -> str:
    """Return a text as a part of an id: folded words joined by hyphens, in whatever script."""
    return "-".join(fold_name(text.replace("'", "")).split())


def _home(hints: Hints) -> str:
    return hints.home or (next(iter(hints.countries())) if len(hints.countries()) == 1 else "")


def listed_keys(entities: Sequence[Entity]) -> dict[Key, Entity]:
    """Return the agencies on the watchlist by the key that the patterns give their names."""
    found: dict[Key, Entity] = {}
    for entity in entities:
        if entity.kind != "agency":
            continue
        country = entity.country[0] if len(entity.country) == 1 else ""
        for name in names_of(entity):
            for key in _keys(name.text, Hints(home=country)):
                if key.country in ("", country):
                    found.setdefault(key, entity)
    return found


def _keys(name: str, hints: Hints) -> Iterator[Key]:
    folded = fold(name)
    for spot in spots(folded, fold(""), folded):
        if (spot.start, spot.end) == (0, len(folded.cased)) and (spot.placed.name or spot.form.country):
            yield key_of(spot, hints)
