"""What "the company" stands for: an organisation that a sentence speaks of without its name, from the lines before it.

It stands for the one organisation of its kind named before it in the sentence, else in the two sentences before, else
in the headline. Two of a kind in the nearest of these places leave it open, and then it stands for nobody. Pure.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from pipeline.watchlist.sentences import Sentences, sentence_ends

from .slots import AGENCY, PLATFORM, VENDOR, Named, kinds_of

SURENESS: Final = 0.85
"""By this the confidence of a relation falls for whom the sentence does not name."""

_BACK: Final = 2
_REACH: Final = 48
_OF_FIRMS: Final = (
    r"[A-Z]\w+(?:an|ese|ish|li|ch)|[A-Z][\w.]*-based|surveillance|spyware|security|tech(?:nology)?|analytics|data|AI|"
    r"software|camera|drone|monitoring|biometrics?|forensics?|intelligence|cyber\w*|hacking|private|controversial|"
    r"(?:facial|face)[- ]recognition|social[- ]media(?:[- ]monitoring)?|location|police|regional|federal|local|state"
)
_NAMED_NEXT: Final = re.compile(
    r"(?!\w)(?! (?:that|which|who|whose|behind|que|qui|che|dat)\b|,? ?[^\W\d_a-zß-ÿœąćęłńóśźż])"
)
"""What must not follow: the name itself, or a clause that tells which company is meant."""

# By language and what is meant: what stands before the noun (the article stays outside), and the nouns.
_WORDS: Final[dict[str, dict[str, tuple[str, str]]]] = {
    "en": {
        "the_company": (
            rf"\b(?:[Tt]he|[Tt]his) (?:(?:{_OF_FIRMS}) ){{0,2}}",
            "company|firm|vendor|start-up|startup|manufacturer|supplier|spyware maker|data broker|camera maker",
        ),
        "the_platform": (
            r"\b[Tt]he ",
            "platform|social network|social media company|social media giant|messaging service",
        ),
        "the_agency": (
            rf"\b[Tt]he (?:(?:{_OF_FIRMS}) ){{0,2}}",
            "agency|department|bureau|ministry|force|watchdog|regulator|sheriff's office",
        ),
        "its_products": (
            r"\b(?:bought|buys|purchase[ds]|licensed|licenses|acquired|procured|banned|bans|banning) its (?:\w+ )?",
            "software|tools|tool|cameras|technology|spyware|products|drones|licenses",
        ),
    },
    "es": {
        "the_company": (r"\b(?:[Ll]a|[Ee]sta) ", "empresa|compañía|firma|tecnológica"),
        "the_platform": (r"\b[Ll]a ", "plataforma|red social"),
        "the_agency": (r"\b(?:[Ll]a|[Ee]l|al|del) ", "agencia|organismo|ministerio|regulador"),
    },
    "fr": {
        "the_company": (r"(?:\b[Ll]['’]|\b[Ll]a |\b[Cc]ette )", "entreprise|société|firme|start-up"),
        "the_platform": (r"\b(?:[Ll]a|[Ll]e|du) ", "plateforme|réseau social"),
        "the_agency": (r"(?:\b[Ll]['’]|\b[Ll]a |\b[Ll]e )", "agence|autorité|ministère|commission"),
    },
    "de": {
        "the_company": (
            r"\b(?:[Dd](?:as|ie|em|er|es|en)) (?:\w+en? )?",
            "Unternehmens|Unternehmen|Firma|Hersteller|Anbieter|Konzern",
        ),
        "the_platform": (r"\b[Dd](?:ie|er) ", "Plattform"),
        "the_agency": (r"\b[Dd](?:ie|er|as|em) ", "Behörde|Ministerium"),
    },
    "it": {
        "the_company": (r"(?:l['’]|\bL['’]|\b[Ll]a |\b(?:al|del|dal)la )", "azienda|società|startup"),
        "the_platform": (r"\b(?:[Ll]a|alla|dalla) ", "piattaforma"),
        "the_agency": (r"(?:l['’]|\bL['’]|\b[Ii]l )", "agenzia|autorità|ministero"),
    },
    "pt": {
        "the_company": (r"(?:^|[\s“\"(])(?:[Aa]|[dn]a|à|pela) ", "empresa|companhia|fabricante"),
        "the_platform": (r"(?:^|[\s“\"(])(?:[Aa]|[dn]a|à|pela) ", "plataforma|rede social"),
        "the_agency": (r"(?:^|[\s“\"(])(?:[AaOo]|[dn][ao]|pel[ao]) ", "agência|autoridade|ministério"),
    },
    "nl": {
        "the_company": (r"\b(?:[Hh]et|[Dd]it|[Dd]e) (?:\w+e )?", "bedrijf|onderneming|fabrikant|leverancier"),
        "the_platform": (r"\b[Hh]et ", "platform"),
        "the_agency": (r"\b(?:[Hh]et|[Dd]e) ", "ministerie|toezichthouder|dienst"),
    },
    "pl": {
        "the_company": (r"(?:^|\s)", "firma|firmę|firmy|firmą|firmie|firmę|spółka|spółkę|spółki|spółką|spółce"),
        "the_platform": (r"(?:^|\s)", "platforma|platformę"),
        "the_agency": (r"(?:^|\s)", "agencja|agencję|ministerstwo"),
    },
}
_KINDS: Final = {"the_company": VENDOR, "its_products": VENDOR, "the_platform": PLATFORM, "the_agency": AGENCY}
_SAYS: Final = re.compile(r"\b(?:said|says|announced|announces|confirmed|told \w+|stated)(?: (?:on \w+|that))* the $")
"""The company that somebody says something of is whoever says it, be it a platform."""


@dataclass(frozen=True, slots=True)
class _Noun:
    word: str
    lead: re.Pattern[str]
    what: str

    @property
    def says(self) -> bool:
        """Whether it stands for a platform, too, if that says something of itself."""
        return self.what == "the_company"


@cache
def _nouns(language: str) -> tuple[_Noun, ...]:
    words = _WORDS.get(language, {})
    return tuple(
        _Noun(noun, re.compile(rf"(?:{lead})$"), what)
        for what, (lead, nouns) in words.items()
        for noun in dict.fromkeys(nouns.split("|"))
    )


class Carried:
    """What is spoken of without its name in one text. `named` and `headline` hold accepted mentions only."""

    def __init__(self, language: str, text: str, named: Sequence[Named], headline: Sequence[Named]) -> None:
        self._headline = headline
        self._named = sorted(named, key=lambda one: one.start)
        self._text = text
        kinds = 0
        for one in (*named, *headline):
            kinds |= kinds_of(one)
        nouns = [noun for noun in _nouns(language) if kinds & (_KINDS[noun.what] | (PLATFORM if noun.says else 0))]
        self._meant: dict[tuple[int, int], list[Named]] = {}
        self._look_up(sorted(_places(text, nouns)))

    def sentences(self) -> Iterable[tuple[int, int]]:
        """Return the spans of the sentences that speak of somebody so."""
        return self._meant

    def inside(self, start: int, end: int) -> list[Named]:
        """Return whom a sentence speaks of without the name, at the nouns that stand for them."""
        every = (one for span, found in self._meant.items() if span[0] < end and start < span[1] for one in found)
        return [one for one in every if start <= one.start and one.end <= end]

    def topic(self, start: int, inside: Iterable[Named]) -> Named | None:
        """Return the vendor, else the agency of the headline, that a sentence is about which names no vendor."""
        kinds = 0
        for one in inside:
            kinds |= kinds_of(one)
        if kinds & VENDOR:
            return None
        about = self._before(start, VENDOR)
        if about is None and not kinds & AGENCY:
            about = _only(self._headline, AGENCY)
        return None if about is None else _stand_in(about, start, start, "topic")

    def _look_up(self, places: Iterable[tuple[int, int, str]]) -> None:
        sentences = Sentences(self._text)
        for start, end, what in places:
            span = sentences.around(start, end)
            one = self._for(span[0], start, what)
            if one is not None:
                self._meant.setdefault(span, []).append(_stand_in(one, start, end, what))

    def _for(self, start: int, at: int, what: str) -> Named | None:
        kind = _KINDS[what]
        same = [one for one in self._named if start <= one.start < at]
        if what == "the_company" and same and _SAYS.search(self._text, max(start, at - _REACH), at) is not None:
            kind = VENDOR | PLATFORM
        if any(kinds_of(one) & kind for one in same):
            return _only(same, kind)
        return self._before(start, kind)

    def _before(self, start: int, kind: int) -> Named | None:
        """Return the one organisation of a kind in the nearest sentence before that names any, else in the headline."""
        if self._named and self._named[0].start < start:
            ends = sentence_ends(self._text)
            index = bisect_right(ends, start)
            for at in range(index - 1, index - 1 - _BACK, -1):
                if at < 0:
                    break
                first, last = ends[at - 1] if at else 0, ends[at]
                near = [one for one in self._named if first <= one.start < last]
                if any(kinds_of(one) & kind for one in near):
                    return _only(near, kind)
                if kind == VENDOR and any(kinds_of(one) & PLATFORM for one in near):
                    return None
        return _only(self._headline, kind)


def _places(text: str, nouns: Iterable[_Noun]) -> Iterator[tuple[int, int, str]]:
    taken: set[int] = set()
    for noun in nouns:
        at = text.find(noun.word)
        while at >= 0:
            end = at + len(noun.word)
            before = noun.lead.search(text, max(0, at - _REACH), at)
            if end not in taken and before is not None and _NAMED_NEXT.match(text, end) is not None:
                taken.add(end)
                yield at, end, noun.what
            at = text.find(noun.word, end)


def _only(named: Iterable[Named], kind: int) -> Named | None:
    ids = {one.entity_id: one for one in named if kinds_of(one) & kind}
    return next(iter(ids.values())) if len(ids) == 1 else None


def _stand_in(one: Named, start: int, end: int, what: str) -> Named:
    sure = one.confidence * SURENESS
    return replace(one, start=start, end=end, confidence=sure, product=False, carried=what)
