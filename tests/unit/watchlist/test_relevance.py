from __future__ import annotations

import pytest

from pipeline.events import EntityKind, Filler, Mention, Relation, Relevance
from pipeline.watchlist.fold import fold
from pipeline.watchlist.genres import FORCE, POLICY, read_genres
from pipeline.watchlist.model import Entity
from pipeline.watchlist.relevance import BAR, Findings, relevance_of
from pipeline.watchlist.technologies import Named

ENTITIES = {
    "acme": Entity(id="acme", kind="vendor", name="Acme"),
    "shop": Entity(id="shop", kind="vendor", name="Shop", general=True),
    "bureau": Entity(id="bureau", kind="agency", name="Bureau"),
}
PASSING = Named("spyware", in_title=False, in_opening=False, times=1)
OPENING = Named("spyware", in_title=False, in_opening=True, times=1)
TITLE = Named("spyware", in_title=True, in_opening=True, times=2)
LONG = 2000


def mention(
    name: str, *, title: bool = False, role: str = "subject", start: int = 900, unsure: bool = False
) -> Mention:
    kind: EntityKind = "agency" if name == "Bureau" else "vendor"
    return Mention.model_validate(
        {
            "entity_id": name.lower(),
            "kind": kind,
            "name": name,
            "surface": name,
            "field": "title" if title else "text",
            "start": start,
            "end": start + len(name),
            "sentence": f"{name} uses spyware.",
            "confidence": 0.9,
            "rule": "alias.scored" if unsure else "name.full",
            "role": role,
        }
    )


def judged(
    *mentions: Mention,
    technology: Named | None = None,
    title: str = "",
    text: str = "",
    common: bool = False,
    length: int = LONG,
    relations: tuple[Relation, ...] = (),
) -> Relevance:
    technologies = {"spyware": technology} if technology else {}
    genres = read_genres(fold(title), fold(text))
    return relevance_of(
        Findings(mentions, technologies, {"spyware"} if common else set(), genres, length, relations), ENTITIES
    )


EVENT = Relation(
    type="ban",
    roles=(Filler(role="target", name="Acme"),),
    field="text",
    start=0,
    end=9,
    sentence="",
    confidence=1,
    rule="x",
)


@pytest.mark.parametrize(
    ("relevance", "relevant"),
    [
        (judged(), False),
        (judged(mention("Acme", title=True), mention("Acme")), True),
        (judged(mention("Acme"), mention("Acme")), True),
        (judged(mention("Acme"), mention("Acme"), title="Shares slip"), False),
        (judged(mention("Acme"), mention("Acme"), mention("Acme"), title="Shares slip"), True),
        (judged(mention("Acme")), False),
        (judged(mention("Acme"), length=200), True),
        (judged(mention("Acme", start=9)), False),
        (judged(mention("Acme", start=9), technology=PASSING), True),
        (judged(mention("Acme", role="passing"), technology=PASSING), False),
        (judged(mention("Acme", start=9), text="A lawsuit."), True),
        (judged(mention("Acme", start=9), relations=(EVENT,)), True),
        (judged(mention("Acme", unsure=True), mention("Acme", unsure=True)), False),
        (judged(mention("Bureau", title=True), mention("Bureau")), False),
        (judged(mention("Bureau"), technology=PASSING), False),
        (judged(mention("Bureau"), technology=OPENING), True),
        (judged(mention("Bureau"), technology=OPENING, common=True), False),
        (judged(mention("Shop", title=True), mention("Shop"), mention("Shop")), False),
        (judged(technology=OPENING), False),
        (judged(technology=OPENING, text="A lawsuit over privacy."), True),
        (judged(technology=OPENING, text="The police and a judge."), False),
        (judged(technology=TITLE), True),
        (judged(technology=TITLE, common=True), False),
        (judged(technology=TITLE, title="Review: a film", text="The actress, the soundtrack."), False),
        (judged(technology=TITLE, title="Council bans it", text="Privacy. A lawsuit. The trailer of a film."), True),
    ],
)
def test_relevance(relevance: Relevance, relevant: bool) -> None:
    assert relevance.relevant is relevant
    assert (relevance.score >= BAR) is relevant
    assert all(relevance.reasons)


def test_reasons_are_told_in_words_the_strongest_first() -> None:
    told = judged(
        mention("Acme", title=True), mention("Acme"), mention("Bureau"), technology=OPENING, text="Privacy, police."
    )
    assert told.reasons == (
        "is about the vendor Acme",
        "'spyware' in its opening",
        "names the agency Bureau together with 'spyware'",
        "speaks of 'privacy'",
        "of police and justice: 'police'",
    )
    assert told.score == 7.5


def test_what_is_not_relevant_says_first_what_it_lacks() -> None:
    assert judged().reasons == ("names no organisation of the watchlist",)
    assert judged(mention("Bureau")).reasons == (
        "names organisations of the watchlist, but no surveillance technology",
    )
    assert judged(mention("Bureau", role="passing"), technology=PASSING).reasons[0] == (
        "names organisations of the watchlist and a surveillance technology in passing"
    )
    assert judged(mention("Acme"), mention("Acme"), title="Shares").reasons[0] == "more speaks against it than for it"


def test_genres_are_told_by_beginnings_of_words_in_many_languages() -> None:
    found = read_genres(fold("Datenschützer klagen"), fold("Le Conseil municipal, la POLICÍA, 法院裁定 и полиция."))
    assert found.words(POLICY) == ("datenschutz", "conseil municipal", "法院")
    assert "policia" in found.words(FORCE)
    assert found.title == {POLICY: ("datenschutz",)}


def test_a_candidate_counts_for_nothing() -> None:
    candidate = mention("Acme", title=True).model_copy(update={"status": "candidate"})
    assert judged(candidate, candidate).score == 0
