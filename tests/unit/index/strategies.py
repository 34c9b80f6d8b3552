"""Random stories and queries from a small vocabulary, so that they meet."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st

from pipeline.events import Story
from pipeline.index import ast
from tests.unit.index.making import NOW, event, mention, place, story

WORDS = (
    *("company", "companies", "Company's", "surveillance", "surveils", "überwachung", "Überwachungen", "uberwachung"),
    *("Pen-Link", "penlink", "pen", "link", "U.S.", "us", "監視", "監視技術", "技", "société", "societe", "sociétés"),
    *("шпион", "шпионы", "NSO", "nso's", "at&t", "O'Reilly", "2024", "G4S", "e-mail", "email", "straße", "STRASSE"),
    *("the", "of", "a", "ﬁnfisher", "FinFisher™", "हिन्दी"),
)
VALUES = (
    *("EXAMPLE VENDOR", "example-vendor", "spyware", "facial  recognition", "example wire", "daily example", "en"),
    *("de", "ja", "wire", "germany", "uberlingen", "ban", "major", "ä. writer", "sto-1", "https://news.example/2", ""),
)
PLACES = (place("Munich", "DE", "Bavaria", "Germany"), place("Überlingen", "DE"), place("Paris", "FR", "France"))
NAMES = ("Example Vendor", "Exämple Vendor", "Zeta (UK) Ltd.", "a*b", "x")
LANGUAGES = ("en", "de", "fr", "ja", "ru", None, "en-US")
DAYS = st.integers(-40, 3).map(lambda days: NOW + timedelta(days=days)) | st.sampled_from(
    [NOW, NOW.replace(microsecond=999_500), NOW.replace(year=1965), NOW.replace(day=1, hour=0)]
)
words = st.sampled_from(WORDS)
texts = st.lists(words, max_size=12).map(" ".join)


@st.composite
def stories(draw: st.DrawFn, number: int = 1) -> Story:
    return story(
        number,
        draw(texts),
        draw(texts),
        language=draw(st.sampled_from(LANGUAGES)),
        mentions=[
            mention(
                draw(st.sampled_from(NAMES)),
                draw(st.sampled_from(("vendor", "platform", "agency", "civil_society"))),
                status=draw(st.sampled_from(("accepted", "accepted", "candidate"))),
            )
            for _ in range(draw(st.integers(0, 2)))
        ],
        places=draw(st.lists(st.sampled_from(PLACES), max_size=2)),
        events=draw(st.lists(st.builds(event, st.sampled_from(("ban", "lawsuit")), hedged=st.booleans()), max_size=2)),
        level=draw(st.sampled_from(("routine", "notable", "major"))),
        technologies=draw(st.lists(st.sampled_from(("spyware", "Facial Recognition")), max_size=2)),
        outlets=draw(st.lists(st.sampled_from(("Example Wire", "DAILY Exämple")), min_size=1, max_size=3)),
        authors=draw(st.lists(st.sampled_from(("By A. Writer", "Ä. Writer")), max_size=1)),
        published=draw(DAYS | st.none()),
        seen=draw(DAYS),
    )


def batches(size: int) -> st.SearchStrategy[list[Story]]:
    return st.tuples(*(stories(number) for number in range(size))).map(list)


text_fields = st.sampled_from(("any", "title", "text"))
terms = st.builds(ast.Term, text_fields, words)
prefixes = st.builds(
    ast.Term,
    text_fields,
    st.sampled_from(("comp", "surv", "ube", "pen-lin", "soci", "нич", "шпи", "監視")),
    st.just(True),
)
phrases = st.builds(
    ast.Phrase, text_fields, st.lists(words, min_size=1, max_size=3).map(" ".join), st.sampled_from((0, 0, 0, 1, 2, 4))
)
keywords = st.builds(
    ast.Keyword,
    st.sampled_from(
        (
            "vendor",
            "platform",
            "org",
            "tech",
            "event",
            "place",
            "level",
            "outlet",
            "lang",
            "feed",
            "author",
            "story",
            "url",
        )
    ),
    st.sampled_from((*NAMES, *VALUES)),
    st.booleans(),
)
numbers = st.builds(
    ast.NumberRange,
    st.sampled_from(("copies", "words")),
    st.integers(-1, 12) | st.none(),
    st.integers(-1, 12) | st.none(),
)
dates = st.builds(ast.DateRange, st.sampled_from(("published", "seen")), DAYS | st.none(), DAYS | st.none())
leaves = terms | prefixes | phrases | keywords | numbers | dates | st.just(ast.Everything())


def _grown(inner: st.SearchStrategy[ast.Node]) -> st.SearchStrategy[ast.Node]:
    parts = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.builds(ast.And, parts) | st.builds(ast.Or, parts) | st.builds(ast.Not, inner)


queries: st.SearchStrategy[ast.Node] = st.recursive(leaves, _grown, max_leaves=6)
