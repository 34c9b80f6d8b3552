from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.events import Mention
from pipeline.watchlist import Tagger
from pipeline.watchlist.salience import lead_of, subjects_of, with_roles

from .samples import article, watchlist

TAGGER = Tagger(watchlist())
LEAD = "The council met on Monday for three hours and heard from residents of two streets.\n\n"
MIDDLE = "It was the longest meeting of the year, and the chair said so twice before the break.\n\n"


def roles(text: str, title: str = "") -> dict[str, str]:
    return {m.entity_id: m.role for m in TAGGER.tag(article(text, title)).mentions}


def subjects(text: str, title: str = "") -> set[str]:
    return {entity for entity, role in roles(text, title).items() if role == "subject"}


def test_the_title_and_the_lead_tell_the_subject() -> None:
    assert subjects(LEAD + MIDDLE * 3 + "Geofeedia left.", title="Geofeedia drops city") == {"geofeedia"}
    assert roles("Geofeedia left the city.\n\n" + MIDDLE + "Citizen Lab was told.") == {
        "geofeedia": "subject",
        "citizen-lab": "passing",
    }


def test_a_role_holds_for_every_mention_of_the_article() -> None:
    tagged = TAGGER.tag(article(LEAD + MIDDLE * 3 + "Geofeedia left. Geofeedia said so.", "Geofeedia drops city"))
    assert {m.role for m in tagged.mentions} == {"subject"}
    assert len(tagged.mentions) == 3


@pytest.mark.parametrize(
    "lead",
    [
        "Firms such as Geofeedia sell posts.",
        "The firm, unlike Geofeedia, has no office.",
        "Empresas como Geofeedia venden datos.",
        "Firmen wie Geofeedia verkaufen Daten.",
        "Des sociétés, notamment Geofeedia, vendent des données.",
        "Aziende come Geofeedia vendono dati.",
        "Bedrijven zoals Geofeedia verkopen gegevens.",
        "Takie firmy, m.in. Geofeedia, sprzedają dane.",
    ],
)
def test_an_example_is_named_in_passing(lead: str) -> None:
    assert subjects(lead) == set()


def test_what_two_paragraphs_below_the_lead_name_is_a_subject() -> None:
    below = MIDDLE * 3 + "Citizen Lab was told.\n\n"
    assert subjects(LEAD + below) == set()
    assert subjects(LEAD + below + "Citizen Lab agreed.") == {"citizen-lab"}


def test_the_first_vendor_is_a_subject_where_title_and_lead_name_none() -> None:
    early = LEAD + "The tool comes from Geofeedia.\n\nMedia Sonar sells another.\n\n" + MIDDLE * 4
    assert subjects(early) == {"geofeedia"}
    assert subjects(early, title="Media Sonar is back") == {"media-sonar"}
    assert subjects(LEAD + MIDDLE * 4 + "The tool comes from Geofeedia.") == set()


def test_a_byline_is_no_lead() -> None:
    assert lead_of("By Jane Doe, staff\n\nThe city left. It was late.\n\nMore.") == len(
        "By Jane Doe, staff\n\nThe city left. It was late."
    )
    assert lead_of("") == 0
    assert lead_of("x" * 2000) == 600


def test_candidates_alone_make_no_subject() -> None:
    tagged = TAGGER.tag(article("The council discussed it with Flock on Monday."))
    assert [(m.status, m.role) for m in tagged.mentions] == [("candidate", "passing")]


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from(["Geofeedia", "Media Sonar", "F.B.I.", "such as", "word.", "\n\n", "\n"]), max_size=40))
def test_roles_change_nothing_else_and_each_organisation_has_one(words: list[str]) -> None:
    text = " ".join(words)
    mentions: tuple[Mention, ...] = TAGGER.tag(article(text, "Title")).mentions
    again = with_roles(mentions, text)
    assert again == mentions
    assert len({(m.entity_id, m.role) for m in mentions}) == len({m.entity_id for m in mentions})
    assert subjects_of(mentions, text) <= {m.entity_id for m in mentions}
