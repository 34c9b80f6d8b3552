"""A consumer that takes messages and never commits: prints their numbers, then waits to be killed."""

from __future__ import annotations

import json
import sys
import time

from tests.contract.bus_kit import numbers, open_place


def main(kind: str, place: str, session_ms: int, group: str, topic: str) -> None:
    bus = open_place(kind, place, session_ms)
    member = bus.subscribe(group, [topic])
    found: list[int] = []
    while not found:
        found = numbers(member.poll(50, 0.1))
    print(json.dumps(found), flush=True)
    while True:
        member.poll(1, 0.1)
        time.sleep(0.05)


if __name__ == "__main__":
    main(*json.loads(sys.argv[1]))
