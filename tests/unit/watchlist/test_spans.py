"""Every span folds to one of the names of its entity, whatever the text; nothing is ever raised."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.watchlist import Tagger
from pipeline.watchlist.fold import fold, fold_name
from pipeline.watchlist.matcher import Matcher
from pipeline.watchlist.names import names_of
from pipeline.watchlist.sentences import Sentences

from .samples import ENTITIES, article, watchlist

TAGGER = Tagger(watchlist())
MATCHER = Matcher(ENTITIES)
NAMES = {entity.id: {name.plain for name in names_of(entity)} for entity in ENTITIES}
SURFACES = sorted({name.text for entity in ENTITIES for name in names_of(entity)})

NOISE = st.text(max_size=12)
ODD = st.sampled_from(
    [
        "\u00ad",
        "\u200b",
        "™",
        "ß",
        "ﬁ",
        "  ",
        "\n\n",
        "-\n",
        "\r\n",
        "İ",
        "e\u0301",
        "½",
        "…",
        "\ufeff",
        "Σ",
        "字",
        "'s",
        ".",
    ]
)
PIECE = st.one_of(
    NOISE, ODD, st.sampled_from(SURFACES), st.sampled_from([" ", ", ", " said ", " police camera spyware "])
)
TEXT = st.lists(PIECE, max_size=12).map("".join)


@settings(deadline=None)
@given(title=TEXT, text=TEXT)
def test_every_span_folds_to_a_name_of_its_entity(title: str, text: str) -> None:
    tagged = TAGGER.tag(article(text, title=title).model_copy(update={"title": title, "text": text}))
    for mention in tagged.mentions:
        field = title if mention.field == "title" else text
        assert field[mention.start : mention.end] == mention.surface
        assert mention.rule.startswith("pattern.") or fold_name(mention.surface) in NAMES[mention.entity_id]
        assert mention.surface in mention.sentence or mention.field == "title"
        assert 0.3 <= mention.confidence <= 1


@settings(deadline=None)
@given(st.text() | TEXT)
def test_the_way_back_is_monotonic_and_inside_the_text(text: str) -> None:
    folded = fold(text)
    assert len(folded.hay) == len(folded.cased) + 2
    origins = [folded.origin(position) for position in range(len(folded.cased))]
    assert origins == sorted(origins)
    assert all(0 <= origin < len(text) for origin in origins)


@settings(deadline=None)
@given(before=st.text(max_size=30), after=st.text(max_size=30))
def test_a_name_between_spaces_is_found_where_it_stands(before: str, after: str) -> None:
    text = f"{before} ; Geofeedia ; {after}"
    folded = fold(text)
    spans = [folded.span(hit.start, hit.end) for hit in MATCHER.find(folded).hits]
    start = len(before) + 3
    assert (start, start + 9) in spans


@settings(deadline=None)
@given(text=st.text(alphabet='aB .!?\n"”(', max_size=80), data=st.data())
def test_a_sentence_holds_its_place(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first, last = Sentences(text).around(start, end)
    assert 0 <= first <= start <= end <= last <= len(text)
