"""What only Kafka can do to us: go away, for longer than its client's patience."""

from __future__ import annotations

import gc
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient

from pipeline.bus import Done, Message, Record, Slot, TopicSpec, Verdict, open_bus
from pipeline.bus.delivery import DeliveryLoop
from pipeline.bus.kafka import KafkaBus, Tuning
from pipeline.events.errors import ConfigError, Unavailable
from pipeline.settings.tree import BusSettings, DeliverySettings
from tests.contract.bus_kit import numbers, records, take, topic, until
from tests.servers.process import Server, free_port

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(autouse=True)
def _let_go(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Collect the sockets that kafka-python drops unclosed when a connection is refused, before other tests run."""
    yield
    caplog.get_records("call").clear()  # tracebacks that were logged hold such sockets
    gc.collect()


EXPIRING = Tuning(publish=4.0, delivery_timeout_ms=1500, silence=1.0, session_timeout_ms=3000, heartbeat_ms=300)
"""A delivery timeout short enough to expire in a test: then the library's producer never sends again."""


@contextmanager
def opened(servers: str, tuning: Tuning | None = None) -> Iterator[KafkaBus]:
    bus = KafkaBus(servers, tuning=tuning)
    try:
        yield bus
    finally:
        bus.close()


def test_a_producer_whose_records_expired_is_replaced(own_kafka: Server) -> None:
    with opened(own_kafka.address, EXPIRING) as bus:
        name = topic(bus)
        bus.publish(records(name, 10))
        own_kafka.kill()
        with pytest.raises(Unavailable, match=own_kafka.address):
            bus.publish(records(name, 10, start=10))
        assert bus.publisher.replaced == 1
        with pytest.raises(Unavailable, match="start Kafka"):
            bus.publish(records(name, 10, start=10))
        own_kafka.start()
        bus.publish(records(name, 10, start=10))
        assert sorted(set(numbers(list(bus.read(name))))) == list(range(20))


def test_with_the_shipped_delivery_timeout_nothing_expires(own_kafka: Server) -> None:
    with opened(own_kafka.address, Tuning(publish=60.0)) as bus:
        name = topic(bus)
        bus.publish(records(name, 10))
        own_kafka.kill()
        publishing = threading.Thread(target=bus.publish, args=(records(name, 50, start=10),))
        publishing.start()
        time.sleep(2 * EXPIRING.delivery_timeout_ms / 1000)
        assert publishing.is_alive()
        own_kafka.start()
        publishing.join(60)
        assert sorted(numbers(list(bus.read(name)))) == list(range(60))
        assert bus.publisher.replaced == 0


def test_a_hop_goes_on_after_an_outage_longer_than_the_delivery_timeout(own_kafka: Server) -> None:
    stop = threading.Event()
    waited: list[bool] = []

    class Observer:
        def count(self, hop: str, status: str, number: int = 1) -> None:
            done.append(status)

        def seconds(self, hop: str, taken: float) -> None: ...

        def in_flight(self, hop: str, number: int) -> None: ...

        def waiting(self, hop: str, waits: bool) -> None:
            waited.append(waits)

    class Copy:
        def handle(self, batch: Sequence[Message]) -> Sequence[Verdict]:
            return [Done("ok", (Record(output, message.key, message.value),)) for message in batch]

        def close(self) -> None: ...

    done: list[str] = []
    with opened(own_kafka.address, EXPIRING) as bus:
        name, output = topic(bus), topic(bus)
        bus.publish(records(name, 100))
        policy = DeliverySettings(batch=10)
        loop = DeliveryLoop(bus, "copy", "g-" + name, [name], Copy(), policy, observe=Observer())
        running = threading.Thread(target=loop.run, args=(stop,))
        running.start()
        try:
            until(lambda: len(done) >= 10, lambda: time.sleep(0.01))
            own_kafka.kill()
            until(lambda: any(waited), lambda: time.sleep(0.05))
            time.sleep(2 * EXPIRING.delivery_timeout_ms / 1000)
            own_kafka.start()
            until(lambda: len(done) >= 100, lambda: time.sleep(0.05), seconds=60)
            bus.publish(records(name, 20, start=100))
            until(lambda: len(done) >= 120, lambda: time.sleep(0.05), seconds=60)
        finally:
            stop.set()
            running.join()
        assert set(numbers(list(bus.read(output)))) == set(range(120))
        assert waited[-1] is False


def test_a_consumer_says_that_kafka_is_away_and_goes_on_when_it_is_back(own_kafka: Server) -> None:
    with opened(own_kafka.address, EXPIRING) as bus:
        name = topic(bus)
        bus.publish(records(name, 5))
        member = bus.subscribe("g-" + name, [name])
        found = take(member, 5)
        own_kafka.kill()
        with pytest.raises(Unavailable, match=own_kafka.address):
            until(lambda: False, lambda: member.poll(10, 0.2))
        own_kafka.start()
        bus.publish(records(name, 5, start=5))
        more = take(member, 5, seconds=30)
        assert set(numbers(found + more)) == set(range(10))


def test_kafka_that_cannot_be_reached_at_the_start_is_one_clear_line(tmp_path: Path) -> None:
    address = f"127.0.0.1:{free_port()}"
    with pytest.raises(Unavailable) as caught:
        open_bus(BusSettings(kind="kafka", servers=address), tmp_path)
    assert address in str(caught.value)
    assert "bus.servers" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("servers", ["kafka", "kafka:", "127.0.0.1:9092,nonsense"])
def test_an_address_that_is_none_is_a_configuration_error(servers: str) -> None:
    with pytest.raises((ConfigError, Unavailable)) as caught:
        KafkaBus(servers)
    assert isinstance(caught.value, ConfigError)
    assert "bus.servers" in str(caught.value)


def test_something_else_than_kafka_at_the_address_is_told_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        with opened(address, Tuning(connect=1.0)) as bus, pytest.raises(Unavailable, match=address):
            bus.topics()


def test_topics_get_their_retention_and_room_for_large_articles(kafka_address: str) -> None:
    with opened(kafka_address) as bus:
        name = topic(bus)
        bus.apply([TopicSpec(name + ".x", 1, timedelta(days=2)), TopicSpec(name + ".y", 1, None)])
        large = b"x" * 4_000_000
        bus.publish([Record(name + ".x", "k", large)])
        assert [message.value for message in bus.read(name + ".x")] == [large]
        assert retention(kafka_address, name + ".x") == str(2 * 86_400_000)
        assert retention(kafka_address, name + ".y") == "-1"


def retention(servers: str, name: str) -> str:
    admin = KafkaAdminClient(bootstrap_servers=servers)
    try:
        found = admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name)])
        return str(found["topic"][name]["retention.ms"]["value"])
    finally:
        admin.close()


def test_lag_and_read_do_not_disturb_each_other(kafka_address: str) -> None:
    with opened(kafka_address) as bus:
        one, two = topic(bus, partitions=1), topic(bus, partitions=1)
        bus.publish([*records(one, 3), *records(two, 5)])
        for _ in range(3):
            assert len(list(bus.read(one))) == 3
            assert bus.lag("g-" + one, [one, two]) == {Slot(one, 0): 3, Slot(two, 0): 5}
            assert len(list(bus.read(two, {0: 2}))) == 3
