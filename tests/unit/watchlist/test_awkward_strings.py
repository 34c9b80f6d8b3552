"""Awkward ways to write a name: each string must give exactly these surfaces, or none."""

from __future__ import annotations

import pytest

from pipeline.watchlist import Tagger

from .samples import article, watchlist

TAGGER = Tagger(watchlist())

CASES: list[tuple[str, list[str]]] = [
    # boundaries
    ("Geofeedia", ["Geofeedia"]),
    ("(Geofeedia)", ["Geofeedia"]),
    ("Geofeedia.", ["Geofeedia"]),
    ("Geofeedia, Inc", ["Geofeedia"]),
    ('"Geofeedia" said', ["Geofeedia"]),
    ("Geofeedias", []),
    ("preGeofeedia", []),
    ("Geofeedia2", []),
    ("_Geofeedia_ in Markdown", ["Geofeedia"]),
    ("**Geofeedia**", ["Geofeedia"]),
    ("[Geofeedia](https://site.example/a)", ["Geofeedia"]),
    ("Geofeedia/Media Sonar", ["Geofeedia", "Media Sonar"]),
    ("Geofeedia,Media Sonar", ["Geofeedia", "Media Sonar"]),
    # case rules
    ("geofeedia and GEOFEEDIA", ["geofeedia", "GEOFEEDIA"]),
    ("media sonar in lower case", []),
    ("MEDIA SONAR", ["MEDIA SONAR"]),
    ("Media sonar", []),
    ("finfisher and Finspy", ["finfisher", "Finspy"]),
    ("the nso decided", []),
    ("NSO", ["NSO"]),
    ("fbi", []),
    ("Fbi", []),
    ("FBI", ["FBI"]),
    ("citizen lab", []),
    # possessives
    ("Geofeedia's tool", ["Geofeedia"]),
    ("Geofeedia’s tool", ["Geofeedia"]),
    ("FBI's tool", ["FBI"]),
    ("the FBI’s own", ["FBI"]),
    ("l'ICE et les agents de l'immigration", ["ICE"]),
    ("d’Hikvision", ["Hikvision"]),
    ("Geofeedia' tool", ["Geofeedia"]),
    # Unicode
    ("Géofeedia, surveillance", ["Géofeedia"]),
    ("Ge\u0301ofeedia, surveillance", ["Ge\u0301ofeedia"]),
    ("Geo\u00adfeedia", ["Geo\u00adfeedia"]),
    ("Geo\u200bfeedia", ["Geo\u200bfeedia"]),
    ("\u202aGeofeedia\u202c", ["Geofeedia"]),
    ("Ｇｅｏｆｅｅｄｉａ", ["Ｇｅｏｆｅｅｄｉａ"]),
    ("FinFisher™ suite", ["FinFisher"]),
    ("FinFisher®", ["FinFisher"]),
    ("FinFisher²", ["FinFisher"]),
    ("ﬁnfisher", ["ﬁnfisher"]),
    ("Societe Nexa", ["Societe Nexa"]),
    ("SOCIÉTÉ NEXA", ["SOCIÉTÉ NEXA"]),
    ("Strasser Uberwachung", ["Strasser Uberwachung"]),
    ("Straßer Überwachung", ["Straßer Überwachung"]),
    ("“Geofeedia”", ["Geofeedia"]),
    ("«Geofeedia»", ["Geofeedia"]),
    ("使用海康威视的摄像头", ["海康威视"]),
    ("η ΑΔΑΕ ανακοίνωσε", ["ΑΔΑΕ"]),
    ("компания Норси-Транс", ["Норси-Транс"]),
    ("İstanbul: Geofeedia", ["Geofeedia"]),
    ("🙂Geofeedia🙂", ["Geofeedia"]),
    ("a…Geofeedia…b", ["Geofeedia"]),
    ("Media\u00a0Sonar", ["Media\u00a0Sonar"]),
    ("Media\u202fSonar", ["Media\u202fSonar"]),
    ("Media® Sonar", ["Media® Sonar"]),
    # hyphens and dashes
    ("Pen-Link", ["Pen-Link"]),
    ("Pen Link", ["Pen Link"]),
    ("PenLink", ["PenLink"]),
    ("Pen‑Link", ["Pen‑Link"]),
    ("Pen - Link", []),
    ("Media-Sonar", ["Media-Sonar"]),
    ("Media, Sonar", []),
    ("Media. Sonar", []),
    ("Media/Sonar", []),
    ("MediaSonar", ["MediaSonar"]),
    ("FBI-led", ["FBI"]),
    ("anti-FBI", ["FBI"]),
    ("Geofeedia–Media Sonar", ["Geofeedia", "Media Sonar"]),
    # line breaks
    ("Media\nSonar", ["Media\nSonar"]),
    ("Media \n Sonar", ["Media \n Sonar"]),
    ("Media\r\nSonar", ["Media\r\nSonar"]),
    ("Media\tSonar", ["Media\tSonar"]),
    ("Media\n\nSonar", []),
    ("Geo-\nfeedia", ["Geo-\nfeedia"]),
    ("Pen-\nLink", ["Pen-\nLink"]),
    ("FBI-\nled", ["FBI"]),
    # longest wins
    ("Media Sonar Includes", ["Media Sonar"]),
    ("Media Sonar Inc said", ["Media Sonar Inc"]),
    ("Media Sonar Technologies", ["Media Sonar Technologies"]),
    ("NSO Group", ["NSO Group"]),
    ("NSO Grouping", ["NSO"]),
    ("Amazon Ring", ["Amazon Ring"]),
    ("U.S. Immigration and Customs Enforcement (ICE)", ["U.S. Immigration and Customs Enforcement", "ICE"]),
    # signs
    ("AT&T", ["AT&T"]),
    ("at t", []),
    ("AT&T's network", ["AT&T"]),
    ("F.B.I.", ["F.B.I."]),
    ("F.B.I", ["F.B.I"]),
    ("O’Reilly Detection", ["O’Reilly Detection"]),
    ("X Corp.", ["X Corp."]),
    ("X Corp said", ["X Corp"]),
    ("Placer.ai", ["Placer.ai"]),
    ("Evidence.com stores it", ["Evidence.com"]),
    # hashtags, handles, addresses
    ("#Geofeedia", ["Geofeedia"]),
    ("@Geofeedia", []),
    ("press@geofeedia.com", []),
    ("geofeedia.com", []),
    ("www.geofeedia.com/about", []),
    ("https://example.org/geofeedia/report", []),
    ("https://example.org/?q=Geofeedia&p=1", []),
    ("see geofeedia.com/press.", []),
    ("Geofeedia.The next", ["Geofeedia"]),
    ("pic.twitter.com/abc Twitter", ["Twitter"]),
    (":geofeedia:", []),
    # short names
    ("FBI/NSO", ["FBI", "NSO"]),
    ("FBI&co", []),
    ("NSO+", []),
    ("FBI.gov", []),
    ("NSO_2021", []),
    ("X-ray", []),
    ("posted on X.", ["X"]),
    ("posted it on X/Twitter", ["Twitter"]),
    ("24/X posted", []),
]


def test_table_is_long_enough() -> None:
    assert len(CASES) >= 80
    assert len({text for text, _ in CASES}) == len(CASES)


@pytest.mark.parametrize(("text", "surfaces"), CASES, ids=[repr(text) for text, _ in CASES])
def test_surfaces(text: str, surfaces: list[str]) -> None:
    tagged = TAGGER.tag(article(text))
    assert [mention.surface for mention in tagged.mentions if mention.status == "accepted"] == surfaces


@pytest.mark.parametrize(("text", "surfaces"), CASES, ids=[repr(text) for text, _ in CASES])
def test_surfaces_in_the_middle_of_other_text(text: str, surfaces: list[str]) -> None:
    """Whatever stands before and after, and however much folding moved the offsets, the spans are the same."""
    before, after = "Äußerst\u00ad weit:\u2026  ﬃ ", "\n\nEnde — ½ Schluß."
    tagged = TAGGER.tag(article(before + text + after))
    assert [mention.surface for mention in tagged.mentions if mention.status == "accepted"] == surfaces
    assert all(mention.start >= len(before) for mention in tagged.mentions)
