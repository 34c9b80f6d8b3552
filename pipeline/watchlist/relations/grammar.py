"""The small language that rules are written in, and how it becomes regular expressions over slotted sentences.

A rule is a row of tokens, each of which stands for one token of the sentence unless said otherwise:

    <vendor:V>    a slot for a role, with the kinds that may fill it (see slots.class_of)
    <^agency:A>   the same as the subject of what follows: by-words, relative clauses and auxiliaries may come between
    [[sign|ink]]  the trigger, which says that it happened: hedges are looked for before it
    .  ..  ...    up to 5 words without a preposition, up to 7 words, up to 12 tokens with organisations among them
    @contract     a list of words of the language
    (a|b)         one of these tokens; (.. by <x:A> | now) one of these rows; ? after any of them: or nothing
    /(?!x )/      a regular expression as it is
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from pipeline.events import EventType

from .slots import ORGANISATIONS, class_of

_PART: Final = re.compile(
    r"/(.+?)/(?= |$)|\[\[(.+?)\]\](\?)?(?= |$)|<(\^?)(\w+):([\w!*]+)>|(\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))(\?)?(?= |$)|(\S+)"
)
_LIST: Final = re.compile(r"@(\w+)")
_ANY: Final = "VPAC"
_TOKEN: Final = rf'[^ ,;:"?!{ORGANISATIONS}][^ ]* '


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to say that something happened. `nominal`: said with a noun, so that what follows may hedge it, too.

    `hedged`: always so. `weak`: given only if no other rule of another type explains the sentence.
    """

    id: str
    type: EventType
    row: str
    nominal: bool = False
    hedged: bool = False
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Grammar:
    """The rules of one language with its words; all lower case and without accents, as regular expressions.

    `stops` end a gap, `prepositions` end a short one and speak against a subject, `subject` may stand between subject
    and verb, `about` after a slot say that it is about people or shares instead. `before` and `after` are hedges, `firm` what makes one none.
    `blocks` are the prepositions that speak against a subject, if not all of them.
    `triggers` are the beginnings of words by which rules of a type are tried at all.
    """

    language: str
    stops: str
    prepositions: str
    subject: str
    about: str
    before: str
    after: str
    breaks: str
    rules: tuple[Rule, ...]
    triggers: Mapping[str, str]
    heads: str = r"(?!)"
    said: str = r"(?!)"
    firm: str = r"(?!)"
    blocks: str = ""
    words: Mapping[str, str] = field(default_factory=dict)


def compiled(grammar: Grammar, rule: Rule) -> re.Pattern[str]:
    """Return the regular expression of a rule, with a group for each role and `t` for the trigger."""
    return re.compile("(?<= )" + _row(grammar, rule.row))


def _row(grammar: Grammar, row: str) -> str:
    return "".join(_part(grammar, match) for match in _PART.finditer(row))


def _part(grammar: Grammar, match: re.Match[str]) -> str:
    raw, trigger, maybe, subject, role, kinds, group, optional, word = match.groups()
    if raw is not None:
        return _words(grammar, raw)
    if trigger is not None:
        return f"(?P<t>{_words(grammar, trigger)}) " if not maybe else f"(?:(?P<t>{_words(grammar, trigger)}) )?"
    if role is not None:
        return _slot(grammar, role, kinds) + (_subject(grammar) if subject else "")
    if group is not None:
        inner = group[1:-1]
        if " " in inner:
            return "(?:" + "|".join(_row(grammar, part) for part in inner.split(" | ")) + ")" + (optional or "")
        return f"(?:{_words(grammar, group)} )" + (optional or "")
    return _gap(grammar, word) or _word(grammar, word)


def _word(grammar: Grammar, word: str) -> str:
    maybe = word.endswith("?") and len(word) > 1
    plain = _words(grammar, word[:-1] if maybe else word)
    return f"(?:{plain} )?" if maybe else f"{plain} "


def _words(grammar: Grammar, text: str) -> str:
    return _LIST.sub(lambda match: f"(?:{grammar.words[match.group(1)]})", text)


def _gap(grammar: Grammar, word: str) -> str:
    if word == ".":
        return rf"(?:(?!(?:{grammar.stops}|{grammar.prepositions}) ){_TOKEN}){{0,5}}?"
    if word == "..":
        return rf"(?:(?!(?:{grammar.stops}) ){_TOKEN}){{0,7}}?"
    if word == "...":
        return r'(?:[^ ;:"?!]+ ){0,12}?'
    return ""


def _slot(grammar: Grammar, role: str, kinds: str) -> str:
    letters = kinds.replace("*", _ANY)
    return rf"(?P<{role}>{class_of(letters)}) (?!(?:'s )?(?:{grammar.about}) )"


def _subject(grammar: Grammar) -> str:
    aside = rf'(?:, [^,;:"{ORGANISATIONS}]{{2,90}} , )?'
    return rf"(?:(?:{grammar.heads}) ){{0,2}}{aside}(?:(?:{grammar.said}) )?(?:(?:{grammar.subject}) ){{0,6}}?"
