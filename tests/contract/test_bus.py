"""The promises of the port, on both buses."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from datetime import timedelta

import pytest

from pipeline.bus import Fenced, Record, Slot, TopicSpec
from pipeline.bus.kafka import Tuning
from pipeline.bus.partition import partition_of
from pipeline.events.errors import ConfigError, Incompatible
from tests.contract.bus_kit import QUICK, World, after, numbers, process, records, settle, take, topic, until


def test_a_message_comes_back_as_it_was_published(world: World) -> None:
    bus = world.open()
    name = topic(bus, partitions=1)
    headers = {"schema": "article.v1", "title": "Überwachung – 監視", "empty": ""}
    before = int(time.time() * 1000)
    bus.publish([Record(name, "Schlüssel/ключ", b"\x00\xff{}", headers), Record(name, "", b"")])
    first, second = take(bus.subscribe("g-" + name, [name]), 2)
    assert (first.key, first.value, dict(first.headers)) == ("Schlüssel/ключ", b"\x00\xff{}", headers)
    assert (second.key, second.value, dict(second.headers)) == ("", b"", {})
    assert first.slot == Slot(name, 0)
    assert first.offset < second.offset
    assert before - 1000 <= first.timestamp <= time.time() * 1000 + 1000


def test_messages_of_one_key_come_in_order_and_from_one_partition(world: World) -> None:
    bus = world.open()
    name = topic(bus)
    for start in range(0, 600, 100):
        bus.publish(records(name, 100, start=start))
    by_key = defaultdict(list)
    for message in take(bus.subscribe("g-" + name, [name]), 600):
        assert message.slot.partition == partition_of(message.key, 3)
        by_key[message.key].append(int(message.value))
    assert len(by_key) == 7
    assert all(found == sorted(found) for found in by_key.values())
    assert sum(len(found) for found in by_key.values()) == 600


def test_each_group_gets_everything_from_the_oldest_on(world: World) -> None:
    bus = world.open()
    name = topic(bus)
    bus.publish(records(name, 20))
    for group in ("one-", "two-"):
        assert sorted(numbers(take(bus.subscribe(group + name, [name]), 20))) == list(range(20))


def test_what_is_committed_is_not_delivered_again_and_the_rest_is(world: World) -> None:
    bus = world.open()
    name = topic(bus, partitions=1)
    bus.publish(records(name, 10))
    member = bus.subscribe("g-" + name, [name])
    found = take(member, 10)
    member.commit({found[3].slot: found[3].offset + 1})
    member.close()
    again = world.open().subscribe("g-" + name, [name])
    assert numbers(take(again, 6)) == [4, 5, 6, 7, 8, 9]
    assert again.poll(10, 0.2) == []


def test_outputs_are_published_with_the_commit(world: World) -> None:
    bus = world.open()
    name, output = topic(bus), topic(bus)
    bus.publish(records(name, 5))
    member = bus.subscribe("g-" + name, [name])
    found = take(member, 5)
    member.commit(after(found), records(output, 5))
    assert sorted(numbers(list(bus.read(output)))) == list(range(5))
    assert set(bus.lag("g-" + name, [name]).values()) == {0}


def test_outputs_may_be_published_without_a_position(world: World) -> None:
    bus = world.open()
    name, output = topic(bus), topic(bus)
    bus.publish(records(name, 1))
    member = bus.subscribe("g-" + name, [name])
    take(member, 1)
    member.commit({}, records(output, 2))
    assert len(list(bus.read(output))) == 2
    assert sum(bus.lag("g-" + name, [name]).values()) == 1


def test_a_member_polls_what_it_publishes_to_its_own_topic(world: World) -> None:
    bus = world.open()
    name = topic(bus, partitions=1)
    bus.publish(records(name, 1))
    member = bus.subscribe("g-" + name, [name])
    found = take(member, 1)
    member.commit(after(found), records(name, 1, start=1))
    assert numbers(take(member, 1)) == [1]


def test_two_members_share_the_partitions_and_get_everything_once(world: World) -> None:
    bus, other = world.open(), world.open()
    name = topic(bus, partitions=4)
    members = [bus.subscribe("g-" + name, [name]), other.subscribe("g-" + name, [name])]
    settle(members, 4)
    assert sorted(len(member.assigned()) for member in members) == [2, 2]
    bus.publish(records(name, 100, keys=50))
    found: list[int] = []
    until(lambda: len(found) >= 100, lambda: [found.extend(numbers(m.poll(100, 0.1))) for m in members])
    assert sorted(found) == list(range(100))


def test_a_member_that_leaves_is_replaced_at_once(world: World) -> None:
    bus = world.open()
    name = topic(bus, partitions=4)
    stays, leaves = bus.subscribe("g-" + name, [name]), bus.subscribe("g-" + name, [name])
    settle([stays, leaves], 4)
    stays.lost()
    leaves.close()
    settle([stays], 4)


def test_a_slot_that_was_lost_is_told_once(world: World) -> None:
    bus = world.open()
    name = topic(bus, partitions=2)
    first = bus.subscribe("g-" + name, [name])
    settle([first], 2)
    assert first.lost() == frozenset()
    second = bus.subscribe("g-" + name, [name])
    settle([first, second], 2)
    lost = first.lost()
    assert second.assigned() <= lost <= {Slot(name, 0), Slot(name, 1)}
    assert first.lost() == frozenset()


def test_kill_9_of_a_consumer_redelivers_what_it_did_not_commit(world: World) -> None:
    bus = world.open()
    name = topic(bus)
    bus.publish(records(name, 30))
    with process(world, "bus_consumer", "g-" + name, name) as victim:
        seen = victim.line()
        victim.kill()
    assert seen
    assert sorted(numbers(take(bus.subscribe("g-" + name, [name]), 30))) == list(range(30))


def test_a_member_that_lost_its_slots_unknowingly_is_fenced(world: World) -> None:
    slow = world.open(tuning=Tuning(session_timeout_ms=world.session_ms, heartbeat_ms=300, max_poll_ms=2000))
    bus = world.open()
    name, output = topic(bus, partitions=1), topic(bus, partitions=1)
    bus.publish(records(name, 5))
    stale = slow.subscribe("g-" + name, [name])
    found = take(stale, 5)
    fresh = bus.subscribe("g-" + name, [name])
    assert numbers(take(fresh, 5)) == numbers(found)
    with pytest.raises(Fenced):
        stale.commit(after(found), records(output, 1))
    if world.kind == "embedded":
        assert list(bus.read(output)) == []
    fresh.commit(after(found))
    stale.poll(1, 0.1)
    assert stale.lost() == {Slot(name, 0)}
    assert sum(bus.lag("g-" + name, [name]).values()) == 0


def test_a_long_batch_does_not_cost_the_membership(world: World) -> None:
    bus = world.open()
    name = topic(bus, partitions=1)
    bus.publish(records(name, 3))
    busy = bus.subscribe("g-" + name, [name])
    found = take(busy, 3)
    waiting = world.open().subscribe("g-" + name, [name])
    stop = threading.Event()
    polling = threading.Thread(target=lambda: [waiting.poll(1, 0.1) for _ in iter(stop.is_set, True)])
    polling.start()
    try:
        time.sleep(world.lease * 1.3)
        busy.commit(after(found))
    finally:
        stop.set()
        polling.join()
    assert sum(bus.lag("g-" + name, [name]).values()) == 0


def test_paused_slots_are_passed_over_and_the_membership_is_kept(world: World) -> None:
    bus = world.open()
    name, other = topic(bus, partitions=1), topic(bus, partitions=1)
    member = bus.subscribe("g-" + name, [name, other])
    settle([member], 2)
    member.pause(frozenset({Slot(name, 0)}))
    bus.publish(records(name, 3))
    bus.publish(records(other, 3, start=10))
    assert numbers(take(member, 3)) == [10, 11, 12]
    assert member.poll(10, 0.3) == []
    member.pause(frozenset({Slot(name, 0), Slot(other, 0)}))
    bus.publish(records(other, 1, start=13))
    end = time.monotonic() + world.lease * 1.2
    until(lambda: time.monotonic() > end, lambda: numbers(member.poll(10, 0.2)) == [] or pytest.fail("not paused"))
    member.pause(frozenset())
    assert sorted(numbers(take(member, 4))) == [0, 1, 2, 13]
    assert member.lost() == frozenset()


def test_a_slot_passed_over_again_and_again_is_delivered_in_between(world: World) -> None:
    bus = world.open()
    name, quiet = topic(bus, partitions=1), topic(bus, partitions=1)
    bus.publish(records(name, 30))
    member = bus.subscribe("g-" + name, [name, quiet])
    found: list[int] = []

    def once() -> None:
        member.pause(frozenset({Slot(name, 0)}))
        assert numbers(member.poll(5, 0)) == []
        member.pause(frozenset())
        found.extend(numbers(member.poll(5, 0.2)))

    until(lambda: len(found) >= 30, once)
    assert found == list(range(30))


def test_a_waiting_poll_returns_when_something_is_published(world: World) -> None:
    bus = world.open()
    name = topic(bus)
    member = world.open().subscribe("g-" + name, [name])
    settle([member], 3)
    publishing = threading.Timer(0.2, bus.publish, [records(name, 1)])
    publishing.start()
    began = time.monotonic()
    assert numbers(member.poll(10, 15)) == [0]
    assert time.monotonic() - began < 10
    publishing.join()


def test_seek_moves_a_group_without_members_and_refuses_one_with(world: World) -> None:
    bus = world.open()
    name = topic(bus, partitions=1)
    bus.publish(records(name, 6))
    group, slot = "g-" + name, Slot(name, 0)
    member = bus.subscribe(group, [name])
    found = take(member, 6)
    member.commit(after(found))
    with pytest.raises(ConfigError, match="active"):
        bus.seek(group, {slot: 0})
    member.close()
    bus.seek(group, {slot: found[2].offset})
    again = bus.subscribe(group, [name])
    assert numbers(take(again, 4)) == [2, 3, 4, 5]


def test_seek_moves_a_group_that_never_was(world: World) -> None:
    bus = world.open()
    name = topic(bus, partitions=1)
    bus.publish(records(name, 4))
    last = list(bus.read(name))[-1].offset
    bus.seek("new-" + name, {Slot(name, 0): last})
    assert numbers(take(bus.subscribe("new-" + name, [name]), 1)) == [3]


def test_lag_counts_what_is_not_committed(world: World) -> None:
    bus = world.open()
    name = topic(bus, partitions=2)
    bus.publish(records(name, 10))
    assert sum(bus.lag("g-" + name, [name]).values()) == 10
    assert set(bus.lag("g-" + name, [name])) == {Slot(name, 0), Slot(name, 1)}
    member = bus.subscribe("g-" + name, [name])
    found = take(member, 10)
    assert sum(bus.lag("g-" + name, [name]).values()) == 10
    member.commit({found[0].slot: found[0].offset + 1})
    assert sum(bus.lag("g-" + name, [name]).values()) == 9


def test_read_needs_no_group_and_ends_where_the_topic_ended(world: World) -> None:
    bus = world.open()
    name = topic(bus, partitions=2)
    assert list(bus.read(name)) == []
    bus.publish(records(name, 700))
    reading = bus.read(name)
    found = [next(reading)]
    bus.publish(records(name, 10, start=700))
    found += list(reading)
    assert sorted(numbers(found)) == list(range(700))
    ends = {slot.partition: offset for slot, offset in after(found).items()}
    assert sorted(numbers(list(bus.read(name, ends)))) == list(range(700, 710))
    assert list(bus.read(name, {0: 10_000, 1: 10_000})) == []


def test_a_read_may_be_given_up_and_others_go_on(world: World) -> None:
    bus = world.open()
    name = topic(bus, partitions=2)
    bus.publish(records(name, 100))
    abandoned = bus.read(name)
    next(abandoned)
    abandoned.close()  # type: ignore[attr-defined]
    assert sorted(numbers(list(bus.read(name)))) == list(range(100))


def test_threads_publish_and_read_at_the_same_time(world: World) -> None:
    bus = world.open()
    name = topic(bus)

    def work(start: int) -> None:
        for step in range(5):
            bus.publish(records(name, 10, start=start + step * 10))
            list(bus.read(name))

    threads = [threading.Thread(target=work, args=(number * 1000,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = sorted(numbers(list(bus.read(name))))
    assert found == [start + n for start in (0, 1000, 2000, 3000) for n in range(50)]


def test_apply_creates_what_is_missing_and_refuses_other_partitions(world: World) -> None:
    bus = world.open()
    name = topic(bus, partitions=2)
    specs = [TopicSpec(name, 2, timedelta(days=1)), TopicSpec(name + ".dead", 1, None)]
    assert bus.apply(specs) == [name + ".dead"]
    assert bus.apply(specs) == []
    assert {key: bus.topics()[key] for key in (name, name + ".dead")} == {name: 2, name + ".dead": 1}
    with pytest.raises(Incompatible, match="2 partitions, not 3"):
        bus.apply([TopicSpec(name, 3)])


def test_an_unknown_topic_is_an_error_that_says_what_to_do(world: World) -> None:
    bus = world.open()
    for act in (
        lambda: bus.publish([Record("nowhere", "k", b"")]),
        lambda: bus.subscribe("g", ["nowhere"]),
        lambda: list(bus.read("nowhere")),
        lambda: bus.lag("g", ["nowhere"]),
    ):
        with pytest.raises(ConfigError, match="topics apply"):
            act()


def test_nothing_published_is_nothing_done(world: World) -> None:
    bus = world.open()
    name = topic(bus)
    bus.publish([])
    assert list(bus.read(name)) == []


def test_quick_timing_is_shorter_than_the_shipped_one() -> None:
    assert QUICK.lease < type(QUICK)().lease
