"""Articles for the tests of grouping."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.events import Article, Relevance, TaggedArticle
from pipeline.events.ids import article_id, entry_id, revision_id
from pipeline.stories.fingerprint import words

START = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
WIRE = Path(__file__).parents[2] / "quality" / "wire_articles.txt"


def wire() -> list[tuple[str, str]]:
    """Return (title, text) of the articles that the tests copy and change."""
    found = []
    for block in WIRE.read_text(encoding="utf-8").split("===\n"):
        title, _, text = block.strip().partition("\n")
        found.append((title, text))
    return found


def tagged(
    url: str,
    title: str,
    text: str,
    *,
    feed: str = "",
    partial: bool = False,
    published: datetime | None = None,
    hours: float = 0,
) -> TaggedArticle:
    """Return an article as the tag hop hands it on, `hours` after the start. The site is the host of the URL."""
    site = url.split("/")[2]
    feed = feed or site
    seen = START + timedelta(hours=hours)
    article = Article(
        article_id=article_id(url),
        revision=revision_id(title, text),
        entry_id=entry_id(feed, url, title + text),
        feed_id=feed,
        outlet=site,
        url=url,
        canonical_url=url,
        site=site,
        title=title,
        text=text,
        published=published,
        seen=seen,
        words=len(words(text)),
        partial=partial,
    )
    return TaggedArticle(article=article, relevance=Relevance(relevant=True), watchlist_version="test")
