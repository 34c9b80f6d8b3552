"""JSON-LD as real pages write it: right, nested, broken."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extraction import jsonld
from pipeline.extraction._tree import parse
from pipeline.extraction.metadata import read_facts
from tests.unit.extraction.test_extraction_rules import NOW


def ld(node):
    return f'<script type="application/ld+json">{node}</script>'


URL = "https://www.herald.example/news/deal"


@pytest.mark.parametrize(
    "script",
    [
        '{"@type":"NewsArticle","headline":"H",}',
        '{"@type":"NewsArticle",,"headline":"H"}',
        '{"@type":"NewsArticle","headline":"H","keywords":["a","b",]}',
        '// by the shop\n{"@type":"NewsArticle", /* of course */ "headline":"H"} // end',
        '/*<![CDATA[*/{"@type":"NewsArticle","headline":"H"}/*]]>*/',
        '<![CDATA[ <!-- {"@type":"NewsArticle","headline":"H"} --> ]]>',
        '\ufeff{"@type":"NewsArticle","headline":"H"};;',
        '{"@type":"WebSite","name":"S"}{"@type":"NewsArticle","headline":"H"}',
        '{"@type":"WebSite","name":"S"},\n{"@type":"NewsArticle","headline":"H"},',
        "{&quot;@type&quot;:&quot;NewsArticle&quot;,&quot;headline&quot;:&quot;H&quot;}",
        '{"@type":"NewsArticle","headline":"H","x":"it\\\'s \\x"}',
        '{"@type":"NewsArticle","headline":"H","url":"https://a.example/x","x":"a // b /* c"}',
        '{"@type":"NewsArticle","headline":"H","description":"the "best" deal"}',
        '{"@type":"NewsArticle","headline":"H","articleBody":"cut in the mid',
        '{"@type":"NewsArticle","headline":"H","x":"control\x01\x1fs\ttab"}',
        '{"@type":"LiveBlogPosting","headline":"H","liveBlogUpdate":[{"@type":"BlogPosting","headline":"U"}]}',
        '{"@type":"http://schema.org/ReportageNewsArticle","headline":"H"}',
        '{"@type":"https://www.schema.org/newsarticle","headline":"H"}',
        '[[{"@type":["Article","NewsArticle"],"headline":"H"}]]',
        '{"@type":"WebPage","mainEntity":[{"@type":"NewsArticle","headline":"H"}]}',
        '{"@graph":{"@type":"WebPage","mainEntityOfPage":{"@type":"OpinionNewsArticle","headline":"H"}}}',
    ],
)
def test_the_article_is_found(script):
    assert jsonld.first(jsonld.article_node([script]), "headline") == "H"


@pytest.mark.parametrize(
    "scripts",
    [
        # an item of a list of other articles, richer than the page's own
        ['{"@type":"ItemList","itemListElement":[{"@type":"NewsArticle","headline":"O","author":"A","datePublished":"2024"}]}',
         '{"@type":"NewsArticle","headline":"H"}'],
        # the node of this address among several
        ['{"@type":"NewsArticle","headline":"O","author":"A","url":"https://www.herald.example/news/other"}',
         '{"@type":"NewsArticle","headline":"H","mainEntityOfPage":{"@id":"http://m.herald.example/news/deal/"}}'],
        # news before a review of a product
        ['{"@type":"Review","headline":"O","author":"A","datePublished":"2024"}',
         '{"@type":"NewsArticle","headline":"H"}'],
    ],
)  # fmt: skip
def test_the_article_among_several(scripts):
    assert jsonld.first(jsonld.article_node(scripts, URL), "headline") == "H"


def test_what_the_article_lacks_is_taken_from_its_twin_alone():
    twin = '{"@type":"Article","headline":"H","author":{"name":"Ann Example"}}'
    other = '{"@type":"Article","headline":"O","author":{"name":"Tom Placeholder"},"inLanguage":"fr"}'
    node = jsonld.article_node(['{"@type":"NewsArticle","headline":"H","publisher":"P"}', other, twin], URL)
    assert jsonld.strings(node["author"], "name") == ["Ann Example"]
    assert "inLanguage" not in node


def test_references_are_looked_up():
    graph = [
        {
            "@type": "Article",
            "headline": "H",
            "author": [{"@id": "#a"}, {"@id": "#missing"}],
            "publisher": {"@id": "#p"},
        },
        {"@type": "Person", "@id": "#a", "name": "Ann Example"},
        {"@type": "Organization", "@id": "#p", "name": "Herald"},
    ]
    node = jsonld.article_node([json.dumps({"@graph": graph})])
    assert jsonld.strings(node["author"], "name") == ["Ann Example"]
    assert jsonld.strings(node["publisher"], "name") == ["Herald"]


def test_the_fields_of_hopeless_json_are_read_one_by_one():
    script = (
        '{"@type":"NewsArticle","headline":"H","description":"the "best" deal","datePublished":"2024-03-05T10:22:31Z",'
        '"author":[{"@type":"Person","name":"Ann Example"}],"isAccessibleForFree":false'
    )
    node = jsonld.article_node([script])
    assert jsonld.strings(node["author"], "name") == ["Ann Example"]
    assert (node["datePublished"], node["isAccessibleForFree"]) == ("2024-03-05T10:22:31Z", False)


@pytest.mark.parametrize(
    ("fields", "free"),
    [
        ('"isAccessibleForFree":false', False),
        ('"isAccessibleForFree":"False"', False),
        ('"isAccessibleForFree":"http://schema.org/True"', True),
        ('"hasPart":{"@type":"WebPageElement","isAccessibleForFree":"False","cssSelector":".locked"}', False),
        ('"isAccessibleForFree":true,"hasPart":[{"isAccessibleForFree":false,"cssSelector":".x"}]', True),
        ('"isAccessibleForFree":"perhaps"', None),
        ('"hasPart":[3,null,"x"]', None),
    ],
)
def test_free_to_read(fields, free):
    tree = parse(ld(f'{{"@type":"NewsArticle","headline":"H",{fields}}}'))
    assert tree is not None
    assert read_facts(tree, URL, NOW).free is free


def test_large_and_hostile_scripts_end():
    assert jsonld.article_node(["/*" * 400_000]) == {}
    assert jsonld.article_node(['{"@type":' * 50_000]) == {}
    assert jsonld.article_node(['"' * 200_001]) == {}
    assert jsonld.article_node([", " * 100_000]) == {}
    assert jsonld.article_node(['{"headline":"' * 20_000]) == {}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10)
    | st.sampled_from(["NewsArticle", "Person", "Organization", "2024-03-05T10:22:31Z", "#a", "False", URL]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(
            ["@type", "@graph", "@id", "@value", "headline", "author", "creator", "name", "datePublished", "publisher",
             "isAccessibleForFree", "hasPart", "mainEntityOfPage", "url", "inLanguage", "articleBody",
              "itemListElement"]
        ),
        inner, max_size=6,
    ),
    max_leaves=20,
)  # fmt: skip


@settings(deadline=None, max_examples=50)
@given(st.lists(JSON, max_size=3), st.integers(0, 40))
def test_any_json_is_read(values, cut):
    scripts = [json.dumps(value)[: -cut or None] for value in values]
    node = {"@type": "NewsArticle", "headline": values, "author": values, "datePublished": values, "hasPart": values}
    bodies = [*scripts, json.dumps(node)]
    tree = parse("".join(ld(body) for body in bodies))
    assert tree is not None
    facts = read_facts(tree, URL, NOW)
    assert facts.article
    assert all(isinstance(name, str) for name in facts.authors)
