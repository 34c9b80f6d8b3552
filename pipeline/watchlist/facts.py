"""The facts that hold around an ambiguous name, each with the words that show it. Pure functions of the folded text."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from . import context, enumeration, grammar, lexicon
from .fold import Folded
from .matcher import Found, Hit
from .model import Entity

_BESIDE: Final = 70
"""Characters on either side in which words typical of a kind of organisation count."""

_LONG: Final = 600
"""Characters from which the words of an article show that surveillance is not its topic."""

_OWN: Final = frozenset({"context", "long_form", "kind_word", "acts", "listed", "capitals", "sold"})
"""Facts about the name itself, without which the topic of the article says nothing about a common word."""


@dataclass(frozen=True, slots=True)
class Page:
    """One field of an article with what was found in it. `beside` is what counts as near of the other field."""

    folded: Folded
    found: Found
    beside: str
    headline: bool
    sure: tuple[Hit, ...]
    foreign: frozenset[int]
    starts: frozenset[int]
    ends: frozenset[int]
    lists: enumeration.Beside
    peers: frozenset[int]
    titled: bool


def page_of(folded: Folded, found: Found, beside: str, *, headline: bool) -> Page:
    """Return a field made ready for judging: its unambiguous hits, and where hits and lists of them are."""
    hits = found.hits
    if not hits:
        none: frozenset[int] = frozenset()
        return Page(folded, found, beside, headline, (), none, none, none, {}, none, titled=False)
    foreign = frozenset() if folded.source.isascii() else frozenset(hit.start for hit in hits if _foreign(folded, hit))
    sure = tuple(hit for hit in hits if not hit.name.ambiguous and hit.start not in foreign)
    starts, ends = frozenset(hit.start for hit in hits), frozenset(hit.end for hit in hits)
    lists = enumeration.lists(folded.cased, hits)
    titled = headline and context.title_case(folded)
    together, peers = enumeration.listed(lists), enumeration.alike(lists)
    return Page(folded, found, beside, headline, sure, foreign, starts, ends, together, peers, titled)


@dataclass(frozen=True, slots=True)
class Whole:
    """What the article as a whole says: entities named beyond doubt, names it also writes in lower case.

    `vendor` is a vendor of surveillance named beyond doubt: then the topic is surveillance, whatever the words are.
    `doubtful` are the ambiguous names in it of other entities than the one named, which prove little for each other.
    """

    certain: frozenset[str]
    lower: frozenset[str]
    topic: tuple[str, ...]
    vendor: str
    doubtful: Mapping[str, frozenset[str]]
    topical: bool
    off_topic: bool


def _foreign(folded: Folded, hit: Hit) -> bool:
    """Whether a name without accents is written with one, as in "Palantír": it may be the word the name comes from."""
    surface = folded.source[slice(*folded.span(hit.start, hit.end))]
    if surface.isascii() or not hit.name.text.isascii():
        return False
    marks = unicodedata.normalize("NFD", surface.replace("İ", "I"))[: 2 * len(hit.name.text)]
    return any(unicodedata.category(char) == "Mn" for char in marks)


def whole_of(pages: Sequence[Page], topic: tuple[str, ...]) -> Whole:
    """Return what an article says as a whole; it is off topic if it is long and no word in it is on surveillance."""
    hits = [hit for page in pages for hit in page.found.hits]
    sure = [hit for page in pages for hit in page.sure]
    certain = frozenset(hit.name.entity.id for hit in sure)
    lower = frozenset(word for page in pages for word in page.found.lower)
    vendor = next((hit.name.entity.name for hit in sure if _sells_surveillance(hit)), "")
    doubtful = {"": frozenset(hit.name.plain for hit in hits if hit.name.ambiguous)}
    for entity in {hit.name.entity.id: hit.name.entity for hit in hits if hit.name.ambiguous}.values():
        doubtful[entity.id] = frozenset(
            hit.name.plain for hit in hits if hit.name.ambiguous and not _related(hit.name.entity, entity)
        )
    long = sum(len(page.folded.hay) for page in pages) >= _LONG
    topical = bool(vendor) or any(not one.term.ambiguous for page in pages for one in page.found.technologies)
    topical = topical or any(word in page.folded.hay for page in pages for word in topic)
    return Whole(certain, lower, topic, vendor, doubtful, topical, long and not topical)


def _related(one: Entity, other: Entity) -> bool:
    return one.id in {other.id, other.parent} or one.parent == other.id


def _sells_surveillance(hit: Hit) -> bool:
    entity = hit.name.entity
    return entity.kind == "vendor" and not entity.general


def facts(page: Page, hit: Hit, whole: Whole) -> dict[str, str]:
    """Return the facts that hold around an ambiguous hit, each with the words that show it."""
    beside = context.around(page.folded, hit)
    near = context.window(page.folded, hit) + page.beside
    found = {
        **_surroundings(page, hit, near, whole),
        **_company(page, hit, whole),
        **_grammar(page, hit, beside),
        **_doubts(page, hit, beside),
    }
    if "acts" in found:
        found.pop("sentence_start", None)  # a bare noun that says or sues is a name, wherever it stands
    if whole.off_topic and hit.name.entity.kind == "vendor":
        found["off_topic"] = ""
        found.pop("near_entity", None)  # platforms and agencies are named in any news
        found.pop("article_entity", None)
    elif whole.off_topic:
        found["other_topic"] = ""
    if hit.name.plain in whole.lower:
        found["common_word"] = hit.name.plain
    if "topic" in found and not (_OWN & found.keys() or hit.name.cased.isupper()):
        del found["topic"]  # the topic makes no common word a name that has nothing of its own around it
    return found


def _surroundings(page: Page, hit: Hit, near: str, whole: Whole) -> dict[str, str]:
    found = {}
    words = context.present(hit.name.context, near)
    others = whole.doubtful.get(hit.name.entity.id, whole.doubtful[""])
    if words and all(word.strip() in others for word in words):
        found["mutual"] = words[0].strip()
    elif words:
        found["context"] = ", ".join(f"'{word.strip()}'" for word in words)
    if len(words) > 1 and "context" in found:
        found["more_context"] = words[1]
    sold = _sold(page, hit)
    if sold:
        found["sold"] = sold
    kind = context.present(lexicon.KIND_WORDS[hit.name.entity.kind], context.window(page.folded, hit, _BESIDE), 1)
    if kind:
        found["kind_word"] = kind[0].strip()
    topic = context.present(whole.topic, near, 1)
    if topic or whole.vendor:
        found["topic"] = f"'{topic[0].strip()}…'" if topic else whole.vendor
    against = context.present(hit.name.against, near, 1)
    if against:
        found["exclude"] = against[0].strip()
    return found


def _sold(page: Page, hit: Hit) -> str:
    """Return the words near a hit that name a technology which its entity sells, or an empty string."""
    own = hit.name.entity.technologies
    terms = page.found.technologies if own else []
    first = bisect_left(terms, hit.start - context.WINDOW, key=lambda term: term.end)
    for term in terms[first : first + 12]:
        if term.start - hit.end > context.WINDOW:
            break
        overlaps = term.start < hit.end and hit.start < term.end
        if term.term.technology in own and not term.term.ambiguous and not overlaps:
            return page.folded.cased[term.start : term.end].strip()
    return ""


def _company(page: Page, hit: Hit, whole: Whole) -> dict[str, str]:
    found = {}
    entity = hit.name.entity.id
    if entity in whole.certain:
        found["long_form"] = hit.name.entity.name
    if whole.certain - {entity}:
        found["article_entity"] = ""
    near = _near(page.sure, hit)
    if near:
        found["near_entity"] = near
    peer = enumeration.company(page.lists, hit)
    if peer:
        found["listed"] = peer
    elif hit.start in page.peers:
        found["peers"] = ""
    pair = "" if peer else enumeration.paired(page.folded.cased, page.found.hits, hit)
    if pair:
        found["paired"] = pair
    return found


def _near(sure: Sequence[Hit], hit: Hit) -> str:
    """Return the name of another entity whose unambiguous name stands near a hit, or an empty string."""
    first = bisect_left(sure, hit.start - context.WINDOW, key=lambda other: other.end)
    for other in sure[first : first + 8]:
        if other.start - hit.end > context.WINDOW:
            break
        if other.name.entity.id != hit.name.entity.id:
            return other.name.entity.name
    return ""


def _grammar(page: Page, hit: Hit, beside: context.Around) -> dict[str, str]:
    found = {}
    previous = beside.previous.lower()
    if context.is_possessive(beside):
        found["possessive"] = "'s"
    elif beside.after.startswith(f" {beside.next}") and beside.next[:1].islower():
        found["lower_next"] = beside.next
    verb = grammar.acts(beside)
    if verb and not grammar.determiner(beside):
        found["acts"] = verb
    if previous in lexicon.PREPOSITIONS and beside.before.endswith(f"{beside.previous} "):
        found["preposition"] = previous
    if previous in lexicon.TRADING and beside.before.endswith(f"{beside.previous} "):
        found["object"] = previous
    described = grammar.described(beside)
    if described:
        found["described"] = described
    affix = grammar.affix(beside)
    if affix:
        found["affix"] = affix
    return {**found, **_written(page, hit)}


def _written(page: Page, hit: Hit) -> dict[str, str]:
    """Return what the capitals of the name say, where capitals say anything."""
    if page.titled:
        return {}
    said = page.folded.cased[hit.start : hit.end]
    if " " in hit.name.plain:
        return {"capitals": ""} if all(not word[0].islower() for word in said.replace("-", " ").split()) else {}
    acronym = said.isupper() and len(hit.name.cased) > 2 and hit.name.plain not in lexicon.SHOUTED
    return {"acronym": ""} if acronym and not context.shouted(page.folded, hit) else {}


def _doubts(page: Page, hit: Hit, beside: context.Around) -> dict[str, str]:
    found = {}
    if " " not in hit.name.plain and not hit.name.cased.isupper() and context.starts_sentence(page.folded, hit, beside):
        found["sentence_start"] = ""
    article = grammar.determiner(beside)
    if article and hit.name.entity.kind != "agency" and (hit.name.cased == "X" or not hit.name.cased.isupper()):
        found["determiner"] = article
    if context.joined(beside) and not grammar.affix(beside):
        found["joined"] = "-"
    if not page.titled:
        neighbour = context.capital_neighbour(
            beside, before=hit.start - 1 in page.ends, after=hit.end + 1 in page.starts
        )
        if neighbour and not grammar.affix(beside):
            found["capital_neighbour"] = neighbour
    return found
