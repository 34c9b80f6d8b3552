"""A try: what an article would be tagged with, and every listed name that stands in it but does not count, with why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from pipeline.events import Article, Mention, TaggedArticle

from .disambiguate import KEEP
from .fold import Folded, fold
from .matcher import automaton
from .names import Known, decoys_of, names_of
from .tagger import Tagger
from .watchlist import Watchlist

Field = Literal["title", "text"]

_WORDS_SHOWN: Final = 6
_DOT_BEFORE: Final = re.compile(r"\w\.$")
_DOT_AFTER: Final = re.compile(r"\.\w")
_HIDDEN: Final = "in a line that is no part of the article (buttons, links, credits), or within another name"


@dataclass(frozen=True, slots=True)
class Rejected:
    """A listed name found at [start, end) of a field (code points) that makes no mention. `reason` is for people."""

    entity_id: str
    name: str
    surface: str
    field: Field
    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Trial:
    """A tagged article and what was rejected, in the order of the text."""

    tagged: TaggedArticle
    rejected: tuple[Rejected, ...]


class Trier:
    """Tags articles with one watchlist as `Tagger` does, and tells what it passes over. Slower; for people."""

    def __init__(self, watchlist: Watchlist) -> None:
        self._tagger = Tagger(watchlist)
        self._open = Tagger(watchlist, keep=0.0)
        self._names: dict[str, list[Known]] = {}
        by_id = {entity.id: entity for entity in watchlist.entities}
        for entity in watchlist.entities:
            for name in names_of(entity, by_id.get(entity.parent or "")):
                self._names.setdefault(name.plain, []).append(name)
        self._plains = tuple(self._names)
        self._automaton = automaton(self._plains)
        self._decoys = {entity.id: decoys_of(entity) for entity in watchlist.entities}

    def try_article(self, article: Article) -> Trial:
        """Return what the article is tagged with, and what was found in it besides. Never raises for any text."""
        tagged = self._tagger.tag(article)
        weighed = {_key(mention): mention for mention in self._open.tag(article).mentions}
        rejected: list[Rejected] = []
        for field, text in (("title", article.title), ("text", article.text)):
            rejected += self._rejected(field, fold(text), tagged, weighed)  # type: ignore[arg-type]
        return Trial(tagged, tuple(sorted(rejected, key=lambda one: (one.field == "text", one.start, one.entity_id))))

    def _rejected(
        self, field: Field, folded: Folded, tagged: TaggedArticle, weighed: dict[_Key, Mention]
    ) -> Iterator[Rejected]:
        kept = [mention for mention in tagged.mentions if mention.field == field]
        language = tagged.article.language
        for name, start, end in self._occurrences(folded):
            first, last = folded.span(start, end)
            entity = name.entity
            if any(m.entity_id == entity.id and m.start <= first and last <= m.end + len(name.tail) for m in kept):
                continue
            scored = weighed.get((entity.id, field, first))
            reason = (
                _unsure(scored, name) if scored is not None else self._refusal(name, folded, (start, end), language)
            )
            longer = next((m for m in kept if m.start <= first < m.end or first <= m.start < last), None)
            if longer is not None and scored is None:
                reason = f"stands in '{longer.surface}', which is {longer.name}"
            yield Rejected(entity.id, entity.name, folded.source[first:last], field, first, last, reason)

    def _occurrences(self, folded: Folded) -> Iterator[tuple[Known, int, int]]:
        """Yield every whole word of the text that is a name but for its case, once for each entity and place."""
        seen = set()
        hay = folded.hay
        for index, left, right in self._automaton.find_matches_as_indexes(hay, overlapping=True):
            if _inside_word(hay, left, right):
                continue
            for name in self._names[self._plains[index]]:
                if (name.entity.id, left, right) not in seen:
                    seen.add((name.entity.id, left, right))
                    yield name, left - 1, right - 1

    def _refusal(self, name: Known, folded: Folded, place: tuple[int, int], language: str | None) -> str:
        """Return why the matcher let a name pass."""
        decoy = self._decoy(name, folded, place)
        if decoy:
            return f"stands in '{decoy}', which means something else"
        if name.languages and language is not None and language[:2] not in name.languages:
            return f"counts only in {', '.join(sorted(name.languages))}; the article is in {language}"
        return _written(name, folded.cased, *place) or _HIDDEN

    def _decoy(self, name: Known, folded: Folded, place: tuple[int, int]) -> str:
        """Return the exclude phrase that covers a place, if there is one."""
        for phrase in self._decoys[name.entity.id]:
            floor = max(0, place[0] + 1 - len(phrase))
            at = folded.hay.find(f" {phrase} ", floor, place[1] + len(phrase) + 2)
            if 0 <= at <= place[0]:
                return phrase
        return ""


_Key = tuple[str, Field, int]


def _key(mention: Mention) -> _Key:
    return mention.entity_id, mention.field, mention.start


def _unsure(mention: Mention, name: Known) -> str:
    """Return why a name that was weighed did not count."""
    words = [word.strip() for word in name.context]
    shown = ", ".join(words[:_WORDS_SHOWN]) + (", …" if len(words) > _WORDS_SHOWN else "")
    if mention.confidence >= KEEP:
        return "another organisation of the same name is more likely here"
    why = "; ".join(mention.evidence) or "nothing speaks for it"
    return f"ambiguous, confidence {mention.confidence:.2f} ({why}); words that speak for it: {shown or 'none listed'}"


def _written(name: Known, cased: str, start: int, end: int) -> str:
    """Return what keeps the words at a place from being the name, or nothing."""
    if _in_address(cased, start, end):
        return "in an address or a handle"
    if not _capitals_fit(name, cased[start:end]):
        return f"counts only as '{name.text}' (case: {name.case})"
    if name.tail and cased[end : end + len(name.tail)] != name.tail:
        return f"counts only as '{name.text}', with its signs"
    return "joined to its neighbours" if _glued(cased, start, end) else ""


def _capitals_fit(name: Known, said: str) -> bool:
    if name.case == "any":
        return True
    plain = said.replace("-", " ")
    if name.case == "exact":
        return plain == name.cased.replace("-", " ")
    return plain[:1].isupper() or not name.cased[:1].isupper()


def _in_address(cased: str, start: int, end: int) -> bool:
    before, after = cased[max(0, start - 2) : start], cased[end : end + 2]
    dotted = _DOT_BEFORE.search(before) or _DOT_AFTER.match(after)
    return before[-1:] in {"@", "/"} or dotted is not None


def _glued(cased: str, start: int, end: int) -> bool:
    beside = cased[max(0, start - 1) : start] + cased[end : end + 1]
    return any(not char.isspace() and char not in ",;:!?()[]\"'" for char in beside)


def _inside_word(hay: str, left: int, right: int) -> bool:
    """Whether letters of a script that parts words by spaces go on beside a place."""
    return _goes_on(hay[left - 1], hay[left]) or _goes_on(hay[right], hay[right - 1])


def _goes_on(outside: str, inside: str) -> bool:
    return outside.isalnum() and not (inside >= "\u2e80" and not outside.isascii())
