"""The query language: text to tree, or an error that says where and what to do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.events.errors import ConfigError
from pipeline.index import ast
from pipeline.index.errors import QueryError
from pipeline.index.plan import plan
from pipeline.index.query import MAX_LEAVES, MAX_LENGTH, parse
from tests.unit.index.making import NOW

PIECES = (
    *("(", ")", "[", "]", "{", "}", '"', ":", "~", "^", "*", "?", "+", "-", "!", "/", "\\", "<", ">", "=", "&&", "||"),
    *("AND", "OR", "NOT", "TO", "a", "nso", "title:", "vendor:", "published:", "copies:", "2024", "2024-05", "now-7d"),
    *("5", '"a b"', "~2", ">=", "x*", "https://x.example/y", "é", "監視", "\ud800"),
)


def read(text: str) -> ast.Node:
    return parse(text, now=NOW)


def term(word: str, *, prefix: bool = False, field: str = "any") -> ast.Term:
    return ast.Term(field, word, prefix)


@settings(deadline=None)
@given(st.text(max_size=60) | st.lists(st.sampled_from([*PIECES, " "]), max_size=15).map("".join)
       | st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join))  # fmt: skip
@example("published:0000")
@example("published:9999")
@example("published:>9999-12-31T23:59:59Z")
@example('published:"0001-01-01T00:00:00+23:00"')
@example("copies:[* TO -]")
@example("NOT " * 900 + "x")
@example("-" * 3999 + "x")
@example("(" * 1900 + "x" + ")" * 1900)
@example("a OR " * 700 + "a")
@example("a:" * 1500 + "x")
def test_any_text_is_a_query_or_a_clear_error(text: str) -> None:
    outcome = _outcome(text)
    if isinstance(outcome, QueryError):
        assert 0 <= outcome.position <= len(text)
        assert outcome.message
    else:
        plan(outcome)


def _outcome(text: str) -> ast.Node | QueryError:
    try:
        return read(text)
    except QueryError as error:
        return error


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nso", term("nso")),
        ("nso pegasus", ast.And((term("nso"), term("pegasus")))),
        ("nso AND pegasus spyware", ast.And((term("nso"), term("pegasus"), term("spyware")))),
        ("a OR b OR c", ast.Or((term("a"), term("b"), term("c")))),
        ("a AND (b OR c)", ast.And((term("a"), ast.Or((term("b"), term("c")))))),
        ("NOT a", ast.Not(term("a"))),
        ("a -b", ast.And((term("a"), ast.Not(term("b"))))),
        ("+a +b", ast.And((term("a"), term("b")))),
        ('"pen link"', ast.Phrase("any", "pen link")),
        ("“pen link”~3", ast.Phrase("any", "pen link", 3)),
        ("surveil*", term("surveil", prefix=True)),
        ("title:(a OR bcd*)", ast.Or((term("a", field="title"), term("bcd", prefix=True, field="title")))),
        ('vendor:"NSO Group"', ast.Keyword("vendor", "NSO Group")),
        ("vendor:nso*", ast.Keyword("vendor", "nso", True)),
        ("vendor:*", ast.Keyword("vendor", "", True)),
        ("tech:a\\*b", ast.Keyword("tech", "a*b")),
        ("copies:3", ast.NumberRange("copies", 3, 3)),
        ("copies:>3", ast.NumberRange("copies", 4, None)),
        ("copies:<=3", ast.NumberRange("copies", None, 3)),
        ("words:[100 TO 200}", ast.NumberRange("words", 100, 199)),
        ("words:[* TO *]", ast.NumberRange("words", None, None)),
        ("*", ast.Everything()),
        ("*:*", ast.Everything()),
        ("O'Reilly", term("O'Reilly")),
    ],
)
def test_what_queries_mean(text: str, expected: ast.Node) -> None:
    assert read(text) == expected


def day(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


TICK = timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("2024", day(2024, 1, 1), day(2025, 1, 1)),
        ("2024-12", day(2024, 12, 1), day(2025, 1, 1)),
        ("2024-02-29", day(2024, 2, 29), day(2024, 3, 1)),
        ("2024-05-01T09:30:00Z", day(2024, 5, 1, 9, 30), day(2024, 5, 1, 9, 30) + TICK),
        ('"2024-05-01T09:30:00+02:00"', day(2024, 5, 1, 7, 30), day(2024, 5, 1, 7, 30) + TICK),
        ("[2024 TO 2024-03]", day(2024, 1, 1), day(2024, 4, 1)),
        ("{2023 TO 2025}", day(2024, 1, 1), day(2025, 1, 1)),
        (">2024-03", day(2024, 4, 1), None),
        (">=2024-03", day(2024, 3, 1), None),
        ("<2024-03", None, day(2024, 3, 1)),
        ("<=2024-03", None, day(2024, 4, 1)),
        (">=now-7d", NOW - timedelta(days=7), None),
        ("[now-1M TO now]", NOW - timedelta(days=30), NOW + TICK),
        ("*", None, None),
    ],
)
def test_dates(text: str, low: datetime | None, high: datetime | None) -> None:
    assert read(f"published:{text}") == ast.DateRange("published", low, high)


@pytest.mark.parametrize(
    ("text", "position", "says"),
    [
        ("", 0, "empty"),
        ("a AND b OR c", 0, "brackets"),
        ("a b OR c", 2, "brackets"),
        ("a (b", 2, "bracket is not closed"),
        ('a "b', 2, "quotation mark"),
        ("a )", 2, "does not fit"),
        ("a AND", 5, "ends too early"),
        ("vendr:x", 0, "did you mean vendor"),
        ("x source:y", 2, "did you mean outlet"),
        ("url:https://example.org", 4, "quotation marks"),
        ("*zer", 0, "end of a word"),
        ("a?c", 0, "end of a word"),
        ("ab*", 0, "at least 3"),
        ("vendor:ab*", 7, "at least 3"),
        ("x nso~2", 2, "beginning"),
        ("nso^2", 0, "no meaning"),
        ("/x/", 0, "regular expressions"),
        ("a && b", 2, "AND"),
        ("a or b", 2, "OR is the operator"),
        ("!a", 0, "NOT"),
        ("&", 0, "no letters"),
        ("copies:many", 7, "whole number"),
        ("published:soon", 10, "no date"),
        ("published:now-7d", 10, "published:>now-7d"),
        ("title:*", 6, "every story"),
        ("[a TO b]", 0, "range"),
        ('vendor:""', 7, "needs a value"),
        ('"a b c d e f"~20', 0, "too much"),
        ('"a b"~21', 0, "up to 20"),
    ],
)
def test_errors_say_where_and_what_to_do(text: str, position: int, says: str) -> None:
    with pytest.raises(QueryError) as caught:
        read(text)
    assert says in str(caught.value)
    assert caught.value.position == position
    assert isinstance(caught.value, ConfigError)


def test_costly_queries_are_refused() -> None:
    with pytest.raises(QueryError, match="longer"):
        read("a" * (MAX_LENGTH + 1))
    with pytest.raises(QueryError, match="more than"):
        read("ab " * (MAX_LEAVES + 1))
    with pytest.raises(QueryError, match="deeply"):
        read("(" * 30 + "a" + ")" * 30)
