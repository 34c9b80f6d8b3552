"""Tag articles from JSON lines: articles as the bus carries them, or plain `{id, url, title, text, lang?}`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from pipeline.events import Article, MalformedEvent, TaggedArticle
from pipeline.events.ids import article_id, revision_id
from pipeline.settings.explain import first_problem

from .tagger import Tagger

_ARTICLE_MARK: Final = "article_id"


class PlainArticle(BaseModel):
    """An article from an archive of one's own. Other keys are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str | int
    url: str = ""
    title: str = ""
    text: str
    lang: str | None = Field(None, max_length=35)

    @field_validator("url", "title", mode="before")
    @classmethod
    def _empty(cls, value: object) -> object:
        """Take null as no address and no title."""
        return "" if value is None else value

    @field_validator("lang")
    @classmethod
    def _lower(cls, value: str | None) -> str | None:
        """Take `EN` and `pt_BR` for `en` and `pt-br`, and an empty language for none."""
        return value.strip().lower().replace("_", "-") or None if value else None


@dataclass(frozen=True, slots=True)
class Given:
    """The article of a line, and the id that the line gave it."""

    id: str | int
    article: Article


def tag_lines(
    lines: Iterable[str | bytes], tagger: Tagger, *, now: datetime, on_error: Callable[[int, str], None]
) -> Iterator[TaggedArticle]:
    """Yield a tagged article for every line, in order; empty lines are passed over.

    A line that cannot be read is reported as `on_error(number from 1, reason)` and the rest goes on.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            article = read_article(line, now=now)
        except MalformedEvent as error:
            on_error(number, str(error))
            continue
        yield tagger.tag(article)


def read_article(line: str | bytes, *, now: datetime) -> Article:
    """Return the article of one JSON line. Raises MalformedEvent, saying what is wrong."""
    return read_line(line, now=now).article


def read_line(line: str | bytes, *, now: datetime) -> Given:
    """Return the article of one JSON line with the id given there. Raises MalformedEvent, saying what is wrong."""
    try:
        data = orjson.loads(line)
    except (orjson.JSONDecodeError, UnicodeEncodeError) as error:
        raise MalformedEvent(f"not JSON: {error}") from None
    if not isinstance(data, dict):
        raise MalformedEvent("not a JSON object", hint="each line is an article event or {id, url, title, text, lang?}")
    try:
        if _ARTICLE_MARK in data:
            article = Article.model_validate_json(line)
            return Given(article.entry_id, article)
        plain = PlainArticle.model_validate(data)
    except ValidationError as error:
        raise MalformedEvent(
            first_problem(error).replace("id.str should be text", "id should be text or a number")
        ) from None
    return Given(plain.id, article_of(plain, now=now))


def article_of(plain: PlainArticle, *, now: datetime) -> Article:
    """Return the event of a plain article. Its own id stays readable in `entry_id`."""
    try:
        site = urlsplit(plain.url).hostname or ""
    except ValueError:
        site = ""
    return Article(
        article_id=article_id(plain.url or str(plain.id)),
        revision=revision_id(plain.title, plain.text),
        entry_id=str(plain.id),
        feed_id="file",
        outlet=site or "file",
        url=plain.url,
        canonical_url=plain.url,
        site=site,
        title=plain.title,
        text=plain.text,
        seen=now,
        language=plain.lang,
        words=len(plain.text.split()),
        keep="all",
    )
