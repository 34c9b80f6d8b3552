"""The queries that find the stories a changed watchlist may tag otherwise. Pure.

A query finds more than the matcher accepts and never less: it knows no case, no context and no exclusions, and compares
words by stem. What it finds is tagged again, and only other tags count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from pipeline.index.analysis import terms
from pipeline.index.ast import Keyword, Node, Or, Phrase, Term

from .changes import Changes, EntityChange, TechnologyChange
from .fold import fold_name

AT_ONCE: Final = 24
"""Names and ids in one query: engines limit the clauses, and each name is a clause for each language and field."""


def queries(changes: Changes) -> tuple[Node, ...]:
    """Return queries that together find every story whose tags may change; none where nothing changed."""
    leaves = tuple(dict.fromkeys(chain(*map(_entity, changes.entities), *map(_technology, changes.technologies))))
    return tuple(Or(leaves[start : start + AT_ONCE]) for start in range(0, len(leaves), AT_ONCE))


def _entity(change: EntityChange) -> Iterator[Node]:
    if change.everywhere:
        yield Keyword("org", change.entity_id)
    yield from _phrases(change.names)


def _technology(change: TechnologyChange) -> Iterator[Node]:
    if change.gone:
        yield Keyword("tech", change.technology_id)
    whole = [term for term in change.terms if "*" not in term]
    yield from _phrases(chain(whole, (f"{term}s" for term in whole)))
    yield from filter(None, (_beginning(term) for term in change.terms if "*" in term))


def _beginning(term: str) -> Node | None:
    """Return a search for the longest word of a term with `*`, by its beginning; None where all begin with `*`."""
    words = [word for word in term.replace("-", " ").split() if not word.startswith("*")]
    word = max(words, key=len, default="")
    plain = fold_name(word.rstrip("*"))
    return Term("any", plain, prefix=word.endswith("*")) if plain and " " not in plain else None


def _phrases(names: Iterable[str]) -> Iterator[Node]:
    """Yield each name as it is written, as it is folded for matching, and in one word, as two words are also found."""
    for name in names:
        plain = fold_name(name)
        words = plain.split()
        spellings = [name, plain, *(["".join(words)] if len(words) == 2 else [])]
        yield from (Phrase("any", one) for one in dict.fromkeys(spellings) if terms(one, None))
