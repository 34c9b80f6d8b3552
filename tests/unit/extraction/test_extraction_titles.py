"""The title of an article, on the habits of real templates; all outlets are invented."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extraction._tree import parse
from pipeline.extraction.metadata import read_facts
from pipeline.extraction.plain import plain
from pipeline.extraction.titles import TitleClues, choose_title, likeness, without_site
from tests.unit.extraction.test_extraction_rules import NOW


def ld(node):
    return f'<script type="application/ld+json">{node}</script>'


DEAL = "Council ends camera deal"


@pytest.mark.parametrize(
    ("title", "sites", "guess", "bare"),
    [
        (f"{DEAL} | The Ellwick Herald", ("Ellwick Herald",), False, DEAL),
        (f"{DEAL} - ellwickherald.example", ("ellwickherald.example",), False, DEAL),
        (f"{DEAL} – The Ellwick Herald", ("The Ellwick Herald",), False, DEAL),
        (f"{DEAL} — Herald News", ("herald",), False, DEAL),
        (f"{DEAL} · Herald", ("Herald",), False, DEAL),
        (f"{DEAL} » Herald", ("Herald",), False, DEAL),
        (f"{DEAL} « Herald", ("Herald",), False, DEAL),
        (f"{DEAL} : Herald", ("Herald",), False, DEAL),
        (f"{DEAL}: Herald", ("Herald",), False, DEAL),
        (f"{DEAL} :: Herald", ("Herald",), False, DEAL),
        (f"{DEAL} // Herald", ("Herald",), False, DEAL),
        (f"{DEAL} -- Herald", ("Herald",), False, DEAL),
        (f"{DEAL}｜先驱报", ("先驱报",), False, DEAL),
        (f"Herald | {DEAL}", ("Herald",), False, DEAL),
        (f"Herald: {DEAL}", ("Herald",), False, DEAL),
        (f"Herald » News » {DEAL}", ("Herald",), False, f"News » {DEAL}"),
        (f"{DEAL} | Politics | Herald", ("Herald",), True, DEAL),
        (f"{DEAL} | UK news | Herald", ("Herald",), True, DEAL),
        (f"{DEAL} |", ("Herald",), False, DEAL),
        ("Behörde testet Software zur Gesichtserkennung - Tagblatt", (), True,
         "Behörde testet Software zur Gesichtserkennung"),
        ("市议会终止与摄像头制造商的合同_新闻频道_远望网", (), True, "市议会终止与摄像头制造商的合同"),
        ("市议会终止与摄像头制造商的合同-远望网", (), True, "市议会终止与摄像头制造商的合同"),
        ("顔認証カメラの契約を市議会が打ち切り：港新聞", ("港新聞",), False, "顔認証カメラの契約を市議会が打ち切り"),
        ("시의회, 카메라 계약 종료 결정 - 항구신문", ("항구신문",), False, "시의회, 카메라 계약 종료 결정"),
        ("المجلس ينهي عقد الكاميرات | صحيفة المرسى", ("صحيفة المرسى",), False, "المجلس ينهي عقد الكاميرات"),
        # what looks like a name of the site and is none
        ("Spyware - what we know so far", ("Herald",), False, "Spyware - what we know so far"),
        ("Espionnage : ce que l'on sait", ("Le Phare",), True, "Espionnage : ce que l'on sait"),
        ("Camera-maker's anti-theft software", ("Herald",), True, "Camera-maker's anti-theft software"),
        ("Heralding a new age - the cameras of Ellwick are here", ("Herald",), True,
         "Heralding a new age - the cameras of Ellwick are here"),
        ("Herald", ("Herald",), False, "Herald"),
        ("", ("Herald",), True, ""),
    ],
)  # fmt: skip
def test_the_name_of_the_site_is_cut(title, sites, guess, bare):
    assert without_site(title, sites, guess=guess) == bare


@pytest.mark.parametrize(
    ("clues", "feed", "title"),
    [
        # the heading that agrees best, not the first that agrees
        (TitleClues(social=DEAL, headings=("Council ends", DEAL), sites=("Herald",)), "", DEAL),
        # the site's own heading counts for nothing, even where the description agrees with it
        (TitleClues(social="Herald", headings=("The Herald", DEAL), sites=("Herald",)), DEAL, DEAL),
        (TitleClues(headings=("Herald",), document=f"{DEAL} | Herald", sites=("Herald",)), "", DEAL),
        # a heading in capitals is written as its witness
        (TitleClues(social=f"{DEAL} | Herald", headings=(DEAL.upper(),), sites=("Herald",)), "", DEAL),
        # a kicker is no part of the title
        (TitleClues(headline=DEAL, headings=(f"Ellwick {DEAL}",), pieces=("Ellwick", DEAL)), "", DEAL),
        (TitleClues(headline=DEAL, headings=(f"Surveillance {DEAL}",)), "", DEAL),
        # the printed heading goes before the one for search engines, while they agree
        (TitleClues(social="Ellwick council ends its camera deal", headings=("Ellwick ends camera deal",)), "",
         "Ellwick ends camera deal"),
        # what is cut off with dots gives way to the whole
        (TitleClues(social="Council ends camera…", document=f"{DEAL} after two years", headings=()), "",
         f"{DEAL} after two years"),
        (TitleClues(social="Council ends camera…", headings=()), "", "Council ends camera…"),
        # a section's name is no title
        (TitleClues(headline="Politics", headings=(DEAL,)), "", DEAL),
        (TitleClues(headings=("Newsletter", "Related"), document=""), "", ""),
        (TitleClues(headline="x" * 1000), "", "x" * 300),
    ],
)  # fmt: skip
def test_titles(clues, feed, title):
    assert choose_title(clues, feed) == title


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Council&nbsp;ends &amp;amp; keeps", "Council ends & keeps"),
        ("Council &amp;#8217;ends&amp;#8217;", "Council ’ends’"),
        ("Gesichts\u00aderkennung \u200bam\u00a0Bahnhof", "Gesichtserkennung am Bahnhof"),
        ("<em>Council</em> ends<br/>deal", "Council ends deal"),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
        ("Cafe\u0301", "Café"),
        ("AT&T ends deal", "AT&T ends deal"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # the joiner is part of the spelling
        ("\ufeff\u202aCouncil\u202c", "Council"),
        ("", ""),
    ],
)
def test_fields_are_made_plain(raw, clean):
    assert plain(raw) == clean


@pytest.mark.parametrize(
    ("html", "title"),
    [
        (("<h1><span>Ellwick</span><span>Council ends camera deal</span></h1>"
         "<meta property='og:title' content='Council ends camera deal'>"), DEAL),
        ("<h1>Council ends<br>camera deal</h1>", DEAL),
        (("<h1><a href='/'><img alt='Herald'></a></h1><h1>Council ends camera deal</h1>"
         "<title>Council ends camera deal | Herald</title>"), DEAL),
        ("<h1>Council ends camera deal<button>Share</button><script>x()</script></h1>", DEAL),
        (("<h1>Herald</h1><h2 class='entry-title'>x</h2><meta property='og:site_name' content='Herald'>"
         "<meta property='og:title' content='Council ends camera deal - Herald'>"), DEAL),
        (("<h2 class='entry-title'>Council ends camera deal</h2>"
         "<title>Council ends camera deal « Herald Blog</title>"), DEAL),
        (ld('{"@type":"NewsArticle","headline":"Council ends &quot;camera&quot; deal"}'), 'Council ends "camera" deal'),
        ("<meta name='twitter:title' content='Council ends camera deal'><svg><title>Logo</title></svg>", DEAL),
        ("<title>Council ends camera deal - Herald</title><svg><title>Logo</title></svg>", DEAL),
    ],
)  # fmt: skip
def test_titles_of_pages(html, title):
    tree = parse(f"<html><body>{html}</body></html>")
    assert tree is not None
    assert choose_title(read_facts(tree, "https://www.ellwick.example/a", NOW).title) == title


@settings(deadline=None, max_examples=100)
@given(st.text("Ab |-–:_中 ", max_size=40), st.text("Ab |-中", max_size=10), st.booleans())
def test_cutting_the_site_ends_and_gives_a_part(title, site, guess):
    bare = without_site(title, (site,), guess=guess)
    assert bare in title
    assert without_site(bare, (site,)) == bare


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_is_symmetric(left, right):
    assert likeness(left, right) == likeness(right, left)
    assert 0 <= likeness(left, right) <= 1
