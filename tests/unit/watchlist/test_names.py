from __future__ import annotations

import pytest

from pipeline.watchlist.model import Entity, Name
from pipeline.watchlist.names import decoys_of, default_case, names_of


@pytest.mark.parametrize(
    ("text", "ambiguous", "case"),
    [
        ("ICE", False, "exact"),
        ("X", True, "exact"),
        ("Gab", False, "exact"),
        ("ELITE", True, "exact"),
        ("IDEMIA", False, "initial"),
        ("ShotSpotter", False, "any"),
        ("ShotSpotter", True, "initial"),
        ("Geofeedia", False, "initial"),
        ("Media Sonar", False, "initial"),
        ("海康威视", False, "exact"),
    ],
)
def test_default_case(text: str, ambiguous: bool, case: str) -> None:
    assert default_case(text, ambiguous=ambiguous) == case


def test_two_words_are_also_found_glued() -> None:
    names = names_of(Entity(id="a", kind="vendor", name="Media Sonar"))
    assert {name.plain for name in names} == {"media sonar", "mediasonar"}


def test_an_ambiguous_name_is_not_glued() -> None:
    names = names_of(Entity(id="a", kind="agency", name="Home Office", ambiguous=True))
    assert {name.plain for name in names} == {"home office"}


def test_products_are_vouched_for_by_their_maker_and_names_by_their_owner() -> None:
    owner = Entity(id="o", kind="platform", name="Amazon", ambiguous=True)
    ring = Entity(
        id="r", kind="vendor", name="Ring", ambiguous=True, parent="o", products=(Name(name="Search", ambiguous=True),)
    )
    name, product = names_of(ring, owner)
    assert " amazon" in name.context
    assert " ring" in product.context
    assert " ring" not in name.context


def test_exclude_phrases_with_the_name_are_decoys_and_others_speak_against_it() -> None:
    entity = Entity(id="p", kind="vendor", name="Peregrine", ambiguous=True, exclude=("peregrine falcon", "nest"))
    assert decoys_of(entity) == ["peregrine falcon"]
    assert names_of(entity)[0].against == (" nest",)


def test_the_first_listed_of_equal_names_decides() -> None:
    entity = Entity(id="a", kind="vendor", name="Rekor", aliases=(Name(name="REKOR", ambiguous=True),))
    assert [(name.text, name.ambiguous) for name in names_of(entity)] == [("Rekor", False)]
