"""What a sentence does with a name: lets it act, says what it is, glues it to another word. Pure functions."""

from __future__ import annotations

import re
from typing import Final

from . import lexicon
from .context import Around, last_words

_PHRASE: Final = re.compile(r" ?([\w'-]+)")
_COORDINATED: Final = re.compile(
    r"^,? (?:and|or|as well as|y|e|et|ou|und|oder|o|en|of|i|oraz|lub) "
    r"(?:[A-Z][\w.&-]*)(?: [A-Z][\w.&-]*)? ([a-z][\w'-]+)"
)
_ASIDE: Final = re.compile(r"^, [^,.;:!?]{2,60}, ([a-z][\w'-]+)")
_ON: Final = re.compile(r"([^\W_][\w'-]*) (?:on|auf|bei|en|sur|su|no|na|op|via|of|von|de|di) ?$")
_DETERMINED: Final = re.compile(r"\b(the|an?|der|den|dem|einen?|einem|das|het) (?:[a-z]+ )?$", re.IGNORECASE)
_OF: Final = re.compile(r"([^\W_][\w'-]*) (?:de|del|da|di|do|von|van|d'|of|by|od) ?$")


def acts(beside: Around) -> str:
    """Return the verb that the name is the subject of, also across "and Y" or a phrase between commas; or nothing."""
    following = beside.next.lower().rstrip(".")
    if beside.after.startswith(f" {beside.next}") and beside.next[:1].islower():
        if following in lexicon.ACTING:
            return following
        if following in lexicon.AUXILIARIES:
            second = _PHRASE.match(beside.after, len(following) + 1)
            return second.group(1) if second and second.group(1).lower() in lexicon.ACTING_FORMS else ""
    for pattern in (_COORDINATED, _ASIDE):
        verb = pattern.match(beside.after)
        if verb and verb.group(1).lower() in lexicon.ACTING:
            return verb.group(1).lower()
    return ""


def described(beside: Around) -> str:
    """Return the noun that says what the name is: "spyware maker X", "X cameras", "cámaras de X"; or nothing."""
    previous, following = beside.previous.lower(), beside.next.lower().rstrip(".,")
    if previous in lexicon.DESCRIBING:
        return previous
    if following in lexicon.ORGANISATION_NOUNS:
        return following
    at = last_words(beside.before, 2)
    of = _OF.search(beside.before, at)
    noun = of.group(1).lower() if of else ""
    if noun in lexicon.ORGANISATION_NOUNS or noun in lexicon.DESCRIBING:
        return noun
    on = _ON.search(beside.before, at)
    return on.group(1).lower() if on and on.group(1).lower() in lexicon.POSTS else ""


def affix(beside: Around) -> str:
    """Return what a hyphen glues to names alone: "ex-X", "pro-X", "X-owned", "X-Konzern"; or nothing."""
    if beside.before.endswith("-"):
        word = beside.before[:-1].rsplit(" ", 1)[-1].lower().strip("\"'([")
        return word + "-" if word in lexicon.PREFIXES else ""
    if not beside.after.startswith("-"):
        return ""
    glued = _PHRASE.match(beside.after, 1)
    word = glued.group(1).lower().rstrip(".,") if glued else ""
    if word in lexicon.GLUED or any(word.startswith(head) for head in lexicon.HEADS):
        return "-" + word
    return ""


def determiner(beside: Around) -> str:
    """Return the article before the name, unless a noun follows that it may belong to: "the Flock contract"."""
    article = _DETERMINED.search(beside.before, last_words(beside.before, 2)) if beside.before[-1:] == " " else None
    if article is None:
        return ""
    adjective = beside.before[article.end(1) :].strip()
    if adjective in lexicon.PREPOSITIONS or adjective in lexicon.DESCRIBING or adjective in lexicon.DEMONYMS:
        return ""
    if article.group(1).lower() == "a" and not adjective:
        return ""  # a preposition in some languages
    following = beside.next.lower()
    noun = beside.after.startswith((f" {beside.next}", "-")) and following not in lexicon.FUNCTION_WORDS
    return "" if noun and following not in lexicon.ACTING and not following.endswith("ed") else article.group(1)
