"""A hop that copies numbers from one topic to another, in a process of its own, until it is killed."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from pipeline.bus import Done, Message, Record, Verdict
from pipeline.bus.delivery import DeliveryLoop
from pipeline.settings.tree import DeliverySettings
from tests.contract.bus_kit import open_place


class Copy:
    """Copies slowly, at once or on threads; says when it begins."""

    def __init__(self, output: str, *, threads: bool) -> None:
        self._output = output
        self._pool = ThreadPoolExecutor(4) if threads else None

    def handle(self, batch: Sequence[Message]) -> Sequence[Verdict | Future[Verdict]]:
        print(json.dumps(len(batch)), flush=True)
        if self._pool is None:
            return [self._copy(message) for message in batch]
        return [self._pool.submit(self._copy, message) for message in batch]

    def _copy(self, message: Message) -> Verdict:
        time.sleep(0.005)
        return Done("copied", (Record(self._output, message.key, message.value),))

    def close(self) -> None:
        """Nothing is left open: the process is killed."""


def main(kind: str, place: str, session_ms: int, *task: object) -> None:
    group, name, output, threads = task
    bus = open_place(kind, place, session_ms)
    policy = DeliverySettings(batch=20, in_flight=20)
    DeliveryLoop(bus, "copy", str(group), [str(name)], Copy(str(output), threads=bool(threads)), policy).run(
        threading.Event()
    )


if __name__ == "__main__":
    main(*json.loads(sys.argv[1]))
