"""The group hop over a real embedded log: redelivery, lost files, lanes, and one result whatever happens."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consumers.group import Group, build
from pipeline.app import App
from pipeline.bus import Bus, Done, Message, Quarantine, Verdict
from pipeline.bus.delivery import DeliveryLoop
from pipeline.bus.embedded import EmbeddedBus
from pipeline.events import EntryState, Lane, Story, TaggedArticle, decode_as
from pipeline.flow import HOP_BY_NAME, emit, group, subscribed, topic_specs
from pipeline.settings import DeliverySettings, Settings
from tests.unit.stories.make import tagged, wire

NOW = datetime(2026, 3, 2, tzinfo=UTC)
STORIES = "undersight.stories.v1"
STATES = "undersight.states.v1"
WIRE = wire()


def article(site: str, number: int, *, text: str = "", **more: object) -> TaggedArticle:
    title, body = WIRE[number]
    return tagged(f"https://{site}.example/{number}", title, text or body, **more)  # type: ignore[arg-type]


class Newsroom:
    """The hop and its log in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.app = App(Settings(data_dir=folder), now=lambda: NOW)
        self.app.bus.apply(topic_specs())

    @property
    def bus(self) -> Bus:
        return self.app.bus

    def put(self, *articles: TaggedArticle, lane: Lane = "live") -> None:
        self.bus.publish([emit(one, lane=lane) for one in articles])

    def work(self) -> None:
        """Run the hop until nothing is left."""
        hop = build(self.app)
        try:
            topics = subscribed(HOP_BY_NAME["group"])
            loop = DeliveryLoop(self.bus, "group", group(HOP_BY_NAME["group"]), topics, hop, DeliverySettings(batch=3))
            assert loop.run_until_idle(20, quiet=0.05)
        finally:
            hop.close()

    def stories(self, topic: str = STORIES) -> list[Story]:
        return [decode_as(Story, message.value, message.headers) for message in self.bus.read(topic)]

    def newest(self) -> dict[str, Story]:
        found: dict[str, Story] = {}
        for story in [*self.stories(), *self.stories(STORIES + ".backfill")]:
            if story.story_id not in found or found[story.story_id].revision < story.revision:
                found[story.story_id] = story
        return found

    def states(self) -> dict[str, EntryState]:
        read = [decode_as(EntryState, message.value, message.headers) for message in self.bus.read(STATES)]
        return {state.entry_id: state for state in read}

    def close(self) -> None:
        self.app.close()


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    made = Newsroom(tmp_path)
    yield made
    made.close()


def messages(bus: Bus) -> list[Message]:
    return list(bus.read("undersight.tagged.v1"))


def groups(room: Newsroom) -> set[frozenset[str]]:
    return {frozenset(member.url for member in story.members) for story in room.newest().values()}


def test_copies_join_within_a_batch_and_over_batches(room: Newsroom) -> None:
    room.put(*(article(site, number) for site in ("a", "b", "c", "d") for number in (0, 1)))
    room.work()
    assert groups(room) == {
        frozenset(f"https://{site}.example/{number}" for site in ("a", "b", "c", "d")) for number in (0, 1)
    }
    for story in room.newest().values():
        assert [member.role for member in story.members] == ["founder", "copy", "copy", "copy"]
        assert [member.url[8] for member in story.members] == ["a", "b", "c", "d"]
        assert story.revision == 4


def test_each_article_gives_one_snapshot_and_one_state(room: Newsroom) -> None:
    room.put(article("a", 0), article("b", 0), article("a", 5))
    room.work()
    assert [(story.revision, story.cause.role) for story in room.stories() if len(room.stories()) == 3]
    states = room.states()
    assert {state.state for state in states.values()} == {"grouped"}
    assert not any(state.final for state in states.values())
    by_entry = {story.cause.entry_id: story.story_id for story in room.stories()}
    assert {entry: state.story_id for entry, state in states.items()} == by_entry


def test_the_same_article_through_another_feed_is_a_duplicate(room: Newsroom) -> None:
    first, again = article("a", 0), article("a", 0, feed="aggregator")
    room.put(first, again)
    room.work()
    assert len(room.stories()) == 1
    state = room.states()[again.article.entry_id]
    assert (state.state, state.final, state.story_id) == ("duplicate", True, room.stories()[0].story_id)


def test_a_new_wording_revises_its_story(room: Newsroom) -> None:
    reworded = article("a", 0, text=WIRE[0][1] + "\nThe mayor later said that she would abide by the vote.", hours=3)
    room.put(article("a", 0), article("b", 0), reworded)
    room.work()
    (story,) = room.newest().values()
    assert story.revision == 3
    assert story.lead == reworded
    assert story.cause.role == "revision"
    assert [member.role for member in story.members] == ["founder", "copy"]


def test_a_redelivered_entry_gives_no_second_snapshot(room: Newsroom) -> None:
    room.put(article("a", 0), article("b", 0), article("a", 0, text="Another wording. " + WIRE[0][1]))
    room.work()
    before = room.stories()
    hop = build(room.app)
    verdicts = hop.handle(messages(room.bus))
    hop.close()
    assert all(isinstance(verdict, Done) and verdict.status == "again" for verdict in verdicts)
    outputs = [record for verdict in verdicts if isinstance(verdict, Done) for record in verdict.outputs]
    assert {record.topic for record in outputs} == {STATES}
    assert {decode_as(EntryState, r.value, r.headers).state for r in outputs} == {"grouped"}
    assert room.stories() == before


def test_a_batch_that_was_lost_is_decided_alike(room: Newsroom) -> None:
    room.put(*(article(site, number) for number in (0, 1, 2) for site in ("a", "b")))
    hop = build(room.app)
    once, twice = hop.handle(messages(room.bus)), hop.handle(messages(room.bus))
    hop.close()
    assert once == twice
    assert room.stories() == []


@pytest.mark.parametrize("damage", ["lost", "garbage", "half"])
def test_a_lost_or_damaged_file_is_made_anew(room: Newsroom, damage: str) -> None:
    file = room.folder / "groups.sqlite3"
    room.put(*(article("a", number) for number in range(6)))
    room.work()
    for stray in room.folder.glob("groups.sqlite3-*"):
        stray.unlink()
    if damage == "lost":
        file.unlink()
    else:
        content = file.read_bytes()
        file.write_bytes(b"garbage " * 2000 if damage == "garbage" else content[: len(content) // 2])
    room.put(*(article("b", number) for number in range(6)))
    room.work()
    assert len(room.newest()) == 6
    assert all(story.revision == 2 for story in room.newest().values())


def test_a_file_of_another_log_is_left_behind(room: Newsroom, tmp_path: Path) -> None:
    room.put(*(article("a", number) for number in range(4)))
    room.work()
    fresh = Newsroom(tmp_path / "fresh")
    (room.folder / "groups.sqlite3").rename(fresh.folder / "groups.sqlite3")
    fresh.put(*(article(site, number) for site in ("z", "a") for number in range(4)))
    fresh.work()
    assert {story.members[0].url[8] for story in fresh.newest().values()} == {"z"}
    assert all(len(story.members) == 2 for story in fresh.newest().values())
    fresh.close()


def test_old_material_stays_in_its_lane_and_meets_the_news(room: Newsroom) -> None:
    room.put(article("a", 0), article("a", 1))
    room.work()
    room.put(article("b", 0), article("b", 2), lane="backfill")
    room.work()
    assert len(room.stories()) == 2
    assert len(room.stories(STORIES + ".backfill")) == 2
    room.put(article("c", 0), article("c", 2))
    room.work()
    sizes = {story.members[0].title: len(story.members) for story in room.newest().values()}
    assert sizes == {WIRE[0][0]: 3, WIRE[1][0]: 1, WIRE[2][0]: 2}
    assert {state.lane for state in room.states().values()} == {"live", "backfill"}


def test_a_boilerplate_box_chains_nothing(room: Newsroom) -> None:
    box = "Subscribe to the Harbour Courier and read every investigation of our award-winning team first, " * 4
    ads = "\n" + box + "\nAbout us: the Harbour Courier has reported for the people of the coast since 1893." * 2
    room.put(*(article("a", number, text=WIRE[number][1] + ads) for number in range(12)))
    room.work()
    sizes = sorted(len(story.members) for story in room.newest().values())
    assert sum(size for size in sizes if size > 1) <= 3  # the first two or three, before the box is known


def test_teasers_do_not_chain_and_meet_their_article(room: Newsroom) -> None:
    title, text = WIRE[3]
    teaser = " ".join(text.split()[:30]) + " …"
    more = "Read more about this on our site."
    room.put(
        tagged("https://a.example/t", title, teaser, partial=True),
        tagged("https://b.example/t", "Read more in the morning edition", more, partial=True),
        tagged("https://c.example/t", "Read more in the evening edition", more, partial=True),
        tagged("https://d.example/full", title, text),
        tagged("https://e.example/full", "Ministry stops shipment of interception gear", text),
    )
    room.work()
    assert sorted(len(story.members) for story in room.newest().values()) == [1, 1, 3]
    lead = next(story for story in room.newest().values() if len(story.members) == 3).lead
    assert lead.article.url == "https://d.example/full"


def test_what_is_no_article_is_quarantined_alone(room: Newsroom) -> None:
    room.put(article("a", 0), article("b", 0))
    one, two = messages(room.bus)
    bad = Message(one.slot, 99, "x", b"{}", one.headers, 0)
    hop = build(room.app)
    verdicts = hop.handle([one, bad, two])
    hop.close()
    assert isinstance(verdicts[1], Quarantine)
    assert [v.status for v in verdicts if isinstance(v, Done)] == ["founded", "copy"]


def test_a_stop_in_the_middle_changes_nothing(room: Newsroom, tmp_path: Path) -> None:
    everything = [article(site, number) for site in ("a", "b", "c") for number in range(10)]
    room.put(*everything)
    stop = threading.Event()
    hop = build(room.app)
    counted = _Counting(hop, stop, after=2)
    topics = subscribed(HOP_BY_NAME["group"])
    loop = DeliveryLoop(room.bus, "group", "undersight.group", topics, counted, DeliverySettings(batch=4))
    loop.run(stop)
    hop.close()
    room.work()
    whole = Newsroom(tmp_path / "whole")
    whole.put(*everything)
    whole.work()
    assert whole.newest() == room.newest()
    whole.close()


class _Counting:
    """Asks the loop to stop after some batches."""

    def __init__(self, hop: Group, stop: threading.Event, after: int) -> None:
        self._hop, self._stop, self._left = hop, stop, after

    def handle(self, batch: Sequence[Message]) -> Sequence[Verdict]:
        self._left -= 1
        if self._left == 0:
            self._stop.set()
        return self._hop.handle(batch)

    def close(self) -> None:
        self._hop.close()


WORKER = """
import sys, threading
from pathlib import Path
from consumers.group import build
from pipeline.app import App
from pipeline.bus.delivery import DeliveryLoop
from pipeline.bus.embedded import EmbeddedBus
from pipeline.flow import HOP_BY_NAME, group, subscribed
from pipeline.settings import DeliverySettings, Settings
from tests.contract.bus_kit import QUICK
folder, hop = Path(sys.argv[1]), HOP_BY_NAME["group"]
app = App(Settings(data_dir=folder))
app.bus = EmbeddedBus(folder / "bus" / "log.sqlite", QUICK)
loop = DeliveryLoop(app.bus, "group", group(hop), subscribed(hop), build(app), DeliverySettings(batch=3))
loop.run(threading.Event())
"""


@pytest.mark.slow
def test_killed_workers_leave_what_a_whole_run_gives(room: Newsroom, tmp_path: Path) -> None:
    everything = [article(site, number) for site in "abcd" for number in range(len(WIRE))]
    room.put(*everything)
    for reached in (5, 50, 110):
        with subprocess.Popen([sys.executable, "-c", WORKER, str(room.folder)]) as worker:
            while len(room.stories()) < reached:
                assert worker.poll() is None
            worker.kill()
    while len(room.states()) < len(everything):  # the partitions of a killed member are free when its lease is over
        room.work()
    whole = Newsroom(tmp_path / "whole")
    whole.put(*everything)
    whole.work()
    assert room.newest() == whole.newest()
    assert {state.state for state in room.states().values()} == {"grouped"}
    whole.close()


def test_old_fingerprints_are_dropped_and_articles_stay_known(tmp_path: Path) -> None:
    clock = [NOW]
    app = App(Settings(data_dir=tmp_path), now=lambda: clock[0])
    app.bus.apply(topic_specs())
    app.bus.publish([emit(article("a", 0))])
    hop = build(app)
    for verdict in hop.handle(messages(app.bus)):
        assert isinstance(verdict, Done)
        app.bus.publish(verdict.outputs)
    clock[0] = NOW + timedelta(days=100)
    (again,) = hop.handle(messages(app.bus))
    hop.close()
    app.close()
    with closing(sqlite3.connect(tmp_path / "groups.sqlite3")) as db:
        rows = [db.execute(f"select count(*) from {name}").fetchone()[0] for name in ("prints", "lines", "articles")]
    assert rows == [0, 0, 1]
    assert isinstance(again, Done)
    assert again.status == "again"


# --- any order, any batches, any redelivery ---

PICKS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 5), st.booleans()), min_size=1, max_size=14)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(picks=PICKS, cuts=st.lists(st.integers(1, 5), max_size=8), repeats=st.integers(1, 3))
def test_batches_and_redelivery_make_no_difference(
    picks: list[tuple[str, int, bool]], cuts: list[int], repeats: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    arrivals = [article(site, n, text="Updated. " + WIRE[n][1] if new else "") for site, n, new in picks]
    folder = tmp_path_factory.mktemp("rooms")
    whole, pieces = Newsroom(folder / "whole"), Newsroom(folder / "pieces")
    try:
        _feed(whole, [arrivals], repeats=1)
        _feed(pieces, _cut(arrivals, cuts), repeats)
        assert whole.newest() == pieces.newest()
        assert whole.stories() == pieces.stories()
    finally:
        whole.close()
        pieces.close()


def _cut(arrivals: list[TaggedArticle], cuts: list[int]) -> list[list[TaggedArticle]]:
    pieces, at = [], 0
    for cut in [*cuts, len(arrivals)]:
        pieces.append(arrivals[at : at + cut])
        at += cut
    return [piece for piece in pieces if piece]


def _feed(room: Newsroom, batches: list[list[TaggedArticle]], repeats: int) -> None:
    """Have each batch decided and its outputs published, then redelivered as after a crash before the commit."""
    hop = build(room.app)
    for batch in batches:
        start = len(messages(room.bus))
        room.put(*batch)
        for _ in range(repeats):
            for verdict in hop.handle(messages(room.bus)[start:]):
                assert isinstance(verdict, Done)
                room.bus.publish(verdict.outputs)
    hop.close()


def test_the_embedded_bus_is_what_an_app_opens(room: Newsroom) -> None:
    assert isinstance(room.bus, EmbeddedBus)
