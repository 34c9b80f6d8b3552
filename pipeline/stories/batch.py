"""Grouping of plain files: JSON lines in, stories out, by the same rules as the flow and without a bus."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Final, TypeAlias

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError, field_validator

from pipeline.events import Article, ConfigError, MalformedEvent, Relevance, Story, TaggedArticle
from pipeline.events.ids import article_id, revision_id
from pipeline.settings.explain import first_problem

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


OnError: TypeAlias = Callable[[int, str], None]
"""Told of a line that is no article: its number, from 1, and why."""


def group_lines(lines: Iterable[str | bytes], *, now: datetime, on_error: OnError | None = None) -> Iterator[Story]:
    """Yield a story's new snapshot for each article that founds, joins or revises it, in the order of the lines.

    A line is a TaggedArticle, an Article or `{id, url, title, text, published?}`; empty lines are passed over. A plain
    line without a time takes that of the line before it, the first one `now`: copies more than 45 days apart are not
    looked for. Lines that are none of these are passed over and told to `on_error`; without it, ConfigError is raised.
    """
    with closing(StoryStore(None)) as store:
        for tagged in read_articles(lines, now=now, on_error=on_error):
            with store.writing():
                assigned = assign(tagged, store)
                if assigned.story is not None:
                    store.apply(assigned.story)
            if assigned.story is not None:
                yield assigned.story


def final_stories(lines: Iterable[str | bytes], *, now: datetime, on_error: OnError | None = None) -> Iterator[Story]:
    """Yield each story once, as it stands after the last line, in the order founded. Errors are as in `group_lines`."""
    newest: dict[str, Story] = {}
    for story in group_lines(lines, now=now, on_error=on_error):
        newest[story.story_id] = story
    yield from newest.values()


def read_articles(
    lines: Iterable[str | bytes], *, now: datetime, on_error: OnError | None = None
) -> Iterator[TaggedArticle]:
    """Yield the article of each line that is not empty. Errors are as in `group_lines`."""
    for number, line in enumerate(lines, start=1):
        text = line.decode("utf-8", "replace") if isinstance(line, bytes) else line
        if not text.strip():
            continue
        try:
            tagged = _article(text, now)
        except MalformedEvent as error:
            if on_error is None:
                raise ConfigError(f"line {number}: {error.message}", hint=error.hint) from None
            on_error(number, str(error))
            continue
        now = tagged.article.seen
        yield tagged


def _article(text: str, now: datetime) -> TaggedArticle:
    try:
        return _read(text, json.loads(text), now)
    except ValidationError as error:
        raise MalformedEvent(first_problem(error)) from None
    except json.JSONDecodeError as error:
        raise MalformedEvent(f"not JSON: {error}") from None
    except (TypeError, ValueError) as error:
        raise MalformedEvent(str(error), hint=_HINT) from None


def _read(text: str, data: object, now: datetime) -> TaggedArticle:
    if not isinstance(data, dict):
        raise TypeError("not a JSON object")
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
