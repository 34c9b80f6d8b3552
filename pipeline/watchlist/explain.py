"""Why an article was tagged as it was, for people to read."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.events import Mention, TaggedArticle


def explain(tagged: TaggedArticle) -> str:
    """Return lines of plain text: relevance, technologies, then every mention with its evidence."""
    return "\n".join(_lines(tagged))


def _lines(tagged: TaggedArticle) -> Iterator[str]:
    article = tagged.article
    yield article.title or article.url
    yield f"  {'relevant' if tagged.relevance.relevant else 'not relevant'}: {'; '.join(tagged.relevance.reasons)}"
    if tagged.technologies:
        yield f"  technologies: {', '.join(tagged.technologies)}"
    for mention in tagged.mentions:
        yield from _mention(mention)
    if not tagged.mentions:
        yield "  no organisation of the watchlist is named"
    yield f"  watchlist {tagged.watchlist_version}; organisations only, people are never tagged"


def _mention(mention: Mention) -> Iterator[str]:
    sure = "" if mention.status == "accepted" else " (candidate: not sure enough to count)"
    yield (
        f"  {mention.field} {mention.start}-{mention.end} '{mention.surface}' = {mention.name} "
        f"[{mention.kind.replace('_', ' ')}] {mention.confidence:.2f}{sure}"
    )
    yield f"    {'; '.join(mention.evidence)} ({mention.rule})"
    yield f"    “{' '.join(mention.sentence.split())}”"
