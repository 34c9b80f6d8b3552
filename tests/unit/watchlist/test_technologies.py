from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.events import ConfigError
from pipeline.watchlist import Tagger, load_watchlist
from pipeline.watchlist.model import AmbiguousTerms, Entity, Technology
from pipeline.watchlist.watchlist import assemble

from .samples import article

TECHNOLOGIES = (
    Technology(
        id="face-recognition",
        name="Face recognition",
        terms=(
            "facial recognition",
            "Gesichtserkennung*",
            "*facescan",
            "rozpoznawani* twarz*",
            "人脸识别",
            "шпионск* лиц*",
        ),
    ),
    Technology(
        id="drone",
        name="Drones",
        terms=("police drone",),
        ambiguous=(AmbiguousTerms(terms=("drone", "Drohne*"), context=("police", "surveil"), exclude=("drone show",)),),
    ),
    Technology(id="cameras", name="Cameras", terms=("CCTV",), common=True, exclude=("CCTV-9 channel",)),
    Technology(
        id="tool",
        name="Tools",
        terms=("phone tracking tool",),
        ambiguous=(AmbiguousTerms(terms=("tracking tool",), context=("police",)),),
    ),
    Technology(
        id="intel", name="Intelligence", ambiguous=(AmbiguousTerms(terms=("tracking",), context=("police", "phone")),)
    ),
)
ENTITIES = (
    Entity(id="skyeye", kind="vendor", name="Skyeye Robotics", technologies=("drone", "cameras")),
    Entity(id="facemill", kind="vendor", name="Facemill", technologies=("face-recognition",)),
    Entity(id="bigshop", kind="vendor", name="Bigshop", technologies=("face-recognition",), general=True),
)
TAGGER = Tagger(assemble(ENTITIES, TECHNOLOGIES, ("surveillance",)))
FILLER = "The town was quiet and the bakery had bread. " * 30


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("New facial recognition.", {"face-recognition"}),
        ("Facial-Recognition grows.", {"face-recognition"}),
        ("Two CCTVs.", {"cameras"}),
        ("Die Gesichtserkennungssoftware kommt.", {"face-recognition"}),
        ("Die Gesichtserkennung kommt.", {"face-recognition"}),
        ("Ein Livefacescan.", {"face-recognition"}),
        ("A facescanner is not it.", set()),
        ("Systemy rozpoznawania twarzy w mieście.", {"face-recognition"}),
        ("Technologia rozpoznawaniem zajmuje się twarz.", set()),
        ("动物园使用人脸识别技术", {"face-recognition"}),
        ("Обзор: ШПИОНСКИЕ лица.", {"face-recognition"}),
        ("A drone flew over the field.", set()),
        ("A drone of the police flew over the field.", {"drone"}),
        ("Eine Drohnenflotte for surveillance.", {"drone"}),
        ("The police watched the drone show.", set()),
        ("Skyeye Robotics showed a drone.", {"drone"}),
        ("Watch the CCTV-9 channel tonight.", set()),
        ("Police bought a phone tracking tool.", {"tool"}),
        ("Facemill grew.", {"face-recognition"}),
        ("Bigshop grew.", set()),
        ("Skyeye Robotics grew.", set()),
        ("", set()),
    ],
)
def test_terms(text: str, found: set[str]) -> None:
    assert set(TAGGER.tag(article(text)).technologies) == found


def test_what_an_article_is_about_comes_before_what_it_names_in_passing() -> None:
    assert TAGGER.tag(article("Facial recognition. " + FILLER + "CCTV.")).technologies == ("face-recognition",)
    assert TAGGER.tag(article("CCTV. " + FILLER + "CCTV, facial recognition.")).technologies == ("cameras",)
    assert TAGGER.tag(article(FILLER + "CCTV. CCTV.", title="Facial recognition")).technologies == (
        "cameras",
        "face-recognition",
    )


def test_one_word_far_down_counts_only_where_an_article_is_short() -> None:
    assert TAGGER.tag(article(FILLER + "Facial recognition.")).technologies == ("face-recognition",)
    assert TAGGER.tag(article(FILLER * 4 + "Facial recognition.")).technologies == ()


def test_context_may_stand_in_the_title() -> None:
    assert TAGGER.tag(article("A drone was bought.", title="Police shop")).technologies == ("drone",)
    assert TAGGER.tag(article("A drone was bought.", title="Farmers shop")).technologies == ()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{id: x, name: X, terms: ['abc*']}", "'abc*': a term with * needs a word of at least 4 letters"),
        ("{id: x, name: X, terms: ['fa*ce']}", "* may stand only at the beginning or the end of a word"),
        ("{id: x, name: X, ambiguous: [{terms: [drone]}]}", "key 'context' is missing"),
        ("{id: x, name: X, ambiguous: [{terms: [], context: [police]}]}", "terms"),
        ("{id: x, name: X, ambigous: []}", "unknown key 'ambigous'; did you mean 'ambiguous'?"),
    ],
)
def test_errors_name_the_line_and_the_remedy(tmp_path: Path, line: str, words: str) -> None:
    (tmp_path / "one.yaml").write_text("entities: [{id: a, kind: vendor, name: Alpha}]\n", encoding="utf-8")
    (tmp_path / "technologies.yaml").write_text(f"technologies:\n  - {line}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        load_watchlist(tmp_path)
    assert "technologies.yaml:2: " in str(error.value)
    assert words in str(error.value)
