"""What was delivered: a view of the `deliveries` topic, so that no alert goes out twice."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pipeline.bus import Bus, Message
from pipeline.bus.topics import topic
from pipeline.bus.view import View
from pipeline.events import Delivery, MalformedEvent, decode_as
from pipeline.observability import get_logger

TOPICS: Final = (topic("deliveries"),)
_SCHEMA: Final = "create table if not exists deliveries(id text primary key, state text not null) without rowid;"

_log = get_logger(__name__)


class DeliveryHistory:
    """Final deliveries by id, in one SQLite file; in memory when `path` is None. Use it from one thread.

    It outlives the log it was read from: a delivery that was made stays made.
    """

    def __init__(self, path: Path | None) -> None:
        self._view = View(path, _SCHEMA, forget=False)

    def catch_up(self, bus: Bus) -> int:
        """Take in what was recorded since; return the number of records. Raises Unavailable."""
        return self._view.catch_up(bus, TOPICS, self._apply)

    def final(self, delivery_ids: Sequence[str]) -> dict[str, str]:
        """Return the state of those deliveries that are final."""
        marks = ",".join("?" * len(delivery_ids))
        rows = self._view.db.execute(f"select id, state from deliveries where id in ({marks})", tuple(delivery_ids))  # noqa: S608 - question marks only
        return dict(rows)

    def close(self) -> None:
        """Close the file."""
        self._view.close()

    def _apply(self, message: Message) -> None:
        try:
            delivery = decode_as(Delivery, message.value, message.headers)
        except MalformedEvent as error:
            _log.warning("delivery_not_understood", offset=message.offset, error=str(error))
            return
        self._view.db.execute(
            "insert or replace into deliveries(id, state) values (?, ?)", (delivery.delivery_id, delivery.state)
        )
