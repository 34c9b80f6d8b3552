"""What each field of a query may be asked for. Pure but for luqum's items, which it takes apart."""

from __future__ import annotations

from datetime import datetime
from difflib import get_close_matches
from typing import Any, Final, get_args

from pipeline.index import ast
from pipeline.index.analysis import terms
from pipeline.index.fold import fold
from pipeline.index.plan import MAX_ARRANGEMENTS, arrangements
from pipeline.index.query_dates import EXAMPLES, Period, read_period
from pipeline.index.query_grammar import kind
from pipeline.index.query_values import MIN_PREFIX, Context, check_words, read_word, unescape

TEXT: Final = ("title", "text")
KEYWORDS: Final = get_args(ast.KeywordField)
NUMBERS: Final = get_args(ast.NumberField)
DATES: Final = get_args(ast.DateField)
FIELDS: Final = (*KEYWORDS, *TEXT, *DATES, *NUMBERS)

MAX_SLOP: Final = 20
MAX_PHRASE: Final = 50
MAX_NUMBER: Final = 10**12

_MEANT: Final = {
    "source": "outlet", "publisher": "outlet", "date": "published", "time": "published", "language": "lang",
    "company": "vendor", "organisation": "org", "organization": "org", "entity": "org", "technology": "tech",
    "events": "event", "type": "event", "location": "place", "country": "place", "city": "place",
    "body": "text", "content": "text", "headline": "title", "id": "story", "by": "author", "byline": "author",
}  # fmt: skip


def nearest(name: str) -> str | None:
    """Return which field was meant by a name that is none, or a list of all; None for a field."""
    if name in FIELDS:
        return None
    meant = _MEANT.get(name.lower()) or next(iter(get_close_matches(name.lower(), FIELDS, 1)), None)
    return f"did you mean {meant}?" if meant else "fields are " + ", ".join(FIELDS)


def leaf(item: Any, context: Context) -> ast.Node:  # noqa: ANN401 - luqum has no types
    """Return the node of a word, phrase, value or range. Raises QueryError."""
    found = kind(item)
    if found in _REFUSED:
        raise context.error(*_REFUSED[found])
    if context.field in DATES:
        return _date(item, context)
    if context.field in NUMBERS:
        return _number(item, context)
    if found in ("Range", "From", "To"):
        raise context.error("a range needs a field of numbers or dates", ", ".join((*DATES, *NUMBERS)))
    if context.field in KEYWORDS:
        return _keyword(item, context)
    return _words(item, context)


_REFUSED: Final = {
    "Fuzzy": ("words cannot be searched for approximately", "use a beginning instead: surveil*"),
    "Boost": ("^ has no meaning here", "leave it out"),
    "Regex": ("regular expressions are not supported", "put the text in quotation marks"),
    "NoneItem": ("a word is missing", ""),
}


def _words(item: Any, context: Context) -> ast.Node:  # noqa: ANN401
    field: ast.TextField = "any" if context.field is None else context.field  # type: ignore[assignment]
    if kind(item) == "Word":
        word, prefix = read_word(item.value, context)
        if prefix and not word:
            return _star(context)
        check_words(word, context, prefix=prefix)
        return ast.Term(field, word, prefix)
    phrase, slop = _phrase(item, context)
    check_words(phrase, context, prefix=False)
    _check_cost(len(terms(phrase, None)), slop, context)
    return ast.Phrase(field, phrase, slop)


def _star(context: Context) -> ast.Node:
    if context.field is None:
        return ast.Everything()
    raise context.error(f"{context.field}:* would find every story", "leave it out")


def _phrase(item: Any, context: Context) -> tuple[str, int]:  # noqa: ANN401
    if kind(item) == "Phrase":
        return unescape(item.value[1:-1]), 0
    degree = item.degree
    if degree != int(degree) or not 0 <= degree <= MAX_SLOP:
        raise context.error(f"~ takes a whole number up to {MAX_SLOP}", '"three words apart"~3')
    return unescape(item.term.value[1:-1]), int(degree)


def _check_cost(words: int, slop: int, context: Context) -> None:
    if words > MAX_PHRASE:
        raise context.error(f"a phrase may have {MAX_PHRASE} words")
    if arrangements(words, slop) > MAX_ARRANGEMENTS:
        raise context.error(f"~{slop} is too much for a phrase of {words} words", "a smaller number, or fewer words")


def _keyword(item: Any, context: Context) -> ast.Node:  # noqa: ANN401
    field: ast.KeywordField = context.field  # type: ignore[assignment]
    if kind(item) == "Proximity":
        raise context.error(f"~ has no meaning for {field}", f'{field}:"…"')
    value, prefix = read_word(item.value, context) if kind(item) == "Word" else (unescape(item.value[1:-1]), False)
    folded = fold(value)
    if not folded and not prefix:
        raise context.error(f"{field} needs a value")
    if prefix and 0 < len(folded) < MIN_PREFIX:
        raise context.error(f"{value}* would find too much", f"at least {MIN_PREFIX} letters before *")
    return ast.Keyword(field, value, prefix)


def _number(item: Any, context: Context) -> ast.Node:  # noqa: ANN401
    field: ast.NumberField = context.field  # type: ignore[assignment]
    match kind(item):
        case "Range":
            low, high = _integer(item.low, context), _integer(item.high, context)
            low = low if low is None or item.include_low else low + 1
            high = high if high is None or item.include_high else high - 1
            return ast.NumberRange(field, low, high)
        case "From":
            low = _integer(item.children[0], context)
            return ast.NumberRange(field, low if low is None or item.include else low + 1, None)
        case "To":
            high = _integer(item.children[0], context)
            return ast.NumberRange(field, None, high if high is None or item.include else high - 1)
        case _:
            number = _integer(item, context)
            return ast.NumberRange(field, number, number)


def _integer(item: Any, context: Context) -> int | None:  # noqa: ANN401
    text = _plain(item)
    if text == "*":
        return None
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 13 and int(digits) <= MAX_NUMBER):
        raise context.error(f"{context.field} needs a whole number, not {text!r}", f"{context.field}:>=3")
    return int(text)


def _date(item: Any, context: Context) -> ast.Node:  # noqa: ANN401
    field: ast.DateField = context.field  # type: ignore[assignment]
    match kind(item):
        case "Range":
            low, high = _period(item.low, context), _period(item.high, context)
            return ast.DateRange(field, _from(low, item.include_low), _until(high, item.include_high))
        case "From":
            return ast.DateRange(field, _from(_period(item.children[0], context), item.include), None)
        case "To":
            return ast.DateRange(field, None, _until(_period(item.children[0], context), item.include))
        case _:
            return _single_date(item, field, context)


def _from(period: Period | None, included: bool) -> datetime | None:
    if period is None:
        return None
    return period.start if included else period.end


def _until(period: Period | None, included: bool) -> datetime | None:
    if period is None:
        return None
    return period.end if included else period.start


def _single_date(item: Any, field: ast.DateField, context: Context) -> ast.Node:  # noqa: ANN401
    period = _period(item, context)
    if period is None:
        return ast.DateRange(field, None, None)
    if period.relative:
        raise context.error("a relative date is a point in time", f"{field}:>{_plain(item)}")
    return ast.DateRange(field, period.start, period.end)


def _period(item: Any, context: Context) -> Period | None:  # noqa: ANN401
    text = _plain(item)
    if text == "*":
        return None
    period = read_period(text, context.now)
    if period is None:
        raise context.error(f"{text!r} is no date", EXAMPLES)
    return period


def _plain(item: Any) -> str:  # noqa: ANN401
    """Return the text of a bound or single value as written, without quotation marks."""
    if kind(item) == "Prohibit":
        return "-" + _plain(item.children[0])
    if kind(item) == "Phrase":
        return unescape(item.value[1:-1]).strip()
    return unescape(str(getattr(item, "value", item)))
