from __future__ import annotations

import pytest

from pipeline.events import Mention
from pipeline.watchlist import Tagger
from pipeline.watchlist.disambiguate import BIAS, WEIGHTS, confidence
from pipeline.watchlist.model import Entity
from pipeline.watchlist.watchlist import assemble

from .samples import article, watchlist

TAGGER = Tagger(watchlist())


def mentions(text: str, title: str = "", language: str | None = None) -> list[Mention]:
    return list(TAGGER.tag(article(text, title, language)).mentions)


def accepted(text: str, title: str = "", language: str | None = None) -> list[str]:
    return [m.entity_id for m in mentions(text, title, language) if m.status == "accepted"]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("The town bought Flock cameras.", ["flock-safety"]),
        ("Officials said Flock reads every license plate.", ["flock-safety"]),
        ("A flock of geese passed a police car.", []),
        ("Flock of Seagulls played near the police station.", []),
        ("Flock Freight moved cameras by lorry.", []),
        ("The report says Pegasus, a spyware, was used.", ["nso-group"]),
        ("Pegasus Airlines cancelled flights.", []),
        ("The constellation Pegasus rose; spyware was not the topic.", []),
        ("Doctors looked at the Axon of a neuron.", []),
        ("The city pays Axon for body cameras and Taser weapons.", ["axon"]),
        ("The department wants to ring the bell.", []),
        ("A Ring doorbell filmed it.", ["ring"]),
        ("An old Token Ring network was switched off.", []),
        ("Immigration agents of ICE came.", ["ice"]),
        ("The ICE left Berlin at noon.", []),
        ("He swam in the Amazon River.", []),
        ("A Meta-analysis of 20 trials.", []),
    ],
)
def test_ambiguous_names(text: str, ids: list[str]) -> None:
    assert accepted(text) == ids


def test_a_mention_between_the_bars_is_a_candidate_with_reasons() -> None:
    found = mentions("The council discussed it with Flock on Monday.")
    assert [(m.entity_id, m.status) for m in found] == [("flock-safety", "candidate")]
    assert found[0].evidence == ("followed by 'on'", "after 'with'")
    assert found[0].rule == "alias.scored"


def test_the_full_name_vouches_for_the_short_one_everywhere_in_the_article() -> None:
    text = "Flock Safety sells readers." + " Words without weight." * 20 + " Then Flock left."
    found = mentions(text)
    assert [m.surface for m in found] == ["Flock Safety", "Flock"]
    assert found[1].status == "accepted"
    assert found[1].evidence[-1] == "the article names Flock Safety beyond doubt elsewhere"


def test_what_speaks_against_a_mention_is_not_overruled_by_another_one() -> None:
    assert accepted("NSO Group is Israeli. Pegasus Airlines is not.") == ["nso-group"]
    assert accepted("Axon Enterprise grew." + " Other words." * 20 + " The Axon touches a neuron.") == ["axon"]


def test_the_title_is_near_to_everything_and_the_lead_to_the_title() -> None:
    assert accepted("Flock said nothing to us in the end.", title="City ends camera contract") == ["flock-safety"]
    assert accepted("The license plate readers stay off.", title="Town drops Flock") == ["flock-safety"]


def test_a_name_of_two_entities_goes_to_the_likelier_one_once() -> None:
    text = "The spyware Predator was sold by Intellexa."
    assert accepted(text) == ["intellexa", "intellexa"]
    assert "cytrox" in accepted("Cytrox built Predator, and Cytrox sold Predator.")


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("It named Geofeedia, Pen-Link and Flock.", True),
        ("Es nannte Geofeedia, Pen-Link und Flock.", True),
        ("It named Flock, Geofeedia, & Pen-Link.", True),
        ("It named Geofeedia, Flock and the army.", True),
        ("It named Geofeedia, Pen-Link and Flock was bought.", True),
        ("It named Geofeedia and Flock.", False),
        ("It named Geofeedia, Pen-Link and Flock boxes.", False),
        ("It named Geofeedia, Pen-Link, which sued Flock.", False),
        ("It named Geofeedia, Pen-Link\n\nand Flock.", False),
        ("It named Twitter, Citizen Lab and Flock.", False),
        ("It named Flock, Axon and Pegasus.", False),
    ],
)
def test_company_in_a_list_is_evidence(text: str, listed: bool) -> None:
    (found,) = (m for m in mentions(text, title="Geofeedia") if m.surface == "Flock")
    assert ("listed with Geofeedia" in found.evidence) is listed


def test_languages_restrict_ambiguous_names() -> None:
    assert accepted("Users of the app Parler met.", language="en") == ["parler"]
    assert accepted("Il faut utiliser une application pour Parler.", language="fr") == []
    assert accepted("Users of the app Parler met.", language=None) == ["parler"]


def test_a_word_also_written_small_is_less_likely_a_name() -> None:
    with_small = mentions("The council spoke with Flock on Monday; a flock passed.")
    without = mentions("The council spoke with Flock on Monday; a herd passed.")
    assert not with_small or with_small[0].confidence < without[0].confidence


def test_facts_and_a_logistic_function() -> None:
    assert confidence({}) < 0.3
    assert confidence({"context": "camera"}) > 0.7
    assert confidence({"context": "", "exclude": ""}) < 0.7
    assert confidence({fact: "" for fact in WEIGHTS if WEIGHTS[fact] > 0}) > confidence({"context": ""})
    assert BIAS < 0


def test_unambiguous_names_say_so() -> None:
    found = mentions("FinSpy by FinFisher")
    assert [(m.rule, m.evidence, m.confidence) for m in found] == [
        ("product.full", ("unambiguous product name",), 0.97),
        ("name.full", ("unambiguous name",), 0.97),
    ]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Flock sued the town over its cameras.", ["flock-safety"]),
        ("Telefonate hat Flock laut Vertrag nicht ausgewertet.", []),
        ("Ex-Axon staff left.", ["axon"]),
        ("The report on a post on X was late.", ["twitter"]),
        ("Mark it with an X and go home.", []),
        ("The Ring stopped at noon.", []),
        ("He heard an Axon.", []),
    ],
)
def test_grammar_tells_names_from_words(text: str, ids: list[str]) -> None:
    assert accepted(text) == ids


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("The council heard that Flock sued.", "acts: 'sued'"),
        ("The council heard that Flock and Geofeedia sued.", "acts: 'sued'"),
        ("Officials said that Flock, a small firm, denied it.", "acts: 'denied'"),
        ("Firmen wie Flock haben gekauft.", "acts: 'gekauft'"),
        ("El informe dice que Flock demandó al pueblo.", "acts: 'demando'"),
        ("The town uses Flock now.", "after 'uses'"),
        ("Las cámaras de Flock siguen allí.", "described by 'camaras'"),
        ("Het bedrijf van Flock bleef.", "described by 'bedrijf'"),
        ("It was Flock-owned land.", "glued to '-owned'"),
        ("Der Flock-Konzern wuchs.", "glued to '-konzern'"),
        ("A pro-Flock group met.", "glued to 'pro-'"),
        ("It worked with Geofeedia and Flock.", "named together with Geofeedia"),
    ],
)
def test_facts_of_grammar(text: str, fact: str) -> None:
    found = [m for m in Tagger(watchlist(), keep=0.0).tag(article(text)).mentions if m.surface == "Flock"]
    assert fact in found[0].evidence


def test_a_long_article_without_a_word_on_surveillance_needs_more() -> None:
    name = "The town hall saw Flock. A camera stood there."
    assert accepted(name) == ["flock-safety"]
    assert accepted(name + " The harvest was late and the fair was wet." * 20) == []
    assert accepted(name + " The harvest was late and the fair was wet." * 20 + " No surveillance.") == ["flock-safety"]


def test_a_name_with_a_foreign_accent_is_doubtful_unless_the_topic_fits() -> None:
    assert accepted("The Géofeedia of the old tales shone.") == []
    assert accepted("The firm Géofeedia sells surveillance.") == ["geofeedia"]


def test_several_words_count_as_a_name_by_the_capitals_they_have() -> None:
    entity = Entity(id="fusion-center", kind="agency", name="Fusion Center", case="any", ambiguous=True)
    tagger = Tagger(assemble((entity,), (), ()), keep=0.0)
    large, small = (
        tagger.tag(article(f"It kept the {name}.")).mentions[0] for name in ("Fusion Center", "fusion center")
    )
    assert "several words with capitals" in large.evidence
    assert "several words with capitals" not in small.evidence
