"""The small rules: words, agreement, titles, dates, bylines, JSON-LD, walls, languages."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extraction import jsonld
from pipeline.extraction._tree import parse
from pipeline.extraction.agreement import f1, medoid, shingles
from pipeline.extraction.authors import clean_authors
from pipeline.extraction.dates import choose_published, first_date, read_date
from pipeline.extraction.language import choose_language, language_code
from pipeline.extraction.metadata import read_facts
from pipeline.extraction.paragraphs import in_table, without_head
from pipeline.extraction.titles import TitleClues, choose_title, without_site
from pipeline.extraction.walls import View, find_wall
from pipeline.extraction.words import count_words

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("one two  three", 3),
        ("don't – stop", 2),
        ("COVID-19 cost 4.5 %", 3),
        ("市议会终止合同", 4),
        ("カメラ in 東京", 4),
        ("ตำรวจซื้อกล้อง", 4),
        ("हिन्दी में समाचार", 3),
        ("كشفت منظمة حقوقية", 3),
    ],
)
def test_words(text, words):
    assert count_words(text) == words


def test_agreement_is_symmetric_and_between_nothing_and_one():
    a, b = shingles("the council voted to end the contract"), shingles("the council voted to keep the contract")
    assert f1(a, a) == 1.0
    assert f1(a, shingles("")) == 0.0
    assert f1(shingles(""), shingles("")) == 1.0
    assert f1(a, b) == f1(b, a) == pytest.approx(2 * 1 / 8)


def test_the_medoid_is_the_text_that_the_others_agree_with():
    body = "one two three four five six seven eight nine ten"
    tail = "six seven eight nine ten"
    assert medoid({"long": body + " menu sport weather login", "body": body, "tail": tail}) == "body"


@pytest.mark.parametrize(
    ("clues", "feed", "title"),
    [
        # a heading confirmed by og:title; the site's name in another h1 is passed over
        (
            TitleClues(
                social="Council ends deal | Herald", headings=("Herald", "Council ends deal"), sites=("Herald",)
            ),
            "",
            "Council ends deal",
        ),
        # without a heading the headline counts, without the site's name
        (TitleClues(headline="Council ends deal - The Herald", sites=("Herald",)), "", "Council ends deal"),
        # headings that nothing confirms lose against the feed
        (TitleClues(headings=("Newsletter",), document="Herald"), "Council ends deal", "Council ends deal"),
        # the only heading there is
        (TitleClues(headings=("Council ends deal",)), "", "Council ends deal"),
        # the document's title, its last short part cut off
        (TitleClues(document="Council ends camera deal · City Paper"), "", "Council ends camera deal"),
        # a dash inside a title is not a separator of the site's name
        (TitleClues(headline="Spyware - what we know so far"), "", "Spyware - what we know so far"),
        (TitleClues(), "", ""),
    ],
)
def test_titles(clues, feed, title):
    assert choose_title(clues, feed) == title


def test_the_name_of_the_site_is_cut_at_either_end():
    assert without_site("The Herald | Council ends deal", ("Herald",)) == "Council ends deal"
    assert without_site("Council ends deal — news — Herald", ("Herald",)) == "Council ends deal — news"


@pytest.mark.parametrize(
    ("text", "at", "exact"),
    [
        ("2024-03-05T10:22:31+01:00", (2024, 3, 5, 9, 22, 31), True),
        ("2024-03-05T10:22:31.123Z", (2024, 3, 5, 10, 22, 31), True),
        ("2024-03-05 10:22 +0530", (2024, 3, 5, 4, 52), True),
        ("2024-03-05T10:22:31-0500", (2024, 3, 5, 15, 22, 31), True),
        ("2024-03-05T9:22:31Z", (2024, 3, 5, 9, 22, 31), True),
        ("2024-03-05T10:22", (2024, 3, 5, 10, 22), False),
        ("2024-03-05", (2024, 3, 5), False),
        ("2024-03-05T00:00:00Z", (2024, 3, 5), False),  # a day written as a time
        ("Tue, 05 Mar 2024 10:22:31 +0100", (2024, 3, 5, 9, 22, 31), True),
    ],
)
def test_dates_are_read(text, at, exact):
    found = read_date(text)
    assert found is not None
    assert (found.at, found.exact) == (datetime(*at, tzinfo=UTC), exact)


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2024-13-45", "2024-02-30T10:00Z", "9" * 200_000, "Tue, 99 Foo 2024"]
)
def test_what_is_no_date_is_none(text):
    assert read_date(text) is None


@settings(deadline=None)
@given(st.text(max_size=40))
def test_reading_a_date_never_raises(text):
    found = read_date(text)
    assert found is None or found.at.tzinfo is not None


@settings(deadline=None)
@given(
    st.datetimes(datetime(1996, 1, 1), datetime(2025, 12, 30)),
    st.integers(-14 * 4, 14 * 4),
)
def test_an_iso_date_with_zone_is_read_as_written(at, quarters):
    written = at.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=15 * quarters)))
    found = read_date(written.isoformat())
    assert found is not None
    assert found.at == written


def test_dates_of_the_future_and_of_another_age_are_passed_over():
    found = first_date(["2093-01-01T10:00:00Z", "1970-01-01", "2024-05-06", "2024-05-06T07:08:00Z"], NOW)
    assert found is not None
    assert found.at == datetime(2024, 5, 6, 7, 8, tzinfo=UTC)
    assert first_date(["2093-01-01", ""], NOW) is None


def test_the_better_of_page_and_feed_is_taken():
    exact, day = read_date("2024-05-06T07:08:00Z"), read_date("2024-05-06")
    feed = datetime(2024, 5, 6, 9, 0, tzinfo=timezone(timedelta(hours=2)))
    assert choose_published(exact, feed, NOW) == datetime(2024, 5, 6, 7, 8, tzinfo=UTC)
    assert choose_published(day, feed, NOW) == datetime(2024, 5, 6, 7, 0, tzinfo=UTC)
    assert choose_published(day, None, NOW) == datetime(2024, 5, 6, tzinfo=UTC)
    assert choose_published(None, datetime(2093, 1, 1, tzinfo=UTC), NOW) is None
    assert choose_published(day, datetime(2093, 1, 1, tzinfo=UTC), NOW) == datetime(2024, 5, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (["By Ann Example and Tom Placeholder"], ("Ann Example", "Tom Placeholder")),
        (["Ann Example, Tom Placeholder", "Ann Example"], ("Ann Example", "Tom Placeholder")),
        (["Von Jörg Beispiel"], ("Jörg Beispiel",)),
        (["Ann Example (Reporter)"], ("Ann Example",)),
        (["https://a.example/staff/ann", "desk@a.example", "admin", "Herald", "The editorial staff"], ()),
        (["a line so long that it can only be the first sentence of the article itself"], ()),
        ([], ()),
    ],
)
def test_bylines(lines, names):
    assert clean_authors(lines, ["Herald"]) == names


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ({"@type": "Organization", "name": "Technik & Freiheit"}, ("Technik & Freiheit",)),
        ({"@type": ["https://schema.org/NGO"], "name": "Bits and Rights"}, ("Bits and Rights",)),
        (
            [{"@type": "Person", "name": "Ann Example & Tom Placeholder"}, {"@type": "Corporation", "name": "A & B"}],
            ("Ann Example", "Tom Placeholder", "A & B"),
        ),
        ({"@type": "NewsMediaOrganization", "name": "Herald"}, ()),
        ("Ann Example and Tom Placeholder", ("Ann Example", "Tom Placeholder")),
        ([None, 3, {"@type": 4, "name": "Ann Example"}], ("Ann Example",)),
    ],
)
def test_an_organisation_that_wrote_is_one_author(author, names):
    assert clean_authors(jsonld.strings(author, "name"), ["Herald"], jsonld.organisations(author)) == names


def test_the_page_s_organisation_is_one_author():
    ld = '{"@type":"NewsArticle","headline":"H","author":{"@type":"Organization","name":"Technik & Freiheit"}}'
    page = f'<script type="application/ld+json">{ld}</script><p rel="author">Technik &amp; Freiheit</p>'
    outlet = '<meta property="og:site_name" content="Technik &amp; Freiheit">'
    assert facts(page).authors == ("Technik & Freiheit",)
    assert facts(outlet + page).authors == ()


def facts(page):
    tree = parse(page)
    assert tree is not None
    return read_facts(tree, "https://a.example/x", NOW)


@pytest.mark.parametrize(
    "script",
    [
        '{"@type":"NewsArticle","headline":"H"}',
        '[{"@type":"WebSite"},{"@type":"http://schema.org/NewsArticle","headline":"H"}]',
        '{"@graph":[{"@type":["Thing","BlogPosting"],"headline":"H"}]}',
        '{"@type":"WebPage","mainEntity":{"@type":"Article","headline":"H"}}',
        '<!-- {"@type":"NewsArticle","headline":"H"} -->',
        '//<![CDATA[\n{"@type":"NewsArticle","headline":"H"}\n//]]>',
        '{"@type":"NewsArticle","headline":"H","x":"line\nbreak\ttab"};',
    ],
)
def test_article_nodes_are_found(script):
    assert jsonld.first(jsonld.article_node([script]), "headline") == "H"


@pytest.mark.parametrize(
    "script", ["", "{", "[" * 100_000, '{"@type":3}', "null", '{"@type":"Product","headline":"H"}']
)
def test_other_scripts_are_passed_over(script):
    assert jsonld.article_node([script]) == {}


def test_authors_of_any_shape():
    node = {"author": ["Ann", {"name": "Tom"}, {"@type": "Person"}, None, 3, [["deep"]]]}
    assert jsonld.strings(node["author"], "name") == ["Ann", "Tom"]


def test_an_article_about_consent_is_no_wall():
    sentence = (
        "The regulator said that publishers must let readers reject all cookies as easily as they accept all of them. "
    )
    other = (
        "The firm has until May to answer, and its lawyers told the court that the order came as a surprise to them. "
    )
    view = View("https://a.example/x", "Regulator fines publisher", (sentence + other * 4) * 2, "<html>", True)
    assert find_wall(view) is None


def test_a_redirect_to_a_consent_host_is_a_wall():
    wall = find_wall(View("https://consent.a.example/collect", "A", "Short text.", "<html>"))
    assert wall is not None
    assert wall.kind == "consent"


def test_a_long_text_is_an_article_even_if_it_is_not_free():
    assert find_wall(View("https://a.example/x", "A", "word " * 300, "subscribe to continue reading", False)) is None
    assert find_wall(View("https://a.example/x", "A", "word " * 50, "subscribe to continue reading")) is not None


def test_the_head_of_an_article_is_cut():
    text = "More from us\nCouncil ends deal\n2024-03-05 – By the newsroom\nThe council voted on Tuesday."
    assert without_head(text, "Council ends deal") == "The council voted on Tuesday."
    assert without_head("By Tuesday it was over.\nNobody won.", "A") == "By Tuesday it was over.\nNobody won."
    assert without_head("Council ends deal", "Council ends deal") == "Council ends deal"


def test_a_table_row_is_known():
    row = "| " + "word " * 100 + "|"
    assert in_table(row)
    assert not in_table("| a | b |\n" + "word " * 100)
    assert not in_table("")


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("en-GB", "en"),
        ("pt_BR", "pt"),
        ("zh-Hans-CN", "zh"),
        ("nb", "no"),
        ("iw", "he"),
        ("", None),
        (None, None),
        ("english", None),
    ],
)
def test_language_tags(tag, code):
    assert language_code(tag) == code


def test_languages():
    spanish = "El ayuntamiento votó el martes poner fin a su contrato con el fabricante de un sistema de cámaras."
    assert choose_language(spanish * 3, "en", None) == "es"
    assert choose_language(spanish * 3, "es", "en") == "es"
    assert choose_language("Too short.", "fr", "en") == "fr"
    norwegian = "Bystyret vedtok tirsdag å avslutte kontrakten med produsenten av et system for lesing av bilskilt."
    assert choose_language(norwegian * 2, "da") == "da"  # relatives are told apart by the claim
    assert choose_language(norwegian * 2, "nb-NO") == "no"
    assert choose_language(norwegian * 2) in {"no", "da"}
    assert choose_language("Too short.", None) is None


@pytest.mark.parametrize(
    ("text", "claim", "language"),
    [
        # scripts tell short texts too
        ("市议会终止合同", "en", "zh"),
        ("市議會終止合約，NSO Group 回應", None, "zh"),
        ("カメラ契約を打ち切り", "zh", "ja"),
        ("東京都議会", "ja", "ja"),
        ("경찰 카메라 계약 종료", None, "ko"),
        ("كشفت منظمة حقوقية عن برنامج تجسس", None, "ar"),
        ("شرکت چینی گزارش داد", "ar", "fa"),
        ("شرکت چینی گزارش داد", "ur", "ur"),
        ("شرکت چینی گزارش داد", None, "fa"),
        ("Городской совет прекратил договор", None, "ru"),
        ("Общинският съвет прекрати договора", "bg", "bg"),
        ("Міська рада припинила дію договору", "en", "uk"),
        ("הכנסת אישרה את החוק", None, "he"),
        ("Το συμβούλιο τερμάτισε", "en", "el"),
        ("ตำรวจซื้อกล้อง", None, "th"),
        ("नगर परिषद ने अनुबंध समाप्त किया", "mr", "mr"),
        # a name in another script changes nothing
        ("The firm calls itself 海康威视 at home, and sells its cameras abroad as well.", "en", "en"),
        ("", None, None),
        ("12:30", "de", "de"),
    ],
)
def test_languages_of_short_texts(text, claim, language):
    assert choose_language(text, claim) == language


def test_a_claim_that_the_script_rules_out_counts_for_nothing():
    bulgarian = "Общинският съвет прекрати договора с производителя на камерите, които четат номерата на колите. "
    assert choose_language(bulgarian * 3, "en") == "bg"
    chinese = "市议会周二投票决定终止与摄像头制造商的合同，理由是这些摄像头记录了所有车辆的车牌。"
    assert choose_language(chinese * 5, "en") == "zh"
