from __future__ import annotations

import types
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel, ValidationError

from pipeline.events import NOUNS, EntityKind
from pipeline.watchlist import Tagger, TechnologiesFile, WatchlistFile
from pipeline.watchlist.explain import explain
from pipeline.watchlist.model import Entity

from .samples import article, watchlist

TAGGER = Tagger(watchlist())


def test_a_mention_says_where_it_is_and_why() -> None:
    text = "First things first. The U.S. tool of Geofeedia Inc. reads posts! More text."
    tagged = TAGGER.tag(article(text, title="Geofeedia"))
    title, body = tagged.mentions
    assert (title.field, title.start, title.end, title.sentence) == ("title", 0, 9, "Geofeedia")
    assert text[body.start : body.end] == body.surface == "Geofeedia"
    assert body.sentence == "The U.S. tool of Geofeedia Inc. reads posts!"
    assert (body.entity_id, body.kind, body.name) == ("geofeedia", "vendor", "Geofeedia")
    assert tagged.watchlist_version == TAGGER.watchlist.version


def test_a_vendor_makes_an_article_relevant() -> None:
    tagged = TAGGER.tag(article("Geofeedia closed."))
    assert tagged.relevance.relevant
    assert tagged.relevance.reasons == ("is about the vendor Geofeedia",)


@pytest.mark.parametrize("name", ["FBI", "Twitter", "Citizen Lab", "AT&T"])
def test_others_need_a_technology(name: str) -> None:
    alone = TAGGER.tag(article(f"A word from {name}."))
    assert not alone.relevance.relevant
    assert alone.relevance.reasons == ("names organisations of the watchlist, but no surveillance technology",)
    together = TAGGER.tag(article(f"A word from {name} on facial recognition."))
    assert together.relevance.relevant
    assert any(f"{name} together with 'facial recognition'" in reason for reason in together.relevance.reasons)


def test_a_technology_alone_and_a_candidate_are_not_enough() -> None:
    tagged = TAGGER.tag(article("On facial recognition."))
    assert not tagged.relevance.relevant
    assert tagged.relevance.reasons[0] == "names a surveillance technology, but it is not what the article is about"
    assert not TAGGER.tag(article("The council discussed it with Flock on Monday.")).relevance.relevant
    assert TAGGER.tag(article("Nothing.")).relevance.reasons == ("names no organisation of the watchlist",)


def test_technologies_come_from_the_text_and_from_specialised_vendors() -> None:
    assert TAGGER.tag(article("Two license plate readers.")).technologies == ("alpr",)
    assert TAGGER.tag(article("La Reconnaissance Faciale.")).technologies == ("face-recognition",)
    assert TAGGER.tag(article("Geofeedia closed.")).technologies == ("social-media-monitoring",)
    assert TAGGER.tag(article("Flock Safety grew.")).technologies == ()


def test_empty_and_huge_articles() -> None:
    assert TAGGER.tag(article("")).mentions == ()
    assert len(TAGGER.tag(article("Geofeedia, " * 5_000)).mentions) == 5_000


def test_work_grows_with_the_text_not_with_its_square() -> None:
    """Thousands of ambiguous names and decoys: seconds at most, where comparing all with all would take an hour."""
    many = "Flock of Flock, Flock Freight Pegasus Airlines Pegasus X " * 1_000
    found = TAGGER.tag(article(many)).mentions
    TAGGER.tag(article("X-" * 20_000))
    assert all(mention.entity_id != "nso-group" or mention.surface == "Pegasus" for mention in found)


def test_explain_is_readable() -> None:
    text = explain(TAGGER.tag(article("The town bought Flock cameras.", title="News")))
    assert "Flock' = Flock Safety [vendor] 0.9" in text
    assert "near 'camera'" in text
    assert "people are never tagged" in text
    assert "no organisation" in explain(TAGGER.tag(article("Nothing.")))


def test_only_organisations_have_a_place() -> None:
    """The promise of the product: no kind, no list, no event has a place for a person but the publisher's byline."""
    assert set(get_args(EntityKind)) == {"vendor", "platform", "agency", "civil_society"}
    with pytest.raises(ValidationError):
        Entity(id="someone", kind="person", name="Someone")  # type: ignore[arg-type]
    fields = {name for model in (*NOUNS, WatchlistFile, TechnologiesFile) for name in _fields(model)}
    assert not {name for name in fields if any(word in name for word in ("person", "people", "individual", "suspect"))}


def _fields(model: type[BaseModel]) -> set[str]:
    found = set()
    for name, field in model.model_fields.items():
        found.add(name)
        for inner in _models(field.annotation):
            found |= _fields(inner)
    return found


def _models(kind: Any) -> list[type[BaseModel]]:
    if isinstance(kind, type) and not isinstance(kind, types.GenericAlias) and issubclass(kind, BaseModel):
        return [kind]
    return [inner for arg in get_args(kind) for inner in _models(arg)] if get_origin(kind) else []
