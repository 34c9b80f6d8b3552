"""Printed bylines of invented people, as templates write them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extraction._tree import parse
from pipeline.extraction.authors import MAX_AUTHORS, clean_authors
from pipeline.extraction.metadata import read_facts
from tests.unit.extraction.test_extraction_rules import NOW


def ld(node):
    return f'<script type="application/ld+json">{node}</script>'


SITES = ("The Herald", "herald.example", "herald")


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("BY ANN EXAMPLE", ["Ann Example"]),
        ("Analysis by Ann Example", ["Ann Example"]),
        ("Written by: Ann Example", ["Ann Example"]),
        ("Ann Example & Tom Placeholder, Lee Sample", ["Ann Example", "Tom Placeholder", "Lee Sample"]),
        ("Von Jörg Beispiel und Eva Muster", ["Jörg Beispiel", "Eva Muster"]),
        ("Ein Kommentar von Jörg Beispiel", ["Jörg Beispiel"]),
        ("Text: Jörg Beispiel", ["Jörg Beispiel"]),
        ("Par Anne Exemple et Jean Modèle (à Lyon)", ["Anne Exemple", "Jean Modèle"]),
        ("Propos recueillis par Anne Exemple", ["Anne Exemple"]),
        ("Por Ana Ejemplo y Luis Muestra", ["Ana Ejemplo", "Luis Muestra"]),
        ("Di Anna Esempio e Marco Prova", ["Anna Esempio", "Marco Prova"]),
        ("Door Jan Voorbeeld en Piet Proef", ["Jan Voorbeeld", "Piet Proef"]),
        ("Jan Przykład i Anna Próba", ["Jan Przykład", "Anna Próba"]),
        ("Por João Exemplo e Rita Amostra", ["João Exemplo", "Rita Amostra"]),
        ("Иван Пример и Анна Образец", ["Иван Пример", "Анна Образец"]),
        ("Автор: Иван Пример", ["Иван Пример"]),
        ("作者：王小明", ["王小明"]),
        ("記者 王小明、李大文", ["王小明", "李大文"]),
        # names that hold a connector or begin as a byline would
        ("José Ortega y Gasset", ["José Ortega y Gasset"]),
        ("João Costa e Silva", ["João Costa e Silva"]),
        ("Antonio di Esempio", ["Antonio di Esempio"]),
        ("Ludwig van Beispiel", ["Ludwig van Beispiel"]),
        ("O'Brien Example-Smith", ["O'Brien Example-Smith"]),
        ("Stafford Example", ["Stafford Example"]),
        # roles, places, dates, degrees and agencies
        ("Ann Example, Senior Reporter", ["Ann Example"]),
        ("Ann Example, Political Editor, Berlin", ["Ann Example"]),
        ("Ann Example in Berlin", ["Ann Example"]),
        ("Ann Example, The Herald", ["Ann Example"]),
        ("Ann Example of The Herald", ["Ann Example"]),
        ("Ann Example | Updated March 5, 2024", ["Ann Example"]),
        ("Ann Example · 6 min read", ["Ann Example"]),
        ("Dr. Ann Example, PhD", ["Ann Example"]),
        ("Example, Ann", ["Ann Example"]),
        ("Ann Example, AFP", ["Ann Example", "AFP"]),
        ("By Ann Example Photographs by Tom Placeholder", ["Ann Example"]),
        ("Ann Example @annexample ann@herald.example", ["Ann Example"]),
        ("Ann&nbsp;Example &amp; Tom Placeholder", ["Ann Example", "Tom Placeholder"]),
        ("Reuters", ["Reuters"]),
        ("dpa", ["dpa"]),
        # nobody
        ("Herald", []),
        ("Herald Staff", []),
        ("herald.example", []),
        ("Redaktion", []),
        ("La redazione", []),
        ("Redacción", []),
        ("By", []),
        ("By admin", []),
        ("https://www.herald.example/ann", []),
        ("2 hours ago", []),
        ("Published 5 March 2024", []),
        ("", []),
    ],
)
def test_bylines(line, names):
    assert list(clean_authors([line], SITES)) == names


@pytest.mark.parametrize(
    "html",
    [
        ld('{"@type":"NewsArticle","headline":"H","author":[{"@type":"Person","name":"Ann Example"}]}'),
        ld('{"@graph":[{"@type":"Article","headline":"H","author":{"@id":"#ann"}},'
         '{"@type":"Person","@id":"#ann","name":"Ann Example"}]}'),
        ld('{"@type":"NewsArticle","headline":"H","creator":["Ann Example"]}'),
        ld('{"@type":"NewsArticle","headline":"H","author":{"@type":"Organization","name":"The Herald"}}')
        + '<a rel="author">Ann Example</a>',
        '<meta name="author" content="Ann Example">',
        ('<meta property="article:author" content="https://www.facebook.com/ann">'
         '<meta name="parsely-author" content="Ann Example">'),
        '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ann Example">',
        '<div itemprop="author"><span itemprop="name">Ann Example</span><span>Reporter</span></div>',
        '<div class="byline">By <a href="/ann">Ann Example</a> <time>5 March</time></div>',
        '<div class="c-byline"><span>Ann Example</span><span>Technology Reporter</span></div>',
        '<p class="article-author">Ann Example</p>',
        '<div class="comments"><span class="author">Tom Placeholder</span></div><p class="author-name">Ann Example</p>',
        '<aside class="related"><p class="byline">Tom Placeholder</p></aside><p class="byline">By Ann Example</p>',
    ],
)  # fmt: skip
def test_places_of_bylines(html):
    tree = parse(f'<html><meta property="og:site_name" content="The Herald"><body>{html}</body></html>')
    assert tree is not None
    assert read_facts(tree, "https://www.herald.example/a", NOW).authors == ("Ann Example",)


def test_several_meta_tags_name_several_authors():
    tree = parse('<meta name="author" content="Ann Example"><meta name="author" content="Tom Placeholder">')
    assert tree is not None
    assert read_facts(tree, "https://www.herald.example/a", NOW).authors == ("Ann Example", "Tom Placeholder")


@settings(deadline=None, max_examples=100)
@given(st.lists(st.one_of(st.text(max_size=80), st.text("By Ann,&and|y e@(", max_size=60)), max_size=4))
def test_bylines_of_any_text(lines):
    names = clean_authors(lines, SITES)
    assert len(names) <= MAX_AUTHORS
    assert all(name == name.strip() and 2 <= len(name) <= 60 and "@" not in name for name in names)


def test_the_name_that_ends_the_document_s_title_is_the_last_to_be_an_author():
    head = '<title>Council ends its camera deal - Le Phare</title><meta name="author" content="Le Phare">'
    both, alone = parse(head + '<p class="author">Ann Example</p>'), parse(head)
    assert both is not None
    assert alone is not None
    assert read_facts(both, "https://www.herald.example/a", NOW).authors == ("Ann Example",)
    assert read_facts(alone, "https://www.herald.example/a", NOW).authors == ("Le Phare",)
