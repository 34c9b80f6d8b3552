"""Events of a story: what is one event, whose word counts, how sure it is, and that a replay gives the same."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.events import EventType, Filler, Relation, StoryEvent, TaggedArticle
from pipeline.stories.events import MOST, SUREST, events_of, merge, outlet_of
from pipeline.stories.lead import found, join, revise
from pipeline.stories.lines import read

from .make import tagged


def relation(
    kind: EventType = "lawsuit",
    sentence: str = "Meta sued Cobalt.",
    *,
    hedged: bool = False,
    confidence: float = 0.8,
    **roles: str,
) -> Relation:
    fillers = tuple(Filler(role=role, entity_id=one, name=one) for role, one in (roles or {"defendant": "nso"}).items())
    return Relation(
        type=kind,
        roles=fillers,
        field="text",
        start=0,
        end=len(sentence),
        sentence=sentence,
        hedged=hedged,
        confidence=confidence,
        rule="test",
    )


def roles(event: StoryEvent) -> set[str]:
    return {f"{one.role}={one.entity_id}" for one in event.roles}


def merged(*arrivals: tuple[str, Relation]) -> tuple[StoryEvent, ...]:
    events: tuple[StoryEvent, ...] = ()
    for outlet, one in arrivals:
        events = merge(events, [one], outlet)
    return events


def test_the_same_event_told_with_more_roles_is_one_event() -> None:
    (event,) = merged(
        ("A", relation(sentence="Somebody sued NSO.", defendant="nso")),
        ("A", relation(sentence="Apple sued NSO.", defendant="nso", plaintiff="apple")),
    )
    assert roles(event) == {"defendant=nso", "plaintiff=apple"}
    assert event.outlets == ("A",)


def test_another_type_another_organisation_and_roles_without_a_common_one_are_other_events() -> None:
    events = merged(
        ("A", relation(defendant="nso")),
        ("A", relation(defendant="candiru")),
        ("A", relation("ruling", target="nso")),
        ("A", relation("lawsuit", plaintiff="apple")),
    )
    assert len(events) == 4


def test_an_outlet_that_tells_it_in_its_own_words_makes_it_surer() -> None:
    first, second = relation(sentence="Apple sued NSO."), relation(sentence="NSO faces Apple in court.")
    (event,) = merged(("A", first), ("B", second))
    assert event.outlets == ("A", "B")
    assert event.confidence == round(1 - 0.2 * (1 - 0.5 * 0.8), 3)


def test_copies_of_one_wording_are_one_source() -> None:
    one, other = relation(sentence="Apple sued NSO."), relation(sentence="NSO faces Apple in court.")
    (event,) = merged(("A", one), ("B", one), ("C", other), ("D", other), ("E", relation(sentence="  APPLE sued NSO")))
    assert event.outlets == ("A", "C")


def test_the_same_outlet_counts_once() -> None:
    (event,) = merged(("A", relation(sentence="Apple sued NSO.")), ("A", relation(sentence="It sued NSO, Apple says.")))
    assert event.outlets == ("A",)
    assert event.confidence == 0.8


def test_an_event_is_hedged_only_as_long_as_all_hedge() -> None:
    may, did = relation(sentence="Apple may sue NSO.", hedged=True), relation(sentence="Apple sued NSO.")
    (event,) = merged(("A", may), ("B", did), ("C", may))
    assert (event.hedged, event.sentence, event.outlets) == (False, "Apple sued NSO.", ("B",))
    (doubtful,) = merged(("A", may), ("B", relation(sentence="NSO fears a suit.", hedged=True)))
    assert doubtful.hedged
    assert doubtful.outlets == ("A", "B")


def test_events_are_bounded_and_what_is_done_takes_the_place_of_what_is_not() -> None:
    many = [("A", relation(defendant=f"org-{number}", hedged=number % 2 == 1)) for number in range(MOST + 5)]
    events = merged(*many)
    assert len(events) == MOST
    assert sum(event.hedged for event in events) < MOST // 2


def test_confidence_never_reaches_one() -> None:
    arrivals = [(f"outlet {n}", relation(sentence=f"Apple sued NSO, version {n}.", confidence=0.95)) for n in range(60)]
    (event,) = merged(*arrivals)
    assert event.confidence == SUREST
    assert len(event.wordings) <= 60


KINDS: tuple[EventType, ...] = ("lawsuit", "ruling")
RELATIONS = st.builds(
    lambda kind, sentence, hedged, confidence, who: relation(
        kind, sentence, hedged=hedged, confidence=confidence, **who
    ),
    st.sampled_from(KINDS),
    st.text(max_size=20),
    st.booleans(),
    st.floats(0, 1),
    st.dictionaries(st.sampled_from(["target", "plaintiff"]), st.sampled_from(["nso", "apple", "meta"]), min_size=1),
)


@given(st.lists(st.tuples(st.sampled_from("ABC"), RELATIONS), max_size=20))
@settings(max_examples=100, deadline=None)
def test_a_replay_gives_the_same_and_every_event_was_told(arrivals: list[tuple[str, Relation]]) -> None:
    events = merged(*arrivals)
    assert events == merged(*arrivals)
    assert all(0 <= event.confidence <= 1 for event in events)
    assert {event.type for event in events} == {one.type for _, one in arrivals}
    assert {event.type for event in events if not event.hedged} == {one.type for _, one in arrivals if not one.hedged}


def arriving(url: str, *relations: Relation, text: str = "A text.") -> TaggedArticle:
    return tagged(url, "Title", text).model_copy(update={"relations": relations})


SUED = relation(sentence="Apple sued NSO.")
COURT = relation(sentence="NSO faces Apple in court.")
NOTHING = read("", lambda lines: frozenset())


def test_a_story_gathers_the_events_of_its_articles() -> None:
    story = found(arriving("https://a.example/1", SUED), NOTHING)
    story = join(story, arriving("https://b.example/1", COURT), NOTHING)
    (event,) = story.events
    assert event.outlets == ("a.example", "b.example")


def test_a_story_of_one_article_tells_what_its_newest_wording_tells() -> None:
    story = found(arriving("https://a.example/1", SUED), NOTHING)
    story = revise(story, arriving("https://a.example/1", text="Another text."), NOTHING)
    assert story.events == ()


def test_what_a_copy_told_stays_when_another_member_is_reworded() -> None:
    story = found(arriving("https://a.example/1", SUED), NOTHING)
    story = join(story, arriving("https://b.example/1", COURT), NOTHING)
    story = revise(story, arriving("https://a.example/1", text="Another text."), NOTHING)
    assert [event.type for event in story.events] == ["lawsuit"]


def test_two_feeds_of_one_site_are_one_outlet() -> None:
    story = found(arriving("https://a.example/1", SUED), NOTHING)
    other = arriving("https://a.example/2", COURT)
    other = other.model_copy(update={"article": other.article.model_copy(update={"outlet": "A, technology"})})
    assert outlet_of(other.article, story.members) == "a.example"
    assert events_of(story.events, story.members, other)[0].outlets == ("a.example",)
