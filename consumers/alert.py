"""Runs the saved searches on new stories: Story → Alert. Live news only; old material raises no alerts.

It keeps no state: each snapshot of a story that matches raises the same alert, with the same id, and the notify hop
delivers an alert once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from pipeline.alerts import Rule, WatchedBook, alert
from pipeline.app import App
from pipeline.bus import Message
from pipeline.bus.verdicts import Done, Quarantine, Verdict
from pipeline.events import LANE, MalformedEvent, Story, decode_as
from pipeline.flow import emit
from pipeline.index import evaluate
from pipeline.index.ast import Node
from pipeline.index.matcher import Matcher

FRESH: Final = timedelta(hours=1)
"""Queries are parsed anew this often, as they may count time back from now."""


class RaiseAlerts:
    """The hop."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._watched = WatchedBook(app.settings.alerts.file)
        self._compile()

    def handle(self, batch: Sequence[Message]) -> Sequence[Verdict]:
        """Match a batch of stories at once."""
        self._refresh()
        read = [_story(message) for message in batch]
        stories = [story for story in read if isinstance(story, Story)]
        matches = iter(self._matcher.match(stories) if stories else ())
        return [
            self._raise(found, next(matches), message) if isinstance(found, Story) else found
            for found, message in zip(read, batch, strict=True)
        ]

    def close(self) -> None:
        """Release nothing: everything is in memory."""

    def _refresh(self) -> None:
        self._watched.refresh()
        if self._watched.version != self._version or self._app.now() - self._parsed > FRESH:
            self._compile()

    def _compile(self) -> None:
        self._version = self._watched.version
        self._parsed: datetime = self._app.now()
        self._rules: dict[str, Rule] = {rule.id: rule for rule in self._watched.book.rules}
        self._queries: dict[str, Node] = self._watched.book.queries(self._parsed)
        self._matcher = Matcher(self._queries)

    def _raise(self, story: Story, rule_ids: Sequence[str], message: Message) -> Verdict:
        now = self._app.now()
        alerts = [alert(self._rules[i], story, evaluate.why(self._queries[i], story), now) for i in rule_ids]
        return Done("matched" if alerts else "no_match", tuple(emit(found, because=message) for found in alerts))


def build(app: App) -> RaiseAlerts:
    """Return the hop. Raises ConfigError for a wrong alerts file."""
    return RaiseAlerts(app)


def _story(message: Message) -> Story | Verdict:
    if message.headers.get(LANE) == "backfill":
        return Done("backfill")
    try:
        return decode_as(Story, message.value, message.headers)
    except MalformedEvent as error:
        return Quarantine(str(error))
