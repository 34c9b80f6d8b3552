"""What the delivery loop promises, on both buses."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

import pytest

from pipeline.bus import Bus, Done, Message, Quarantine, Record, Retry, Verdict
from pipeline.bus.deadletters import find_dead, list_dead, replay
from pipeline.bus.delivery import DeliveryLoop
from pipeline.events.errors import ConfigError, Incompatible, Unavailable
from pipeline.settings.tree import DeliverySettings
from tests.contract.bus_kit import World, numbers, process, records, topic, until

QUICK = DeliverySettings(attempts=4, first_delay_seconds=0.05, in_place_tries=1, batch=50, in_flight=8)

Rule = Callable[[Message], Verdict]


def done(*outputs: Record) -> Done:
    return Done("ok", outputs)


@dataclass
class Hop:
    """Gives verdicts by a rule, at once or on threads, and remembers what it saw."""

    rule: Rule
    pool: ThreadPoolExecutor | None = None
    batches: list[list[int]] = field(default_factory=list)

    def handle(self, batch: Sequence[Message]) -> Sequence[Verdict | Future[Verdict]]:
        self.batches.append(numbers(batch))
        if self.pool is not None:
            return [self.pool.submit(self.rule, message) for message in batch]
        return [self.rule(message) for message in batch]

    @property
    def seen(self) -> list[int]:
        return [number for batch in self.batches for number in batch]

    def close(self) -> None:
        """Nothing to release: the pool is the test's."""


class Counts(Counter[str]):
    """An observer that counts."""

    def count(self, hop: str, status: str, number: int = 1) -> None:
        self[status] += number

    def seconds(self, hop: str, taken: float) -> None:
        assert taken >= 0

    def in_flight(self, hop: str, number: int) -> None:
        self["most in flight"] = max(self["most in flight"], number)

    def waiting(self, hop: str, waits: bool) -> None:
        self["waited"] |= waits


@pytest.fixture(params=["at once", "on threads"])
def pool(request: pytest.FixtureRequest):
    if request.param == "at once":
        yield None
        return
    with ThreadPoolExecutor(4) as threads:
        yield threads


def loop(bus: Bus, name: str, hop: Hop, counts: Counts | None = None, **options: object) -> DeliveryLoop:
    topics = options.pop("topics", [name, name + ".retry"])
    policy = options.pop("policy", QUICK)
    counts = counts if counts is not None else Counts()
    hop_name = str(options.pop("hop_name", "hop"))
    return DeliveryLoop(bus, hop_name, f"g-{hop_name}-{name}", topics, hop, policy, observe=counts, **options)  # type: ignore[arg-type]


def work_off(bus: Bus, name: str, the_loop: DeliveryLoop, dead_or_done: Callable[[], bool]) -> None:
    """Run a loop on a thread until something is reached, then stop it in order."""
    stop = threading.Event()
    running = threading.Thread(target=the_loop.run, args=(stop,))
    running.start()
    try:
        until(dead_or_done, lambda: time.sleep(0.02), seconds=25)
    finally:
        stop.set()
        running.join()


def lag(bus: Bus, the_loop: DeliveryLoop) -> int:
    return sum(bus.lag(the_loop.group, list(the_loop.topics)).values())


def test_everything_is_worked_off_counted_once_and_committed(world: World, pool: ThreadPoolExecutor | None) -> None:
    bus = world.open()
    name, output = topic(bus, full=True), topic(bus)
    bus.publish(records(name, 200))
    counts, hop = Counts(), Hop(lambda message: done(Record(output, message.key, message.value)), pool)
    the_loop = loop(bus, name, hop, counts)
    assert the_loop.run_until_idle()
    assert sorted(hop.seen) == list(range(200))
    assert sorted(numbers(list(bus.read(output)))) == list(range(200))
    assert counts["ok"] == 200
    assert lag(bus, the_loop) == 0


def test_no_more_than_in_flight_messages_are_worked_on_elsewhere(world: World) -> None:
    bus = world.open()
    name = topic(bus, full=True)
    bus.publish(records(name, 60))
    flying, most, lock = [0], [0], threading.Lock()

    def rule(_message: Message) -> Verdict:
        with lock:
            flying[0] += 1
            most[0] = max(most[0], flying[0])
        time.sleep(0.01)
        with lock:
            flying[0] -= 1
        return done()

    with ThreadPoolExecutor(30) as threads:
        counts = Counts()
        assert loop(bus, name, Hop(rule, threads), counts).run_until_idle()
    assert counts["ok"] == 60
    assert 1 < most[0] <= QUICK.in_flight


def test_a_handler_that_answers_at_once_sees_its_outputs_before_the_next_batch(world: World) -> None:
    bus = world.open()
    name, output = topic(bus, full=True), topic(bus, partitions=1)
    bus.publish(records(name, 100))
    handed: list[int] = []

    class Reader(Hop):
        def handle(self, batch: Sequence[Message]) -> Sequence[Verdict | Future[Verdict]]:
            assert sorted(numbers(list(bus.read(output)))) == sorted(handed)
            handed.extend(numbers(batch))
            return super().handle(batch)

    hop = Reader(lambda message: done(Record(output, "k", message.value)))
    policy = QUICK.model_copy(update={"batch": 13})
    counts = Counts()
    assert loop(bus, name, hop, counts, policy=policy).run_until_idle()
    assert counts["ok"] == 100
    assert counts["dead"] == 0
    assert max(map(len, hop.batches)) <= 13


def test_a_failure_is_tried_in_place_then_through_the_retry_topic_with_growing_delays(world: World) -> None:
    bus = world.open()
    name = topic(bus, full=True)
    bus.publish(records(name, 3))
    times: list[float] = []

    def rule(message: Message) -> Verdict:
        if message.value != b"1":
            return done()
        times.append(time.time())
        return Retry("not yet") if len(times) < 4 else done()

    counts = Counts()
    policy = QUICK.model_copy(update={"first_delay_seconds": 0.1})
    the_loop = loop(bus, name, Hop(rule), counts, policy=policy)
    work_off(bus, name, the_loop, lambda: counts["ok"] == 3)
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert len(gaps) == 3
    assert gaps[0] >= 0.1
    assert gaps[1] >= 0.4
    assert gaps[2] >= 1.6
    retried = list(bus.read(name + ".retry"))
    assert [message.headers["attempt"] for message in retried] == ["2", "3"]
    first = retried[0].headers
    assert (first["hop"], first["error"], first["error-class"]) == ("hop", "not yet", "Retry")
    assert first["origin-topic"] == name
    assert int(first["not-before"]) > 1_600_000_000_000
    assert first["n"] == "1"
    assert retried[1].headers["origin-offset"] == first["origin-offset"]
    assert retried[1].headers["first-failed-at"] == first["first-failed-at"]
    assert counts == {"ok": 3, "most in flight": counts["most in flight"], "waited": 0}
    assert lag(bus, the_loop) == 0


def test_a_wait_that_was_asked_for_is_kept_and_does_not_block_others(world: World) -> None:
    bus = world.open()
    name = topic(bus, full=True)
    began = time.time()
    bus.publish(records(name, 1))
    seen: list[tuple[bytes, float]] = []

    def rule(message: Message) -> Verdict:
        seen.append((message.value, time.time() - began))
        return Retry("later", timedelta(seconds=3)) if message.value == b"0" and len(seen) == 1 else done()

    counts = Counts()
    the_loop = loop(bus, name, Hop(rule), counts)

    def publish_more() -> bool:
        if len(seen) == 1:
            bus.publish(records(name, 5, start=1))
            until(lambda: counts["ok"] == 5, lambda: time.sleep(0.02))
        return counts["ok"] == 6

    work_off(bus, name, the_loop, publish_more)
    assert [value for value, _ in seen][-1] == b"0"
    assert seen[-1][1] >= 3
    assert lag(bus, the_loop) == 0


def test_a_message_becomes_a_dead_letter_after_all_its_tries(world: World, pool: ThreadPoolExecutor | None) -> None:
    bus = world.open()
    name, states = topic(bus, full=True), topic(bus)
    bus.publish([Record(name, "k", b"7", {"traceparent": "00-abc", "lane": "live"}), *records(name, 3)])
    hop = Hop(lambda message: Retry("still broken") if message.value == b"7" else done(), pool)
    counts = Counts()
    the_loop = loop(
        bus, name, hop, counts, on_dead=lambda message, reason: [Record(states, message.key, reason.encode())]
    )
    work_off(bus, name, the_loop, lambda: counts["dead"] == 1)
    assert hop.seen.count(7) == QUICK.attempts
    (letter,) = list_dead(bus, [name])
    assert (letter.hop, letter.reason, letter.error, letter.attempts) == ("hop", "still broken", "Retry", 4)
    assert letter.origin.startswith(name + ":")
    assert letter.message.headers["traceparent"] == "00-abc"
    assert letter.first_failed_at < letter.dead_at
    assert [message.value for message in bus.read(states)] == [b"still broken"]
    assert (counts["ok"], counts["dead"]) == (3, 1)
    assert lag(bus, the_loop) == 0


def test_a_bug_hits_only_its_own_message(world: World, pool: ThreadPoolExecutor | None) -> None:
    bus = world.open()
    name = topic(bus, full=True)
    bus.publish(records(name, 30))

    def rule(message: Message) -> Verdict:
        if message.value == b"11":
            raise KeyError("no such field")
        return done()

    counts = Counts()
    policy = QUICK.model_copy(update={"attempts": 2})
    work_off(bus, name, loop(bus, name, Hop(rule, pool), counts, policy=policy), lambda: counts["dead"] == 1)
    (letter,) = list_dead(bus, [name])
    assert (letter.error, letter.message.value, letter.attempts) == ("KeyError", b"11", 2)
    assert "no such field" in letter.reason
    assert counts["ok"] == 29


def test_a_poisoned_message_is_quarantined_at_once(world: World) -> None:
    bus = world.open()
    name = topic(bus, full=True)
    bus.publish(records(name, 5))
    hop = Hop(lambda message: Quarantine("not readable") if message.value == b"2" else done())
    counts = Counts()
    assert loop(bus, name, hop, counts).run_until_idle()
    assert hop.seen.count(2) == 1
    assert (counts["ok"], counts["dead"]) == (4, 1)


def test_a_dead_letter_is_replayed_with_all_its_tries_and_leaves_the_list(world: World) -> None:
    bus = world.open()
    name = topic(bus, full=True)
    bus.publish(records(name, 3))
    broken = [True]
    hop = Hop(lambda message: Quarantine("bad") if broken[0] and message.value != b"0" else done())
    counts = Counts()
    the_loop = loop(bus, name, hop, counts)
    assert the_loop.run_until_idle()
    one, two = list_dead(bus, [name])
    assert find_dead(bus, one.id) == one
    assert replay(bus, [one.id]) == 1
    assert [letter.id for letter in list_dead(bus, [name])] == [two.id]
    with pytest.raises(ConfigError, match="dead-letters list"):
        replay(bus, [two.id, one.id])
    assert the_loop.run_until_idle()
    died_again = [letter for letter in list_dead(bus, [name]) if letter.id != two.id]
    assert [letter.message.headers["replayed-from"] for letter in died_again] == [one.id]
    broken[0] = False
    assert replay(bus, None, [name]) == 2
    assert the_loop.run_until_idle()
    assert list_dead(bus, [name]) == []
    assert (counts["ok"], counts["dead"]) == (3, 3)
    assert "attempts" not in list(bus.read(name + ".retry"))[-1].headers


def test_retry_messages_of_another_hop_are_passed_over_and_not_counted(world: World) -> None:
    bus = world.open()
    name = topic(bus, full=True)
    bus.publish(records(name, 2))
    policy = QUICK.model_copy(update={"in_place_tries": 0, "attempts": 2})
    one, two = Counts(), Counts()
    failing = Hop(lambda message: Retry("no"))
    fine = Hop(lambda message: done())
    work_off(bus, name, loop(bus, name, failing, one, policy=policy, hop_name="a"), lambda: one["dead"] == 2)
    the_loop = loop(bus, name, fine, two, policy=policy, hop_name="b")
    assert the_loop.run_until_idle()
    assert sorted(fine.seen) == [0, 1]
    assert (two["ok"], two["dead"]) == (2, 0)
    assert lag(bus, the_loop) == 0


def test_old_material_waits_while_there_is_live_news(world: World) -> None:
    bus = world.open()
    name = topic(bus, partitions=1, full=True)
    bus.publish(records(name + ".backfill", 40, start=1000))
    bus.publish(records(name, 40))
    hop = Hop(lambda message: done())
    policy = QUICK.model_copy(update={"batch": 5})
    the_loop = loop(bus, name, hop, policy=policy, topics=[name, name + ".retry", name + ".backfill"])
    assert the_loop.run_until_idle()
    assert sorted(hop.seen) == [*range(40), *range(1000, 1040)]
    old_before_the_last_live = [number for number in hop.seen[: hop.seen.index(39)] if number >= 1000]
    assert len(old_before_the_last_live) <= (0 if world.kind == "embedded" else 2 * policy.batch)
    assert lag(bus, the_loop) == 0


def test_a_server_that_is_away_costs_no_tries_and_no_messages(world: World, pool: ThreadPoolExecutor | None) -> None:
    bus = world.open()
    name, output = topic(bus, full=True), topic(bus)
    bus.publish(records(name, 20))
    away, failures = [True], [0]

    def rule(message: Message) -> Verdict:
        if away[0]:
            failures[0] += 1
            raise Unavailable("the index is away")
        return done(Record(output, message.key, message.value))

    counts = Counts()
    hop = Hop(rule, pool)
    the_loop = loop(bus, name, hop, counts)

    def comes_back() -> bool:
        if failures[0] >= 3 and counts["waited"]:
            away[0] = False
        return counts["ok"] == 20

    work_off(bus, name, the_loop, comes_back)
    assert counts["dead"] == 0
    assert list(bus.read(name + ".retry")) == []
    assert sorted(numbers(list(bus.read(output)))) == list(range(20))
    if pool is None:
        assert hop.batches[0] == hop.batches[1] == hop.batches[2]


def test_a_server_that_cannot_be_used_ends_the_hop_and_costs_no_message(
    world: World, pool: ThreadPoolExecutor | None
) -> None:
    bus = world.open()
    name = topic(bus, full=True)
    bus.publish(records(name, 3))

    def rule(_message: Message) -> Verdict:
        raise Incompatible("the index has version 10")

    the_loop = loop(bus, name, Hop(rule, pool), Counts())
    with pytest.raises(Incompatible, match="version 10"):
        the_loop.run(threading.Event())
    assert lag(bus, the_loop) == 3
    assert list(bus.read(name + ".dead")) == []


def test_stopping_lets_work_in_flight_land(world: World) -> None:
    bus = world.open()
    name = topic(bus, full=True)
    bus.publish(records(name, 4))
    started, go_on = threading.Event(), threading.Event()

    def rule(_message: Message) -> Verdict:
        started.set()
        go_on.wait(10)
        return done()

    counts, stop = Counts(), threading.Event()
    with ThreadPoolExecutor(4) as threads:
        the_loop = loop(bus, name, Hop(rule, threads), counts)
        running = threading.Thread(target=the_loop.run, args=(stop,))
        running.start()
        assert started.wait(20)
        stop.set()
        time.sleep(0.2)
        assert running.is_alive()
        go_on.set()
        running.join(10)
    assert counts["ok"] >= 1
    assert lag(bus, the_loop) == 4 - counts["ok"]


@pytest.mark.parametrize("threads", [False, True], ids=["at once", "on threads"])
def test_kill_9_in_the_middle_loses_nothing(world: World, threads: bool) -> None:
    bus = world.open()
    name, output = topic(bus), topic(bus)
    bus.publish(records(name, 200, keys=40))
    for batches in (2, 3):
        with process(world, "bus_worker", "g-" + name, name, output, threads) as worker:
            for _ in range(batches):
                worker.line()
            worker.kill()
    hop = Hop(lambda message: done(Record(output, message.key, message.value)))
    the_loop = DeliveryLoop(bus, "copy", "g-" + name, [name], hop, QUICK)
    work_off(bus, name, the_loop, lambda: lag(bus, the_loop) == 0)
    copied = Counter(numbers(list(bus.read(output))))
    assert sorted(copied) == list(range(200))
    assert len(hop.seen) < 200
    if world.kind == "embedded" and not threads:
        assert set(copied.values()) == {1}
    else:
        assert max(copied.values()) <= 3
    assert lag(bus, the_loop) == 0


def test_two_workers_share_the_work(world: World) -> None:
    bus = world.open()
    name, output = topic(bus, partitions=4, full=True), topic(bus)
    slow = Hop(lambda message: time.sleep(0.002) or done(Record(output, message.key, message.value)))  # type: ignore[func-returns-value]
    loops = [loop(world.open(), name, slow), loop(world.open(), name, slow)]
    stop = threading.Event()
    running = [threading.Thread(target=one.run, args=(stop,)) for one in loops]
    for thread in running:
        thread.start()
    try:
        for start in range(0, 300, 20):
            bus.publish(records(name, 20, keys=40, start=start))
            time.sleep(0.05)
        until(lambda: lag(bus, loops[0]) == 0, lambda: time.sleep(0.05))
    finally:
        stop.set()
        for thread in running:
            thread.join()
    assert sorted(set(numbers(list(bus.read(output))))) == list(range(300))
