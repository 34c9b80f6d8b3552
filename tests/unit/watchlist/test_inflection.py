from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.watchlist import Tagger
from pipeline.watchlist.fold import fold
from pipeline.watchlist.model import Entity, Name
from pipeline.watchlist.scripts import parted
from pipeline.watchlist.watchlist import assemble

from .samples import article

TAGGER = Tagger(
    assemble(
        (
            Entity(id="palantir", kind="vendor", name="Palantir"),
            Entity(id="intellexa", kind="vendor", name="Intellexa"),
            Entity(id="finfisher", kind="vendor", name="FinFisher"),
            Entity(
                id="nso-group",
                kind="vendor",
                name="NSO Group",
                aliases=(Name(name="NSO"),),
                products=(Name(name="Pegasus", ambiguous=True),),
                context=("spyware", "szpieg"),
            ),
            Entity(id="palo", kind="vendor", name="Palo"),
            Entity(id="citizen-lab", kind="civil_society", name="Citizen Lab"),
            Entity(id="hikvision", kind="vendor", name="Hikvision", aliases=(Name(name="海康威视"),)),
        ),
        (),
        (),
    )
)


def found(text: str, language: str | None) -> list[str]:
    return [m.surface for m in TAGGER.tag(article(text, language=language)).mentions if m.status == "accepted"]


@pytest.mark.parametrize(
    ("language", "text", "surfaces"),
    [
        ("de", "Palantirs Software läuft.", ["Palantirs"]),
        ("de", "NSOs Kunden sind Staaten.", ["NSOs"]),
        ("de", "Der Palantir-Konzern wächst.", ["Palantir"]),
        ("nl", "Palantirs software draait.", ["Palantirs"]),
        ("sv", "Palantirs program används.", ["Palantirs"]),
        ("pl", "Policja kupiła oprogramowanie Palantira.", ["Palantira"]),
        ("pl", "Rozmowy z Palantirem i Intellexą trwają.", ["Palantirem", "Intellexą"]),
        ("pl", "Szpiegowano Pegasusem posłów.", ["Pegasusem"]),
        ("pl", "Raport Citizen Labu.", ["Citizen Labu"]),
        ("cs", "Policie jedná s Palantirem.", ["Palantirem"]),
        ("fi", "Poliisi osti Palantirin ohjelman.", ["Palantirin"]),
        ("hu", "A Palantirt a rendőrség vette meg.", ["Palantirt"]),
        ("hr", "Ugovor s Palantirom istječe.", ["Palantirom"]),
        ("tr", "Palantir'in sözleşmesi bitti.", ["Palantir"]),
        ("pl-PL", "Umowa Palantira.", ["Palantira"]),
    ],
)
def test_case_endings_by_language(language: str, text: str, surfaces: list[str]) -> None:
    assert found(text, language) == surfaces


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Palantirs stood on the shelf."),
        (None, "Palantira"),
        ("fr", "Palantira"),
        ("de", "Palantirem"),
        ("de", "PalantirS"),
        ("de", "Palos liegt am Meer."),
        ("de", "nsos"),
        ("pl", "Pegasusem po niebie latano."),
        ("pl", "palantira"),
        ("pl", "Palantiradze"),
        ("pl", "https://site.example/Palantira"),
    ],
)
def test_other_endings_are_other_words(language: str | None, text: str) -> None:
    assert found(text, language) == []


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("NSO Groupの製品", ["NSO Group"]),
        ("把Hikvision列入", ["Hikvision"]),
        ("把海康威视列入", ["海康威视"]),
        ("경찰은 Palantir를 쓴다.", ["Palantir"]),
        ("ตำรวจใช้Palantirทุกวัน", ["Palantir"]),
        ("「Palantir」の契約", ["Palantir"]),
    ],
)
def test_scripts_without_spaces(text: str, surfaces: list[str]) -> None:
    assert found(text, None) == surfaces


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet="aZ9の列은ท ß-\n.ﬁ", max_size=40))
def test_the_way_back_survives_the_spaces(text: str) -> None:
    folded = parted(fold(text))
    assert len(folded.hay) == len(folded.cased) + 2
    assert folded.hay[1:-1].replace(" ", "") == fold(text).hay[1:-1].replace(" ", "")
    origins = [folded.origin(position) for position in range(len(folded.cased))]
    assert origins == sorted(origins)
    assert all(0 <= origin < len(text) for origin in origins)


@settings(deadline=None, max_examples=100)
@given(before=st.text(alphabet="のaß 列", max_size=12), after=st.text(alphabet="の列은 ß", max_size=12))
def test_a_name_is_found_where_it_stands(before: str, after: str) -> None:
    text = f"{before}列Palantir{after if after[:1] in 'の列은 ' else ''}"
    spans = [(m.start, m.end) for m in TAGGER.tag(article(text)).mentions]
    assert spans == [(len(before) + 1, len(before) + 9)]
