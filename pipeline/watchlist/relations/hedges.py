"""Is it said to have happened, or planned, wanted, alleged, denied, asked? And is a slot a subject at all? Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from .grammar import Grammar, Rule, subject_of
from .slots import SLOT

_ASIDE: Final = re.compile(r', (?:which|who|whose|die|der|das|que|qui|che|ktor[ay]|wat) [^,;:"]{1,120} , ')
_END: Final = re.compile(r" [;:?!] | \x1f ")
_SKIPPED: Final = re.compile(rf"\S*\d\S*|{SLOT}|'s|[,;:.\"?!]")
_AHEAD: Final = 90
_NEXT_WORD: Final = 8
_WORDS_BACK: Final = 4


def is_hedged(grammar: Grammar, rule: Rule, text: str, found: re.Match[str]) -> bool:
    """Whether a sentence reports a match as anything but done.

    Looked at: what stands before the trigger in its clause and, for a noun, shortly behind it; and whether it asks.
    """
    if text.rstrip(' ".').endswith("?"):
        return True
    words = _patterns(grammar)
    at = found.start("t")
    left = _ASIDE.sub(" ", text[: found.start()]) + text[found.start() : at]
    left = " " + left[max((cut.end() for cut in words.breaks.finditer(left)), default=0) :]
    if words.before.search(left) is not None and words.firm.search(left) is None:
        return True
    if words.inside.search(text[found.end("t") - 1 : found.end() + _NEXT_WORD]) is not None:
        return True
    right = _END.split(text[found.end("t") - 1 : found.end() + _AHEAD], maxsplit=1)[0]
    return rule.nominal and words.after.search(right) is not None


def is_subject(grammar: Grammar, text: str, start: int, between: str) -> bool:
    """Whether a slot is the subject of the verb that what is `between` leads to.

    A preposition shortly before it speaks against it: "a report by Palantir signed".
    """
    words = _patterns(grammar)
    if words.between.fullmatch(between) is None:
        return False
    tokens = text[:start].split()
    for back, word in enumerate(reversed(tokens[-_WORDS_BACK:]), start=1):
        if _SKIPPED.fullmatch(word):
            return True
        if words.blocks.fullmatch(word):
            return back == len(tokens) > 1
    return True


@dataclass(frozen=True, slots=True)
class _Patterns:
    before: re.Pattern[str]
    after: re.Pattern[str]
    inside: re.Pattern[str]
    firm: re.Pattern[str]
    breaks: re.Pattern[str]
    blocks: re.Pattern[str]
    between: re.Pattern[str]


def _patterns(grammar: Grammar) -> _Patterns:
    known = _known.get(grammar.language)
    if known is None:
        known = _known[grammar.language] = _Patterns(
            before=re.compile(f" (?:{grammar.of('before')}) "),
            after=re.compile(f" (?:{grammar.of('after')}) "),
            inside=re.compile(f" (?:{grammar.of('inside')}) "),
            firm=re.compile(f" (?:{grammar.of('firm')}) $"),
            breaks=re.compile(f" (?:{grammar.of('breaks')}|[;:\x1f]|--?) "),
            between=subject_of(grammar),
            blocks=re.compile(grammar.of("blocks")),
        )
    return known


_known: dict[str, _Patterns] = {}
