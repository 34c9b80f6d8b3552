from datetime import UTC, datetime, timedelta

import pytest

from pipeline.bus import Done, Message, Quarantine, Record, Retry, Slot
from pipeline.bus.envelope import Failure, Work, due_ms, is_for, parked_record, retry_record, unwrap
from pipeline.bus.port import LARGEST
from pipeline.bus.settling import Court, Held, Settled
from pipeline.settings.tree import DeliverySettings

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
POLICY = DeliverySettings(attempts=4, first_delay_seconds=1, in_place_tries=1)
COURT = Court("tag", POLICY, lambda message, reason: [Record("states", message.key, reason.encode())])


def message(topic: str = "undersight.articles.v1", **headers: str) -> Message:
    return Message(Slot(topic, 2), 7, "key", b"{}", {"schema": "article.v1", **headers}, 0)


def redelivered(record: Record, offset: int = 0) -> Message:
    return Message(Slot(record.topic, 0), offset, record.key, record.value, record.headers, 0)


def test_done_is_done() -> None:
    output = Record("out", "k", b"v")
    assert COURT.settle(Work(message()), Done("ok", (output,)), NOW, 0) == Settled(Work(message()), (output,), "ok")


def test_the_first_failure_waits_in_place() -> None:
    held = COURT.settle(Work(message()), Retry("slow"), NOW, 0)
    assert isinstance(held, Held)
    assert held.due == NOW.timestamp() + 1
    assert (held.work.tries, held.work.first_failed) == (1, NOW.isoformat())


def test_later_failures_travel_the_retry_topic_and_keep_their_story() -> None:
    work = Work(message(traceparent="00-x", lane="backfill"), tries=1, first_failed="2026-01-01T00:00:00+00:00")
    settled = COURT.settle(work, Retry("slow"), NOW, 0)
    assert isinstance(settled, Settled)
    assert settled.status == ""
    (record,) = settled.outputs
    assert (record.topic, record.key, record.value) == ("undersight.articles.v1.retry", "key", b"{}")
    assert record.headers == {
        "schema": "article.v1",
        "traceparent": "00-x",
        "lane": "backfill",
        "hop": "tag",
        "attempt": "2",
        "not-before": str(int((NOW + timedelta(seconds=4)).timestamp() * 1000)),
        "origin-topic": "undersight.articles.v1",
        "origin-partition": "2",
        "origin-offset": "7",
        "first-failed-at": "2026-01-01T00:00:00+00:00",
        "error": "slow",
        "error-class": "Retry",
    }
    again = unwrap(redelivered(record, 99))
    assert (again.tries, again.first_failed) == (2, "2026-01-01T00:00:00+00:00")
    third = COURT.settle(again, Retry("slower"), NOW, 0)
    assert isinstance(third, Settled)
    assert third.outputs[0].topic == "undersight.articles.v1.retry"
    assert third.outputs[0].headers["origin-offset"] == "7"
    assert third.outputs[0].headers["error"] == "slower"


@pytest.mark.parametrize("suffix", ["", ".retry", ".backfill"])
def test_the_last_failure_makes_a_dead_letter_beside_the_live_topic(suffix: str) -> None:
    work = Work(message("undersight.articles.v1" + suffix, attempt="3"), tries=3, first_failed="then")
    settled = COURT.settle(work, Retry("x" * 900), NOW, 0)
    assert isinstance(settled, Settled)
    letter, state = settled.outputs
    assert settled.status == "dead"
    assert letter.topic == "undersight.articles.v1.dead"
    assert letter.headers["attempts"] == "4"
    assert letter.headers["reason"] == "x" * 500
    assert letter.headers["dead-at"] == NOW.isoformat()
    assert not {"attempt", "not-before"} & set(letter.headers)
    assert state == Record("states", "key", b"x" * 500)


def test_quarantine_does_not_try_again() -> None:
    settled = COURT.settle(Work(message()), Quarantine("bad \udcff bytes"), NOW, 0)
    assert isinstance(settled, Settled)
    headers = settled.outputs[0].headers
    assert (headers["error-class"], headers["attempts"], headers["error"]) == ("Quarantine", "1", "bad ? bytes")


def test_an_output_that_no_bus_would_take_makes_a_dead_letter() -> None:
    settled = COURT.settle(Work(message()), Done("ok", (Record("out", "k", b"x" * (LARGEST + 1)),)), NOW, 0)
    assert isinstance(settled, Settled)
    assert (settled.status, settled.outputs[0].headers["error-class"]) == ("dead", "TooLarge")


def test_only_retry_messages_belong_to_one_hop() -> None:
    assert is_for("tag", message())
    assert is_for("tag", message(hop="group"))
    assert is_for("tag", message("undersight.articles.v1.retry", hop="tag"))
    assert is_for("tag", message("undersight.articles.v1.retry"))
    assert not is_for("tag", message("undersight.articles.v1.retry", hop="group"))


@pytest.mark.parametrize(("text", "due"), [("12", 12), ("", 0), ("soon", 0), ("-5", 0), ("٣", 0)])
def test_a_header_that_is_no_number_counts_for_nothing(text: str, due: int) -> None:
    assert due_ms(message(**{"not-before": text})) == due


def test_a_parked_message_is_the_same_message() -> None:
    record = retry_record(Work(message(), 2, "then"), "tag", Failure("Retry", "slow"), 123)
    assert parked_record(redelivered(record)) == record
