"""Relations: what each type says in its usual wordings, what is no event, and what is only planned, denied or asked."""

from __future__ import annotations

from functools import cache
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.events import EventType, Relation
from pipeline.watchlist import Tagger
from pipeline.watchlist.relations.grammar import compiled, needed
from pipeline.watchlist.relations.rulefile import LANGUAGES, grammar_of, parse

from .samples import article, watchlist

ROLES: dict[str, set[str]] = {
    "access_cutoff": {"platform", "vendor", "agency"},
    "contract_signed": {"agency", "vendor", "technology"},
    "contract_ended": {"agency", "vendor", "technology"},
    "purchase": {"agency", "vendor", "technology"},
    "trial": {"agency", "vendor", "technology"},
    "lawsuit": {"plaintiff", "defendant"},
    "ruling": {"authority", "target"},
    "penalty": {"authority", "target"},
    "ban": {"authority", "target", "technology"},
    "sanction": {"authority", "target"},
    "records_disclosed": {"source", "subject"},
    "investigation": {"authority", "target"},
    "breach": {"victim"},
    "acquisition": {"buyer", "target"},
    "funding": {"company"},
    "layoffs": {"company"},
    "launch": {"company", "technology"},
    "exploit": {"platform", "vendor"},
}


@cache
def tagger() -> Tagger:
    return Tagger(watchlist())


def relations(text: str, language: str | None = "en", title: str = "") -> tuple[Relation, ...]:
    return tagger().tag(article(text, title, language)).relations


def told(found: tuple[Relation, ...], *, hedged: bool = False) -> list[tuple[str, frozenset[str]]]:
    return [
        (one.type, frozenset(f"{r.role}={r.entity_id or r.technology}" for r in one.roles))
        for one in found
        if one.hedged is hedged
    ]


@pytest.mark.parametrize(
    ("text", "kind", "roles"),
    [
        ("Twitter shut Geofeedia out of its data stream.", "access_cutoff", "platform=twitter vendor=geofeedia"),
        ("Twitter cut off Geofeedia on Tuesday.", "access_cutoff", "platform=twitter vendor=geofeedia"),
        ("Geofeedia was banned from Twitter last year.", "access_cutoff", "platform=twitter vendor=geofeedia"),
        ("Geofeedia lost its access to Twitter.", "access_cutoff", "platform=twitter vendor=geofeedia"),
        ("The FBI signed a contract with NSO Group.", "contract_signed", "agency=fbi vendor=nso-group"),
        ("NSO Group won a $2 million contract from the FBI.", "contract_signed", "agency=fbi vendor=nso-group"),
        ("The city council approved a deal with Flock Safety.", "contract_signed", "vendor=flock-safety"),
        ("The FBI ended its contract with NSO Group.", "contract_ended", "agency=fbi vendor=nso-group"),
        ("The FBI did not renew its contract with NSO Group.", "contract_ended", "agency=fbi vendor=nso-group"),
        ("The contract between the FBI and NSO Group lapsed.", "contract_ended", "agency=fbi vendor=nso-group"),
        ("The town cancels its contract with Flock Safety", "contract_ended", "vendor=flock-safety"),
        ("The FBI bought phone tools from Pen-Link.", "purchase", "agency=fbi vendor=penlink"),
        ("Pen-Link sold its tools to the FBI.", "purchase", "agency=fbi vendor=penlink"),
        ("The FBI paid NSO Group five million dollars.", "purchase", "agency=fbi vendor=nso-group"),
        ("The FBI tested software from Media Sonar.", "trial", "agency=fbi vendor=media-sonar"),
        ("The FBI piloted facial recognition at a port.", "trial", "agency=fbi technology=face-recognition"),
        ("Twitter sued NSO Group and Intellexa.", "lawsuit",
         "plaintiff=twitter defendant=nso-group defendant=intellexa"),
        ("NSO Group was sued by Twitter.", "lawsuit", "plaintiff=twitter defendant=nso-group"),
        ("Twitter filed a lawsuit against NSO Group.", "lawsuit", "plaintiff=twitter defendant=nso-group"),
        ("A judge ruled that NSO Group broke the law.", "ruling", "target=nso-group"),
        ("A court dismissed the appeal by Intellexa.", "ruling", "target=intellexa"),
        ("Intellexa was fined 50,000 euros by ΑΔΑΕ.", "penalty", "target=intellexa authority=adae"),
        ("A regulator fined Intellexa 50,000 euros.", "penalty", "target=intellexa"),
        ("The FBI banned Hikvision cameras from its halls.", "ban", "authority=fbi target=hikvision"),
        ("Ravenport bans facial recognition, the FBI notes", "ban", "technology=face-recognition"),
        ("Washington put Intellexa on the Entity List.", "sanction", "target=intellexa"),
        ("Intellexa was sanctioned in March.", "sanction", "target=intellexa"),
        ("Documents obtained by Citizen Lab show that FinFisher sold tools.", "records_disclosed",
         "source=citizen-lab subject=finfisher"),
        ("Emails show the FBI asked for more.", "records_disclosed", "subject=fbi"),
        ("The FBI is investigating NSO Group.", "investigation", "authority=fbi target=nso-group"),
        ("Prosecutors opened an investigation into FinFisher.", "investigation", "target=finfisher"),
        ("Hackers broke into FinFisher.", "breach", "victim=finfisher"),
        ("Intruders stole gigabytes of data from Geofeedia.", "breach", "victim=geofeedia"),
        ("Media Sonar acquired Geofeedia.", "acquisition", "buyer=media-sonar target=geofeedia"),
        ("Geofeedia was bought by Media Sonar.", "acquisition", "buyer=media-sonar target=geofeedia"),
        ("Media Sonar's takeover of Geofeedia is complete.", "acquisition", "buyer=media-sonar target=geofeedia"),
        ("Flock Safety raised $40 million.", "funding", "company=flock-safety"),
        ("NSO Group laid off 100 employees.", "layoffs", "company=nso-group"),
        ("Layoffs at Geofeedia hit half of the staff.", "layoffs", "company=geofeedia"),
        ("Flock Safety launched a new camera.", "launch", "company=flock-safety"),
        ("NSO Group exploited a flaw in Twitter.", "exploit", "vendor=nso-group platform=twitter"),
        ("Researchers found a vulnerability in Hikvision cameras.", "exploit", "vendor=hikvision"),
        ("NSO Group, which makes spyware, was sued by Twitter.", "lawsuit", "plaintiff=twitter defendant=nso-group"),
        ('"We ended our contract with NSO Group," said a director of the FBI.', "contract_ended",
         "agency=fbi vendor=nso-group"),
        ("NSO Group said it had laid off 100 employees.", "layoffs", "company=nso-group"),
    ],
)  # fmt: skip
def test_what_is_reported_as_done(text: str, kind: str, roles: str) -> None:
    assert told(relations(text)) == [(kind, frozenset(roles.split()))]


@pytest.mark.parametrize(
    "text",
    [
        "Twitter suspended the account of a baker.",
        "Twitter cut off support for old phones.",
        "The FBI signed a birthday card for Geofeedia.",
        "The FBI bought a pony.",
        "Geofeedia shares fell after the FBI bought a pony.",
        "The FBI investigates bank robberies.",
        "Hackers sent a letter to a bank, Geofeedia wrote.",
        "Twitter users sued a bakery.",
        "Flock Safety raised its forecast.",
        "A leak in the roof of Geofeedia was mended.",
        "The trial of a thief who robbed Geofeedia begins.",
        "Officers of the FBI fired two shots.",
        "A record shop opened beside Geofeedia.",
        "Mail filters keep a blacklist, Twitter explains.",
        "Twitter buys GPUs.",
        "Geofeedia and Media Sonar have stands at the fair.",
        "A report by Citizen Lab about NSO Group was printed.",
    ],
)
def test_what_is_no_event(text: str) -> None:
    assert told(relations(text)) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Twitter could cut off Geofeedia.", "access_cutoff"),
        ("Twitter has not sued NSO Group.", "lawsuit"),
        ("The FBI plans to buy software from Media Sonar.", "purchase"),
        ("The FBI denied that it had bought software from Media Sonar.", "purchase"),
        ("The FBI allegedly bought software from Media Sonar.", "purchase"),
        ("Did the FBI sign a contract with NSO Group?", "contract_signed"),
        ("If the FBI signs a contract with NSO Group, it must say so.", "contract_signed"),
        ("Senators urged the FBI to end its contract with NSO Group.", "contract_ended"),
        ("Media Sonar will not acquire Geofeedia.", "acquisition"),
        ("Intellexa faces a fine of 5 million euros.", "penalty"),
        ("An investigation into FinFisher is expected.", "investigation"),
    ],
)
def test_what_is_planned_denied_or_asked_is_hedged(text: str, kind: str) -> None:
    found = relations(text)
    assert told(found) == []
    assert {one.type for one in found} == {kind}


@pytest.mark.parametrize(
    ("language", "text", "kind", "roles"),
    [
        ("es", "El FBI firmó un contrato con NSO Group.", "contract_signed", "agency=fbi vendor=nso-group"),
        ("es", "Twitter demandó a NSO Group.", "lawsuit", "plaintiff=twitter defendant=nso-group"),
        ("fr", "Twitter a porté plainte contre NSO Group.", "lawsuit", "plaintiff=twitter defendant=nso-group"),
        ("fr", "Le FBI a acheté des outils de Geofeedia.", "purchase", "agency=fbi vendor=geofeedia"),
        ("de", "Das FBI kaufte Software von Geofeedia.", "purchase", "agency=fbi vendor=geofeedia"),
        ("de", "Twitter hat NSO Group verklagt.", "lawsuit", "plaintiff=twitter defendant=nso-group"),
        ("it", "Twitter ha fatto causa a NSO Group.", "lawsuit", "plaintiff=twitter defendant=nso-group"),
        ("pt", "O FBI investiga a NSO Group.", "investigation", "authority=fbi target=nso-group"),
        ("nl", "De FBI kocht software van Geofeedia.", "purchase", "agency=fbi vendor=geofeedia"),
        ("pl", "FBI kupiło Geofeedia.", "purchase", "agency=fbi vendor=geofeedia"),
    ],
)
def test_other_languages(language: str, text: str, kind: str, roles: str) -> None:
    assert told(relations(text, language)) == [(kind, frozenset(roles.split()))]
    assert relations(text, "ja") == ()


def test_a_relation_shows_its_sentence_its_rule_and_how_sure_it_is() -> None:
    text = "It rained. Twitter sued NSO Group on Monday. Then it stopped."
    (found,) = relations(text)
    assert text[found.start : found.end] == found.sentence == "Twitter sued NSO Group on Monday."
    assert (found.field, found.rule, found.hedged) == ("text", "sued.active", False)
    assert 0.5 < found.confidence < 1


def test_a_headline_is_read_too() -> None:
    (found,) = relations("Nothing else is known.", title="Twitter sues NSO Group")
    assert (found.field, found.type, found.start, found.end) == ("title", "lawsuit", 0, 22)


TEXT = """Twitter NSO Group Geofeedia FBI sued banned by from contract with ended signed a the , . " ? ( ) 's and not
The company the platform agency's said firm its access
if fined facial recognition hackers emails show bought $5 million to was - é ß 海康威视 \ue001\ue100"""
WORDS = st.sampled_from([*TEXT.split(), "\n", "\n\n"])


@given(st.lists(WORDS, max_size=60).map(" ".join) | st.text(max_size=200), st.sampled_from([*LANGUAGES, None, "xx"]))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_organisations_that_stand_in_the_sentence(text: str, language: str | None) -> None:
    tagged = tagger().tag(article(text, text[:60], language))
    sources = {"title": tagged.article.title, "text": tagged.article.text}
    for one in tagged.relations:
        assert sources[one.field][one.start : one.end] == one.sentence
        inside = {
            m.entity_id
            for m in tagged.mentions
            if m.field == one.field and m.status == "accepted" and one.start <= m.start and m.end <= one.end
        }
        before = {
            m.entity_id
            for m in tagged.mentions
            if m.status == "accepted" and "+" in one.rule and (m.field == "title" or m.start < one.end)
        }
        assert one.roles
        assert all(role.role in ROLES[one.type] for role in one.roles)
        assert all(role.entity_id in inside | before or (role.technology and not role.entity_id) for role in one.roles)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_of_a_language_can_be_used(language: str) -> None:
    grammar = grammar_of(language)
    ids = [rule.id for rule in grammar.rules]
    assert len(set(ids)) == len(ids) > 30
    for rule in grammar.rules:
        pattern = compiled(grammar, rule)
        roles = {name.rstrip("23") for name in pattern.groupindex} - {"t", "between"}
        assert "t" in pattern.groupindex, rule.id
        assert roles <= ROLES[rule.type], rule.id
        assert roles, rule.id
        assert needed(rule), rule.id


def test_english_knows_every_type() -> None:
    assert {rule.type for rule in grammar_of("en").rules} == set(get_args(EventType)) == set(ROLES)


def test_a_line_that_is_no_rule_is_an_error() -> None:
    with pytest.raises(ValueError, match="neither words nor a rule"):
        parse("en", "this is nothing")
