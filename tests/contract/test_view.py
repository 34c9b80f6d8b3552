"""A view of topics, on both buses: each message taken in once, whatever stops it, and made anew when it must be."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.bus import Bus, Message, TopicSpec
from pipeline.bus.view import View
from pipeline.events import Unavailable
from tests.contract.bus_kit import World, records, topic

SCHEMA = "create table if not exists seen(n integer not null, part integer not null);"


class Numbers:
    """A view that notes every message it takes in, repeats included."""

    def __init__(self, path: Path | None, *, forget: bool = True) -> None:
        self.view = View(path, SCHEMA, forget=forget)
        self.fail_at = -1

    def read(self, bus: Bus, *topics: str) -> int:
        return self.view.catch_up(bus, topics, self._apply)

    def _apply(self, message: Message) -> None:
        number = int(message.value)
        if number == self.fail_at:
            raise RuntimeError("a bug")
        self.view.db.execute("insert into seen(n, part) values (?, ?)", (number, message.slot.partition))

    @property
    def seen(self) -> list[int]:
        return [n for (n,) in self.view.db.execute("select n from seen order by n")]

    def close(self) -> None:
        self.view.close()


def test_each_message_is_taken_in_once(world: World, tmp_path: Path) -> None:
    bus, file = world.open(), tmp_path / "view"
    one, two = topic(bus), topic(bus, partitions=1)
    with closing(Numbers(file)) as numbers:
        assert numbers.read(bus, one, two) == 0
        bus.publish(records(one, 30))
        bus.publish(records(two, 5, start=100))
        assert numbers.read(bus, one, two) == 35
        assert numbers.read(bus, one, two) == 0
        bus.publish(records(one, 10, start=30))
        assert numbers.read(bus, one, two) == 10
        assert numbers.seen == [*range(40), *range(100, 105)]


def test_another_process_goes_on_where_the_last_one_stopped(world: World, tmp_path: Path) -> None:
    bus, file = world.open(), tmp_path / "view"
    name = topic(bus)
    for start in (0, 20, 40):
        bus.publish(records(name, 20, start=start))
        with closing(Numbers(file)) as numbers:
            assert numbers.read(bus, name) == 20
            assert numbers.seen == list(range(start + 20))


def test_a_chunk_that_fails_is_taken_in_whole_later(world: World, tmp_path: Path) -> None:
    bus, file = world.open(), tmp_path / "view"
    name = topic(bus, partitions=1)
    bus.publish(records(name, 20))
    with closing(Numbers(file)) as numbers:
        numbers.fail_at = 13
        with pytest.raises(RuntimeError):
            numbers.read(bus, name)
        assert numbers.seen == []
        numbers.fail_at = -1
        assert numbers.read(bus, name) == 20
        assert numbers.seen == list(range(20))


@pytest.mark.parametrize(("forget", "seen"), [(True, list(range(3))), (False, [0, 0, 1, 1, 2, 2, *range(3, 30)])])
def test_a_topic_that_was_made_anew_is_noticed(embedded: World, tmp_path: Path, forget: bool, seen: list[int]) -> None:
    file = tmp_path / "view"
    first = embedded.open()
    name = topic(first, partitions=1)
    first.publish(records(name, 30))
    with closing(Numbers(file, forget=forget)) as numbers:
        numbers.read(first, name)
    first.close()
    for part in tmp_path.glob("log.sqlite*"):
        part.unlink()
    second = embedded.open()
    with closing(Numbers(file, forget=forget)) as numbers:
        second.apply([_spec(name)])
        second.publish(records(name, 3))
        assert numbers.read(second, name) == 3
        assert numbers.seen == sorted(seen)


def _spec(name: str) -> TopicSpec:
    return TopicSpec(name, 1)


@pytest.mark.parametrize("content", [b"garbage" * 999, b"", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_is_made_anew(embedded: World, tmp_path: Path, content: bytes) -> None:
    bus, file = embedded.open(), tmp_path / "view"
    name = topic(bus)
    bus.publish(records(name, 20))
    file.write_bytes(content)
    with closing(Numbers(file)) as numbers:
        assert numbers.read(bus, name) == 20


def test_a_file_of_another_build_is_made_anew(embedded: World, tmp_path: Path) -> None:
    bus, file = embedded.open(), tmp_path / "view"
    name = topic(bus)
    bus.publish(records(name, 20))
    with closing(View(file, "create table if not exists other(x);", forget=True)) as old:
        old.catch_up(bus, [name], lambda _message: None)
    with closing(Numbers(file)) as numbers:
        assert numbers.read(bus, name) == 20


def test_a_folder_that_cannot_be_written_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(Unavailable, match="check the data folder"):
        View(tmp_path / "file" / "view", SCHEMA, forget=True)


def test_a_full_disk_is_unavailable_and_loses_nothing(embedded: World, tmp_path: Path) -> None:
    bus, file = embedded.open(), tmp_path / "view"
    name = topic(bus, partitions=1)
    bus.publish(records(name, 4000))
    with closing(Numbers(file)) as numbers:
        (pages,) = numbers.view.db.execute("pragma page_count").fetchone()
        numbers.view.db.execute(f"pragma max_page_count = {pages}")
        with pytest.raises(Unavailable, match="disk is full"):
            numbers.read(bus, name)
        numbers.view.db.execute("pragma max_page_count = 100000")
        numbers.read(bus, name)
        assert numbers.seen == list(range(4000))


def test_a_preview_leaves_nothing_behind(tmp_path: Path) -> None:
    with closing(View(tmp_path / "view", SCHEMA, forget=True)) as view:
        with view.transaction(keep=False):
            view.db.execute("insert into seen values (1, 1)")
            assert view.db.execute("select count(*) from seen").fetchone() == (1,)
        with pytest.raises(sqlite3.IntegrityError), view.transaction():
            view.db.executemany("insert into seen values (?, 1)", [(1,), (None,)])
        assert view.db.execute("select count(*) from seen").fetchone() == (0,)


def test_two_processes_may_share_the_file(embedded: World, tmp_path: Path) -> None:
    bus, file = embedded.open(), tmp_path / "view"
    name = topic(bus)
    views = [Numbers(file) for _ in range(2)]
    bus.publish(records(name, 300))
    threads = [threading.Thread(target=numbers.read, args=(bus, name)) for numbers in views]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(views[0].seen) == set(range(300))
    assert views[0].read(bus, name) == views[1].read(bus, name) == 0
    for numbers in views:
        numbers.close()
