"""Mentions of agencies known by their pattern, merged with those of the watchlist, which come first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from pipeline.events import Mention, Place
from pipeline.watchlist.boilerplate import is_page_part
from pipeline.watchlist.fold import Folded
from pipeline.watchlist.matcher import Raw
from pipeline.watchlist.model import Entity
from pipeline.watchlist.sentences import Sentences

from .find import Spot, spots
from .here import ALONE, LOWER, NAMED
from .identify import PREFIX, Hints, Key, hints_of, id_of, key_of, listed_keys
from .lexicon import GENERIC

ACCEPT: Final = 0.7
LINE: Final = 240
FieldName = Literal["title", "text"]

_DEFINED: Final = re.compile(r" \(\"?(?:the |or |hereafter )?([A-Z][A-Za-z&]{1,8})\"?[),;]")


@dataclass(frozen=True, slots=True)
class Draft:
    """A pattern found in a field: a mention that is still without its id."""

    spot: Spot
    folded: Folded
    mention: Mention


class AgencyFinder:
    """Finds agencies by their pattern. Immutable, safe to share between threads."""

    def __init__(self, entities: Sequence[Entity]) -> None:
        self._entities = entities
        self._listed: dict[Key, Entity] | None = None

    def drafts(self, title: Folded, text: Folded, hits: tuple[Sequence[Raw], Sequence[Raw]]) -> tuple[Draft, ...]:
        """Return what the patterns find in an article, in the order of the text, title first.

        `hits` are where the designators, `Forms.patterns`, stand in title and text.
        """
        in_title, in_text = spots(title, title, text, hits[0]), spots(text, title, text, hits[1])
        if not in_title and not in_text:
            return ()
        return (*_drafts("title", title, in_title), *_drafts("text", text, in_text))

    def merged(
        self, listed: Sequence[Mention], drafts: Sequence[Draft], places: Sequence[Place], site: str
    ) -> tuple[Mention, ...]:
        """Return the mentions of the watchlist and those of the patterns, each place of the text once.

        Where both name the same words the listed agency stands; a longer pattern replaces what it holds, as
        "Larkmoor Metropolitan Police Department" does "Metropolitan Police Department".
        """
        if not listed and not any(draft.mention.confidence for draft in drafts):
            return ()
        kept = [draft for draft in drafts if not _yields(draft, listed)]
        if not kept:
            return tuple(listed)
        spans = [(draft.mention.field, draft.mention.start, draft.mention.end) for draft in kept]
        rest = [mention for mention in listed if not _covered(mention, spans)]
        named = self._named(kept, hints_of(places, site), rest)
        short = _short_forms(kept, named, (*rest, *named.values()))
        return tuple(sorted((*rest, *named.values(), *short), key=_place))

    def _named(self, drafts: Sequence[Draft], hints: Hints, listed: Sequence[Mention]) -> dict[int, Mention]:
        """Return the mentions with their ids, by the index of their drafts."""
        keys = _joined([key_of(draft.spot, hints) for draft in drafts], drafts)
        names = _names(keys, drafts)
        entities = {key: self._entity(key) for key in keys}
        present = {mention.entity_id for mention in listed if mention.kind == "agency"}
        sure = {key for key, draft in zip(keys, drafts, strict=True) if _is_sure(draft)}
        named = {}
        for index, (key, draft) in enumerate(zip(keys, drafts, strict=True)):
            entity = entities[key]
            vouched = key in sure or (entity is not None and entity.id in present)
            mention = _with_id(draft, id_of(key) if entity is None else entity.id, names[key], vouched)
            if mention is not None:
                named[index] = mention if entity is None else mention.model_copy(update={"name": entity.name})
        return named

    def _entity(self, key: Key) -> Entity | None:
        if self._listed is None:
            self._listed = listed_keys(self._entities)
        return self._listed.get(key)


def _drafts(field: FieldName, folded: Folded, found: Sequence[Spot]) -> Iterator[Draft]:
    sentences = Sentences(folded.source)
    for spot in found:
        start, end = folded.span(spot.start, spot.end)
        source = folded.source
        if field == "text" and _is_boilerplate(source, start, end):
            continue
        first, last = sentences.around(start, end) if field == "text" else (0, len(source))
        confidence = spot.placed.confidence
        mention = Mention(
            entity_id=PREFIX,
            kind="agency",
            name=_name(spot, folded),
            surface=source[start:end],
            field=field,
            start=start,
            end=end,
            sentence=source[first:last],
            confidence=confidence,
            status="accepted" if confidence >= ACCEPT and "again" not in spot.form.marks else "candidate",
            evidence=(spot.placed.why,),
            rule=f"pattern.{spot.form.rule}",
        )
        yield Draft(spot, folded, mention)


def _is_boilerplate(source: str, start: int, end: int) -> bool:
    first = source.rfind("\n", 0, start) + 1
    last = source.find("\n", end)
    line = source[first : last if last >= 0 else len(source)]
    return len(line) <= LINE and is_page_part(line)


def _name(spot: Spot, folded: Folded) -> str:
    """Return the name to be shown: the place as it is written, and the basic form of the designator."""
    text, placed = spot.form.text, spot.placed
    basic = text[:1].upper() + text[1:]
    if not placed.name:
        return basic
    if placed.start < spot.at[0]:
        first, last = folded.span(placed.start, placed.end)
        return " ".join(folded.source[first:last].split()) + ("" if placed.end == spot.at[0] else " ") + text
    first, last = folded.span(spot.at[1], spot.end)
    return basic + " ".join(("." + folded.source[first:last]).split())[1:]


def _place(mention: Mention) -> tuple[bool, int, int]:
    return mention.field != "title", mention.start, -mention.end


def _yields(draft: Draft, listed: Iterable[Mention]) -> bool:
    """Whether a pattern gives way to a listed name: it covers, crosses or says the same."""
    here = draft.mention
    for there in listed:
        if there.field != here.field or there.end <= here.start or here.end <= there.start:
            continue
        if not (here.start <= there.start and there.end <= here.end):
            return True
        if there.kind == "agency" and not _adds(here, there):
            return True
    return False


def _adds(here: Mention, there: Mention) -> bool:
    """Whether a pattern has more words than the listed name within it, other than those that any agency may have.

    "London's" before a name says where it is, but is no part of it.
    """
    if here.surface[: there.start - here.start].rstrip().endswith(("'s", "’s")):
        return False
    more = f"{here.surface[: there.start - here.start]} {here.surface[there.end - here.start :]}".lower().split()
    return any(word not in GENERIC and word not in ("of", "the") for word in more)


def _covered(mention: Mention, spans: Sequence[tuple[str, int, int]]) -> bool:
    return any(mention.field == field and start <= mention.start and mention.end <= end for field, start, end in spans)


def _is_sure(draft: Draft) -> bool:
    return draft.mention.status == "accepted" and not draft.spot.form.marks & {"certain", "again"}


def _joined(keys: Sequence[Key], drafts: Sequence[Draft]) -> list[Key]:
    """Return the keys, but for one without a place that of the only agency of its family in the article."""
    families: dict[str, set[Key]] = {}
    for key, draft in zip(keys, drafts, strict=True):
        if draft.spot.placed.name:
            families.setdefault(draft.spot.form.family, set()).add(key)
    return [
        next(iter(families[draft.spot.form.family]))
        if not draft.spot.placed.name
        and not draft.spot.form.wording
        and len(families.get(draft.spot.form.family, ())) == 1
        else key
        for key, draft in zip(keys, drafts, strict=True)
    ]


def _names(keys: Sequence[Key], drafts: Sequence[Draft]) -> Mapping[Key, str]:
    """Return the name of each agency: that of its surest, then longest wording."""
    best: dict[Key, tuple[float, int, str]] = {}
    for key, draft in zip(keys, drafts, strict=True):
        rank = (min(draft.mention.confidence, NAMED), len(draft.mention.name), draft.mention.name)
        best[key] = max(best.get(key, (0.0, 0, "")), rank)
    return {key: name for key, (_, _, name) in best.items()}


def _with_id(draft: Draft, entity_id: str, name: str, vouched: bool) -> Mention | None:
    """Return the mention with its id, raised where the article names the agency in full; None for an undefined "PD"."""
    mention, marks = draft.mention, draft.spot.form.marks
    update: dict[str, object] = {"entity_id": entity_id, "name": name}
    if marks & {"certain", "again"} and vouched:
        evidence = (*mention.evidence, "the article names the agency in full elsewhere")
        update |= {"confidence": max(mention.confidence, ALONE), "status": "accepted", "evidence": evidence}
    elif "again" in marks or not mention.confidence:
        return None
    return mention.model_copy(update=update)


def _short_forms(drafts: Sequence[Draft], named: Mapping[int, Mention], taken: Sequence[Mention]) -> list[Mention]:
    """Return where the short forms stand that the article defines: "Fairbrook Police Department (FPD)"."""
    defined: dict[str, Mention] = {}
    for index, mention in named.items():
        draft = drafts[index]
        found = _DEFINED.match(draft.folded.cased, draft.spot.end)
        if found and _abbreviates(found.group(1), draft.folded.cased[draft.spot.start : draft.spot.end]):
            defined.setdefault(found.group(1), mention)
    if not defined:
        return []
    fields = {draft.mention.field: draft.folded for draft in drafts}
    occupied = [(one.field, one.start, one.end) for one in taken]
    return [
        mention
        for short, full in defined.items()
        for field, folded in fields.items()
        for mention in _again(short, full, field, folded)
        if not any(field == f and mention.start < end and start < mention.end for f, start, end in occupied)
    ]


def _abbreviates(short: str, name: str) -> bool:
    """Whether the capitals of a short form are initials of the name's words, in their order."""
    initials = iter(word[0].lower() for word in re.findall(r"[^\W_]+", name))
    capitals = [char.lower() for char in short if char.isupper()]
    return len(capitals) > 1 and all(char in initials for char in capitals)


def _again(short: str, full: Mention, field: FieldName, folded: Folded) -> Iterator[Mention]:
    source = folded.source
    sentences = Sentences(source)
    for match in re.finditer(rf"(?<![\w@#./-]){re.escape(short)}(?![\w@]|[.-]\w)", folded.cased):
        start, end = folded.span(*match.span())
        first, last = sentences.around(start, end) if field == "text" else (0, len(source))
        update: dict[str, object] = {
            "surface": source[start:end],
            "field": field,
            "start": start,
            "end": end,
            "sentence": source[first:last],
            "confidence": max(LOWER, full.confidence - 0.05),
            "evidence": (f"the article defines '{short}' as {full.name}",),
            "rule": "pattern.defined",
        }
        yield full.model_copy(update=update)
