"""Tags the stories of the index again with a changed watchlist, in the lane for old material: no alerts.

Only stories that hold a changed name are looked at. Those with other tags go through `tagged` under the identity they
have, and the group hop, which alone writes stories, replaces the tags. Done twice, or killed and done again, it comes
to the same: tags that are right already are not published, and a story takes the same tags only once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Final, Literal

from pipeline.app.parts import App
from pipeline.bus import Record
from pipeline.events import TRACEPARENT, Fate, Mention, Story, TaggedArticle
from pipeline.flow import HOP_BY_NAME, emit, group, report, subscribed
from pipeline.index.ast import And, DateRange, Everything, Node
from pipeline.index.port import SearchRequest
from pipeline.stories.lead import tags
from pipeline.watchlist import Tagger

HOP: Final = "tag"
PAGE: Final = 100
WAY: Final = ("tag", "group", "index")
"""The hops between the watchlist and the index."""


@dataclass(frozen=True, slots=True)
class Match:
    """An organisation that a story is tagged with now (`new`), or no longer (`gone`), and the sentence."""

    result: Literal["new", "gone"]
    entity_id: str
    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Again:
    """A story with the tags that it should have. `matches`: none where only other things change."""

    story: Story
    tagged: TaggedArticle
    matches: tuple[Match, ...]


def found_by(app: App, queries: Sequence[Node], since: datetime | None = None) -> Iterator[Story]:
    """Yield each story that one of some queries finds, once; `since` leaves out those first seen before."""
    seen: set[str] = set()
    for query in queries:
        for story in _pages(app, _since(query, since)):
            if story.story_id not in seen:
                seen.add(story.story_id)
                yield story


def count_found(app: App, queries: Sequence[Node], since: datetime | None = None) -> int:
    """Return how many stories some queries find, each query for itself: an upper bound."""
    requests = (SearchRequest(query=_since(query, since), size=1) for query in queries)
    return sum(app.index.search(request).total for request in requests)


def tag_again(stories: Iterable[Story], tagger: Tagger) -> Iterator[Again]:
    """Yield the stories that get other tags."""
    for story in stories:
        tagged = tagger.tag(story.lead.article)
        if tags(tagged) != tags(story.lead):
            yield Again(story, tagged, matches(story.lead, tagged))


def matches(before: TaggedArticle, after: TaggedArticle) -> tuple[Match, ...]:
    """Return which organisations an article is tagged with now and was not before, then those the other way round."""
    old, new = _accepted(before), _accepted(after)
    found = [Match("new", m.entity_id, m.name, m.sentence) for one, m in new.items() if one not in old]
    lost = [Match("gone", m.entity_id, m.name, m.sentence) for one, m in old.items() if one not in new]
    return (*found, *lost)


def publish(app: App, found: Iterable[Again]) -> Iterator[Again]:
    """Publish stories with their new tags, and yield each when it is on its way."""
    stories = iter(found)
    while batch := list(islice(stories, PAGE)):
        app.bus.publish([record for one in batch for record in _records(app, one.tagged)])
        yield from batch


def settled(app: App, patience: float, sleep: Callable[[float], None] = time.sleep) -> bool:
    """Wait until what was on its way to the index has come there, for some seconds; return whether it has.

    Articles tagged with the watchlist as it was would otherwise be missed. Each hop is awaited in turn: what lies
    before it afterwards was tagged with the new one.
    """
    deadline = time.monotonic() + patience
    for hop in (HOP_BY_NAME[name] for name in WAY):
        while any(app.bus.lag(group(hop), subscribed(hop)).values()):
            if time.monotonic() >= deadline:
                return False
            sleep(0.2)
    app.index.refresh()
    return True


def _accepted(tagged: TaggedArticle) -> dict[str, Mention]:
    found: dict[str, Mention] = {}
    for mention in tagged.mentions:
        if mention.status == "accepted":
            found.setdefault(mention.entity_id, mention)
    return found


def _since(query: Node, since: datetime | None) -> Node:
    return query if since is None else And((query, DateRange("seen", since, None)))


def _pages(app: App, query: Node) -> Iterator[Story]:
    cursor: str | None = None
    while True:
        wanted = None if query == Everything() else query
        page = app.index.search(SearchRequest(query=wanted, sort="oldest", size=PAGE, cursor=cursor))
        yield from (hit.story for hit in page.hits)
        cursor = page.cursor
        if cursor is None:
            return


def _records(app: App, tagged: TaggedArticle) -> list[Record]:
    detail = f"tagged again: {'; '.join(tagged.relevance.reasons)}"
    told = report(tagged, Fate(HOP, "tagged", detail=detail), None, app.now(), lane="backfill")
    record = emit(tagged, lane="backfill")
    return [replace(record, headers={**record.headers, TRACEPARENT: told[0].headers[TRACEPARENT]}), *told]
