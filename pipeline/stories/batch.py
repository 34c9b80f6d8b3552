"""Grouping of plain files: JSON lines in, stories out, by the same rules as the flow and without a bus."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Final

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError, field_validator

from pipeline.events import Article, ConfigError, Relevance, Story, TaggedArticle
from pipeline.events.ids import article_id, revision_id

from .assign import assign
from .fingerprint import words
from .store import StoryStore


class PlainArticle(BaseModel):
    """A line of somebody's own archive. `id` or `url` names the article; other keys are ignored."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    id: str = ""
    url: str = ""
    title: str = ""
    text: str
    outlet: str = ""
    published: AwareDatetime | None = None

    @field_validator("published", mode="before")
    @classmethod
    def _utc(cls, value: object) -> object:
        """Take a time without a zone, or a bare date, as UTC."""
        if isinstance(value, str) and value:
            try:
                moment = datetime.fromisoformat(value)
            except ValueError:
                return value
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return value or None


def group_lines(lines: Iterable[str | bytes], *, now: datetime) -> Iterator[Story]:
    """Yield a story's new snapshot for each article that founds, joins or revises it, in the order of the lines.

    A line is a TaggedArticle, an Article or `{id, url, title, text, published?}`; empty lines are passed over. A plain
    line without a time takes that of the line before it, the first one `now`: copies more than 45 days apart are not
    looked for. Raises ConfigError for a line that is none of these, naming its number.
    """
    with closing(StoryStore(None)) as store:
        for tagged in read_articles(lines, now=now):
            with store.writing():
                assigned = assign(tagged, store)
                if assigned.story is not None:
                    store.apply(assigned.story)
            if assigned.story is not None:
                yield assigned.story


def final_stories(lines: Iterable[str | bytes], *, now: datetime) -> Iterator[Story]:
    """Yield each story once, as it stands after the last line, in the order founded. Raises as `group_lines` does."""
    newest: dict[str, Story] = {}
    for story in group_lines(lines, now=now):
        newest[story.story_id] = story
    yield from newest.values()


def read_articles(lines: Iterable[str | bytes], *, now: datetime) -> Iterator[TaggedArticle]:
    """Yield the article of each line that is not empty. Raises ConfigError."""
    for number, line in enumerate(lines, start=1):
        text = line.decode("utf-8", "replace") if isinstance(line, bytes) else line
        if text.strip():
            tagged = _article(text, number, now)
            now = tagged.article.seen
            yield tagged


def _article(text: str, number: int, now: datetime) -> TaggedArticle:
    try:
        return _read(text, json.loads(text), now)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        raise ConfigError(f"line {number}: {where}: {first['msg']}", hint=_HINT) from None
    except (TypeError, ValueError) as error:
        raise ConfigError(f"line {number}: {error}", hint=_HINT) from None


def _read(text: str, data: object, now: datetime) -> TaggedArticle:
    if not isinstance(data, dict):
        raise TypeError(f"expected an object, found {type(data).__name__}")
    if "article" in data:
        return TaggedArticle.model_validate_json(text)
    if "article_id" in data:
        return _untagged(Article.model_validate_json(text))
    return _untagged(_from_plain(PlainArticle.model_validate(data), now))


_HINT: Final = 'each line is a tagged article, an article, or {"url", "title", "text", "published"}'


def _untagged(article: Article) -> TaggedArticle:
    return TaggedArticle(article=article, relevance=Relevance(relevant=True), watchlist_version="")


def _from_plain(plain: PlainArticle, now: datetime) -> Article:
    name = plain.url or plain.id
    if not name:
        raise ValueError("an article needs a url or an id")
    site = plain.outlet or name.removeprefix("https://").removeprefix("http://").split("/")[0]
    return Article(
        article_id=article_id(name),
        revision=revision_id(plain.title, plain.text),
        entry_id=plain.id or name,
        feed_id="file",
        outlet=plain.outlet or site,
        url=plain.url or plain.id,
        canonical_url=name,
        site=site,
        title=plain.title,
        text=plain.text,
        published=plain.published,
        seen=plain.published or now,
        words=len(words(plain.text)),
    )
