"""The matcher alone: which words of awkward texts are names, whatever they mean; and against a slow search."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.watchlist.fold import fold, fold_name
from pipeline.watchlist.matcher import Hit, Matcher, accepts
from pipeline.watchlist.model import Entity, Name, Technology
from pipeline.watchlist.names import names_of

from .samples import ENTITIES

MATCHER = Matcher(
    (
        *ENTITIES,
        Entity(id="megvii", kind="vendor", name="Megvii", products=(Name(name="Face++"),)),
        Entity(id="soehne", kind="vendor", name="Strasse & Söhne"),
    )
)

CASES: list[tuple[str, list[str]]] = [
    # signs that belong to a name
    ("Face++ by Megvii", ["Face++", "Megvii"]),
    ("(Face++)", ["Face++"]),
    ("Face++'s", ["Face++"]),
    ("Face", []),
    ("Face+ +", []),
    ("AT+T", []),
    ("A.T.&T.", []),
    ("Straße & Söhne", ["Straße & Söhne"]),
    ("STRASSE & SÖHNE", ["STRASSE & SÖHNE"]),
    ("Straße und Söhne", []),
    ("N.S.O.", []),
    ("N S O", []),
    ("O`Reilly Detection", ["O`Reilly Detection"]),
    ("O´Reilly Detection", ["O´Reilly Detection"]),
    ("O Reilly Detection", []),
    # rests of HTML and Markdown
    ("AT&amp;T", ["AT&amp;T"]),
    ("Media&nbsp;Sonar", ["Media&nbsp;Sonar"]),
    ("&quot;Geofeedia&quot;", ["Geofeedia"]),
    ("Geofeedia&#8217;s", ["Geofeedia"]),
    ("O&rsquo;Reilly Detection", ["O&rsquo;Reilly Detection"]),
    ("<b>Geofeedia</b>", ["Geofeedia"]),
    ("`Geofeedia`", ["Geofeedia"]),
    ("~~Geofeedia~~", ["Geofeedia"]),
    ("{Geofeedia}", ["Geofeedia"]),
    ("Geofeedia[1]", ["Geofeedia"]),
    ("Geofeedia†", ["Geofeedia"]),
    ("Geofeedia¹", ["Geofeedia"]),
    # neighbours without a space
    ("Geofeedia|Media Sonar;Media Sonar", ["Geofeedia", "Media Sonar", "Media Sonar"]),
    ("Geofeedia:Media Sonar", ["Geofeedia", "Media Sonar"]),
    ("1.Geofeedia 2)Geofeedia", ["Geofeedia", "Geofeedia"]),
    ("2020Geofeedia Geofeedia1", []),
    ("Geofeedia、Media Sonar。", ["Geofeedia", "Media Sonar"]),
    ("「Geofeedia」《Geofeedia》", ["Geofeedia", "Geofeedia"]),
    ("Hikvision's海康威视", ["Hikvision", "海康威视"]),
    ("杭州海康威视数字技术", ["海康威视"]),
    ("海康 威视", []),
    ("קנתה את Geofeedia אתמול", ["Geofeedia"]),
    ("מ-Geofeedia", ["Geofeedia"]),
    ("شركة Geofeedia في", ["Geofeedia"]),
    ("\u2066Geofeedia\u2069 \u200fGeofeedia\u200f", ["Geofeedia", "Geofeedia"]),
    ("🇺🇸FBI🙂", ["FBI"]),
    ("\x00Geofeedia\ud800", ["Geofeedia"]),
    ("\ufeffGeofeedia\ufeff", ["Geofeedia"]),
    # letters that look alike: Latin forms fold, letters of another script stay letters of another word
    ("Geоfeedia with a Cyrillic о", []),
    ("Ｇeofeedia", ["Ｇeofeedia"]),
    ("GEOFEEDİA geofeedıa", ["GEOFEEDİA", "geofeedıa"]),
    ("Intellexą", ["Intellexą"]),
    ("Socie\u0301te\u0301 Nexa", ["Socie\u0301te\u0301 Nexa"]),
    ("SociétéNexa", ["SociétéNexa"]),
    ("Nexa", []),
    # possessives and articles
    ("Geofeedia'nın Geofeedia’yı", ["Geofeedia", "Geofeedia"]),
    ("dell'Intellexa qu’Intellexa", ["Intellexa", "Intellexa"]),
    ("X’s X's", ["X", "X"]),
    ("Placer.ai's X Corp’s", ["Placer.ai", "X Corp"]),
    ("FBIs Xs", []),
    # line ends
    ("Citizen-\nLab", ["Citizen-\nLab"]),
    ("Citizen Lab-\nBericht", ["Citizen Lab"]),
    ("Citi-\nzen Lab", ["Citi-\nzen Lab"]),
    ("Citi‐\nzen Lab", ["Citi‐\nzen Lab"]),
    ("Geo-\r\nfeedia", ["Geo-\r\nfeedia"]),
    ("Geo\u00ad\nfeedia", ["Geo\u00ad\nfeedia"]),
    ("Geofee- dia", []),
    ("Media\r\n\r\nSonar", []),
    ("Media\u2029Sonar", []),
    ("Media\vSonar", ["Media\vSonar"]),
    ("Media\u200bSonar", ["Media\u200bSonar"]),
    # hyphens of every make
    ("Pen‐Link Pen−Link Pen﹣Link Pen－Link", ["Pen‐Link", "Pen−Link", "Pen﹣Link", "Pen－Link"]),
    ("Pen -Link Pen- Link", []),
    ("PEN-LINK", ["PEN-LINK"]),
    ("pEN-lINK", []),
    ("Fin-Fisher Fin Fisher", []),
    ("НОРСИ-ТРАНС Норси‑Транс «Норси Транс»", ["НОРСИ-ТРАНС", "Норси‑Транс", "Норси Транс"]),
    ("норси-транс αδαε", []),
    # hashtags, handles, addresses
    ("#MediaSonar #NSO", ["MediaSonar", "NSO"]),
    ("#FBIraid #1FBI #Media_Sonar", []),
    ("mailto:FBI@x.example FBI@x.example @FBI", []),
    ("t.me/Geofeedia fbi.gov/FBI placer.ai/team www.placer.ai", []),
    ("https://evidence.com/a Evidence.com/login", []),
    ("PLACER.AI placer.ai", ["PLACER.AI"]),
    ("X.com X+Y x", []),
    # quotes, dashes, stops beside short names
    ("“FBI” «FBI» „FBI“ ‹FBI›", ["FBI"] * 4),
    ("FBI—NSO FBI–NSO FBI-NSO FBI,NSO", ["FBI", "NSO"] * 4),
    ("FBI… ...FBI FBI?!", ["FBI"] * 3),
    ("FBI+NSO FBI=NSO FBI%", []),
    ("$FBI A/B: FBI", ["FBI", "FBI"]),
]


@pytest.mark.parametrize(("text", "surfaces"), CASES, ids=[repr(text) for text, _ in CASES])
def test_names_in_awkward_text(text: str, surfaces: list[str]) -> None:
    assert surfaces_in(text) == surfaces


def surfaces_in(text: str) -> list[str]:
    folded = fold(text)
    return [text[slice(*folded.span(hit.start, hit.end))] for hit in MATCHER.find(folded).hits]


def test_a_name_in_lower_case_is_noted_if_it_is_ambiguous() -> None:
    assert MATCHER.find(fold("a ring, a flock, a hikvision")).lower == {"ring", "flock"}


def test_a_decoy_hides_the_name_in_it_and_no_other() -> None:
    found = MATCHER.find(fold("Token Ring, then Ring"))
    assert [(hit.start, hit.end) for hit in found.hits] == [(17, 21)]


def test_terms_come_with_their_plural() -> None:
    matcher = Matcher((), (Technology(id="alpr", name="Readers", terms=("plate reader",)),))
    assert [hit.term.technology for hit in matcher.find(fold("Plate readers; a plate-reader")).technologies] == [
        "alpr",
        "alpr",
    ]
    assert not matcher.find(fold("plate readership"))


NAME = st.from_regex(r"[abAB]{1,3}([ -][abAB]{1,3}){0,2}", fullmatch=True)
TEXT = st.text(alphabet="aabbAB   --.,'\n", max_size=60)


@settings(deadline=None, max_examples=150)
@given(names=st.lists(NAME, min_size=1, max_size=8), text=TEXT)
def test_hits_are_those_of_a_slow_search(names: list[str], text: str) -> None:
    """Every hit is a name that stands there; what is left out overlaps a hit that is no shorter."""
    entities = [Entity(id=f"e-{index}", kind="vendor", name=name) for index, name in enumerate(names)]
    folded = fold(text)
    found = {(hit.start, hit.end, hit.name.entity.id) for hit in Matcher(entities).find(folded).hits}
    slow = {(hit.start, hit.end, hit.name.entity.id) for hit in slowly(entities, text)}
    assert found <= slow
    places = {(start, end) for start, end, _ in found}
    assert all(one == other or one[1] <= other[0] or other[1] <= one[0] for one in places for other in places)
    for start, end, _ in slow - found:
        rivals = [place for place in places if place[0] < end and start < place[1]]
        assert any(place[1] - place[0] >= end - start and place != (start, end) for place in rivals)


def slowly(entities: list[Entity], text: str) -> list[Hit]:
    folded = fold(text)
    return [
        Hit(name, at.start(), at.start() + len(name.plain))
        for entity in entities
        for name in names_of(entity)
        for at in re.finditer(f"(?= {re.escape(name.plain)} )", folded.hay)
        if accepts(name, folded.cased, (at.start(), *[at.start() + len(name.plain)] * 2), set())
    ]


@settings(deadline=None, max_examples=150)
@given(
    st.text(max_size=80)
    | st.lists(st.sampled_from(["a", "B", "ß", "…", "\u00ad", "e\u0301", "  ", "-\n", "&amp;", "½", " ", "字"])).map(
        "".join
    )
)
def test_every_word_of_a_folded_text_leads_back_to_what_folds_to_it(text: str) -> None:
    folded = fold(text)
    for word in re.finditer(r"[^ ]+", folded.hay):
        start, end = folded.span(word.start() - 1, word.end() - 1)
        assert 0 <= start < end <= len(text)
        assert word.group() in fold_name(text[start:end])
