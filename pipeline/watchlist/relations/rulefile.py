"""Rule files, one for each language: how they are written, and how they are read.

    name = words      words of grammar (see grammar.Grammar)
    @name = words     a list that rows may use
    [type] stems      rules of this type follow; they are tried where a word begins with a stem (_ is a space)
    id (flags): row   a rule, with its flags, if any: nominal hedged weak unsure

Lines that begin with a space go on with the line above, those with # are comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Final, cast

from pipeline.events import EventType

from .grammar import Grammar, Rule

LANGUAGES: Final = ("en", "es", "fr", "de", "it", "pt", "nl", "pl")

_SECTION: Final = re.compile(r"\[(\w+)\] (.+)")
_WORDS: Final = re.compile(r"(@?)(\w+) = (.+)")
_RULE: Final = re.compile(r"([\w.]+)(?: \(([\w ]+)\))?: (.+)")
_FLAGS: Final = ("nominal", "hedged", "weak", "unsure")


@cache
def grammar_of(language: str) -> Grammar:
    """Return the grammar of one of LANGUAGES."""
    return parse(language, (files(__package__) / "rules" / f"{language}.rules").read_text(encoding="utf-8"))


def parse(language: str, text: str) -> Grammar:
    """Return the grammar that a rule file holds. Raises ValueError for a line that is none of its kinds."""
    grammar: dict[str, str] = {}
    words: dict[str, str] = {}
    triggers: dict[EventType, tuple[str, ...]] = {}
    rules: list[Rule] = []
    for line in _lines(text):
        if section := _SECTION.fullmatch(line):
            triggers[cast(EventType, section[1])] = tuple(section[2].split())
        elif listed := _WORDS.fullmatch(line):
            (words if listed[1] else grammar)[listed[2]] = listed[3]
        elif rule := _RULE.fullmatch(line):
            flags = (rule[2] or "").split()
            kind = next(reversed(triggers))
            rules.append(Rule(rule[1], kind, rule[3], *(flag in flags for flag in _FLAGS)))
        else:
            raise ValueError(f"neither words nor a rule: {line}")
    return Grammar(language, grammar, words, triggers, tuple(rules))


def _lines(text: str) -> Iterator[str]:
    """Yield lines joined with those that go on with them; after a bar without a space between."""
    whole = ""
    for line in text.splitlines():
        if line.startswith(" "):
            whole += ("" if whole.endswith("|") else " ") + line.strip()
            continue
        if whole:
            yield whole
        whole = "" if line.startswith("#") else line.strip()
    if whole:
        yield whole
