"""What is taken out of a page before any extractor reads it, and what stays."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

import pytest

from pipeline.extraction import Extracted, NotAnArticle, extract_page
from pipeline.extraction._breaks import with_paragraphs
from pipeline.extraction._clutter import without_clutter
from pipeline.extraction._tree import Tree, parse
from pipeline.extraction.clutter_words import asks_to_follow, is_label, is_lead_in, is_profile, is_sign_up
from pipeline.extraction.paragraphs import trimmed, without_floods
from pipeline.extraction.printed import printed_date
from pipeline.extraction.titles import below_site, may_be_site
from pipeline.extraction.voters import CHECK, FIRST, STRICT, Name, Voters

URL = "https://herald.example/2024/cameras"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
PROSE = "The council of Saltmere has ended its deal with the maker of the cameras after a year of quarrels in the town."


def left(body: str) -> str:
    tree = parse(f"<html><body>{body}</body></html>")
    assert tree is not None
    without_clutter(tree, URL)
    return " ".join(" ".join(tree.root.itertext()).split())


def card(number: int, text: str = "One sentence of the other story.") -> str:
    return f'<div class="c c-{number}"><a href="/o/{number}">Headline of story {number}</a><p>{text}</p></div>'


PAIR = '<div class="t"><a href="/{0}">Other story number {0}</a><br>A sentence.</div>'
CARDS = "".join(map(card, range(4)))


@pytest.mark.parametrize(
    "clutter",
    [
        f"<h3>Related stories</h3><div>{CARDS}</div>",
        f"<section><h2>More</h2>{CARDS}</section>",
        "".join(f'<article><h3><a href="/{n}">Story {n} of the day</a></h3></article>' for n in range(3)),
        '<aside><a href="/9"><img src="i"><h4>Another story of the town</h4></a></aside>',
        f"<div><div>Also</div>{PAIR.format(1)}{PAIR.format(2)}</div>",
        '<p>Read also: <a href="/3">The masts come down at last</a></p>',
        '<p><a href="/3">The masts come down at last</a></p>',
        '<table><tr><td><h4>Čtěte také</h4><a href="/x">Sloupy půjdou konečně dolů</a></td></tr></table>',
        '<div><h3>The morning in five minutes</h3><form><input type="email"></form></div>',
        '<div class="kg-signup-card"><h2>Morning briefing</h2><p>Sign up for it.</p></div>',
        '<p>All that matters every morning. <a href="/newsletters">Sign up here.</a></p>',
        '<p>Подписывайтесь на наш <a href="https://t.me/herald">канал</a></p>',
        "<h4>Contents</h4><ul>" + "".join(f'<li><a href="#{n}">Part {n}</a></li>' for n in range(3)) + "</ul>",
        "<td>" + "<br>".join(f'<a href="/{n}">News</a>' for n in range(6)) + "</td>",
    ],
)
def test_clutter_goes(clutter: str) -> None:
    assert left(f"<p>{PROSE}</p>{clutter}<p>{PROSE}</p>") == f"{PROSE} {PROSE}"


@pytest.mark.parametrize(
    "kept",
    [
        '<p>The <a href="/a">council of Saltmere</a> has ended its deal, <a href="/b">Meridian Wire</a> says.</p>',
        "".join(f'<div class="p"><a href="/{n}">The council of Saltmere</a> {PROSE * 5}</div>' for n in range(4)),
        "".join(f'<div class="p">{PROSE} <a href="/{n}">The Meridian Wire</a> says so.</div>' for n in range(4)),
        "".join(
            f'<div><h3><a href="https://shop{n}.example/x">Camera of the test {n}</a></h3>{PROSE * 3}</div>'
            for n in range(4)
        ),
        f'<div><h2><a href="{URL}">Council ends its deal with the maker</a></h2><p>{PROSE}</p></div>',
        f'<div><h2><a href="#post-3">Council ends its deal with the maker</a></h2><p>{PROSE}</p></div>',
        '<p>He said so <a href="https://t.me/council/81">on Telegram</a>, and that people should follow the law.</p>',
        '<table><tr><td><a href="/v">Veridian Insight Ltd</a></td><td>81</td></tr></table>',
        '<p><a href="/s">The council has said so in a statement.</a></p>',
        f'<form><p>{PROSE * 4}</p><input type="email"></form>',
    ],
)
def test_text_stays(kept: str) -> None:
    tree = parse(f"<html><body>{kept}</body></html>")
    assert tree is not None
    assert left(kept) == " ".join(" ".join(tree.root.itertext()).split())


def test_a_page_that_is_nothing_but_cards_is_read_whole_or_is_a_front() -> None:
    few = "".join(card(n, PROSE) for n in range(6))
    many = "".join(card(n, PROSE) for n in range(30))
    assert isinstance(extract_page(f"<html><body><main>{few}</main></body></html>".encode(), URL, now=NOW), Extracted)
    front = extract_page(f"<html><body><main>{many}</main></body></html>".encode(), URL, now=NOW)
    assert isinstance(front, NotAnArticle)


def test_teasers_in_front_are_not_elected() -> None:
    row = '<div class="row row-{0}"><span><a href="/n/{0}">Headline of story {0}</a></span><div><p>{1}</p></div></div>'
    rows = "".join(row.format(n, f"The harbour {n} was closed for the winter, as each year. " * 3) for n in range(8))
    body = "".join(f"<p>{PROSE}</p>" for _ in range(6))
    page = f"<div><div>{rows}</div></div><div><h1>Council ends its deal</h1><div>{body}</div></div>"
    found = extract_page(f"<html><body>{page}</body></html>".encode(), URL, now=NOW)
    assert isinstance(found, Extracted)
    assert "harbour" not in found.text
    assert found.text.count(PROSE) == 6


def test_lines_parted_by_breaks_become_paragraphs() -> None:
    tree = parse(f"<div><b>Standfirst</b> {PROSE}<br><br>{PROSE}<br><img src=x><br><i>{PROSE}</i> End.</div>")
    assert tree is not None
    assert with_paragraphs(tree)
    assert tree.texts("//p") == [f"Standfirst {PROSE}", PROSE, f"{PROSE} End."]
    assert [child.tag for child in tree.elements("//div")[0]] == ["p", "p", "img", "p"]


@pytest.mark.parametrize(
    "text", ["<p>A<br>B<br>C<br>D</p>", f"<div>{PROSE}<br>{PROSE}</div>", "<div>A<br>B<br>C<br></div>"]
)
def test_few_breaks_and_short_lines_are_left(text: str) -> None:
    tree = parse(text)
    assert tree is not None
    assert not with_paragraphs(tree)


def test_words_of_lines() -> None:
    assert is_lead_in("Read also:")
    assert is_lead_in("Čtěte také", known=True)
    assert not is_lead_in("He told the")
    assert not is_lead_in("Veridian:", known=True)
    assert is_sign_up("https://herald.example/newsletters/morning")
    assert not is_sign_up("/2024/the-newsletter-that-was-read-by-spies")
    assert is_profile("https://t.me/herald")
    assert not is_profile("https://x.com/herald/status/1")
    assert asks_to_follow("Подпишитесь на нас")
    assert is_label("Advertisement · Scroll to continue")
    assert is_label("___")
    assert not is_label("Ad Astra wins the tender")


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("T\n2014年03月11日 21時30分\n- ツイート\n- シェア\nText, it says.\n広告\nMore.", "Text, it says.\nMore."),
        ("입력2021.10.21. 11:02\n김예시 기자\nText, it says.", "Text, it says."),
        ("Updated 17:05, June 18, 2025\nText, it says.", "Text, it says."),
        ("Text, it says.\nArchivado En\n- Economía\n- Ciencia", "Text, it says."),
        ("Text, it says.\n© 2024 Herald. All rights reserved.", "Text, it says."),
        ("Text, it says.\nThese are the firms:\n- Veridian Insight, of Fairhaven\n- Tollgate Radio of Ellwick", None),
        ("Copyright law changes.\nText, it says.", None),
        ("- One", None),
    ],
)
def test_what_is_printed_around_an_article_goes(text: str, whole: str | None) -> None:
    assert trimmed(text, "T") == (text if whole is None else whole)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Вчера, 5 марта 2024 г.", "2024-03-05"),
        ("Mis à jour le 1er août 2023 à 10h", "2023-08-01"),
        ("Publicado el 21 de septiembre de 2022", "2022-09-21"),
        ("3. července 2021", "2021-07-03"),
        ("12. června 2021", "2021-06-12"),
        ("May 6, 2025 | Ellwick", "2025-05-06"),
        ("5 मार्च 2024", "2024-03-05"),
        ("2024年3月5日 10:22", "2024-03-05"),
        ("Stand: 05.03.2024", "2024-03-05"),
        ("31 februari 2024", None),
        ("© 2024 Herald", None),
        ("5 cameras 2024", None),
        ("On 5 March 2024 the council of Saltmere ended its deal with the maker of the cameras", None),
        ("5 March 2031", None),
    ],
)
def test_printed_dates(line: str, day: str | None) -> None:
    found = printed_date([line], NOW)
    assert (found and f"{found.at:%Y-%m-%d}") == day


def test_the_h1_of_a_blog_may_be_its_name() -> None:
    document = "Docket Watcher: A very expensive doorbell"
    assert may_be_site(["Docket Watcher"], document)
    assert below_site(["Docket Watcher"], ["Archive", "A very expensive doorbell"], document) == [
        "A very expensive doorbell"
    ]
    assert below_site(["Docket Watcher"], ["Archive"], document) == []
    assert not may_be_site(["A very expensive doorbell"], document)


class Told(Voters):
    """Voters whose texts are given."""

    def __init__(self, texts: dict[str, str], about: str) -> None:
        super().__init__(cast(Tree, None), "", "", about)
        self._texts |= cast("dict[Name, str]", texts)


def test_two_that_agree_on_something_else_are_not_chosen() -> None:
    junk, story = "The harbour was closed for the winter as each year. " * 4, f"{PROSE} {PROSE}"
    texts = {FIRST: story, CHECK: junk, STRICT: junk}
    about = "Council of Saltmere has ended its deal with the maker of cameras after quarrels"
    assert Told(texts, about).medoid((FIRST, CHECK, STRICT)) == FIRST
    assert Told(texts, "").medoid((FIRST, CHECK, STRICT)) in {CHECK, STRICT}


def test_a_line_without_end_goes_where_others_are_left() -> None:
    assert without_floods(f"One.\n{'x' * 100_001}\nTwo.") == "One.\nTwo."
    assert without_floods("x" * 100_001) == "x" * 100_001
