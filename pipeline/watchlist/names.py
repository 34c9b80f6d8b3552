"""Every name an entity can be found by, with the rules that decide whether a find counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from .fold import fold_cased, fold_name
from .model import CaseRule, Entity, Name

Role = Literal["name", "alias", "product", "former", "long"]

SHORT: Final = 4
"""Names of up to four letters suffer no letter, sign or address glued to them (measured: most false hits are such)."""

_INNER_CAPITAL: Final = re.compile(r"[a-z][A-Z]")
_TAIL: Final = re.compile(r"[^\w\s]*$")
_WRAPPING: Final = re.compile(r"^[\W_]+|[\W_]+$")


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """A name as the matcher knows it. `plain` is what is searched for, `cased` what the article must say.

    `tail` are the signs it ends with: they must follow (`Face++`), but for a full stop (`Inc.`).
    `context` and `against` are searched for around an ambiguous name: each is a space and the beginning of a word.
    """

    entity: Entity
    text: str
    plain: str
    cased: str
    folded: str
    tail: str
    role: Role
    case: CaseRule
    ambiguous: bool
    one_word: bool
    short: bool
    languages: frozenset[str]
    context: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


def names_of(entity: Entity, parent: Entity | None = None) -> list[Known]:
    """Return every name of an entity; of spellings that differ in case and accents only, the first listed."""
    found: dict[tuple[str, str], Known] = {}
    for name, role in _listed(entity):
        for known in _variants(entity, name, role):
            if known.plain:
                found.setdefault((known.plain, known.folded), known)
    return [_with_rules(known, entity, parent) if known.ambiguous else known for known in found.values()]


def decoys_of(entity: Entity) -> list[str]:
    """Return the folded exclude phrases that hold a name of the entity, such as `peregrine falcon`."""
    found = []
    for name, _ in _listed(entity):
        excluded = (*name.exclude, *entity.exclude)
        plain = fold_name(name.name) if excluded else ""
        found += [phrase for phrase in map(fold_name, excluded) if _holds(phrase, plain)]
    return list(dict.fromkeys(found))


def default_case(text: str, *, ambiguous: bool = False) -> CaseRule:
    """Return the case rule that fits the form of a name.

    Acronyms count as written (ICE, NSO), coined words with capitals inside in any case (shotspotter), everything else
    with its capitals (Flock, Media Sonar).
    """
    letters = sum(map(str.isalpha, text))
    shouted = text == text.upper()
    if (shouted and (letters <= SHORT or ambiguous)) or letters < SHORT:
        return "exact"
    return "any" if not ambiguous and _coined(text) else "initial"


def _coined(text: str) -> bool:
    return _INNER_CAPITAL.search(text) is not None or (not text.isascii() and any(map(_capital_inside, text, text[1:])))


def _capital_inside(before: str, after: str) -> bool:
    return before.islower() and after.isupper()


def _holds(phrase: str, plain: str) -> bool:
    return f" {plain} " in f" {phrase} " and phrase != plain


def _listed(entity: Entity) -> Iterator[tuple[Name, Role]]:
    yield Name(name=entity.name, case=entity.case, ambiguous=entity.ambiguous), "name"
    yield from ((Name(name=text), "long") for text in entity.long_forms)
    yield from ((name, "alias") for name in entity.aliases)
    yield from ((name, "former") for name in entity.former_names)
    yield from ((name, "product") for name in entity.products)


def _variants(entity: Entity, name: Name, role: Role) -> Iterator[Known]:
    yield _known(entity, name, role, name.name)
    words = fold_cased(name.name).split(" ")
    if len(words) == 2 and not name.ambiguous and all(word.isalpha() and len(word) > 2 for word in words):
        yield _known(entity, name, role, words[0] + words[1])


def _known(entity: Entity, name: Name, role: Role, text: str) -> Known:
    plain, whole = fold_name(text), fold_cased(text)
    cased = whole if whole.isalnum() else _WRAPPING.sub("", whole)
    languages = name.languages or (entity.languages if name.ambiguous else ())
    return Known(
        entity=entity,
        text=name.name,
        plain=plain,
        cased=cased,
        folded=cased.lower().replace("ς", "σ"),
        tail="" if whole[-1:].isalnum() else _tail(whole),
        role=role,
        case=name.case or default_case(text, ambiguous=name.ambiguous),
        ambiguous=name.ambiguous,
        one_word=" " not in plain and cased.lower() == plain,
        short=len(plain.replace(" ", "")) <= SHORT,
        languages=frozenset(languages),
        context=name.context,
        against=name.exclude,
    )


def _tail(whole: str) -> str:
    found = _TAIL.search(whole)
    return found.group() if found else ""


def _with_rules(known: Known, entity: Entity, parent: Entity | None) -> Known:
    """Return the name with everything that may speak for it: context words, its owner, and the entity's full names."""
    related = [name.name for name, role in _listed(entity) if not name.ambiguous or (known.role == "product" != role)]
    related += [parent.name, *(name.name for name in parent.aliases)] if parent else []
    words = (fold_name(text) for text in (*known.context, *entity.context, *related))
    against = (fold_name(text) for text in (*known.against, *entity.exclude))
    return replace(
        known,
        context=tuple(dict.fromkeys(_term(word) for word in words if word and word != known.plain)),
        against=tuple(dict.fromkeys(_term(word) for word in against if word and not _holds(word, known.plain))),
    )


def _term(word: str) -> str:
    return f" {word} " if len(word) <= SHORT - 1 else f" {word}"
