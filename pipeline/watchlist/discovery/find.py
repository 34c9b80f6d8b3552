"""Names in an article that behave like those of vendors. Pure: an article in, sightings out; never a person's name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, TypeAlias

from pipeline.events import Mention, Place, TaggedArticle
from pipeline.watchlist.common import is_common
from pipeline.watchlist.context import title_case
from pipeline.watchlist.fold import Folded, fold, fold_name
from pipeline.watchlist.model import Technology
from pipeline.watchlist.places.gazetteer import gazetteer
from pipeline.watchlist.sentences import sentence_ends

from .evidence import FIRM, WEIGHTS, company_rules, is_person, of_the_trade
from .lexicon import DEMONYMS, NOT_VENDORS, OUTLETS, words_of
from .runs import Run, has_suffix, key_of, leads_to_person, person_shaped, runs

LONGEST: Final = 700
"""Characters of a sentence that are looked at."""

MOST_CHARACTERS: Final = 60_000
LARGE_PLACE: Final = 100_000

_OTHERWISE_KNOWN: Final = words_of(
    """
    ai gps api cctv dna sms vpn usb pdf url html gdpr alpr anpr osint lte imei html5 android ios iphone ipad windows mac
    macos linux chrome covid wi-fi wifi bluetooth qr 5g 4g 3d id uk us eu un usa nato internet
    """
)
_ACRONYM: Final = 4
_GERMAN_NOUN: Final = (
    r"\b(?i:der|die|das|den|dem|des|ein|eine[nmrs]?|kein\w*|ihre?[nmrs]?|seine?[nmrs]?|viele|alle|mehr)"
    r" (?:[a-zäöüß]+ )?{}\b"
)

Spanned: TypeAlias = Mention | Place


@dataclass(frozen=True, slots=True)
class Sighting:
    """A name seen in an article as vendors' names are. `weight` is 0..1; `firm`: no person is spoken of so."""

    key: str
    name: str
    rules: tuple[str, ...]
    weight: float
    firm: bool
    sentence: str
    technologies: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    country: str = ""


@dataclass(frozen=True, slots=True)
class Sightings:
    """What an article holds. `persons` are digests of names that are none to propose: the names are not kept."""

    names: tuple[Sighting, ...] = ()
    persons: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Line:
    """A sentence: its text, the same folded, and which parts of it are tagged already."""

    text: str
    folded: Folded
    taken: tuple[tuple[int, int], ...]
    mentions: tuple[tuple[Mention, tuple[int, int]], ...]
    places: tuple[tuple[int, int], ...] = ()


@dataclass(slots=True)
class _Found:
    names: dict[str, list[Sighting]] = field(default_factory=dict)
    persons: set[str] = field(default_factory=set)
    surnames: set[str] = field(default_factory=set)


class Finder:
    """Finds names with the terms of some technologies. Immutable, safe to share between threads."""

    def __init__(self, technologies: Sequence[Technology] = ()) -> None:
        terms = {f" {fold_name(term)}": one.id for one in technologies for term in one.terms}
        self._terms: Mapping[str, str] = {term: one for term, one in terms.items() if len(term) > 3}

    def find(self, tagged: TaggedArticle) -> Sightings:
        """Return the names that one article speaks of as of vendors; none where it has nothing to do with the trade."""
        if not (tagged.mentions or tagged.technologies or tagged.relevance.relevant):
            return Sightings()
        lines = list(_lines(tagged))
        found = _Found()
        for line in lines:
            for run in runs(line.folded.cased):
                self._look(run, line, found)
        kept = [_best(ones) for key, ones in found.names.items() if _stands(key, found, tagged)]
        return Sightings(tuple(kept), frozenset(found.persons))

    def _look(self, run: Run, line: _Line, found: _Found) -> None:
        cased = line.folded.cased
        if _overlaps(line.folded.span(run.start, run.end), line.taken):
            return
        key = key_of(run.name)
        if is_person(cased, run):
            found.persons.add(hidden(key))
            found.surnames |= {hidden(key.split()[-1])}
        elif key and _may_be(run, key) and not _overlaps(line.folded.span(run.start, run.end), line.places):
            sighting = self._sighting(run, key, line)
            if sighting is not None:
                found.names.setdefault(key, []).append(sighting)
            elif person_shaped(run.words):
                found.surnames.add(hidden(key.split()[-1]))

    def _sighting(self, run: Run, key: str, line: _Line) -> Sighting | None:
        cased = line.folded.cased
        rules = [*company_rules(cased, run), *_listed(run, line)]
        if not rules:
            return None
        technologies = self._technologies(line.folded.hay)
        trade = bool(technologies) or of_the_trade(cased)
        factor = 1.0 if trade else 0.8 if any(m.kind == "vendor" for m, _ in line.mentions) else 0.4
        suffix = has_suffix(run.words)
        weight = min(1.0, (max(WEIGHTS[rule] for rule in rules) + 0.05 * (len(rules) - 1) + 0.1 * suffix) * factor)
        start, end = line.folded.span(run.start, run.end)
        return Sighting(
            key=key,
            name=" ".join(line.text[start:end].split()),
            rules=tuple(dict.fromkeys(rules)),
            weight=round(weight, 3),
            firm=suffix or bool(FIRM & set(rules)) or ("listed with vendors" in rules and not person_shaped(run.words)),
            sentence=" ".join(line.text.split()),
            technologies=technologies,
            beside=tuple(dict.fromkeys(m.name for m, _ in line.mentions)),
            country=_country(cased, run),
        )

    def _technologies(self, hay: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one for term, one in self._terms.items() if term in hay))


def hidden(key: str) -> str:
    """Return a digest of a name, so that a person's is recognised and not kept."""
    return sha256(f"person {key}".encode()).hexdigest()[:24]


def _lines(tagged: TaggedArticle) -> Iterator[_Line]:
    title = tagged.article.title
    if title and not title_case(fold(title)):
        yield _line(tagged, "title", title, 0)
    text = tagged.article.text[:MOST_CHARACTERS]
    start = 0
    for end in (*sentence_ends(text), len(text)):
        if text[start:end].strip():
            yield _line(tagged, "text", text[start:end][:LONGEST], start)
        start = end


def _line(tagged: TaggedArticle, name: str, text: str, start: int) -> _Line:
    def within(ones: Iterable[Spanned]) -> list[tuple[Spanned, tuple[int, int]]]:
        here = (one for one in ones if one.field == name and start <= one.start < start + len(text))
        return [(one, (one.start - start, one.end - start)) for one in here]

    mentions, places = within(tagged.mentions), within(tagged.places)
    return _Line(
        text=text,
        folded=fold(text),
        taken=tuple(at for _, at in mentions),
        mentions=tuple((one, at) for one, at in mentions if isinstance(one, Mention) and one.status == "accepted"),
        places=tuple(at for _, at in places),
    )


def _overlaps(span: tuple[int, int], taken: Iterable[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in taken)


def _may_be(run: Run, key: str) -> bool:
    """Tell whether a phrase can be a company's name at all: no place, agency, outlet or everyday word."""
    words = key.split()
    if len(key) < 3 or key in _OTHERWISE_KNOWN or key.isdigit() or is_common(run.name):
        return False
    if any(word in NOT_VENDORS for word in words) or words[0] in OUTLETS or all(map(leads_to_person, words)):
        return False
    places = gazetteer().get(run.name, ())
    return not any(place.kind != "city" or place.population >= LARGE_PLACE for place in places)


def _listed(run: Run, line: _Line) -> Iterator[str]:
    """Yield the rule for a name that stands in a list with vendors, such as "A, B and X"."""
    span = line.folded.span(run.start, run.end)
    vendors = {m.entity_id: at for m, at in line.mentions if m.kind == "vendor"}
    if len(vendors) > 1 and any(_parted_by_commas(line.text, at, span) for at in vendors.values()):
        yield "listed with vendors"


_BETWEEN: Final = re.compile(r"(?:, | and | or |, and |, or | y | et | und | e | en | i | oraz | ou | o | oder )")


def _parted_by_commas(text: str, one: tuple[int, int], other: tuple[int, int]) -> bool:
    first, second = sorted((one, other))
    return _BETWEEN.fullmatch(text, first[1], second[0]) is not None


def _country(cased: str, run: Run) -> str:
    near = [*cased[max(0, run.start - 60) : run.start].lower().split(), *(word.lower() for word in run.before)]
    after = cased[run.end : run.end + 50].lower().replace(",", " ").split()
    return next((DEMONYMS[word] for word in (*reversed(near), *after) if word in DEMONYMS), "")


def _stands(key: str, found: _Found, tagged: TaggedArticle) -> bool:
    """Tell whether the whole article leaves a name standing: it is no person there, no outlet, no everyday word."""
    name = found.names[key][0].name
    words = key.split()
    if hidden(key) in found.persons or (len(words) == 1 and hidden(key) in found.surnames):
        return False
    article = tagged.article
    if key in {key_of(article.outlet), key_of(article.site), article.site.split(".")[0]}:
        return False
    if len(words) == 1 and name[:1].isupper() and name[1:].islower():
        return not _is_word(name, article.text, article.language)
    acronym = name.isupper() and len(name) <= _ACRONYM
    return not acronym or any(FIRM & set(one.rules) for one in found.names[key])


def _is_word(name: str, text: str, language: str | None) -> bool:
    """Tell whether an article uses a name as a word: in small letters, or, in German, behind a determiner."""
    if re.search(rf"(?<![\w@./-]){re.escape(name.lower())}(?![\w@/]|\.\w)", text):
        return True
    german = (language or "").startswith("de")
    return german and re.search(_GERMAN_NOUN.format(re.escape(name)), text) is not None


def _best(ones: Sequence[Sighting]) -> Sighting:
    """Return the strongest sighting of a name, with the rules of all."""
    best = max(ones, key=lambda one: (one.weight, one.firm, -len(one.sentence)))
    return Sighting(
        key=best.key,
        name=best.name,
        rules=tuple(dict.fromkeys(rule for one in (best, *ones) for rule in one.rules)),
        weight=best.weight,
        firm=any(one.firm for one in ones),
        sentence=best.sentence,
        technologies=best.technologies or next((one.technologies for one in ones if one.technologies), ()),
        beside=tuple(dict.fromkeys(name for one in ones for name in one.beside)),
        country=best.country or next((one.country for one in ones if one.country), ""),
    )
