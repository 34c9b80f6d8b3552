"""The plain evaluator and the alert matcher give the same answer for any story and any query."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.events import Story
from pipeline.index import ast
from pipeline.index.document import document
from pipeline.index.evaluate import matches, why
from pipeline.index.matcher import Matcher
from tests.unit.index.making import mention, story
from tests.unit.index.strategies import batches, queries


@settings(deadline=None, max_examples=25)
@given(batches(3), st.lists(queries, min_size=1, max_size=20))
def test_tantivy_matches_exactly_what_the_evaluator_does(batch: list[Story], wanted: Sequence[ast.Node]) -> None:
    named = {f"q{number}": node for number, node in enumerate(wanted)}
    matcher = Matcher(named)
    expected = [[name for name, node in named.items() if matches(node, found)] for found in batch]
    assert matcher.match_indexed([document(found) for found in batch]) == expected
    assert matcher.match(batch) == expected


@settings(deadline=None, max_examples=50)
@given(batches(1), queries)
def test_an_explanation_is_given_only_for_what_matches(batch: list[Story], wanted: ast.Node) -> None:
    (found,) = batch
    reasons = why(wanted, found)
    assert matches(wanted, found) or reasons == ()
    assert len({reason.casefold() for reason in reasons}) == len(reasons)


def test_reasons_are_words_as_printed_and_values_with_their_field() -> None:
    found = story(1, "Vendors sell", "The COMPANIES sell.", mentions=[mention("Example Vendor")], outlets=["A", "B"])
    wanted = ast.And(
        (
            ast.Term("any", "company"),
            ast.Keyword("org", "example-vendor"),
            ast.NumberRange("copies", 2, None),
            ast.Not(ast.Term("any", "police")),
        )
    )
    assert why(wanted, found) == ("COMPANIES", "org: Example Vendor", "copies: 2")


def test_a_phrase_is_one_reason_as_it_is_first_printed() -> None:
    found = story(1, "Police like face recognition", "Face Recognition is live.\nFace\nrecognitions; your face.")
    phrase = ast.Phrase("any", "face recognition")
    assert why(phrase, found) == ("face recognition", "Face recognitions")
    assert why(ast.Or((ast.Phrase("text", "live recognition", 2), phrase)), found)[0] == "live. Face recognitions"
    assert why(ast.Term("any", "recogn", True), found) == ("recognition", "recognitions")


def test_an_organisation_is_named_however_the_query_names_it_and_in_the_query_s_order() -> None:
    found = story(1, "Deal signed", mentions=[mention("Example Vendor"), mention("Example Agency", kind="agency")])
    by_id, by_name = ast.Keyword("vendor", "example-vendor"), ast.Keyword("vendor", "EXAMPLE VENDOR")
    assert why(ast.And((by_id, ast.Term("any", "signed"), by_name)), found) == ("vendor: Example Vendor", "signed")
    everyone = ast.Keyword("org", "example", True)
    assert why(ast.And((by_name, everyone)), found) == (
        "vendor: Example Vendor",
        "org: Example Vendor",
        "org: Example Agency",
    )


def test_parts_that_do_not_hold_explain_nothing() -> None:
    found = story(1, "alpha gamma")
    both = ast.And((ast.Term("title", "alpha"), ast.Term("title", "beta")))
    assert why(ast.Or((both, ast.Term("title", "gamma"))), found) == ("gamma",)


def test_many_queries_go_through_an_index_and_few_do_not() -> None:
    batch = [story(number, f"story number{number}") for number in range(30)]
    named = {f"q{number}": ast.Term("title", f"number{number % 30}") for number in range(100)}
    found = Matcher(named).match(batch)
    assert found[3] == ["q3", "q33", "q63", "q93"]
    assert Matcher({"one": ast.Term("title", "number3")}).match(batch)[3] == ["one"]
    assert Matcher({}).match(batch) == [[] for _ in batch]
    assert Matcher(named).match([]) == []
