"""Groups the copies of one story: TaggedArticle → Story, and what became of the entry.

All it knows is a view of the `stories` topics, which it catches up with before each batch. So the articles of a batch
that was lost in a crash are decided again with the same result, and those whose story is on the topic are recognised.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from pipeline.app import App
from pipeline.bus import Bus, Message
from pipeline.bus.verdicts import Done, Quarantine, Retry, Verdict
from pipeline.events import LANE, Fate, MalformedEvent, TaggedArticle, Unavailable, decode_as
from pipeline.flow import emit, report
from pipeline.observability import get_logger
from pipeline.stories import Assigned, CopyOf, Duplicate, Founder, Retagged, Revision, StoryStore, assign

_log = get_logger(__name__)


class Group:
    """The hop. Messages of one batch may join each other's stories."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._store = StoryStore(app.settings.data_dir / "groups.sqlite3")

    def handle(self, batch: Sequence[Message]) -> Sequence[Verdict]:
        """Decide a batch. Raises Unavailable while the log or the disk is away."""
        bus: Bus = self._app.bus
        self._store.catch_up(bus)
        self._store.prune(self._app.now())
        with self._store.preview():
            return [self._isolated(message) for message in batch]

    def close(self) -> None:
        """Close the view."""
        self._store.close()

    def _isolated(self, message: Message) -> Verdict:
        """Decide one message; a bug that it meets must not part the batch, whose articles may belong together."""
        try:
            return self._decide(message)
        except MalformedEvent as error:
            return Quarantine(str(error))
        except (Unavailable, sqlite3.Error):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it is logged and tried again
            _log.exception("article_not_grouped", offset=message.offset)
            return Retry(f"{type(error).__name__}: {error}")

    def _decide(self, message: Message) -> Verdict:
        tagged = decode_as(TaggedArticle, message.value, message.headers)
        assigned = assign(tagged, self._store, retagging=message.headers.get(LANE) == "backfill")
        told = report(tagged, _fate(assigned), message, self._app.now())
        if assigned.story is None:
            return Done(_status(assigned), told)
        self._store.apply(assigned.story)
        return Done(_status(assigned), (emit(assigned.story, because=message), *told))


def build(app: App) -> Group:
    """Return the hop."""
    return Group(app)


def _fate(assigned: Assigned) -> Fate:
    duplicate = isinstance(assigned.decision, Duplicate) and not assigned.decision.again
    state = "duplicate" if duplicate else "grouped"
    return Fate("group", state, final=duplicate, detail=_detail(assigned), story_id=assigned.story_id)


def _status(assigned: Assigned) -> str:
    match assigned.decision:
        case Founder():
            return "founded"
        case CopyOf():
            return "copy"
        case Revision():
            return "revised"
        case Retagged():
            return "retagged"
        case Duplicate(again=again):
            return "again" if again else "duplicate"


def _detail(assigned: Assigned) -> str:
    match assigned.decision:
        case Founder():
            return "founded the story"
        case CopyOf(containment=share):
            return f"copy: shares {share:.0%} of its text with the story"
        case Revision():
            return "new wording of an article of the story"
        case Retagged():
            return "tagged anew by a changed watchlist"
        case Duplicate(again=again):
            return "already in the story" if again else "the same article came through another entry"
