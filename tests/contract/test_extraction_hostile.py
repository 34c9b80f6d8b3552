"""Foreign HTML at its worst, through the pool: states are named, memory keeps its cap, the next page is served."""

import os
import socket
import threading
from pathlib import Path

import pytest

from pipeline.events import Unavailable
from pipeline.extraction import Crashed, Extracted, ExtractionPool, NotAnArticle, Wall
from pipeline.settings.tree import ExtractionSettings

from . import saboteur
from .hostile_pages import PAGE, READABLE, SLOW, STORY, UNREADABLE

URL = "https://www.ellwickherald.example/news/1"
SENTENCES = STORY.count(b"voted on Tuesday")
MEMORY_MB = 512


@pytest.fixture(scope="module")
def pool():
    pool = ExtractionPool(ExtractionSettings(workers=2, cpu_seconds=2.5, memory_mb=MEMORY_MB))
    yield pool
    pool.close()


@pytest.fixture
def sabotaged():
    pool = ExtractionPool(ExtractionSettings(workers=1, cpu_seconds=1.0, memory_mb=MEMORY_MB), module=saboteur.MODULE)
    yield pool
    pool.close()


def ask(pool, html):
    """Return what becomes of a page and of a good one right behind it, and the most memory a worker held, in MB."""
    bad, good = pool.submit(html, URL), pool.submit(PAGE, URL)
    peak = 0
    while not (bad.done() and good.done()):
        peak = max(peak, *(resident(pid) for pid in pool.pids()), 0)
        threading.Event().wait(0.02)
    return bad.result(), good.result(), peak


def resident(pid):
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return max((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM")), default=0)


def told(outcome):
    return isinstance(outcome, Extracted) and outcome.text.count("voted on Tuesday") == SENTENCES


@pytest.mark.parametrize("name", READABLE)
def test_the_story_comes_out_of_odd_pages(pool, name):
    found, good, peak = ask(pool, READABLE[name]())
    if name in SLOW:
        assert isinstance(found, Extracted | NotAnArticle) or "2.5 s of CPU" in found.reason
    else:
        assert told(found), found
    assert told(good)
    assert peak < MEMORY_MB


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_story_is_named(pool, name):
    found, good, peak = ask(pool, UNREADABLE[name]())
    assert isinstance(found, NotAnArticle | Wall | Crashed), found
    assert found.reason
    assert told(good)
    assert peak < MEMORY_MB


@pytest.mark.parametrize("workers", [1, 2])
def test_as_many_hostile_pages_as_workers_keep_no_good_page_waiting_for_their_end(workers):
    pool = ExtractionPool(ExtractionSettings(workers=workers, cpu_seconds=20), module=saboteur.MODULE)
    try:
        assert told(pool.submit(PAGE, URL).result(60))
        bad = [pool.submit(b"!spin", URL) for _ in range(workers)]
        good = [pool.submit(PAGE, URL) for _ in range(4)]
        assert all(told(future.result(60)) for future in good)
        assert not any(future.done() for future in bad)
    finally:
        pool.close()


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (b"!segv", "Segmentation fault"),
        (b"!abort", "Aborted"),
        (b"!exit", "exit code 0"),
        (b"!exit3", "exit code 3"),
        (b"!killed", "killed by the system"),
        (b"!spin", "1 s of CPU"),
        (b"!eat", "512 MB of memory"),
        (b"!raise", "ZeroDivisionError"),
    ],
)
def test_whatever_ends_a_worker_is_named_and_the_next_page_is_served(sabotaged, command, reason):
    found, good, peak = ask(sabotaged, command)
    assert isinstance(found, Crashed)
    assert reason in found.reason
    assert told(good)
    assert peak < MEMORY_MB


@pytest.mark.parametrize("command", [b"!corrupt", b"!hoard"])
def test_no_page_is_blamed_for_what_its_neighbour_left_behind(sabotaged, command):
    assert sabotaged.submit(command, URL).result(60) == NotAnArticle("done")
    for _ in range(3):
        assert told(sabotaged.submit(PAGE, URL).result(60))


def test_a_worker_that_holds_much_memory_is_replaced(sabotaged):
    assert told(sabotaged.submit(PAGE, URL).result(60))
    before = sabotaged.pids()
    assert sabotaged.submit(b"!hoard", URL).result(60) == NotAnArticle("done")
    assert told(sabotaged.submit(PAGE, URL).result(60))
    assert sabotaged.pids() != before


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        (b"!connect", "may not call socket."),
        (b"!resolve", "may not call socket.getaddrinfo"),
        (b"!run", "may not call subprocess.Popen"),
        (b"!write", "OSError"),
        (b"!socket", "no socket"),
    ],
)
def test_workers_open_no_connection_program_or_file(sabotaged, command, answer):
    found = sabotaged.submit(command, URL).result(60)
    assert isinstance(found, Crashed)
    assert answer in found.reason


def test_workers_know_no_secret_and_hold_no_file_of_ours(monkeypatch, tmp_path):
    monkeypatch.setenv("UNDERSIGHT_SMTP_PASSWORD", "hidden")
    with (tmp_path / "ours").open("wb") as ours, socket.create_server(("127.0.0.1", 0)) as server:
        os.set_inheritable(ours.fileno(), True)
        os.set_inheritable(server.fileno(), True)
        pool = ExtractionPool(ExtractionSettings(workers=1), module=saboteur.MODULE)
        try:
            assert "UNDERSIGHT" not in pool.submit(b"!environment", URL).result(60).reason
            # the three standard ones on /dev/null, the pipe, and the folder being listed
            assert pool.submit(b"!files", URL).result(60).reason.endswith("LookupError: 5")
        finally:
            pool.close()


def test_nothing_is_fetched_for_a_page():
    with socket.create_server(("127.0.0.1", 0)) as server:
        base = f"http://127.0.0.1:{server.getsockname()[1]}"
        head = f'<meta property="og:image" content="{base}/og.png"><meta http-equiv="refresh" content="0;url={base}/r">'
        html = b"<html><head>" + head.encode() + PAGE.partition(b"<head>")[2] + f'<img src="{base}/x">'.encode()
        pool = ExtractionPool(ExtractionSettings(workers=1, quality="best"))
        try:
            assert told(pool.submit(html, f"{base}/page").result(60))
        finally:
            pool.close()
        server.setblocking(False)
        with pytest.raises(BlockingIOError):
            server.accept()


def test_closing_waits_for_no_page():
    pool = ExtractionPool(ExtractionSettings(workers=2, cpu_seconds=60), module=saboteur.MODULE)
    assert told(pool.submit(PAGE, URL).result(60))
    futures = [pool.submit(command, URL) for command in (b"!sleep", b"!segv", b"!spin", b"!eat", b"!sleep") * 3]
    pool.close()
    assert all(future.done() for future in futures)
    assert any(isinstance(future.exception(), Unavailable) for future in futures)
