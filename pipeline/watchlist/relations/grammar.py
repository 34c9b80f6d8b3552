"""The small language that rules are written in, and how it becomes regular expressions over slotted sentences.

A rule is a row of tokens, each of which stands for one token of the sentence unless said otherwise:

    <vendor:V>    a slot for a role, with the kinds that may fill it (see slots.class_of);
                  with `+`, words for people beside it do not matter
    <^agency:A>   the same as the subject of what follows: by-words, relative clauses and auxiliaries may come between
    [[sign|ink]]  the trigger, which says that it happened: hedges are looked for before it
    .  ..  ...    up to 5 words without a preposition, up to 7 words, up to 12 tokens with organisations among them
    @contract     a list of words of the language
    (a|b)         one of these tokens; (.. by <x:A> | now) one of these rows; ? after any of them: or nothing
    /(?!x )/      a regular expression as it is
    <x:V> ; §     whom a sentence is about that does not name it (see carried.Carried.topic), before the sentence
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pipeline.events import EventType

from .slots import ORGANISATIONS, class_of, mask_of

_PART: Final = re.compile(
    r"/(.+?)/(?= |$)|\[\[(.+?)\]\](\?)?(?= |$)|<(\^?)(\w+):([\w!*+]+)>|"
    r"(\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))(\?)?(?= |$)|(\S+)"
)
_ROLE: Final = re.compile(r"<\^?\w+:([\w!*+]+)>")
_LIST: Final = re.compile(r"@(\w+)")
_ANY: Final = "VPAC"
_STOP: Final = "\ue0f0"
_PREPOSITION: Final = "\ue0f1"
_ABOUT: Final = "\ue0f2"
_SPACES: Final = f" {_STOP}{_PREPOSITION}{_ABOUT}"
_OUT: Final = f'[^ ,;:"?!{ORGANISATIONS}]'
_SLOTS: Final = frozenset(chr(code) for code in range(0xE001, 0xE080))
_MOST_KNOWN: Final = 20_000
_BETWEEN: Final = rf'(?P<between>(?:[^ ;:"?!{ORGANISATIONS}][^ ]* ){{0,18}}?)'


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to say that something happened. `nominal`: said with a noun, so that what follows may hedge it, too.

    `hedged`: always so. `weak`: given only if no other rule of another type explains the sentence.
    `unsure`: as a rule true, but at times an early word of it, so that its confidence is lower.
    """

    id: str
    type: EventType
    row: str
    nominal: bool = False
    hedged: bool = False
    weak: bool = False
    unsure: bool = False

    @property
    def topical(self) -> bool:
        """Whether the rule needs whom a sentence is about before the sentence."""
        return "§" in self.row


@dataclass(frozen=True, slots=True)
class Grammar:
    """The rules of one language with its words; all lower case and without accents, as regular expressions.

    `grammar` holds its words of grammar: `stops` end a gap, `prepositions` end a short one, `blocks` before a slot
    speak against a subject, `subject`, `heads` and `said` may stand between subject and verb, `about` after a slot says
    that it is about people or shares instead. `before` and `after` a trigger are hedges, `firm` directly before it
    makes them none, `breaks` part clauses. `words` are the lists that rows use; `triggers` are the beginnings of words
    by which rules of a type are tried at all.
    """

    language: str
    grammar: Mapping[str, str]
    words: Mapping[str, str]
    triggers: Mapping[EventType, tuple[str, ...]]
    rules: tuple[Rule, ...]

    def of(self, name: str) -> str:
        """Return words of grammar with the lists in them written out; without any, what never matches."""
        return _words(self, self.grammar.get(name, "(?!)"))


def compiled(grammar: Grammar, rule: Rule) -> re.Pattern[str]:
    """Return the regular expression of a rule, with a group for each role and `t` for the trigger."""
    return re.compile(_spaced("(?<= )" + _row(grammar, rule.row)))


def needed(rule: Rule) -> tuple[int, ...]:
    """Return the kinds, as masks of slots, of the roles that a rule cannot do without."""
    roles = (match.group(6) for match in _PART.finditer(rule.row) if match.group(5) is not None)
    return tuple(mask_of(kinds.rstrip("+").replace("*", _ANY)) for kinds in roles)


def fillable(rule: Rule) -> int:
    """Return the kinds, as one mask of slots, that can fill any role of a rule."""
    mask = 0
    for kinds in _ROLE.findall(rule.row):
        mask |= mask_of(kinds.rstrip("+").replace("*", _ANY))
    return mask


def _row(grammar: Grammar, row: str) -> str:
    return "".join(_part(grammar, match) for match in _PART.finditer(row))


def _part(grammar: Grammar, match: re.Match[str]) -> str:
    raw, trigger, maybe, subject, role, kinds, group, optional, word = match.groups()
    if raw is not None:
        return _words(grammar, raw)
    if trigger is not None:
        happened = f"(?P<t>{_words(grammar, trigger)}) "
        return f"(?:{happened})?" if maybe else happened
    if role is not None:
        return _slot(role, kinds) + (_BETWEEN if subject else "")
    if group is not None:
        inner = group[1:-1]
        if "<" in inner or ".. " in inner:
            return "(?:" + "|".join(_row(grammar, part) for part in inner.split(" | ")) + ")" + (optional or "")
        return f"(?:{_words(grammar, group)} )" + (optional or "")
    return _gap(word) or _word(grammar, word)


def _word(grammar: Grammar, word: str) -> str:
    maybe = word.endswith("?") and len(word) > 1
    plain = _words(grammar, word[:-1] if maybe else word)
    return f"(?:{plain} )?" if maybe else f"{plain} "


def _words(grammar: Grammar, text: str) -> str:
    while _LIST.search(text) is not None:
        text = _LIST.sub(lambda match: f"(?:{grammar.words[match.group(1)]})", text)
    return text


def _gap(word: str) -> str:
    if word == ".":
        return f"(?:(?<![{_STOP}{_PREPOSITION}]){_OUT}[^ ]* ){{0,5}}?"
    if word == "..":
        return f"(?:(?<!{_STOP}){_OUT}[^ ]* ){{0,7}}?"
    if word == "...":
        return '(?:[^ ;:"?!]+ ){0,12}?'
    return ""


def _slot(role: str, kinds: str) -> str:
    people = "" if kinds.endswith("+") else f"(?!{_ABOUT})"
    return f"(?P<{role}>{class_of(kinds.rstrip('+').replace('*', _ANY))}){people} "


def _spaced(pattern: str) -> str:
    """Let a pattern take any of the spaces for a space."""
    plain = pattern.replace(r"\S", "[^ ]").replace("[^ ", f"[^{_SPACES[1:]}\\ ")
    return plain.replace("\\ ", "\0").replace(" ", f"[{_SPACES}]").replace("\0", " ")


class Marker:
    """Marks which words of a sentence end a gap, by the space before each: positions stay as they are."""

    def __init__(self, grammar: Grammar) -> None:
        names = (("stops", _STOP), ("prepositions", _PREPOSITION), ("about", _ABOUT))
        self._kinds = [(re.compile(grammar.of(name)), space) for name, space in names]
        self._known: dict[str, str] = {}

    def marked(self, text: str) -> str:
        """Return a slotted text with its spaces marked."""
        tokens = text.split()
        spaces = [self._space(token) for token in tokens]
        for index, token in enumerate(tokens):
            behind = index + 1 + (tokens[index + 1 : index + 2] == ["'s"])
            if token[0] in _SLOTS and spaces[behind : behind + 1] == [_ABOUT]:
                spaces[index + 1] = _ABOUT
        return "".join(space + token for space, token in zip(spaces, tokens, strict=True)) + " "

    def _space(self, token: str) -> str:
        known = self._known.get(token)
        if known is None:
            known = next((space for kind, space in self._kinds if kind.fullmatch(token)), " ")
            if len(self._known) < _MOST_KNOWN:
                self._known[token] = known
        return known


def subject_of(grammar: Grammar) -> re.Pattern[str]:
    """Return what may stand between a subject and its verb, checked apart: it would make every rule slow to compile."""
    aside = rf'(?:, [^,;:"{ORGANISATIONS}]{{2,90}} , )?'
    filler = f"(?:(?:{grammar.of('subject')}) ){{0,6}}"
    return re.compile(f"(?:(?:{grammar.of('heads')}) ){{0,2}}{aside}(?:(?:{grammar.of('said')}) )?{filler}")
