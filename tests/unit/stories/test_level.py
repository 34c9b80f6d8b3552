from __future__ import annotations

from contextlib import closing

import pytest

from pipeline.events import EntityKind, EventType, Filler, Member, Mention, Relation, Relevance, Story, StoryEvent
from pipeline.stories import StoryStore, assign
from pipeline.stories.level import WEIGHTS, happened, rate, rated

from .make import START, tagged

SAID = "The court ruled on Monday."


def mention(kind: EntityKind, name: str, *, title: bool = False, role: str = "subject") -> Mention:
    return Mention.model_validate(
        {
            "entity_id": name.lower(),
            "kind": kind,
            "name": name,
            "surface": name,
            "field": "title" if title else "text",
            "start": 0,
            "end": len(name),
            "sentence": SAID,
            "confidence": 0.97,
            "rule": "name.full",
            "role": role,
        }
    )


HEADLINE = mention("vendor", "Acme", title=True)
BESIDE = mention("vendor", "Acme")
PASSING = mention("vendor", "Acme", title=True, role="passing")
AGENCY = mention("agency", "Watchdog")
PLATFORM = mention("platform", "Chatter")


def event(kind: EventType, *, hedged: bool = False, outlets: int = 1, said: str = SAID) -> StoryEvent:
    return StoryEvent(
        type=kind,
        roles=(Filler(role="target", entity_id="acme", name="Acme"),),
        outlets=tuple(f"outlet {number}" for number in range(outlets)),
        hedged=hedged,
        confidence=0.9,
        sentence=said,
    )


def story(
    *events: StoryEvent,
    mentions: tuple[Mention, ...] = (),
    technologies: tuple[str, ...] = (),
    outlets: int = 1,
    relevant: bool = True,
) -> Story:
    lead = tagged("https://one.example/1", "A title", "A text.").model_copy(
        update={"mentions": mentions, "technologies": technologies, "relevance": Relevance(relevant=relevant)}
    )
    with closing(StoryStore(None)) as store:
        founded = assign(lead, store).story
    assert founded is not None
    member = founded.members[0]
    members = tuple(member.model_copy(update={"outlet": f"outlet {number}"}) for number in range(outlets))
    return founded.model_copy(update={"events": events, "members": members})


@pytest.mark.parametrize(
    ("told", "level"),
    [
        (story(), "routine"),
        (story(mentions=(BESIDE,)), "routine"),
        (story(mentions=(PASSING,)), "routine"),
        (story(mentions=(HEADLINE,)), "notable"),
        (story(mentions=(BESIDE, AGENCY, PLATFORM)), "notable"),
        (story(event("purchase")), "routine"),
        (story(event("launch"), mentions=(BESIDE,)), "routine"),
        (story(event("contract_signed"), mentions=(BESIDE, AGENCY)), "notable"),
        (story(event("funding"), mentions=(HEADLINE,)), "notable"),
        (story(event("access_cutoff")), "notable"),
        (story(event("access_cutoff"), mentions=(HEADLINE, PLATFORM), outlets=3), "major"),
        (story(event("sanction")), "notable"),
        (story(event("sanction"), mentions=(HEADLINE,)), "major"),
        (story(event("sanction", hedged=True), mentions=(HEADLINE,)), "notable"),
        (story(event("ban"), technologies=("face-recognition",)), "major"),
        (story(event("ban", hedged=True), technologies=("face-recognition",)), "notable"),
        (story(event("ban"), mentions=(BESIDE,), technologies=("face-recognition",)), "notable"),
        (story(event("penalty"), mentions=(BESIDE,)), "notable"),
        (story(event("penalty"), mentions=(BESIDE, AGENCY)), "major"),
        (story(event("penalty", said="It must pay $30.5 million."), mentions=(HEADLINE,)), "major"),
        (story(event("penalty", outlets=4), mentions=(BESIDE,)), "major"),
        (story(event("ruling"), event("penalty"), mentions=(HEADLINE,)), "major"),
        (story(event("sanction"), mentions=(HEADLINE, AGENCY), outlets=9, relevant=False), "routine"),
    ],
)
def test_levels(told: Story, level: str) -> None:
    assert rate(told).level == level


def test_every_reason_is_told_in_words_with_its_points() -> None:
    told = story(
        event("penalty", outlets=3, said="Acme must pay 30,500,000 euros."),
        mentions=(HEADLINE, AGENCY, PLATFORM),
        outlets=5,
    )
    rating = rate(told)
    assert rating.level == "major"
    assert rating.reasons == (
        "penalty (Acme) (+3)",
        "3 outlets report it each in their own words (+1.5)",
        "a vendor in the headline: Acme (+1.5)",
        "carried by 5 outlets (+1)",
        "about a platform: Chatter (+1)",
        "about a public agency: Watchdog (+1)",
        "a sum of 30,500,000 (+1)",
    )
    assert rate(story()).reasons == ("nothing stands out",)
    assert rate(story(relevant=False)).reasons == ("not about the surveillance industry",)


def test_a_hedged_event_counts_half_and_says_so() -> None:
    (reason,) = rate(story(event("ban", hedged=True))).reasons
    assert reason == "said to be planned or alleged: ban (Acme) (+1.5)"


@pytest.mark.parametrize(
    ("said", "much"),
    [
        ("A fine of $12 million.", True),
        ("Eine Strafe von 30,5 Millionen Euro.", True),
        ("Una multa de 20 millones de euros.", True),
        ("Une amende de 1,5 milliard d'euros.", True),
        ("It paid 10,000,000 dollars.", True),
        ("A fine of $2.95 million.", False),
        ("It paid 666,000 dollars.", False),
        ("Thirty million people saw it, 30 million of them free.", False),
        ("In 2024 it paid $5.", False),
    ],
)
def test_sums(said: str, much: bool) -> None:
    reasons = rate(story(event("penalty", said=said))).reasons
    assert any(reason.startswith("a sum of") for reason in reasons) is much


def test_the_events_of_the_lead_count_until_the_story_has_its_own() -> None:
    told = story()
    relation = Relation(
        type="ban", roles=(), field="text", start=0, end=9, sentence=SAID, confidence=0.9, rule="ban.active"
    )
    led = told.model_copy(update={"lead": told.lead.model_copy(update={"relations": (relation,)})})
    assert [one.type for one in happened(led)] == ["ban"]
    assert [one.type for one in happened(led.model_copy(update={"events": (event("trial"),)}))] == ["trial"]


def test_all_kinds_of_events_have_a_weight() -> None:
    assert set(WEIGHTS) == set(EventType.__args__)  # type: ignore[attr-defined]


def test_a_story_is_rated_when_it_is_made_and_when_it_grows() -> None:
    lead = tagged("https://one.example/1", "Acme is fined", "Acme was fined on Monday by the state. " * 9)
    lead = lead.model_copy(update={"mentions": (HEADLINE,)})
    copy = tagged("https://two.example/1", "Acme is fined", "Acme was fined on Monday by the state. " * 9, hours=1)
    with closing(StoryStore(None)) as store:
        first = assign(lead, store).story
        assert first is not None
        assert (first.level, first.level_reasons) == ("notable", ("a vendor in the headline: Acme (+1.5)",))
        store.apply(first)
        second = assign(copy, store).story
    assert second is not None
    assert second == rated(second)
    assert (second.level, second.first_seen) == ("notable", START)
    assert isinstance(second.members[0], Member)
