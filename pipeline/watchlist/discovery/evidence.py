"""What the words around a name say: that it is a company's, or a person's. Pure, over folded text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .lexicon import (
    BY,
    COMPANY,
    COMPOUND,
    DEALS,
    DEMONYMS,
    GOODS,
    MAKER,
    PRONOUNS,
    SELLS,
    SPEAKING,
    TITLES,
    TRADE,
    WITH,
)
from .runs import Run, given_first, has_suffix, leads_to_person, person_shaped

FIRM: Final = frozenset({"called a company", "a company is said to be it", "called a maker", "sells things"})
"""Rules that hold for no person, and so may speak for a name that is shaped like one's."""

WEIGHTS: Final = {
    "called a company": 0.9,
    "a company is said to be it": 0.9,
    "called a maker": 0.8,
    "sells things": 0.8,
    "listed with vendors": 0.7,
    "maker before": 0.6,
    "bought from it": 0.6,
    "goods from it": 0.5,
    "made by it": 0.5,
    "contract with it": 0.5,
    "its goods": 0.5,
    "goods of its name": 0.5,
    "its staff": 0.5,
}

_NAMED: Final = (
    r"(?:,? (?:called|named|known as|llamada|denominada|appelee|nommee|namens|genannt|genaamd|chiamata|chamada|"
    r"o nazwie))?"
)
_QUOTE: Final = r"[\"'(]?$"
_ORIGIN: Final = "|".join(sorted(map(re.escape, DEMONYMS), key=len, reverse=True))
_QUALIFIED: Final = (
    rf"(?: (?:{_ORIGIN}|[\w-]*(?:{TRADE})[\w-]*)){{0,2}}(?: (?:de|di|van) (?:[\w'-]+ ){{0,3}}?(?:{TRADE})[\w-]*)?"
)
_ARTICLE: Final = (
    r"(?:an?|the|una?|el|la|une|l|le|eine?|der|die|das|uma|o|il|lo|een|de|het|one of (?:the|several|many)|ist|es|est)"
)
_IS: Final = r"(?:,| \(| is| was| es| est| ist| e| jest to|:)"
_NOT_OF: Final = (
    r"(?!(?:by|from|to|with|for|that|which|who|whose|por|par|von|da|dal|dalla|pela|pelo|door|przez|and|y|et|e)\b)"
)
_DESCRIBED: Final = rf" ?(?:{_ARTICLE}[ ']){{0,2}}(?:{_NOT_OF}[\w'.&-]+ ){{0,5}}?"


def _pattern(*parts: str) -> re.Pattern[str]:
    return re.compile("".join(parts), re.IGNORECASE)


_BEFORE: Final = {
    "called a company": _pattern(
        rf"(?:^|[\s(,\"'-])(?:{COMPANY}|[\w-]*{COMPOUND}|(?:{MAKER})(?= de ))", _QUALIFIED, _NAMED, " ", _QUOTE
    ),
    "maker before": _pattern(rf"(?:^|[\s(,\"'-])(?:{MAKER}){_NAMED} {_QUOTE}"),
    "bought from it": _pattern(
        r"\b(?:bought|buys?|buying|purchas\w+|acquired|leas(?:ed|es)|licen[cs]ed|procured|compr(?:o|aron|ou|aram|ado|ato)|",
        r"achet\w+|gekauft|kaufte|beschafft\w*|acquist\w+|kocht|gekocht|kupil\w*|zakupil\w*)",
        rf"(?: [\w$,.-]+){{0,6}}? (?:from|a|aupres de|von|bei|da|dalla|van|bij|od|de) {_QUOTE}",
    ),
    "goods from it": _pattern(
        rf"\b(?:{GOODS})(?:,? (?:was |were |is |are |that was )?(?:made|sold|developed|built|supplied|provided|",
        r"created|desarrollad[oa]s?|fabricad[oa]s?|developpee?s?|vendue?s?|fabriquee?s?|entwickelt|sviluppat[oaie]|venduto|",
        rf"ontwikkeld|gemaakt|vendid[oa]s?|stworzon\w+))? (?:{BY}) (?:the )?{_QUOTE}",
    ),
    "made by it": _pattern(
        r"\b(?:made|sold|developed|built|supplied|provided|marketed|manufactured|operated) by (?:the )?", _QUOTE
    ),
    "contract with it": _pattern(rf"\b(?:{DEALS})(?: [\w$,.-]+){{0,5}}? (?:{WITH}) (?:the )?{_QUOTE}"),
}
_AFTER: Final = {
    "a company is said to be it": _pattern(_IS, _DESCRIBED, rf"(?:{COMPANY}|[\w-]*{COMPOUND})\b"),
    "called a maker": _pattern(
        _IS,
        _DESCRIBED,
        r"(?:makers?|providers?|suppliers?|resellers?|distributors?|editeur|sviluppatrice|distribuidora|desarrolladora|",
        r"desenvolvedora|producent) (?:of|d|de|di|von|van|[a-z]+)\b",
    ),
    "sells things": _pattern(rf",? which (?:\w+ ){{0,2}}?(?:{SELLS})\b"),
    "its goods": _pattern(rf"(?:'s|') (?:[\w-]+ ){{0,3}}?(?:{GOODS})\b"),
    "goods of its name": _pattern(rf" (?:{GOODS})\b"),
    "its staff": _pattern(
        r"(?:'s)? (?:ceo|cto|chief executive|spokes\w+|founders?|co-founders?|executives?|employees?|investors|",
        r"shareholders|subsidiary)\b",
    ),
}

_SPEAKING: Final = "|".join(word.replace("-", " ") for word in sorted(SPEAKING, key=len, reverse=True))
_ROLES: Final = "|".join(sorted(map(re.escape, TITLES), key=len, reverse=True))
_SAID_BEFORE: Final = re.compile(rf"\b(?:{_SPEAKING}),? $", re.IGNORECASE)
_SAYS: Final = re.compile(rf",? (?:also |later |ha |a |has )?(?:{_SPEAKING})\b", re.IGNORECASE)
_WHO: Final = re.compile(r",? (?:who|quien|kto|\d\d,|\(\d\d\))(?=\W|$)", re.IGNORECASE)
_ROLE: Final = re.compile(
    rf",? (?:is |was |es |est |ist )?(?:{_ARTICLE}[ '])?((?:[\w-]+ ){{0,4}}?)(?:{_ROLES})\b", re.IGNORECASE
)
_TRADER: Final = re.compile(
    rf", (?:{_ARTICLE} )?(?:[\w-]+ ){{0,4}}?(?:developers?|sellers?|brokers?|desarrollador|entwickler|developpeur|"
    r"sviluppatore|desenvolvedor|tworca|ontwikkelaar)\b(?! (?:of|de|di|von|van)\b)",
    re.IGNORECASE,
)
_DOES: Final = re.compile(
    r" (?:\w+ )?(?:founded|co-?founded|started|led|leads|runs|ran|created|owns|owned|set up|joined|works?|worked|left|"
    r"heads?|headed|fundo|dirige|fonda|dirigeait|grundete|leitet|fondo|fundou|oprichtte|zalozyl\w*)\b",
    re.IGNORECASE,
)
_PRONOUN: Final = re.compile(PRONOUNS, re.IGNORECASE)
_NOUNS: Final = re.compile(rf"\b(?:{COMPANY}|{MAKER})\b(?! (?:{_ROLES})\b)", re.IGNORECASE)
_TRADE: Final = re.compile(rf"(?<![^\W_])(?:{TRADE})", re.IGNORECASE)


def company_rules(cased: str, run: Run) -> Iterator[str]:
    """Yield the rules by which the words around a name call it a company's."""
    before, after = cased[max(0, run.start - 90) : run.start], cased[run.end : run.end + 110]
    shaped = person_shaped(run.words)
    for rule, pattern in _BEFORE.items():
        if (rule in FIRM or not shaped) and pattern.search(before):
            yield rule
    for rule, pattern in _AFTER.items():
        if (rule in FIRM or not shaped) and pattern.match(after):
            yield rule


def is_person(cased: str, run: Run) -> bool:
    """Tell whether a name is a person's, by its own words or by those around it; rather once too often."""
    before, after = cased[: run.start], cased[run.end :]
    if given_first(run.words) or any(map(leads_to_person, _last_words(before, run))):
        return True
    if _WHO.match(after) or _is_role(after) or (_DOES.match(after) and _BEFORE["called a company"].search(before)):
        return True
    if _SAID_BEFORE.search(before) and not has_suffix(run.words):
        return True
    shaped = person_shaped(run.words)
    return shaped and bool(
        _SAYS.match(after) or _TRADER.match(after) or _PRONOUN.search(after[:140]) or _DOES.match(after)
    )


def of_the_trade(cased: str) -> bool:
    """Tell whether a sentence speaks of surveillance, by the beginnings of its words."""
    return _TRADE.search(cased) is not None


def _last_words(before: str, run: Run) -> tuple[str, ...]:
    if run.before:
        return run.before[-1:]
    words = before.rstrip(" ,").split()
    return tuple(words[-1:]) if before.endswith((" ", ", ")) else ()


def _is_role(after: str) -> bool:
    found = _ROLE.match(after)
    if found is None or not after.startswith((",", " is ", " was ", " es ", " est ", " ist ")):
        return False
    return _NOUNS.search(found.group()) is None
