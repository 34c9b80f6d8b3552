"""What a dead letter means for the entry inside it: its final state is `dead`, with the reason."""

from __future__ import annotations

from datetime import datetime

from pipeline.bus import Message, Record
from pipeline.events import Fate, MalformedEvent, decode
from pipeline.flow import report


def dead_states(hop: str, message: Message, reason: str, now: datetime) -> list[Record]:
    """Return the record that ends the entry of a quarantined message; none for messages that carry no entry."""
    try:
        event = decode(message.value, message.headers)
    except MalformedEvent:
        return []
    return list(report(event, Fate(hop, "dead", final=True, detail=reason), message, now))
