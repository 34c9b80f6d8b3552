"""The plain evaluator: whether a query matches a story, where and why. The oracle of both engines."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from pipeline.events import Story
from pipeline.index.analysis import Analysed
from pipeline.index.ast import Node
from pipeline.index.document import KINDS, Document, document, moment
from pipeline.index.fold import fold
from pipeline.index.plan import All, Any, Field, No, Plan, Range, Start, Value, Words, plan
from pipeline.index.words import Part, split_places

Places = Mapping[str, Sequence[int]]


class Prepared:
    """A document ready to be asked many queries: the places of its terms and of its folded words, made when needed."""

    __slots__ = ("_terms", "_words", "document")

    def __init__(self, found: Document) -> None:
        self.document = found
        self._terms: dict[Field, Places] = {}
        self._words: dict[Field, Places] = {}

    def terms(self, field: Field) -> Places:
        """Return the positions of each term of a field."""
        if field not in self._terms:
            self._terms[field] = _places(_analysed(self.document, field).terms)
        return self._terms[field]

    def words(self, field: Field) -> Places:
        """Return the positions of each folded word of a field."""
        if field not in self._words:
            self._words[field] = _places(_analysed(self.document, field).words)
        return self._words[field]


def _analysed(found: Document, field: Field) -> Analysed:
    return found.title if field == "title" else found.text


def matches(node: Node, story: Story) -> bool:
    """Return whether a query matches a story, exactly as a search of either engine would."""
    return holds(plan(node), _prepared(story))


def why(node: Node, story: Story) -> tuple[str, ...]:
    """Return the words and values by which a query matches a story, in the query's order; empty when it does not.

    A word or phrase comes as it is first printed, a value as `field: value`, an organisation as `field: Name`, each
    once, whatever its capitals. Parts under NOT explain nothing.
    """
    found, prepared = plan(node), _prepared(story)
    if not holds(found, prepared):
        return ()
    first: dict[str, str] = {}
    for reason in _reasons(found, prepared, story):
        first.setdefault(reason.casefold(), reason)
    return tuple(first.values())


def holds(found: Plan, prepared: Prepared) -> bool:
    """Return whether a plan matches a prepared document."""
    match found:
        case All(parts):
            return all(holds(part, prepared) for part in parts)
        case Any(parts):
            return any(holds(part, prepared) for part in parts)
        case No(part):
            return not holds(part, prepared)
        case _:
            return _leaf_holds(found, prepared)


def positions(found: Plan, prepared: Prepared, field: Field) -> set[int]:
    """Return which words of a field a plan matches, by position. Parts that do not hold, or under NOT, mark nothing."""
    match found:
        case All(parts) | Any(parts):
            return set().union(*(positions(part, prepared, field) for part in parts if holds(part, prepared)))
        case Words(where) | Start(where) if where == field:
            return {place for run in _found(found, prepared) for place in run}
        case _:
            return set()


def source_of(story: Story, field: Field) -> str:
    """Return the title or the text of a story."""
    return story.lead.article.title if field == "title" else story.lead.article.text


def spans(found: Plan, prepared: Prepared, story: Story, field: Field) -> list[tuple[int, int]]:
    """Return where in the title or text the words stand that a plan matches, in code points and in order."""
    places = positions(found, prepared, field)
    if not places:
        return []
    words = _located(source_of(story, field), max(places))
    return [(start, end) for place, (_, start, end) in enumerate(words) if place in places]


def _located(source: str, last: int) -> Iterator[Part]:
    return islice(split_places(source), last + 1)


def _leaf_holds(leaf: Words | Start | Value | Range, prepared: Prepared) -> bool:
    match leaf:
        case Words():
            return next(_found(leaf, prepared), None) is not None
        case Start(field, start):
            return any(word.startswith(start) for word in prepared.words(field))
        case Value():
            return bool(_values(leaf, prepared.document))
        case Range(field, low, high):
            number: int | None = getattr(prepared.document, field)
            return number is not None and (low is None or number >= low) and (high is None or number <= high)


def _values(leaf: Value, found: Document) -> list[str]:
    values = found.values[leaf.field]
    if leaf.prefix:
        return [shown for folded, shown in values.items() if folded.startswith(leaf.value)]
    return [values[leaf.value]] if leaf.value in values else []


def _found(leaf: Words | Start, prepared: Prepared) -> Iterator[tuple[int, ...]]:
    """Yield the positions of the words by which a leaf matches, together for each place where it does."""
    match leaf:
        case Words(field, sequences, slop):
            for sequence in sequences:
                yield from _runs(prepared.terms(field), sequence, slop)
        case Start(field, start):
            words = prepared.words(field)
            yield from ((place,) for word in words if word.startswith(start) for place in words[word])


def _runs(places: Places, sequence: Sequence[str], slop: int) -> Iterator[tuple[int, ...]]:
    """Yield the positions of each run of terms in order with at most `slop` others between.

    From each first term the nearest next one is taken, which leaves the fewest between.
    """
    lists = [places.get(term, ()) for term in sequence]
    if not all(lists):
        return
    for first in lists[0]:
        run = [first]
        for following in lists[1:]:
            at = bisect_right(following, run[-1])
            if at == len(following):
                return
            run.append(following[at])
        if run[-1] - first - (len(run) - 1) <= slop:
            yield tuple(run)


def _reasons(found: Plan, prepared: Prepared, story: Story) -> Iterator[str]:
    match found:
        case All(parts) | Any(parts):
            for part in parts:
                if holds(part, prepared):
                    yield from _reasons(part, prepared, story)
        case Words() | Start():
            yield from _phrases(found, prepared, story)
        case Value(field):
            names = _names(found, story) or _values(found, prepared.document)
            yield from (f"{field}: {shown}" for shown in names)
        case Range(field) if _leaf_holds(found, prepared):
            yield f"{field}: {_number(field, prepared.document)}"
        case _:
            return


def _phrases(leaf: Words | Start, prepared: Prepared, story: Story) -> Iterator[str]:
    """Yield what a leaf matches from its first word to its last, as printed, in the order of the text."""
    runs = sorted({(run[0], run[-1]) for run in _found(leaf, prepared)})
    if not runs:
        return
    source = source_of(story, leaf.field)
    words = list(_located(source, max(last for _, last in runs)))
    for first, last in runs:
        yield " ".join(source[words[first][1] : words[last][2]].split())


def _names(leaf: Value, story: Story) -> list[str]:
    """Return the names of the organisations that a value stands for, by whichever of name and id it found them."""
    if leaf.field != "org" and leaf.field not in KINDS:
        return []
    mentions = [m for m in story.lead.mentions if m.status == "accepted" and leaf.field in ("org", m.kind)]
    return [m.name for m in mentions if _is_meant(leaf, fold(m.name)) or _is_meant(leaf, fold(m.entity_id))]


def _is_meant(leaf: Value, folded: str) -> bool:
    return folded.startswith(leaf.value) if leaf.prefix else folded == leaf.value


def _number(field: str, found: Document) -> str:
    number: int = getattr(found, field)
    return f"{moment(number):%Y-%m-%d}" if field in ("published", "seen") else str(number)


def _places(words: Sequence[str]) -> Places:
    places: dict[str, list[int]] = {}
    for place, term in enumerate(words):
        places.setdefault(term, []).append(place)
    return places


@dataclass(frozen=True, slots=True)
class _Held:
    """A story, equal only to itself, so that looking it up costs nothing."""

    story: Story

    def __hash__(self) -> int:
        return id(self.story)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.story is self.story


@lru_cache(maxsize=256)
def _by_story(held: _Held) -> Prepared:
    return Prepared(document(held.story))


def _prepared(story: Story) -> Prepared:
    return _by_story(_Held(story))
