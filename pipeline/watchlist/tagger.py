"""An article in, the article with the organisations it names out. Organisations only: people are never tagged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from pipeline.events import Article, Mention, Relation, Relevance, TaggedArticle

from .agencies import AgencyFinder, Draft, forms
from .boilerplate import without_boilerplate
from .context import LEAD
from .disambiguate import ACCEPT, KEEP, Judged, judge
from .facts import page_of
from .fold import Folded, fold, fold_name
from .genres import NO_GENRES, read_genres
from .matcher import Matcher
from .places import PlaceFinder, Setting
from .relations import RelationFinder, Source
from .relevance import Findings, relevance_of
from .salience import with_roles
from .scripts import parted
from .sentences import Sentences
from .technologies import Field, Named, enough, named, sold_by
from .watchlist import Watchlist

_FIELDS: Final[tuple[Literal["title", "text"], ...]] = ("title", "text")


class Tagger:
    """Tags articles with one watchlist. Immutable, safe to share between threads.

    Mentions less likely than `keep` are dropped; with 0, every name found is shown with the reasons for its confidence.
    """

    def __init__(self, watchlist: Watchlist, *, keep: float = KEEP) -> None:
        self.watchlist = watchlist
        self._keep = keep
        self._matcher = Matcher(watchlist.entities, watchlist.technologies, forms().patterns)
        self._agencies = AgencyFinder(watchlist.entities)
        self._places = PlaceFinder()
        self._relations = RelationFinder(watchlist.technologies)
        self._topic = tuple(f" {fold_name(word)}" for word in watchlist.topic)
        self._entities = {entity.id: entity for entity in watchlist.entities}
        self._common = frozenset(one.id for one in watchlist.technologies if one.common)
        self._nothing = relevance_of(Findings((), {}, self._common, NO_GENRES, 0), self._entities)

    def tag(self, article: Article) -> TaggedArticle:
        """Return the article with its mentions, technologies and relevance. Never raises for any text."""
        title, text = parted(fold(article.title)), parted(fold(article.text))
        in_title = self._matcher.find(title, article.language)
        in_text = without_boilerplate(text, self._matcher.find(text, article.language))
        drafts = self._agencies.drafts(title, text, (in_title.others, in_text.others))
        if not (in_title or in_text or drafts):  # most news: for these the tagger must cost little more than the search
            return TaggedArticle(article=article, relevance=self._nothing, watchlist_version=self.watchlist.version)
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
        sold = sold_by(mentions, self._entities)
        fields = Field(title, in_title.technologies, True), Field(text, in_text.technologies, False)
        terms = named(*fields, sold.all)
        sought = mentions or terms or any(draft.mention.status == "accepted" for draft in drafts)
        places = self._places.find(title, text, self._setting(article, mentions, drafts)) if sought else ()
        mentions = with_roles(self._agencies.merged(mentions, drafts, places, article.site), article.text)
        relations = self._events(article, mentions)
        return TaggedArticle(
            article=article,
            mentions=mentions,
            technologies=tuple(sorted({*enough(terms, len(article.text)), *sold.only})),
            relations=relations,
            places=places,
            relevance=self._relevance(fields, mentions, terms, relations),
            watchlist_version=self.watchlist.version,
        )

    def _events(self, article: Article, mentions: Sequence[Mention]) -> tuple[Relation, ...]:
        sources = (Source("title", article.title), Source("text", article.text))
        return tuple(self._relations.find(sources, mentions, article.language)) if mentions else ()

    def _setting(self, article: Article, mentions: Sequence[Mention], drafts: Sequence[Draft]) -> Setting:
        """Return what speaks for places: the agencies named work in their own country."""
        sure = [m for m in (*mentions, *(draft.mention for draft in drafts)) if m.status == "accepted"]
        agencies = (
            self._entities[m.entity_id].country for m in sure if m.kind == "agency" and m.entity_id in self._entities
        )
        countries = frozenset(country[0] for country in agencies if len(country) == 1)
        return Setting(article.language, article.site, sure, countries)

    def _relevance(
        self,
        fields: tuple[Field, Field],
        mentions: Sequence[Mention],
        terms: Mapping[str, Named],
        relations: Sequence[Relation],
    ) -> Relevance:
        genres = read_genres(fields[0].folded, fields[1].folded) if mentions or terms else NO_GENRES
        length = len(fields[1].folded.source)
        return relevance_of(Findings(mentions, terms, self._common, genres, length, relations), self._entities)


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
