"""Why an article was tagged as it was, for people to read."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.events import Mention, Place, Relation, TaggedArticle


def explain(tagged: TaggedArticle, *, with_title: bool = True) -> str:
    """Return lines of plain text: relevance, technologies, events, places, then every mention with its evidence."""
    return "\n".join(_lines(tagged, with_title=with_title))


def _lines(tagged: TaggedArticle, *, with_title: bool) -> Iterator[str]:
    article = tagged.article
    if with_title:
        yield article.title or article.url
    reasons = "; ".join(tagged.relevance.reasons)
    yield f"  {'relevant' if tagged.relevance.relevant else 'not relevant'}: {reasons}"
    if tagged.technologies:
        yield f"  technologies: {', '.join(tagged.technologies)}"
    for relation in tagged.relations:
        yield from _relation(relation)
    if tagged.places:
        yield f"  places: {', '.join(dict.fromkeys(_place(place) for place in tagged.places))}"
    for mention in tagged.mentions:
        yield from _mention(mention)
    if not tagged.mentions:
        yield "  no organisation of the watchlist is named"
    yield f"  watchlist {tagged.watchlist_version}; organisations only, people are never tagged"


def _relation(relation: Relation) -> Iterator[str]:
    roles = ", ".join(f"{filler.role} {filler.name}" for filler in relation.roles)
    hedged = ", not certain to happen" if relation.hedged else ""
    yield f"  event {relation.type.replace('_', ' ')}: {roles or 'no role'} {relation.confidence:.2f}{hedged}"
    yield f"    “{' '.join(relation.sentence.split())}” ({relation.rule})"


def _place(place: Place) -> str:
    return ", ".join((place.name, *place.within))


def _mention(mention: Mention) -> Iterator[str]:
    sure = "" if mention.status == "accepted" else " (candidate: not sure enough to count)"
    passing = ", in passing" if mention.role == "passing" else ""
    yield (
        f"  {mention.field} {mention.start}-{mention.end} '{mention.surface}' = {mention.name} "
        f"[{mention.kind.replace('_', ' ')}{passing}] {mention.confidence:.2f}{sure}"
    )
    yield f"    {'; '.join(mention.evidence)} ({mention.rule})"
    yield f"    “{' '.join(mention.sentence.split())}”"
