from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.bus.ledger import Ledger
from pipeline.bus.port import Slot

A, B = Slot("t", 0), Slot("t", 1)


@settings(deadline=None)
@given(st.lists(st.integers(0, 200), unique=True, max_size=40), st.randoms(use_true_random=False), st.integers(0, 40))
def test_a_position_never_passes_an_unfinished_message(offsets: list[int], chance: object, finished: int) -> None:
    offsets.sort()
    order = list(offsets)
    chance.shuffle(order)  # type: ignore[attr-defined]
    ledger = Ledger()
    for offset in offsets:
        assert ledger.add(A, offset)
    for offset in order[:finished]:
        ledger.finish(A, offset)
    unfinished = sorted(order[finished:])
    behind = [offset for offset in offsets if not unfinished or offset < unfinished[0]]
    assert ledger.positions() == ({A: behind[-1] + 1} if behind else {})
    assert ledger.unfinished() == len(unfinished)
    assert ledger.overtaken(A) == len(offsets) - len(behind) - len(unfinished)


def test_a_committed_position_is_not_offered_again() -> None:
    ledger = Ledger()
    ledger.add(A, 0)
    ledger.finish(A, 0)
    assert ledger.positions() == {A: 1}
    ledger.committed({A: 1})
    assert ledger.positions() == {}


def test_a_message_delivered_twice_is_taken_once() -> None:
    ledger = Ledger()
    assert ledger.add(A, 5)
    assert not ledger.add(A, 5)
    assert ledger.add(B, 5)


def test_a_lost_slot_is_forgotten_and_may_be_delivered_afresh() -> None:
    ledger = Ledger()
    for offset in (3, 4):
        ledger.add(A, offset)
    ledger.add(B, 9)
    ledger.drop([A])
    ledger.finish(A, 3)
    assert ledger.positions() == {}
    assert ledger.unfinished() == 1
    assert ledger.add(A, 3)
