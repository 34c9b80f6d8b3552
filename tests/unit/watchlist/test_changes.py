"""What changed between two watchlists, and that the queries made from it find every story that is tagged otherwise."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.events import Story
from pipeline.index.evaluate import matches
from pipeline.stories.lead import found, tags
from pipeline.stories.lines import Printed
from pipeline.watchlist import Tagger, Watchlist
from pipeline.watchlist.backsearch import queries
from pipeline.watchlist.changes import changes
from pipeline.watchlist.model import Entity, Links, Name, Technology
from pipeline.watchlist.watchlist import assemble

from .samples import ENTITIES, article

PRINTED = Printed((), frozenset(), reprint=False)
ACME = Entity(id="acme", kind="vendor", name="Acme Lenses", aliases=(Name(name="Acme"),), context=("camera",))
RING = Entity(id="ring", kind="vendor", name="Ring", ambiguous=True, context=("doorbell",), parent="acme")
SPYWARE = Technology(id="spyware", name="Spyware", terms=("spyware", "zero-click exploit"))


def listed(
    *entities: Entity, technologies: Sequence[Technology] = (SPYWARE,), topic: tuple[str, ...] = ()
) -> Watchlist:
    return assemble(entities, tuple(technologies), topic)


def other(entity: Entity, **fields: object) -> Entity:
    return entity.model_copy(update=fields)


def test_names_that_come_and_go_are_told() -> None:
    renamed = other(ACME, aliases=(Name(name="AcmeCam"),))
    (change,) = changes(listed(ACME), listed(renamed)).entities
    assert (change.kind, change.added, change.removed, change.everywhere) == ("changed", ("AcmeCam",), ("Acme",), False)
    assert set(change.names) == {"AcmeCam", "Acme"}


def test_organisations_that_come_and_go_are_told_with_all_their_names() -> None:
    found = {change.entity_id: change for change in changes(listed(ACME), listed(RING.model_copy())).entities}
    assert (found["acme"].kind, found["acme"].names, found["acme"].everywhere) == (
        "removed",
        ("Acme Lenses", "Acme"),
        True,
    )
    assert (found["ring"].kind, found["ring"].names) == ("added", ("Ring",))


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "platform"},
        {"name": "Acme Optics"},
        {"general": True},
        {"country": ("FR",)},
        {"technologies": ("spyware",)},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_what_is_told_of_an_organisation_changes_wherever_it_is_tagged(fields: dict[str, object]) -> None:
    (change,) = changes(listed(ACME), listed(other(ACME, **fields))).entities
    assert change.everywhere
    assert {"Acme Lenses", "Acme"} <= set(change.names)


@pytest.mark.parametrize(
    "fields",
    [
        {"context": ("doorbell", "camera")},
        {"exclude": ("Ring road",)},
        {"ambiguous": False},
        {"case": "exact"},
        {"parent": None},
        {"languages": ("en",)},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_rules_of_a_name_count(fields: dict[str, object]) -> None:
    (change,) = changes(listed(ACME, RING), listed(ACME, other(RING, **fields))).entities
    assert (change.entity_id, change.rules, change.everywhere) == ("ring", ("Ring",), False)


def test_the_owners_names_speak_for_those_of_its_daughters() -> None:
    owner = other(ACME, aliases=(*ACME.aliases, Name(name="AcmeCam")))
    found = {change.entity_id: change for change in changes(listed(ACME, RING), listed(owner, RING)).entities}
    assert (found["acme"].added, found["ring"].rules) == (("AcmeCam",), ("Ring",))


@pytest.mark.parametrize(
    "fields",
    [{"links": Links(website="https://acme.example")}, {"owner": "Somebody Ltd"}, {"context": ("lens", "camera")}],
    ids=["links", "owner", "context of names that need none"],
)
def test_what_does_not_change_tags_is_no_change(fields: dict[str, object]) -> None:
    assert not changes(listed(ACME), listed(other(ACME, **fields)))


def test_order_and_layout_are_no_change() -> None:
    assert not changes(listed(ACME, RING, topic=("a", "b")), listed(RING, ACME, topic=("b", "a")))


def test_topic_words_concern_every_ambiguous_name() -> None:
    found = changes(listed(ACME, RING), listed(ACME, RING, topic=("surveil",)))
    assert found.topic
    assert [(change.entity_id, change.rules) for change in found.entities] == [("ring", ("Ring",))]


def test_terms_of_technologies_are_told() -> None:
    fewer = SPYWARE.model_copy(update={"terms": ("spyware", "implant")})
    (change,) = changes(listed(ACME), listed(ACME, technologies=(fewer,))).technologies
    assert (change.technology_id, change.terms, change.gone) == ("spyware", ("implant", "zero-click exploit"), False)
    (gone,) = changes(listed(ACME), listed(ACME, technologies=())).technologies
    assert (gone.gone, gone.terms) == (True, ("spyware", "zero-click exploit"))


def test_no_change_asks_for_no_story() -> None:
    assert queries(changes(listed(ACME), listed(ACME))) == ()


some_entities = st.lists(st.sampled_from(ENTITIES), unique_by=lambda entity: entity.id, max_size=6)


@given(some_entities)
@settings(deadline=None, max_examples=50)
def test_a_watchlist_does_not_differ_from_itself(entities: list[Entity]) -> None:
    assert not changes(listed(*entities), listed(*reversed(entities)))


@given(some_entities, some_entities)
@settings(deadline=None, max_examples=50)
def test_changes_are_told_both_ways(old: list[Entity], new: list[Entity]) -> None:
    there, back = changes(listed(*old), listed(*new)), changes(listed(*new), listed(*old))
    assert {c.entity_id: set(c.names) for c in there.entities} == {c.entity_id: set(c.names) for c in back.entities}


NAMES = [
    *("Geofeedia", "Media Sonar", "MediaSonar", "Media\nSonar", "Pen-Link", "Pen Link", "PenLink", "FINFISHER™"),
    *(
        "FinSpy",
        "Flock Safety's",
        "Flock",
        "NSO Group",
        "nso group",
        "Geofeedia-backed",
        "“Geofeedia”",
        "Ｇｅｏｆｅｅｄｉａ",
    ),
]
WORDS = [
    "police",
    "cameras",
    "license plate",
    "a contract with",
    "sued",
    "spyware",
    "zero-click exploits",
    ". The",
    "in",
]
texts = st.lists(st.sampled_from([*NAMES, *WORDS]), min_size=1, max_size=14).map(" ".join)


POOL = (
    assemble(()),
    assemble(ENTITIES, (SPYWARE,)),
    assemble(ENTITIES[::2], (SPYWARE,)),
    assemble(ENTITIES[1::2]),
    assemble(
        tuple(other(entity, general=True, case=None, context=()) for entity in ENTITIES), (SPYWARE,), ("surveil",)
    ),
)
TAGGERS = {watchlist.version: Tagger(watchlist) for watchlist in POOL}
watchlists = st.sampled_from(POOL)


@given(watchlists, watchlists, texts, st.sampled_from([None, "en", "de", "fr"]))
@settings(deadline=None, max_examples=150)
def test_every_story_that_is_tagged_otherwise_is_found(
    before: Watchlist, after: Watchlist, text: str, language: str | None
) -> None:
    one = article(text).model_copy(update={"language": language})
    story: Story = found(TAGGERS[before.version].tag(one), PRINTED)
    if tags(TAGGERS[after.version].tag(one)) != tags(story.lead):
        asked = queries(changes(before, after))
        assert any(matches(query, story) for query in asked)
