"""An article in, the article with the organisations it names out. Organisations only: people are never tagged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from pipeline.events import Article, Mention, TaggedArticle

from .boilerplate import without_boilerplate
from .context import LEAD
from .disambiguate import ACCEPT, KEEP, Judged, judge, page_of
from .fold import Folded, fold, fold_name
from .matcher import Found, Matcher
from .places import PlaceFinder, Setting
from .relevance import relevance_of
from .sentences import Sentences
from .watchlist import Watchlist

_FIELDS: Final[tuple[Literal["title", "text"], ...]] = ("title", "text")


class Tagger:
    """Tags articles with one watchlist. Immutable, safe to share between threads.

    Mentions less likely than `keep` are dropped; with 0, every name found is shown with the reasons for its confidence.
    """

    def __init__(self, watchlist: Watchlist, *, keep: float = KEEP) -> None:
        self.watchlist = watchlist
        self._keep = keep
        self._matcher = Matcher(watchlist.entities, watchlist.technologies)
        self._places = PlaceFinder()
        self._topic = tuple(f" {fold_name(word)}" for word in watchlist.topic)
        self._entities = {entity.id: entity for entity in watchlist.entities}
        self._sells = {
            e.id: e.technologies[0] for e in watchlist.entities if len(e.technologies) == 1 and not e.general
        }

    def tag(self, article: Article) -> TaggedArticle:
        """Return the article with its mentions, technologies and relevance. Never raises for any text."""
        title, text = fold(article.title), fold(article.text)
        in_title = self._matcher.find(title, article.language)
        in_text = without_boilerplate(text, self._matcher.find(text, article.language))
        pages = (
            page_of(title, in_title, text.hay[:LEAD], headline=True),
            page_of(text, in_text, title.hay[:LEAD], headline=False),
        )
        judged = judge(pages, self._topic, self._keep)
        mentions = tuple(
            m
            for page, ones, field in zip(pages, judged, _FIELDS, strict=True)
            for m in _mentions(page.folded, ones, field)
        )
        terms = _terms(in_title, in_text)
        relevance = relevance_of(mentions, terms, self._entities)
        return TaggedArticle(
            article=article,
            mentions=mentions,
            technologies=self._technologies(terms, mentions),
            places=self._places.find(title, text, self._setting(article, mentions)) if mentions or terms else (),
            relevance=relevance,
            watchlist_version=self.watchlist.version,
        )

    def _setting(self, article: Article, mentions: Sequence[Mention]) -> Setting:
        """Return what speaks for places: the agencies named work in their own country."""
        sure = [m for m in mentions if m.status == "accepted"]
        agencies = (self._entities[m.entity_id].country for m in sure if m.kind == "agency")
        countries = frozenset(country[0] for country in agencies if len(country) == 1)
        return Setting(article.language, article.site, sure, countries)

    def _technologies(self, terms: Mapping[str, str], mentions: Sequence[Mention]) -> tuple[str, ...]:
        """Return what the text names, and the one thing that a specialised vendor sells."""
        sold = (self._sells.get(m.entity_id) for m in mentions if m.status == "accepted")
        return tuple(sorted({*terms, *(technology for technology in sold if technology)}))


def _terms(title: Found, text: Found) -> dict[str, str]:
    return {**text.technologies, **title.technologies}


def _mentions(folded: Folded, judged: Sequence[Judged], field: Literal["title", "text"]) -> list[Mention]:
    found = []
    source = folded.source
    sentences = Sentences(source)
    for one in judged:
        start, end = folded.span(one.hit.start, one.hit.end)
        sentence = sentences.around(start, end) if field == "text" else (0, len(source))
        found.append(_mention(one, field, source, (start, end), sentence))
    return found


def _mention(
    one: Judged, field: Literal["title", "text"], source: str, span: tuple[int, int], sentence: tuple[int, int]
) -> Mention:
    entity = one.hit.name.entity
    return Mention(
        entity_id=entity.id,
        kind=entity.kind,
        name=entity.name,
        surface=source[span[0] : span[1]],
        field=field,
        start=span[0],
        end=span[1],
        sentence=source[sentence[0] : sentence[1]],
        confidence=round(one.confidence, 3),
        status="accepted" if one.confidence >= ACCEPT else "candidate",
        evidence=one.evidence,
        rule=f"{one.hit.name.role}.{one.method}",
    )
