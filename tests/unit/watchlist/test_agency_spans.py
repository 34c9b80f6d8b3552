"""Every agency found by pattern stands where it says and holds a designator; ids depend on nothing but the agency."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.watchlist import Tagger
from pipeline.watchlist.agencies.find import spots
from pipeline.watchlist.agencies.forms import expanded, forms, read
from pipeline.watchlist.agencies.identify import slug
from pipeline.watchlist.fold import fold, fold_name

from .samples import article, watchlist

TAGGER = Tagger(watchlist())
FORMS = list(read())
PLAIN = {form.plain for form in FORMS}
PLACES = [
    "Oakland",
    "Fairbrook",
    "Alden County",
    "Köln",
    "São Paulo",
    "Łodzi",
    "北京",
    "서울",
    "दिल्ली",
    "دبي",
    "St. Louis",
    "of",
    "de",
    "w",
]
NOISE = st.text(max_size=8) | st.sampled_from(
    ["'s", "’s", ", ", ". ", "\n\n", "-\n", "\u00ad", "\u200b", "™", "(", "and", "The", "Sheriff Dana Hill"]
)
PIECE = NOISE | st.sampled_from(PLACES) | st.sampled_from([form.text for form in FORMS])
TEXT = st.lists(PIECE, max_size=10).map(" ".join) | st.lists(PIECE, max_size=8).map("".join)


@settings(deadline=None, max_examples=150)
@given(title=TEXT, text=TEXT)
def test_every_span_folds_to_its_designator_and_never_overlaps_another(title: str, text: str) -> None:
    tagged = TAGGER.tag(article("").model_copy(update={"title": title, "text": text}))
    taken: dict[str, int] = {}
    for mention in (m for m in tagged.mentions if m.rule.startswith("pattern.")):
        field = title if mention.field == "title" else text
        assert field[mention.start : mention.end] == mention.surface
        assert mention.start >= taken.get(mention.field, 0)
        taken[mention.field] = mention.end
        said = fold_name(mention.surface)
        assert mention.rule == "pattern.defined" or any(plain in said for plain in PLAIN)
        assert re.fullmatch(r"agency:[^\s:A-Z]+", mention.entity_id), mention.entity_id
        assert 0.3 <= mention.confidence <= 1


@settings(deadline=None, max_examples=100)
@given(text=TEXT)
def test_nothing_is_found_by_capitals_alone(text: str) -> None:
    folded = fold(text)
    for spot in spots(folded, fold(""), folded):
        assert spot.start <= spot.at[0] < spot.at[1] <= spot.end
        assert spot.placed.name or "A" in spot.form.marks


@settings(deadline=None, max_examples=100)
@given(text=TEXT)
def test_tagging_twice_gives_the_same(text: str) -> None:
    one = article("").model_copy(update={"text": text})
    assert TAGGER.tag(one).mentions == TAGGER.tag(one).mentions == Tagger(watchlist()).tag(one).mentions


@given(text=st.text(max_size=40))
def test_a_slug_of_a_slug_is_the_same(text: str) -> None:
    assert slug(slug(text)) == slug(text)


def test_forms_are_sound() -> None:
    marks = {mark for form in FORMS for mark in form.marks}
    assert marks <= {"G", "L", "R", "D", "J", "N", "A", "any", "certain", "again"}
    assert all(form.marks & {"G", "L", "R", "D", "J", "N", "A"} for form in FORMS)
    assert all(form.plain and form.family for form in FORMS)
    assert sum(len(group) for group in forms().groups) == len(FORMS)
    assert len({form.rule.split(".")[0] for form in FORMS}) >= 15


def test_alternatives_are_spelt_out_the_basic_form_first() -> None:
    assert list(expanded("Komend(a/y) Główn(a/ej)")) == [
        "Komenda Główna",
        "Komenda Głównej",
        "Komendy Główna",
        "Komendy Głównej",
    ]
    assert list(expanded("LKA")) == ["LKA"]
