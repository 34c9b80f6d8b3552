from concurrent.futures import Future

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.bus import Done, Message, Slot, Verdict
from pipeline.bus.desk import HELD_LIMIT, OVERTAKEN_LIMIT, Desk
from pipeline.bus.settling import Held, Settled

LIVE, RETRY = Slot("t", 0), Slot("t.retry", 0)


def message(slot: Slot, offset: int, **headers: str) -> Message:
    return Message(slot, offset, "k", str(offset).encode(), headers, 0)


def retry(offset: int, due: float, hop: str = "hop") -> Message:
    return message(RETRY, offset, **{"hop": hop, "not-before": str(int(due * 1000)), "attempt": "3"})


def test_messages_wait_for_their_time_and_others_pass_them() -> None:
    desk = Desk("hop")
    desk.accept([retry(0, 100), retry(1, 5), retry(2, 50), retry(3, 0, "other")], now=10)
    assert [work.message.offset for work in desk.take(9)] == [1]
    assert desk.next_due() == 50
    desk.wake(60)
    assert [work.message.offset for work in desk.take(9)] == [2]
    desk.wake(100)
    assert [work.message.offset for work in desk.take(9)] == [0]
    assert desk.next_due() is None


def test_a_position_waits_for_the_message_that_is_not_due() -> None:
    desk = Desk("hop")
    desk.accept([retry(0, 0), retry(1, 100), retry(2, 0)], now=10)
    for work in desk.take(9):
        desk.finish(Settled(work))
    assert desk.ledger.positions() == {RETRY: 1}


def test_a_message_that_holds_too_many_back_moves_to_the_end_of_its_topic() -> None:
    desk = Desk("hop")
    desk.accept([retry(0, 100), *(retry(offset, 0) for offset in range(1, OVERTAKEN_LIMIT + 3))], now=10)
    for work in desk.take(OVERTAKEN_LIMIT):
        desk.finish(Settled(work))
    desk.park()
    assert desk.ledger.positions() == {}
    for work in desk.take(9):
        desk.finish(Settled(work))
    desk.finished.clear()
    desk.park()
    assert desk.ledger.positions() == {RETRY: OVERTAKEN_LIMIT + 3}
    (moved,) = desk.finished
    assert moved.status == ""
    assert [(record.topic, record.value, record.headers["not-before"]) for record in moved.outputs] == [
        ("t.retry", b"0", "100000")
    ]
    assert desk.next_due() is None


def test_a_message_tried_again_in_place_is_never_moved() -> None:
    desk = Desk("hop")
    desk.accept([message(LIVE, offset) for offset in range(OVERTAKEN_LIMIT + 5)], now=0)
    first, *rest = desk.take(OVERTAKEN_LIMIT + 5)
    desk.hold(Held(first, 100))
    for work in rest:
        desk.finish(Settled(work))
    desk.finished.clear()
    desk.park()
    assert desk.finished == []
    assert desk.busy()


def test_the_retry_topic_waits_when_too_many_are_held_back() -> None:
    desk = Desk("hop")
    desk.accept([retry(offset, 100) for offset in range(HELD_LIMIT - 1)], now=0)
    assert not desk.crowded()
    desk.accept([retry(HELD_LIMIT, 100)], now=0)
    assert desk.crowded()
    assert not desk.busy()


def test_work_on_a_lost_slot_is_forgotten_wherever_it_is() -> None:
    desk = Desk("hop")
    desk.accept([message(LIVE, offset) for offset in range(4)], now=0)
    desk.accept([retry(0, 0), retry(1, 100)], now=0)
    flying, held, finished = desk.take(3)
    future: Future[Verdict] = Future()
    desk.flying[future] = flying
    desk.hold(Held(held, 50))
    desk.finish(Settled(finished))
    desk.drop(frozenset({LIVE}))
    assert future.cancelled()
    assert (desk.flying, desk.finished) == ({}, [])
    assert [work.message.slot for work in desk.ready] == [RETRY]
    assert desk.next_due() == 100
    assert desk.ledger.unfinished() == 2


def test_only_finished_futures_land() -> None:
    desk = Desk("hop")
    desk.accept([message(LIVE, 0), message(LIVE, 1)], now=0)
    futures: list[Future[Verdict]] = [Future(), Future()]
    for future, work in zip(futures, desk.take(2), strict=True):
        desk.flying[future] = work
    futures[1].set_result(Done("ok"))
    assert [work.message.offset for work, _ in desk.landed()] == [1]
    assert list(desk.flying) == [futures[0]]


@settings(deadline=None)
@given(st.lists(st.integers(1, 5), max_size=20))
def test_what_is_put_back_comes_first_and_in_order(sizes: list[int]) -> None:
    desk = Desk("hop")
    desk.accept([message(LIVE, offset) for offset in range(30)], now=0)
    for size in sizes:
        desk.put_back(desk.take(size))
    assert [work.message.offset for work in desk.take(30)] == list(range(30))
