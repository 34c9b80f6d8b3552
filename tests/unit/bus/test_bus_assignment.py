from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.bus.embedded.assignment import assign
from pipeline.bus.port import Slot

NAMES = [f"m{number}" for number in range(5)]
TOPICS = ["a", "b", "c"]


def slots(sizes: dict[str, int]) -> list[Slot]:
    return [Slot(topic, number) for topic, size in sizes.items() for number in range(size)]


members = st.dictionaries(st.sampled_from(NAMES), st.frozensets(st.sampled_from(TOPICS)), max_size=5)
sizes = st.dictionaries(st.sampled_from(TOPICS), st.integers(1, 8), min_size=1)


@settings(deadline=None)
@given(sizes, members, st.data())
def test_every_wanted_slot_has_one_owner_who_wants_it(
    sizes: dict[str, int], members: dict[str, frozenset[str]], data: st.DataObject
) -> None:
    current = data.draw(st.dictionaries(st.sampled_from(slots(sizes)), st.sampled_from(NAMES)))
    owners = assign(slots(sizes), members, current)
    for slot in slots(sizes):
        wanting = {name for name, topics in members.items() if slot.topic in topics}
        assert (slot in owners) == bool(wanting)
        if wanting:
            assert owners[slot] in wanting


@settings(deadline=None)
@given(sizes, members)
def test_shares_of_a_topic_differ_by_one_at_most(sizes: dict[str, int], members: dict[str, frozenset[str]]) -> None:
    owners = assign(slots(sizes), members, {})
    for topic in sizes:
        wanting = [name for name, topics in members.items() if topic in topics]
        load = Counter(owner for slot, owner in owners.items() if slot.topic == topic)
        if wanting:
            counts = [load[name] for name in wanting]
            assert max(counts) - min(counts) <= 1


@settings(deadline=None)
@given(sizes, members)
def test_sharing_out_again_moves_nothing(sizes: dict[str, int], members: dict[str, frozenset[str]]) -> None:
    once = assign(slots(sizes), members, {})
    assert assign(slots(sizes), members, once) == once


def test_a_second_member_takes_half_and_the_first_keeps_the_rest() -> None:
    everything = frozenset({"a"})
    before = assign(slots({"a": 6}), {"m0": everything}, {})
    after = assign(slots({"a": 6}), {"m0": everything, "m1": everything}, before)
    assert Counter(after.values()) == {"m0": 3, "m1": 3}
    assert sum(after[slot] != before[slot] for slot in before) == 3


def test_topics_of_one_partition_are_spread_over_the_members() -> None:
    everything = frozenset({"a", "b"})
    owners = assign(slots({"a": 1, "b": 1}), {"m0": everything, "m1": everything}, {})
    assert set(owners.values()) == {"m0", "m1"}
