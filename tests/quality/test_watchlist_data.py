"""The product's own watchlist: large enough, worldwide, and free of names that are taken wrongly."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

from pipeline.watchlist.checking import Checked, check, listed_names
from pipeline.watchlist.common import common_words, is_common
from pipeline.watchlist.model import Entity, Name
from pipeline.watchlist.names import Known, default_case, names_of

FOLDER = Path(__file__).parents[2] / "config" / "watchlist"

PARTS_OF_THE_WORLD = {
    "United States": {"US"},
    "Canada": {"CA"},
    "United Kingdom": {"GB"},
    "European Union": {"EU", "DE", "FR", "IT", "ES", "NL", "PL", "GR", "IE", "SE", "AT", "BE", "PT", "HU", "CZ", "DK"},
    "Israel": {"IL"},
    "India": {"IN"},
    "China": {"CN", "HK"},
    "Russia": {"RU"},
    "Gulf": {"AE", "SA", "QA", "BH", "KW", "OM"},
    "Turkey": {"TR"},
    "Latin America": {"MX", "BR", "CO", "CL", "AR", "PE", "EC", "SV", "PY", "UY", "PA", "GT", "VE", "DO"},
    "Africa": {"ZA", "NG", "KE", "UG", "GH", "ET", "ZM", "EG", "MA", "TZ", "RW", "SN"},
    "Asia-Pacific": {"JP", "KR", "AU", "NZ", "SG", "ID", "TH", "MY", "PH", "VN", "TW", "PK", "BD", "LK"},
}


@cache
def checked() -> Checked:
    return check(FOLDER)


def _case(name: Name) -> str:
    return name.case or default_case(name.name, ambiguous=name.ambiguous)


def entities() -> tuple[Entity, ...]:
    return checked().watchlist.entities


def test_nothing_is_to_be_mended() -> None:
    assert [str(problem) for problem in checked().problems] == []


def test_it_is_large() -> None:
    assert len({entity.id for entity in entities()}) >= 1_500


def test_every_kind_is_there_in_numbers() -> None:
    kinds = Counter(entity.kind for entity in entities())
    assert {kind: count for kind, count in kinds.items() if count < 90} == {}
    assert kinds["vendor"] >= 400
    assert set(kinds) == {"vendor", "platform", "agency", "civil_society"}


def test_it_covers_the_world() -> None:
    countries = Counter(country for entity in entities() for country in entity.country)
    assert len(countries) >= 100
    few = {part: sum(countries[c] for c in codes) for part, codes in PARTS_OF_THE_WORLD.items()}
    assert {part: count for part, count in few.items() if count < 8} == {}


def test_every_technology_has_a_vendor() -> None:
    sold = {technology for entity in entities() if entity.kind == "vendor" for technology in entity.technologies}
    abstract = {"geofence-warrant", "mass-surveillance", "client-side-scanning"}  # powers and plans, no products
    assert {technology.id for technology in checked().watchlist.technologies} - sold - abstract == set()


def test_ambiguous_names_have_context_words() -> None:
    bare = [
        (entity.id, name.name)
        for entity in entities()
        for name, _ in listed_names(entity)
        if name.ambiguous and not (name.context or entity.context)
    ]
    assert bare == []


def test_everyday_words_and_short_names_are_guarded() -> None:
    names = [(entity.id, name) for entity in entities() for name, _ in listed_names(entity)]
    assert [(owner, name.name) for owner, name in names if is_common(name.name) and not name.ambiguous] == []
    short = [(owner, name) for owner, name in names if name.name.isascii() and sum(map(str.isalnum, name.name)) < 3]
    assert len(short) >= 3
    lax = [(owner, name.name) for owner, name in short if _case(name) != "exact"]
    assert lax == []


def test_no_two_claim_a_name() -> None:
    owners: dict[str, list[Known]] = {}
    for entity in entities():
        for name in names_of(entity):
            owners.setdefault(name.plain, []).append(name)
    shared = [names for names in owners.values() if len({name.entity.id for name in names}) > 1]
    assert [names[0].text for names in shared if not all(name.ambiguous for name in names)] == []


def test_the_list_of_everyday_words_is_of_use() -> None:
    assert len(common_words()) > 1500
    assert all(is_common(word) for word in ("Ring", "Flock", "signal", "Threads", "Safety"))
    assert not any(is_common(name) for name in ("Palantir", "Cellebrite", "Face++", "Media Sonar"))


def test_links_are_addresses_and_each_belongs_to_one() -> None:
    links = [entity.links.website for entity in entities() if entity.links.website]
    assert len(links) == len(set(links))
    assert all(link.startswith("https://") for link in links)


def test_no_person_is_listed() -> None:
    """The list has no kind for people, and nobody's title leads a name."""
    titles = {"mr", "mrs", "ms", "dr", "sheriff", "chief", "president", "senator", "judge", "prof"}
    led = [name.name for entity in entities() for name, _ in listed_names(entity) if " " in name.name]
    assert [name for name in led if name.split()[0].lower().rstrip(".") in titles] == []
