"""What politeness and safety cost a request: `python -m bench.fetching [requests]`.

Pages a second over kept connections to a server on loopback in a process of its own, one thread: httpx2 bare, the
fetcher, the fetcher with robots.txt, and the fetcher with what it knows of hosts shared between processes. Below it,
memory and time of answers that are meant to hurt.
"""

from __future__ import annotations

import gzip
import multiprocessing
import resource
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import httpx2

from pipeline.fetching import Fetched, Fetcher, open_hosts
from pipeline.settings.tree import FetchingSettings

PAGE = (b"<!doctype html><p>" + b"surveillance news " * 6_000)[:100_000]
ROUNDS = 7
SETTINGS = FetchingSettings(allow_private=True, host_interval_seconds=0.0, robots=False)


def answers() -> dict[bytes, bytes]:
    """Return the answers by path, ready to be sent."""
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Length: "
    robots = b"User-agent: *\nDisallow: /private\n"
    bomb = gzip.compress(bytes(3_000_000)) * 100  # members one after the other; never whole in this process
    packed = {b"/": gzip.compress(PAGE), b"/bomb": bomb, b"/robots.txt": gzip.compress(robots)}
    return {path: f"{head}{len(body)}\r\n\r\n".encode() + body for path, body in packed.items()}


def serve(listener: socket.socket, ready: dict[bytes, bytes]) -> None:
    """Answer every request on kept connections, one connection after the other."""
    while True:
        link, _ = listener.accept()
        with link:
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                while asked := link.recv(65536):
                    link.sendall(ready[asked.split(b" ", 2)[1]])
            except OSError:
                continue


def speed(get: Callable[[], object], requests: int) -> tuple[float, float]:
    """Return requests a second, and milliseconds of CPU time a request."""
    started, cpu = time.perf_counter(), time.process_time()
    for _ in range(requests):
        get()
    return requests / (time.perf_counter() - started), (time.process_time() - cpu) * 1000 / requests


def bare(url: str, requests: int) -> tuple[float, float]:
    """Measure httpx2 as one would use it, without any limit."""
    with httpx2.Client() as client:
        return speed(lambda: client.get(url).content, requests)


def ours(
    url: str, requests: int, settings: FetchingSettings = SETTINGS, folder: Path | None = None
) -> tuple[float, float]:
    """Measure the fetcher."""
    fetcher = Fetcher(settings, hosts=open_hosts(folder, lease=60) if folder else None)
    try:
        assert isinstance(fetcher.get(url), Fetched)
        return speed(lambda: fetcher.get(url), requests)
    finally:
        fetcher.close()


def compare(url: str, requests: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ways: dict[str, Callable[[], tuple[float, float]]] = {
            "httpx2": lambda: bare(url, requests),
            "fetcher": lambda: ours(url, requests),
            "with robots.txt": lambda: ours(url, requests, SETTINGS.model_copy(update={"robots": True})),
            "shared hosts": lambda: ours(url, requests, folder=Path(folder)),
        }
        rounds = [{name: way() for name, way in ways.items()} for _ in range(ROUNDS)]
    print(f"{'':<16} {'req/s':>8} {'ratio':>6} {'ms CPU':>7} {'ratio':>6}   (medians of {ROUNDS} rounds)")
    for name in ways:
        pace, cpu = (median(one[name][part] for one in rounds) for part in (0, 1))
        slower = median(one["httpx2"][0] / one[name][0] for one in rounds)
        dearer = median(one[name][1] / one["httpx2"][1] for one in rounds)
        print(f"{name:<16} {pace:8.0f} {slower:6.2f} {cpu:7.2f} {dearer:6.2f}")


def bomb(url: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    fetcher = Fetcher(SETTINGS)
    started = time.perf_counter()
    outcome = fetcher.get(url + "bomb")
    took = time.perf_counter() - started
    fetcher.close()
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"a gzip bomb of 300 MB: {getattr(outcome, 'reason', 'fetched')} after {took:.3f} s and {grown:.1f} MB")


def main() -> None:
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    listener = socket.create_server(("127.0.0.1", 0))
    server = multiprocessing.get_context("fork").Process(target=serve, args=(listener, answers()), daemon=True)
    server.start()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    try:
        compare(url, requests)
        bomb(url)
    finally:
        server.terminate()
        server.join()
        listener.close()


if __name__ == "__main__":
    main()
