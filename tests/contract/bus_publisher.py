"""Publishes ten numbered messages at a time, for ever; says each time that they are acknowledged."""

from __future__ import annotations

import json
import sys
from itertools import count

from tests.contract.bus_kit import open_place, records


def main(kind: str, place: str, session_ms: int, topic: str) -> None:
    bus = open_place(kind, place, session_ms)
    for step in count():
        bus.publish(records(topic, 10, start=step * 10))
        print(json.dumps(step), flush=True)


if __name__ == "__main__":
    main(*json.loads(sys.argv[1]))
