"""People are never tagged: names of people around and inside the names of organisations, places and products.

The lists of names are of our own; whoever bears one of them is not meant.
"""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.events import TaggedArticle
from pipeline.watchlist.explain import explain
from pipeline.watchlist.fold import fold_name
from pipeline.watchlist.names import names_of
from tests.quality.labels import tag, tagger

FIRST = (
    "Dana", "Maria", "Ahmed", "Wei", "Olga", "Kofi", "Priya", "Lars", "Giulia", "Tomasz", "Yusuf", "Chloe", "Austin",
    "Paris", "Jack", "Florence", "Sydney", "Brooklyn", "Dallas", "Madison", "Georgia", "Victoria", "Axel", "Signe",
    "Iris", "Clara",
)  # fmt: skip
LAST = (
    "Hill", "Okafor", "Kowalska", "Rossi", "Schneider", "Dubois", "Tanaka", "Haddad", "Novak", "Silva", "London",
    "Hilton", "Lincoln", "Jackson", "Houston", "Washington", "Berlin", "Romero", "Marsh", "Fields", "Banks", "Parks",
    "Cruz", "Ring", "Flock", "Axon", "Shield", "Clearwater", "Citizen", "Graham", "Paxton",
)  # fmt: skip
TITLES = (
    "",
    "Sheriff ",
    "Judge ",
    "Officer ",
    "Mayor ",
    "Sen. ",
    "Dr. ",
    "Detective ",
    "Minister ",
    "President ",
    "CEO ",
)
FRAMES = (
    "{who} of {org} said the contract would end.",
    "{org} was sued by {who} on Monday over its spyware.",
    "{who}, who worked for {org}, was arrested in Lisbon.",
    "According to {who}, {org} sold facial recognition to the police.",
    "{org} and {who} agreed to settle the lawsuit.",
    "The police spied on {who} with tools of {org}.",
    "{who} told {org} that {who} had been tracked.",
    "A jury ordered {org} to pay {who} two million dollars.",
)
ORGANISATIONS = (
    "NSO Group",
    "Cellebrite",
    "Flock Safety",
    "Clearview AI",
    "the FBI",
    "Amnesty International",
    "WhatsApp",
)
CROWD = """\
Sheriff Dana Hill and Judge Austin met Paris Hilton at the library. Jack London wrote novels; Florence Welch sings.
Mayor Sydney Brooks thanked Officer Dallas Reed. Senator Madison Lincoln and Georgia O'Keeffe never met.
Edward Snowden, Abraham Lincoln, George Washington and Victoria Beckham are names of people, as are Berlin Rossi,
Chelsea Manning, Houston Carter, Kent Clark, Orlando Bloom, Carson Daly and Denzel Washington. Chief Constable Dana Hill
and Police Commissioner Marsh spoke to Attorney General Paxton about the spyware of NSO Group.
"""
PEOPLE = (
    "Dana Hill", "Judge Austin", "Paris Hilton", "Jack London", "Florence Welch", "Sydney Brooks", "Dallas Reed",
    "Madison Lincoln", "Georgia O'Keeffe", "Edward Snowden", "Abraham Lincoln", "George Washington", "Victoria Beckham",
    "Berlin Rossi", "Chelsea Manning", "Houston Carter", "Kent Clark", "Orlando Bloom", "Carson Daly",
    "Denzel Washington", "Commissioner Marsh", "General Paxton",
)  # fmt: skip


@cache
def listed_names() -> frozenset[str]:
    return frozenset(name.plain for entity in tagger().watchlist.entities for name in names_of(entity))


def entities(tagged: TaggedArticle) -> list[str]:
    """Return every wording that tagging says is something: mentions, fillers of roles, places."""
    relations = [filler.name for relation in tagged.relations for filler in relation.roles]
    return [
        *(mention.surface for mention in tagged.mentions),
        *(mention.name for mention in tagged.mentions),
        *relations,
        *tagged.technologies,
    ]


def holds(wording: str, person: str) -> bool:
    return f" {fold_name(person)} " in f" {fold_name(wording)} "


def test_a_text_full_of_people_names_only_organisations() -> None:
    tagged = tag({"title": "Sheriff Dana Hill and Judge Austin meet Paris Hilton", "text": CROWD, "lang": "en"})
    assert "nso-group" in {mention.entity_id for mention in tagged.mentions}
    for wording in entities(tagged):
        for person in PEOPLE:
            assert not holds(wording, person), wording
            assert not holds(wording, person.split()[-1]), wording
    heads = [line for line in explain(tagged).splitlines() if " = " in line]
    assert heads
    assert not any(person in line for line in heads for person in PEOPLE)


def test_no_place_is_taken_from_the_name_of_a_person() -> None:
    tagged = tag({"title": "People at the fair", "text": CROWD, "lang": "en"})
    spans = [(place.start, place.end) for place in tagged.places if place.field == "text"]
    for person in PEOPLE:
        at = CROWD.find(person)
        while at >= 0:
            assert not any(start < at + len(person) and at < end for start, end in spans), person
            at = CROWD.find(person, at + 1)


@pytest.mark.parametrize(
    "who", ["Sheriff Dana Hill", "Judge Austin", "Attorney General Paxton", "Minister Schneider", "Police Chief Reed"]
)
def test_titles_of_officials_name_nobody(who: str) -> None:
    tagged = tag({"text": f"{who} opened the fair. Later {who} left.", "lang": "en"})
    assert not tagged.mentions
    assert not tagged.relations


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(TITLES),
    st.sampled_from(FIRST),
    st.sampled_from(LAST),
    st.sampled_from(FRAMES),
    st.sampled_from(ORGANISATIONS),
)
def test_no_mention_holds_the_name_of_a_person(title: str, first: str, last: str, frame: str, name: str) -> None:
    text = frame.format(who=f"{title}{first} {last}", org=name)
    for wording in entities(tag({"title": "News of the day", "text": text, "lang": "en"})):
        if fold_name(wording) in listed_names():
            continue
        assert not holds(wording, f"{first} {last}"), text
        assert not holds(wording, last), text
        assert not holds(wording, first), text


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(FIRST), st.sampled_from(LAST))
def test_the_whole_name_of_a_person_is_never_a_mention(first: str, last: str) -> None:
    """Not even where a part of it is the name of an organisation."""
    tagged = tag({"text": f"{first} {last} bought bread. The baker knows {first} {last} well.", "lang": "en"})
    assert not [mention.surface for mention in tagged.mentions if mention.status == "accepted"]
