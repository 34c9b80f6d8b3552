"""What the articles of a story together say happened: their relations, the same event told once. Pure.

Articles come one by one, so that the events of the next snapshot follow from those of the last one and the relations of
the article that arrives: a replay of the log gives the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from typing import Final

from pipeline.events import Article, Filler, Member, Relation, StoryEvent, TaggedArticle

from .fingerprint import words

MOST: Final = 30
"""Events kept of a story; what is done takes the place of what is planned or alleged."""

AGREEING: Final = 0.5
"""Weight of a further outlet: outlets of one story read each other, so they are no independent witnesses."""

SUREST: Final = 0.99
_MOST_WORDINGS: Final = 50


def events_of(
    events: tuple[StoryEvent, ...], members: Iterable[Member], tagged: TaggedArticle
) -> tuple[StoryEvent, ...]:
    """Return the events of a story after an article came or came again; `members` are those before it.

    As long as a story has one article, its events are those of the newest wording.
    """
    article = tagged.article
    others = [member for member in members if member.article_id != article.article_id]
    return merge(events if others else (), tagged.relations, outlet_of(article, others))


def without(events: tuple[StoryEvent, ...], gone: Collection[str]) -> tuple[StoryEvent, ...]:
    """Return events without the organisations (ids) that are no longer tagged; one that nobody else is in goes."""
    kept = ((event, tuple(one for one in event.roles if one.entity_id not in gone)) for event in events)
    return tuple(event.model_copy(update={"roles": roles}) for event, roles in kept if roles)


def outlet_of(article: Article, members: Iterable[Member]) -> str:
    """Return the outlet of an article: that under which its site is already known in the story, else its own name."""
    site = article.site
    same = (m.outlet for m in members if site and _host(m.url).endswith((f".{site}", f"/{site}")))
    return next(same, article.outlet)


def merge(events: tuple[StoryEvent, ...], relations: Iterable[Relation], outlet: str) -> tuple[StoryEvent, ...]:
    """Return events with the relations of an article of an outlet taken in.

    One event are relations of the same type that share an organisation in a role and contradict each other in none. An
    event is hedged as long as every article that tells it hedges. An outlet counts if it tells the event in a sentence
    of its own: copies of one wire text are one source. `confidence` is a noisy-or over the outlets that count, each
    after the first with AGREEING of its weight; what is hedged adds nothing to what is not.
    """
    merged = list(events)
    for relation in relations:
        index = next((i for i, event in enumerate(merged) if _same(event, relation)), None)
        if index is not None:
            merged[index] = _agreed(merged[index], relation, outlet)
        elif len(merged) < MOST:
            merged.append(_event(relation, outlet))
        elif not relation.hedged:
            hedged = next((i for i in reversed(range(MOST)) if merged[i].hedged), None)
            if hedged is not None:
                merged[hedged] = _event(relation, outlet)
    return tuple(merged)


def _event(relation: Relation, outlet: str) -> StoryEvent:
    return StoryEvent(
        type=relation.type,
        roles=relation.roles,
        outlets=(outlet,),
        hedged=relation.hedged,
        confidence=relation.confidence,
        sentence=relation.sentence,
        wordings=(_wording(relation),),
    )


def _same(event: StoryEvent, relation: Relation) -> bool:
    if event.type != relation.type:
        return False
    ours, theirs = _fillers(event.roles), _fillers(relation.roles)
    shared = ours.keys() & theirs.keys()
    return bool(shared) and all(ours[role] & theirs[role] for role in shared)


def _agreed(event: StoryEvent, relation: Relation, outlet: str) -> StoryEvent:
    if event.hedged and not relation.hedged:
        return _event(relation, outlet).model_copy(update={"roles": _united(relation.roles, event.roles)})
    if relation.hedged and not event.hedged:
        return event
    known = _fillers(event.roles)
    update: dict[str, object] = {"roles": _united(event.roles, relation.roles)}
    wording = _wording(relation)
    if outlet in event.outlets:
        if len(event.outlets) == 1:
            update["confidence"] = max(event.confidence, relation.confidence)
        if len(relation.roles) > sum(map(len, known.values())):
            update["sentence"] = relation.sentence
    elif wording not in event.wordings:
        doubt = (1 - event.confidence) * (1 - AGREEING * relation.confidence)
        update["confidence"] = round(min(SUREST, 1 - doubt), 3)
        update["outlets"] = (*event.outlets, outlet)
    if wording not in event.wordings:
        update["wordings"] = (*event.wordings, wording)[:_MOST_WORDINGS]
    return event.model_copy(update=update)


def _united(first: tuple[Filler, ...], more: tuple[Filler, ...]) -> tuple[Filler, ...]:
    known = {(one.role, one.entity_id, one.technology): one for one in (*more, *first)}
    return tuple(sorted(known.values(), key=lambda one: (one.role, one.entity_id, one.technology)))


def _fillers(roles: Iterable[Filler]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one in roles:
        found.setdefault(one.role, set()).add(one.entity_id or one.technology)
    return found


def _wording(relation: Relation) -> str:
    return hashlib.blake2b(" ".join(words(relation.sentence)).encode("utf-8", "replace"), digest_size=8).hexdigest()


def _host(url: str) -> str:
    return "/" + url.partition("://")[2].partition("/")[0].lower()
