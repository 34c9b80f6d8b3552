"""What the tests of the bus share: both backends behind one face, and consumers in processes of their own."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from pipeline.bus import Bus, Message, Record, Slot, Subscription, TopicSpec
from pipeline.bus.embedded import EmbeddedBus, Timing
from pipeline.bus.kafka import KafkaBus, Tuning

ROOT = Path(__file__).resolve().parents[2]
QUICK = Timing(lease=1.5, beat=0.3, hung=3.0, busy=1.0)


@dataclass
class World:
    """One backend: opens buses as several processes would, and closes them at the end of the test."""

    kind: str
    place: str
    session_ms: int = 2000
    opened: list[Bus] = field(default_factory=list)

    def open(self, **options: object) -> Bus:
        """Open a bus with short leases."""
        bus = open_place(self.kind, self.place, self.session_ms, **options)
        self.opened.append(bus)
        return bus

    def close(self) -> None:
        """Close all buses."""
        for bus in self.opened:
            bus.close()

    @property
    def lease(self) -> float:
        """Return after how many seconds a killed member is given up."""
        return QUICK.lease if self.kind == "embedded" else self.session_ms / 1000

    def spawn(self, script: str, *arguments: object) -> Process:
        """Run a script of `tests/contract` in its own process; it gets the backend and the arguments as JSON."""
        return Process(script, [self.kind, self.place, self.session_ms, *arguments])


def open_place(kind: str, place: str, session_ms: int, **options: object) -> Bus:
    """Open a bus of a world, here or in another process."""
    if kind == "embedded":
        return EmbeddedBus(Path(place), options.get("timing", QUICK))  # type: ignore[arg-type]
    tuning = options.get("tuning") or Tuning(session_timeout_ms=session_ms, heartbeat_ms=300)
    return KafkaBus(place, tuning=tuning)  # type: ignore[arg-type]


class Process:
    """A script that prints one JSON value a line."""

    def __init__(self, script: str, arguments: Sequence[object]) -> None:
        command = [sys.executable, "-W", "ignore", "-m", f"tests.contract.{script}", json.dumps(arguments)]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)

    def line(self) -> object:
        """Return the next line that it prints."""
        assert self._process.stdout is not None
        text = self._process.stdout.readline()
        if not text:
            raise EOFError("the process has ended")
        return json.loads(text)

    def rest(self) -> list[object]:
        """Return all lines until its end; a last one cut off by a kill is not one."""
        assert self._process.stdout is not None
        return [json.loads(text) for text in self._process.stdout if text.endswith("\n")]

    def kill(self) -> None:
        """Kill it as a power cut would."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """End it and close the pipe."""
        self.kill()
        assert self._process.stdout is not None
        self._process.stdout.close()


@contextmanager
def process(world: World, script: str, *arguments: object) -> Iterator[Process]:
    """Run a script and make sure that it ends."""
    child = world.spawn(script, *arguments)
    try:
        yield child
    finally:
        child.close()


def topic(bus: Bus, *, partitions: int = 3, full: bool = False) -> str:
    """Create a topic of a new name; `full` adds its retry, dead and backfill topics."""
    name = f"t{uuid4().hex[:10]}"
    specs = [TopicSpec(name, partitions)]
    if full:
        specs += [
            TopicSpec(name + ".retry", 1),
            TopicSpec(name + ".dead", 1),
            TopicSpec(name + ".backfill", partitions),
        ]
    bus.apply(specs)
    return name


def records(name: str, count: int, *, keys: int = 7, start: int = 0) -> list[Record]:
    """Return numbered records; number n has the key n modulo `keys`."""
    return [Record(name, f"key-{n % keys}", str(n).encode(), {"n": str(n)}) for n in range(start, start + count)]


def numbers(messages: Sequence[Message]) -> list[int]:
    """Return the numbers of records made by `records`."""
    return [int(message.value) for message in messages]


def take(member: Subscription, count: int, *, seconds: float = 20.0) -> list[Message]:
    """Poll until `count` messages are there."""
    found: list[Message] = []
    until(lambda: len(found) >= count, lambda: found.extend(member.poll(500, 0.1)), seconds=seconds)
    return found


def until(reached: Callable[[], object], step: Callable[[], object], *, seconds: float = 20.0) -> None:
    """Repeat a step until something is reached."""
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline, "not reached in time"
        step()


def settle(members: Sequence[Subscription], slots: int, *, seconds: float = 20.0) -> None:
    """Poll all members, which must not find messages, until each has some and together they have all slots."""

    def shared() -> bool:
        owned = [member.assigned() for member in members]
        return all(owned) and len(frozenset().union(*owned)) == slots == sum(map(len, owned))

    def poll() -> None:
        for member in members:
            assert member.poll(1, 0.05) == []

    until(shared, poll, seconds=seconds)


def after(messages: Sequence[Message]) -> dict[Slot, int]:
    """Return the positions behind messages."""
    return {slot: max(m.offset for m in messages if m.slot == slot) + 1 for slot in {m.slot for m in messages}}
