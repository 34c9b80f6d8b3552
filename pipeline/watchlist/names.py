"""Every name an entity can be found by, with the rules that decide whether a find counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal, NamedTuple, TypeAlias

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


class Own(NamedTuple):
    """A name that an entity gives as bare text: a `Name` without the price of checking it once more."""

    name: str
    case: CaseRule | None = None
    ambiguous: bool = False
    context: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


Listed: TypeAlias = Name | Own


class Spelling(NamedTuple):
    """One way to write a name of an entity: the little that a search needs. `known` works out the rest."""

    entity: Entity
    plain: str
    text: str
    role: Role
    rules: Listed


def spellings(entity: Entity) -> Iterator[Spelling]:
    """Yield the spellings of every name of an entity, each folded text once: the first listed decides its rules."""
    seen = set()
    for name, role in _listed(entity):
        for plain, text in _variants(name):
            if plain and plain not in seen:
                seen.add(plain)
                yield Spelling(entity, plain, text, role, name)


def known(spelling: Spelling, parent: Entity | None = None) -> Known:
    """Return a name with the rules that decide whether a find counts. `parent` is the owner of its entity."""
    found = _known(spelling)
    return _with_rules(found, spelling.entity, parent) if found.ambiguous else found


def names_of(entity: Entity, parent: Entity | None = None) -> list[Known]:
    """Return every name of an entity, with the rules of each."""
    return [known(spelling, parent) for spelling in spellings(entity)]


def decoys_of(entity: Entity) -> list[str]:
    """Return the folded exclude phrases that hold a name of the entity, such as `peregrine falcon`."""
    found = []
    for name, _ in _listed(entity) if entity.exclude or _any_excludes(entity) else ():
        plain = fold_name(name.name)
        found += [phrase for phrase in map(fold_name, (*name.exclude, *entity.exclude)) if _holds(phrase, plain)]
    return list(dict.fromkeys(found))


def _any_excludes(entity: Entity) -> bool:
    return any(name.exclude for name in (*entity.aliases, *entity.former_names, *entity.products))


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


def _listed(entity: Entity) -> Iterator[tuple[Listed, Role]]:
    yield Own(entity.name, entity.case, entity.ambiguous), "name"
    yield from ((Own(text), "long") for text in entity.long_forms)
    yield from ((name, "alias") for name in entity.aliases)
    yield from ((name, "former") for name in entity.former_names)
    yield from ((name, "product") for name in entity.products)


def _variants(name: Listed) -> Iterator[tuple[str, str]]:
    """Yield a name, folded and as written, and one of two words glued too: `Pen-Link` is also PenLink."""
    text = name.name
    plain = fold_name(text)
    yield plain, text
    if plain.count(" ") == 1 and not name.ambiguous:
        first, second = plain.split(" ")
        words = fold_cased(text).split(" ")
        if len(words) == 2 and first.isalpha() and second.isalpha() and min(len(first), len(second)) > 2:
            yield first + second, "".join(words)


def _known(spelling: Spelling) -> Known:
    entity, plain, text, role, name = spelling
    whole = fold_cased(text)
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
