"""Articles per second through the whole flow, from stored pages on loopback to the index, all hops in processes.

`python -m bench.flow [PAGES] [--servers]` prints the rate, and beside it that of the extractors alone on the
same pages in the same run: the ratio is the figure that can be compared between machines.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from pipeline.app import App
from pipeline.app.run import find_hops, prepare
from pipeline.app.supervise import Supervisor
from pipeline.events import EntryState, FeedEntry
from pipeline.events.ids import entry_id
from pipeline.extraction import PageHints, extract_page
from pipeline.flow import emit
from pipeline.settings import load_settings
from tests.servers.elasticsearch_server import ELASTICSEARCH
from tests.servers.kafka_server import KAFKA
from tests.servers.process import Server

NAMES = ("Geofeedia", "Media Sonar", "Dataminr", "Clearview AI", "NSO Group", "Cellebrite", "Flock Safety", "Palantir")
HOSTS = 16
STARTS = ("re", "con", "sta", "mi", "tra", "po", "gla")
MIDDLES = ("vo", "len", "dar", "pi", "mus", "the")
ENDS = ("ts", "ra", "n", "ble", "de", "sk")
NOW = datetime.now(UTC)


def words(source: random.Random, number: int) -> str:
    return " ".join(f"{source.choice(STARTS)}{source.choice(MIDDLES)}{source.choice(ENDS)}" for _ in range(number))


def page(number: int) -> bytes:
    source = random.Random(number)
    name = source.choice(NAMES)
    paragraphs = "".join(
        f"<p>{words(source, 30)}, said the records on {name} and the police. {words(source, 40)}.</p>" for _ in range(8)
    )
    links = "".join(f'<li><a href="/{n}">{words(source, 6)}</a></li>' for n in range(150))
    script = "<script>" + "var a=1;" * 2500 + "</script>"
    title = f"Records on {name}: {words(source, 6)}"
    head = f'<meta property="og:title" content="{title}"><link rel="canonical" href="/a/{number}">'
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title>{head}{script}</head><body>"
        f"<nav><ul>{links}</ul></nav>"
        f"<main><article><h1>{title}</h1>{paragraphs}</article></main>"
        f"<aside><ul>{links}</ul></aside><footer>{words(source, 80)}</footer></body></html>"
    ).encode()


@contextmanager
def served(pages: int) -> Iterator[int]:
    stored = {f"/a/{number}": page(number) for number in range(pages)}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = stored.get(self.path, b"")
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def entries(pages: int, port: int) -> list[FeedEntry]:
    made = []
    for number in range(pages):
        url = f"http://bench{number % HOSTS}.localhost:{port}/a/{number}"
        made.append(
            FeedEntry(
                entry_id=entry_id("bench", url, ""),
                feed_id="bench",
                outlet="Bench",
                url=url,
                guid=url,
                title="",
                seen=NOW,
                fetch="always",
                keep="all",
            )
        )
    return made


def settings_text(folder: Path) -> str:
    return f"""
data_dir = "{folder / "data"}"
[fetching]
allow_private = true
host_interval_seconds = 0.0
host_connections = 8
[feeds]
file = "{folder / "feeds.yaml"}"
[alerts]
file = "{folder / "alerts.yaml"}"
"""


def whole_flow(pages: int, port: int, env: dict[str, str]) -> float:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "undersight.toml").write_text(settings_text(folder))
        (folder / "feeds.yaml").write_text("feeds: []\n")
        (folder / "alerts.yaml").write_text("channels: {log: {kind: log}}\nrules: []\n")
        app = App(load_settings(folder / "undersight.toml", env=env))
        prepare(app)
        supervisor = Supervisor(
            folder / "undersight.toml",
            find_hops(["extract", "tag", "group", "index", "alert", "notify"]),
            env={**os.environ, **env},
        )
        try:
            publish(app, entries(3, port))
            wait(app, 3)
            started = time.monotonic()
            publish(app, entries(pages, port)[3:])
            wait(app, pages)
            return (pages - 3) / (time.monotonic() - started)
        finally:
            supervisor.stop()
            app.close()


def publish(app: App, made: list[FeedEntry]) -> None:
    for entry in made:
        polled = EntryState(
            entry_id=entry.entry_id, feed_id="bench", url=entry.url, hop="rss", state="polled", final=False, at=NOW
        )
        app.bus.publish([emit(entry), emit(polled)])


def wait(app: App, number: int) -> None:
    while True:
        totals = dict(app.journal.totals())
        if sum(totals.values()) >= number and not totals.get("pending"):
            print("   states:", totals)
            return
        time.sleep(0.1)


def bare(pages: int) -> float:
    stored = [page(number) for number in range(pages)]
    extract_page(stored[0], "http://a.example/0", charset=None, hints=PageHints())
    started = time.process_time()
    for number, body in enumerate(stored):
        extract_page(body, f"http://a.example/{number}", charset=None, hints=PageHints())
    return pages / (time.process_time() - started)


def servers(kafka: str, elasticsearch: str) -> dict[str, str]:
    return {
        "UNDERSIGHT_BUS__KIND": "kafka",
        "UNDERSIGHT_BUS__SERVERS": kafka,
        "UNDERSIGHT_INDEX__KIND": "elasticsearch",
        "UNDERSIGHT_INDEX__URL": elasticsearch,
        "UNDERSIGHT_INDEX__ANALYZER": "standard",
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", type=int, nargs="?", default=400)
    parser.add_argument("--servers", action="store_true", help="also measure on a real Kafka and Elasticsearch")
    options = parser.parse_args()
    alone = bare(min(100, options.pages))
    print(f"extractors alone, one core        {alone:8.1f} articles/s of CPU time")
    with served(options.pages) as port:
        report("embedded", whole_flow(options.pages, port, {}), alone)
        if options.servers:
            with Server.create(KAFKA) as kafka, Server.create(ELASTICSEARCH) as elasticsearch:
                env = servers(kafka.address, elasticsearch.url)
                report("Kafka + Elasticsearch", whole_flow(options.pages, port, env), alone)


def report(name: str, rate: float, alone: float) -> None:
    print(f"whole flow, {name:<22}{rate:8.1f} articles/s of wall time, {rate / alone:.2f} of one core of extractors")


if __name__ == "__main__":
    main()
