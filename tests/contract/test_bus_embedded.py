"""What only a file can do to us: be locked, full, damaged, newer, or left behind by a crash."""

from __future__ import annotations

import sqlite3
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.bus import Done, Fenced, Record, TopicSpec, open_bus
from pipeline.bus.delivery import DeliveryLoop
from pipeline.bus.embedded import EmbeddedBus, Timing
from pipeline.events.errors import ConfigError, Incompatible, Unavailable
from pipeline.settings.tree import BusSettings, DeliverySettings
from tests.contract.bus_kit import World, after, numbers, process, records, settle, take, topic, until


def test_the_default_bus_lies_in_the_data_folder(tmp_path: Path) -> None:
    bus = open_bus(BusSettings(), tmp_path / "deep" / "data")
    bus.close()
    assert (tmp_path / "deep" / "data" / "bus" / "log.sqlite").is_file()


def test_the_file_has_the_layout_that_was_measured(embedded: World) -> None:
    embedded.open()
    link = sqlite3.connect(embedded.place)
    try:
        found = {
            name: link.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_size", "journal_mode", "auto_vacuum")
        }
    finally:
        link.close()
    assert found == {"page_size": 16384, "journal_mode": "wal", "auto_vacuum": 2}


def test_a_lock_held_too_long_is_an_outage_that_ends(embedded: World) -> None:
    bus = embedded.open()
    name = topic(bus)
    holder = sqlite3.connect(embedded.place, isolation_level=None)
    try:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match="locked by another process"):
            bus.publish(records(name, 1))
        holder.execute("ROLLBACK")
    finally:
        holder.close()
    bus.publish(records(name, 1))
    assert numbers(list(bus.read(name))) == [0]


def test_a_hop_waits_while_the_file_is_locked_and_loses_nothing(embedded: World) -> None:
    bus = embedded.open()
    name, output = topic(bus), topic(bus)
    bus.publish(records(name, 30))

    class Copy:
        def handle(self, batch):  # type: ignore[no-untyped-def]
            return [Done("ok", (Record(output, message.key, message.value),)) for message in batch]

        def close(self) -> None: ...

    loop = DeliveryLoop(bus, "copy", "g", [name], Copy(), DeliverySettings(batch=5))
    stop = threading.Event()
    holder = sqlite3.connect(embedded.place, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    running = threading.Thread(target=loop.run, args=(stop,))
    try:
        running.start()
        time.sleep(1.5)
        assert list(bus.read(output)) == []
        holder.execute("ROLLBACK")
        until(lambda: len(list(bus.read(output))) == 30, lambda: time.sleep(0.05))
    finally:
        holder.close()
        stop.set()
        running.join()
    assert sorted(numbers(list(bus.read(output)))) == list(range(30))


def test_a_full_disk_is_an_outage_and_what_was_published_stays(embedded: World) -> None:
    bus = embedded.open()
    assert isinstance(bus, EmbeddedBus)
    name = topic(bus)
    bus.publish(records(name, 10))
    pages = bus._writer.execute("PRAGMA page_count").fetchone()[0]
    bus._writer.execute(f"PRAGMA max_page_count={pages + 3}").fetchone()
    with pytest.raises(Unavailable, match=r"disk of .* is full"):
        bus.publish([Record(name, "k", b"x" * 200_000)])
    assert sorted(numbers(list(bus.read(name)))) == list(range(10))
    bus._writer.execute(f"PRAGMA max_page_count={pages + 3000}").fetchone()
    bus.publish([Record(name, "k", b"x" * 200_000)])
    assert len(list(bus.read(name))) == 11


def test_a_damaged_file_is_told_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    path.write_bytes(b"this is no database at all, but long enough to look like one" * 100)
    with pytest.raises(Incompatible, match="damaged or not an event log") as caught:
        EmbeddedBus(path)
    assert "away and start again" in str(caught.value)


def test_another_programs_database_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    link = sqlite3.connect(path)
    link.execute("CREATE TABLE theirs (x)")
    link.execute("PRAGMA user_version=1")
    link.commit()
    link.close()
    with pytest.raises(Incompatible, match="not an event log"):
        EmbeddedBus(path)


def test_a_file_of_a_newer_version_is_refused(embedded: World) -> None:
    embedded.open().close()
    link = sqlite3.connect(embedded.place)
    link.execute("PRAGMA user_version=99")
    link.close()
    with pytest.raises(Incompatible, match="newer version"):
        embedded.open()


def test_a_folder_that_cannot_be_made_is_a_configuration_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ConfigError, match="data_dir"):
        EmbeddedBus(tmp_path / "file" / "bus" / "log.sqlite")


def test_processes_that_start_at_once_make_one_file(embedded: World) -> None:
    errors: list[Exception] = []

    def start() -> None:
        try:
            bus = EmbeddedBus(Path(embedded.place))
            bus.apply([TopicSpec("a", 2)])
            bus.publish(records("a", 5))
            bus.close()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            errors.append(error)

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(list(embedded.open().read("a"))) == 40


def test_what_a_killed_process_published_is_there(embedded: World) -> None:
    bus = embedded.open()
    name = topic(bus)
    with process(embedded, "bus_publisher", name) as publisher:
        for _ in range(20):
            publisher.line()
        publisher.kill()
        acknowledged = publisher.rest()
    found = sorted(numbers(list(bus.read(name))))
    last = acknowledged[-1] if acknowledged else 19
    assert isinstance(last, int)
    assert found[: (last + 1) * 10] == list(range((last + 1) * 10))
    assert len(found) % 10 == 0


def test_a_member_that_hangs_loses_its_partitions_although_its_process_lives(tmp_path: Path) -> None:
    timing = Timing(lease=0.6, beat=0.1, hung=0.5)
    hung, bus = EmbeddedBus(tmp_path / "log.sqlite", timing), EmbeddedBus(tmp_path / "log.sqlite", timing)
    try:
        name = topic(bus, partitions=1)
        bus.publish(records(name, 2))
        stale = hung.subscribe("g", [name])
        found = take(stale, 2)
        fresh = bus.subscribe("g", [name])
        assert numbers(take(fresh, 2)) == [0, 1]
        with pytest.raises(Fenced):
            stale.commit(after(found))
        assert stale.poll(1, 0) == []
        assert stale.assigned() == frozenset()
        fresh.close()
        assert numbers(take(stale, 2)) == [0, 1]
    finally:
        hung.close()
        bus.close()


def test_a_partition_that_came_back_does_not_take_the_work_of_before(tmp_path: Path) -> None:
    timing = Timing(lease=0.6, beat=0.1, hung=0.5)
    one, two = EmbeddedBus(tmp_path / "log.sqlite", timing), EmbeddedBus(tmp_path / "log.sqlite", timing)
    try:
        name = topic(one, partitions=1)
        one.publish(records(name, 3))
        sleeper = one.subscribe("g", [name])
        found = take(sleeper, 3)
        other = two.subscribe("g", [name])
        taken = take(other, 3)
        other.commit({taken[1].slot: taken[1].offset + 1})
        other.close()
        with pytest.raises(Fenced):
            sleeper.commit(after(found[:1]))
        assert numbers(take(sleeper, 1)) == [2]
        assert sleeper.lost() == {found[0].slot}
    finally:
        one.close()
        two.close()


def test_old_messages_are_trimmed_and_the_file_shrinks(tmp_path: Path) -> None:
    bus = EmbeddedBus(tmp_path / "log.sqlite", Timing(trim=0.0))
    try:
        bus.apply([TopicSpec("short", 1, timedelta(milliseconds=1)), TopicSpec("long", 1, timedelta(days=1))])
        bus.apply([TopicSpec("ever", 1, None)])
        for name in ("short", "long", "ever"):
            bus.publish([Record(name, "k", b"x" * 50_000) for _ in range(20)])
        time.sleep(0.05)
        bus.publish(records("long", 1))
        bus.publish(records("long", 1))
        left = {name: len(list(bus.read(name))) for name in ("short", "long", "ever")}
        assert left == {"short": 0, "long": 22, "ever": 20}
        assert set(bus.lag("g", ["short"]).values()) == {0}
        member = bus.subscribe("g", ["short"])
        bus.publish(records("short", 1, start=77))
        assert numbers(take(member, 1)) == [77]
    finally:
        bus.close()
    assert (tmp_path / "log.sqlite").stat().st_size < 3_000_000


def test_closing_the_bus_lets_others_take_over_at_once(embedded: World) -> None:
    first, second = embedded.open(timing=Timing()), embedded.open(timing=Timing())
    name = topic(first)
    settle([first.subscribe("g", [name])], 3)
    first.close()
    settle([second.subscribe("g", [name])], 3, seconds=2)
