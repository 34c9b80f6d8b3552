"""Places are found by what stands around their names, and nothing that only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.events import Mention
from pipeline.watchlist.fold import fold
from pipeline.watchlist.places import PlaceFinder, Setting
from pipeline.watchlist.places.gazetteer import gazetteer

FINDER = PlaceFinder()


def found(text: str, title: str = "", **setting: object) -> set[tuple[str, str]]:
    places = FINDER.find(fold(title), fold(text), Setting(**setting))  # type: ignore[arg-type]
    return {(place.surface, f"{place.country}:{place.name}") for place in places}


CASES = [
    ("en", "The city of Oakland will end its contract.", {("Oakland", "US:Oakland")}),
    ("en", "OAKLAND, Calif. (Wire) — The board voted to end it.", {("OAKLAND", "US:Oakland")}),
    ("en", "Cameras were sold in Portland, Oregon.", {("Portland", "US:Portland"), ("Oregon", "US:Oregon")}),
    ("en", "Cameras were sold in Portland, Maine.", {("Portland", "US:Portland"), ("Maine", "US:Maine")}),
    ("en", "Protesters in Tbilisi, Georgia, were filmed.", {("Tbilisi", "GE:Tbilisi"), ("Georgia", "GE:Georgia")}),
    ("en", "Police in Atlanta, Georgia, said so.", {("Atlanta", "US:Atlanta"), ("Georgia", "US:Georgia")}),
    ("en", "The U.S. government knew.", {("U.S.", "US:United States")}),
    ("en", "Officers in London, Ontario, bought it.", {("London", "CA:London"), ("Ontario", "CA:Ontario")}),
    ("en", "It happened in London.", {("London", "GB:London")}),
    ("en", "Firms in the Netherlands use it.", {("the Netherlands", "NL:Netherlands")}),
    ("de", "Der Test beginnt. In Karlsruhe wird geprüft.", {("Karlsruhe", "DE:Karlsruhe")}),
    ("de", "Die Polizei in München nutzt es.", {("München", "DE:Munich")}),
    ("de", "Behörden in Österreich prüfen es.", {("Österreich", "AT:Austria")}),
    ("fr", "La police à Nice, en France, l'a acheté.", {("Nice", "FR:Nice"), ("France", "FR:France")}),
    ("fr", "Le conseil municipal de Marseille a voté.", {("Marseille", "FR:Marseille")}),
    ("es", "La policía de León, Jalisco, calla.", {("Jalisco", "MX:Jalisco")}),
    ("es", "Pasó en Guadalajara, Jalisco.", {("Guadalajara", "MX:Guadalajara"), ("Jalisco", "MX:Jalisco")}),
    ("it", "La polizia di Milano lo usa a Roma.", {("Milano", "IT:Milan"), ("Roma", "IT:Rome")}),
    ("pt", "A polícia no Rio de Janeiro usa câmeras.", {("Rio de Janeiro", "BR:Rio de Janeiro")}),
    ("nl", "De politie in Den Haag stopt ermee.", {("Den Haag", "NL:The Hague")}),
    ("pl", "Komenda w Warszawie kupiła system.", {("Warszawie", "PL:Warsaw")}),
    ("ru", "Полиция города Москва и полиция в Киев.", {("Москва", "RU:Moscow"), ("Киев", "UA:Kyiv")}),
    ("zh", "北京警方使用人脸识别。", {("北京", "CN:Beijing")}),
    ("ja", "東京の警察が導入した。", {("東京", "JP:Tokyo")}),
    ("en", "Paris Hilton met Jordan Peele and Jack London.", set()),
    ("en", "It was nice reading of man and most of the same.", set()),
    ("en", "Nice work, said Mr. Lincoln. Reading the file took hours.", set()),
    ("de", "Das Essen war gut, sagt Herr Essen.", set()),
    ("en", "Of course. Most agree. Split decisions. Man up.", set()),
    ("en", "The Boston-Matthews formula is new.", set()),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "expected"), CASES)
def test_places_are_told_from_words(language: str, text: str, expected: set[tuple[str, str]]) -> None:
    assert found(text, language=language) == expected


def mention(text: str, surface: str, kind: str) -> Mention:
    start = text.index(surface)
    return Mention.model_validate(
        {"entity_id": "x", "kind": kind, "name": surface, "surface": surface, "field": "text", "start": start}
        | {"end": start + len(surface), "sentence": text, "confidence": 1.0, "rule": "name.full"}
    )


def test_an_agency_says_where_it_is_and_a_firm_does_not() -> None:
    text = "It was the Chicago Police Department, and Chicago Analytics too."
    agency = mention(text, "Chicago Police Department", "agency")
    firm = mention(text, "Chicago Analytics", "vendor")
    assert found(text, language="en", mentions=[agency, firm]) == {("Chicago", "US:Chicago")}
    assert (
        found("Chicago Analytics won.", mentions=[mention("Chicago Analytics won.", "Chicago Analytics", "vendor")])
        == set()
    )


def test_the_site_decides_where_nothing_else_does() -> None:
    text = "The council in Cambridge stopped it."
    assert found(text, site="example.co.uk") == {("Cambridge", "GB:Cambridge")}
    assert found(text, site="example.gov") == {("Cambridge", "US:Cambridge")}


def test_a_country_named_draws_its_cities() -> None:
    assert ("Valencia", "VE:Valencia") in found("In Venezuela the mayor of Valencia agreed.", language="en")
    assert ("Valencia", "ES:Valencia") in found("In Spain the mayor of Valencia agreed.", language="en")


def test_a_place_may_act_in_a_headline() -> None:
    assert found("It was so.", title="Evanston ends deal after audit", language="en") == {("Evanston", "US:Evanston")}
    assert found("It was so.", title="Lincoln said no to cameras", language="en") == set()


def test_each_place_once_a_field_and_the_title_first() -> None:
    places = FINDER.find(fold("Cameras in Chicago"), fold("In Chicago and in Chicago."), Setting("en"))
    assert [place.field for place in places] == ["title", "text"]


@given(
    st.text(max_size=200), st.lists(st.sampled_from(["in Paris,", "Texas", "U.S.", "北京", "—", "Mr. Lincoln", "’s"]))
)
def test_any_text_will_do_and_spans_are_right(noise: str, words: list[str]) -> None:
    text = noise.join(["", *words, ""])
    for place in FINDER.find(fold(""), fold(text), Setting("en")):
        assert text[place.start : place.end] == place.surface
        assert 0.7 <= place.confidence <= 1


def test_the_gazetteer_knows_no_words_of_one_letter() -> None:
    assert all(len(name) > 1 for name in gazetteer())
    assert all(-90 <= entry.latitude <= 90 for entries in gazetteer().values() for entry in entries)
