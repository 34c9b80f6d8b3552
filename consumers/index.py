"""Makes stories searchable and keeps the journal of what became of each entry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pipeline.app.parts import App
from pipeline.bus.port import Message
from pipeline.bus.verdicts import Done, Handler, Quarantine, Verdict
from pipeline.events import EntryState, Event, Fate, Story, decode
from pipeline.events.errors import MalformedEvent
from pipeline.flow import report
from pipeline.index import Index, Journal

OUTCOMES: Final = {"founder": "indexed", "copy": "copy", "revision": "revised"}


def build(app: App) -> Handler:
    """Return the hop that reads stories and states."""
    return IndexHop(app.index, app.journal, app.now)


@dataclass(frozen=True, slots=True)
class IndexHop:
    """Writes the newest revision of each story of a batch, then the states. Doing it twice changes nothing."""

    index: Index
    journal: Journal
    now: Callable[[], datetime]

    def handle(self, batch: Sequence[Message]) -> Sequence[Verdict]:
        """Deal with a batch. Raises Unavailable while the index is away."""
        events = [_read(message) for message in batch]
        self._store([event for event in events if isinstance(event, Story)])
        states = [event for event in events if isinstance(event, EntryState)]
        if states:
            self.journal.record(states)
        return [self._verdict(message, event) for message, event in zip(batch, events, strict=True)]

    def close(self) -> None:
        """Do nothing: index and journal belong to the app."""

    def _store(self, stories: Sequence[Story]) -> None:
        newest = newest_revisions(stories)
        if newest:
            self.index.upsert(newest)

    def _verdict(self, message: Message, event: Event | Quarantine) -> Verdict:
        if isinstance(event, Quarantine):
            return event
        if isinstance(event, EntryState):
            return Done("recorded")
        assert isinstance(event, Story)
        if event.cause.retagged:
            return Done("retagged")
        state = OUTCOMES[event.cause.role]
        return Done(state, report(event, Fate("index", state, final=True), message, self.now()))


def newest_revisions(stories: Sequence[Story]) -> list[Story]:
    """Return one story for each id, the one of the highest revision."""
    newest: dict[str, Story] = {}
    for story in stories:
        if story.story_id not in newest or story.revision >= newest[story.story_id].revision:
            newest[story.story_id] = story
    return list(newest.values())


def _read(message: Message) -> Event | Quarantine:
    try:
        event = decode(message.value, message.headers)
    except MalformedEvent as error:
        return Quarantine(str(error))
    if isinstance(event, Story | EntryState):
        return event
    return Quarantine(f"expected a story or a state, found {event.schema_name}")
