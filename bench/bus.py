"""Messages a second of both buses beside the bare libraries they stand on, in the same run.

    nice .venv/bin/python -m bench.bus [--count 20000] [--kafka 127.0.0.1:9092]

2 kB messages in batches of 100, four partitions. `publish`: durable when the call returns. `step`: take 100, publish
100 outputs, commit the positions. `bare` does the same with `sqlite3` or kafka-python alone: same settings of file and
client, no groups, no checks. Without `--kafka` a broker is started if Maven and Java are there.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sqlite3
import string
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from pipeline.bus import Bus, Record, TopicSpec
from pipeline.bus.embedded import EmbeddedBus
from pipeline.bus.kafka import KafkaBus

BATCH = 100
PARTITIONS = 4


def batches(topic: str, count: int) -> list[list[Record]]:
    """Return batches of 2 kB JSON messages that compress about as news does."""
    chance = random.Random(7)
    words = ["".join(chance.choices(string.ascii_lowercase, k=chance.randint(2, 9))) for _ in range(3000)]
    headers = {"schema": "article.v1", "lane": "live", "traceparent": "00-" + "a" * 32 + "-" + "b" * 16 + "-01"}

    def record(number: int) -> Record:
        text = " ".join(chance.choices(words, k=320))[:1900]
        return Record(topic, f"art-{number:024x}", json.dumps({"n": number, "text": text}).encode(), headers)

    return [[record(start + at) for at in range(BATCH)] for start in range(0, count, BATCH)]


def rate(count: int, work: Callable[[], None]) -> float:
    """Return messages a second."""
    began = time.perf_counter()
    work()
    return count / (time.perf_counter() - began)


def measure_bus(bus: Bus, count: int) -> dict[str, float]:
    """Publish, then take, pass on and commit."""
    source, output = f"b{uuid4().hex[:8]}", f"b{uuid4().hex[:8]}"
    bus.apply([TopicSpec(source, PARTITIONS), TopicSpec(output, PARTITIONS)])
    load = batches(source, count)
    published = rate(count, lambda: [bus.publish(batch) for batch in load] and None)
    member = bus.subscribe(f"g-{source}", [source])

    def steps() -> None:
        done = 0
        while done < count:
            found = member.poll(BATCH, 1.0)
            positions = {message.slot: message.offset + 1 for message in found}
            member.commit(positions, [Record(output, one.key, one.value, one.headers) for one in found])
            done += len(found)

    stepped = rate(count, steps)
    member.close()
    return {"publish": published, "step": stepped}


def measure_sqlite(folder: Path, count: int) -> dict[str, float]:
    """Do the same with one table and `sqlite3` alone."""
    link = sqlite3.connect(folder / "bare.sqlite", isolation_level=None)
    for pragma in ("page_size=16384", "journal_mode=WAL", "synchronous=FULL"):
        link.execute(f"PRAGMA {pragma}")
    link.execute("CREATE TABLE rec (id INTEGER PRIMARY KEY, ts INTEGER, k TEXT, v BLOB, h TEXT)")
    link.execute("CREATE TABLE goff (tp INTEGER PRIMARY KEY, off INTEGER)")
    rows = [
        [(0, record.key, record.value, json.dumps(dict(record.headers))) for record in batch]
        for batch in batches("bare", count)
    ]

    def insert(batch: Sequence[tuple[object, ...]]) -> None:
        link.executemany("INSERT INTO rec (ts, k, v, h) VALUES (?, ?, ?, ?)", batch)

    def publish() -> None:
        for batch in rows:
            link.execute("BEGIN IMMEDIATE")
            insert(batch)
            link.execute("COMMIT")

    def steps() -> None:
        for start in range(0, count, BATCH):
            found = link.execute(
                "SELECT ts, k, v, h FROM rec WHERE id>? AND id<=? ORDER BY id", (start, start + BATCH)
            ).fetchall()
            link.execute("BEGIN IMMEDIATE")
            insert(found)
            link.execute("INSERT OR REPLACE INTO goff VALUES (0, ?)", (start + BATCH,))
            link.execute("COMMIT")

    try:
        return {"publish": rate(count, publish), "step": rate(count, steps)}
    finally:
        link.close()


def measure_kafka_python(servers: str, count: int) -> dict[str, float]:
    """Do the same with kafka-python alone."""
    from kafka import KafkaConsumer, KafkaProducer, TopicPartition
    from kafka.structs import OffsetAndMetadata

    source, output = f"b{uuid4().hex[:8]}", f"b{uuid4().hex[:8]}"
    bus = KafkaBus(servers)
    bus.apply([TopicSpec(source, PARTITIONS), TopicSpec(output, PARTITIONS)])
    bus.close()
    load = batches(source, count)
    options: dict[str, Any] = {"acks": "all", "compression_type": "zstd", "linger_ms": 5, "batch_size": 128 * 1024}
    producer = KafkaProducer(bootstrap_servers=servers, **options)
    consumer = KafkaConsumer(
        bootstrap_servers=servers, group_id=f"g-{source}", enable_auto_commit=False, auto_offset_reset="earliest"
    )
    consumer.subscribe([source])

    def send(topic: str, rows: Sequence[tuple[bytes, bytes, list[tuple[str, bytes]]]]) -> None:
        futures = [producer.send(topic, key=key, value=value, headers=headers) for key, value, headers in rows]
        producer.flush()
        for future in futures:
            future.get(0)

    def publish() -> None:
        for batch in load:
            send(source, [(r.key.encode(), r.value, [(n, t.encode()) for n, t in r.headers.items()]) for r in batch])

    def steps() -> None:
        done = 0
        while done < count:
            polled = consumer.poll(timeout_ms=1000, max_records=BATCH)
            rows = [row for found in polled.values() for row in found]
            send(output, [(row.key, row.value, row.headers) for row in rows])
            ends = {TopicPartition(r.topic, r.partition): OffsetAndMetadata(r.offset + 1, "", -1) for r in rows}
            if ends:
                consumer.commit(ends)
            done += len(rows)

    try:
        return {"publish": rate(count, publish), "step": rate(count, steps)}
    finally:
        consumer.close()
        producer.close()


@contextmanager
def broker(address: str | None) -> Iterator[str | None]:
    """Return the address of a Kafka broker, started here if need be; None if that cannot be."""
    if address:
        yield address
        return
    from tests.servers.kafka_server import KAFKA
    from tests.servers.maven import MissingServer
    from tests.servers.process import Server

    try:
        server = Server.create(KAFKA)
    except MissingServer as error:
        print(f"without Kafka: {error}")
        yield None
        return
    with server:
        yield server.address


def report(name: str, bare: dict[str, float], ours: dict[str, float]) -> None:
    """Print one line for each kind of work."""
    for work, plain in bare.items():
        print(f"{name:<22} {work:<9} {plain:>10,.0f} {ours[work]:>10,.0f} {ours[work] / plain:>7.2f}")


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20_000, help="messages (default 20000)")
    parser.add_argument("--kafka", help="address of a broker; one is started if not given")
    arguments = parser.parse_args()
    os.nice(5)
    print(f"{'backend':<22} {'work':<9} {'bare':>10} {'ours':>10} {'ratio':>7}   messages/s, 2 kB, batches of {BATCH}")
    with tempfile.TemporaryDirectory() as folder:
        bus = EmbeddedBus(Path(folder) / "log.sqlite")
        bare = measure_sqlite(Path(folder), arguments.count)
        report("embedded / sqlite3", bare, measure_bus(bus, arguments.count))
        bus.close()
    with broker(arguments.kafka) as address:
        if address is not None:
            kafka = KafkaBus(address)
            plain = measure_kafka_python(address, arguments.count)
            report("kafka / kafka-python", plain, measure_bus(kafka, arguments.count))
            kafka.close()


if __name__ == "__main__":
    main()
