"""The index hop, with an index and a journal that keep what they are given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from consumers.index import IndexHop, newest_revisions
from pipeline.bus.port import Message, Slot
from pipeline.bus.verdicts import Done, Quarantine
from pipeline.events import EntryState, Event, FeedEntry, Story, decode, encode
from pipeline.events.errors import Unavailable
from tests.unit.index.making import NOW, state, story


@dataclass
class Kept:
    """Stands for both index and journal."""

    stories: list[Story] = field(default_factory=list)
    states: list[EntryState] = field(default_factory=list)
    away: bool = False

    def upsert(self, stories: Sequence[Story]) -> None:
        if self.away:
            raise Unavailable("away")
        self.stories += stories

    def record(self, states: Sequence[EntryState]) -> None:
        self.states += states


def message(event: Event, lane: str = "live", value: bytes | None = None) -> Message:
    headers = {"schema": event.schema_name, "lane": lane, "traceparent": "00-1-2-01"}
    return Message(Slot("undersight.stories.v1", 0), 0, "k", value or encode(event), headers, 0)


def hop(kept: Kept) -> IndexHop:
    return IndexHop(kept, kept, lambda: NOW)  # type: ignore[arg-type]


def told(verdict: object) -> EntryState:
    assert isinstance(verdict, Done)
    (record,) = verdict.outputs
    assert record.topic == "undersight.states.v1"
    found = decode(record.value, record.headers)
    assert isinstance(found, EntryState)
    return found


@pytest.mark.parametrize(("role", "outcome"), [("founder", "indexed"), ("copy", "copy"), ("revision", "revised")])
def test_each_story_ends_an_entry(role: str, outcome: str) -> None:
    kept = Kept()
    (verdict,) = hop(kept).handle([message(story(1, "A title", role=role), lane="backfill")])
    assert isinstance(verdict, Done)
    assert verdict.status == outcome
    found = told(verdict)
    assert (found.state, found.final, found.hop, found.lane) == (outcome, True, "index", "backfill")
    assert (found.entry_id, found.story_id, found.title) == ("ent-1", "sto-1", "A title")
    assert [one.story_id for one in kept.stories] == ["sto-1"]


def test_only_the_newest_revision_of_a_batch_is_stored_but_every_entry_ends() -> None:
    kept = Kept()
    batch = [story(1, revision=1), story(2), story(1, revision=3, entry="ent-x"), story(1, revision=2, entry="ent-y")]
    verdicts = hop(kept).handle([message(one) for one in batch])
    assert sorted((one.story_id, one.revision) for one in kept.stories) == [("sto-1", 3), ("sto-2", 1)]
    assert [told(verdict).entry_id for verdict in verdicts] == ["ent-1", "ent-2", "ent-x", "ent-y"]
    assert [one.revision for one in newest_revisions(batch[::-1])] == [3, 1]


def test_states_are_recorded() -> None:
    kept = Kept()
    known = state("e1", "rss", "polled")
    verdicts = hop(kept).handle([message(known), message(story(1))])
    assert kept.states == [known]
    assert [verdict.status for verdict in verdicts if isinstance(verdict, Done)] == ["recorded", "indexed"]
    assert verdicts[0].outputs == ()  # type: ignore[union-attr]


def test_what_cannot_be_read_is_set_aside_alone() -> None:
    kept = Kept()
    stranger = FeedEntry(entry_id="e", feed_id="f", outlet="o", url="u", guid="g", title="t", seen=NOW)
    verdicts = hop(kept).handle([message(story(1), value=b"{"), message(stranger), message(story(2))])
    assert [type(verdict) for verdict in verdicts] == [Quarantine, Quarantine, Done]
    assert [one.story_id for one in kept.stories] == ["sto-2"]


def test_while_the_index_is_away_nothing_is_recorded() -> None:
    kept = Kept(away=True)
    with pytest.raises(Unavailable):
        hop(kept).handle([message(story(1)), message(state("e1", "rss", "polled"))])
    assert kept.states == []
