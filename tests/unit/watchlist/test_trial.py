from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.events import ConfigError
from pipeline.watchlist import Tagger
from pipeline.watchlist.explain import explain
from pipeline.watchlist.lookup import find_entities, relatives_of
from pipeline.watchlist.trial import Trier

from .samples import article, watchlist

LIST = watchlist()
TRIER = Trier(LIST)
TAGGER = Tagger(LIST)


@pytest.mark.parametrize(
    ("text", "surface", "words"),
    [
        ("She gave him a ring.", "ring", "counts only as 'Ring' (case: initial)"),
        ("The ice melted.", "ice", "counts only as 'ICE' (case: exact)"),
        ("A flock of birds went by.", "flock", "stands in 'flock of', which means something else"),
        ("Ask @axon about it.", "axon", "in an address or a handle"),
        ("See www.axon.com for more.", "axon", "in an address or a handle"),
        ("Axon, he said. The weather is fine.", "Axon", "ambiguous, confidence 0."),
        ("Ring fell silent.", "Ring", "words that speak for it: doorbell"),
        ("A neuron has one axon.", "axon", "counts only as 'Axon'"),
    ],
)
def test_a_name_that_does_not_count_says_why(text: str, surface: str, words: str) -> None:
    trial = TRIER.try_article(article(text))
    assert [m.surface for m in trial.tagged.mentions if m.status == "accepted"] == []
    (one,) = [one for one in trial.rejected if one.surface == surface]
    assert words in one.reason
    assert text[one.start : one.end] == surface


def test_a_language_that_a_name_is_not_for() -> None:
    (one,) = TRIER.try_article(article("Parler est une app.", language="fr")).rejected
    assert one.reason == "counts only in en; the article is in fr"


def test_parts_of_longer_names_are_told_as_such() -> None:
    trial = TRIER.try_article(article("Flock Safety sells cameras."))
    assert [m.surface for m in trial.tagged.mentions] == ["Flock Safety"]
    assert [(one.surface, one.reason) for one in trial.rejected] == []


def test_the_tags_are_those_of_the_tagger() -> None:
    one = article("Flock sells a license plate reader to police; ICE agents use it. A ring.", title="Ring and Axon")
    assert TRIER.try_article(one).tagged == TAGGER.tag(one)


NAMES = ["Ring", "ring", "Axon", "Flock", "ICE", "ice", "Meta", "Pegasus", "X", "@X", "海康威视", "ΑΔΑΕ"]
WORDS = st.sampled_from(
    [*NAMES, "flock", "of", "meta-analysis", "x.", "Token", "police", "said", ",", ".", "\n\n", "“"]
)


@settings(deadline=None, max_examples=150)
@given(st.lists(WORDS, max_size=30).map(" ".join), st.text(max_size=30))
def test_every_name_is_either_tagged_or_refused_and_nothing_raises(text: str, title: str) -> None:
    trial = TRIER.try_article(article(text, title=title))
    kept = {(m.entity_id, m.field, m.start) for m in trial.tagged.mentions}
    refused = {(one.entity_id, one.field, one.start) for one in trial.rejected}
    assert not kept & refused
    for one in trial.rejected:
        assert one.reason
        source = title if one.field == "title" else text
        assert source[one.start : one.end] == one.surface


def test_an_explanation_tells_everything_and_no_title_twice() -> None:
    tagged = TAGGER.tag(article("Geofeedia sold data.", title="Geofeedia"))
    assert explain(tagged).splitlines()[0] == "Geofeedia"
    assert explain(tagged, with_title=False) == explain(tagged).partition("\n")[2]


def test_organisations_are_found_by_what_people_call_them() -> None:
    assert [entity.id for entity in find_entities(LIST, "penlink")] == ["penlink"]
    assert [entity.id for entity in find_entities(LIST, "PEN LINK")] == ["penlink"]
    assert {entity.id for entity in find_entities(LIST, "predator")} == {"intellexa", "cytrox"}
    with pytest.raises(ConfigError, match="nobody on the watchlist is called 'Geofeedie'; did you mean"):
        find_entities(LIST, "Geofeedie")


def test_relatives_are_known() -> None:
    (ring,) = find_entities(LIST, "ring")
    (amazon,) = find_entities(LIST, "amazon")
    assert relatives_of(LIST, ring).parent == amazon
    assert relatives_of(LIST, amazon).children == (ring,)
