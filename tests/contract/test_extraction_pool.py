"""Worker processes against hostile pages: the state is named, the next page is served, nothing is left behind."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipeline.events import Unavailable
from pipeline.extraction import Crashed, Extracted, ExtractionPool, NotAnArticle, _newspaper, extract_page
from pipeline.settings.tree import ExtractionSettings

from . import saboteur

PAGES = Path(__file__).parents[1] / "data" / "pages"
GOOD = (PAGES / "herald.html").read_bytes()
URL = "https://www.ellwickherald.example/news/1"
NEVER_ENDING = b"<p>x<br>" * 300_000
TEXT = b"<p>" + b"The council voted on Tuesday to end its contract with the maker of the cameras. " * 20

HOSTILE = {
    "100k nested div": b"<div>" * 100_000 + TEXT,
    "50k unclosed p b": b"<p><b>" * 50_000 + TEXT,
    "300k links": b"<a href=x>t</a>" * 300_000,
    "5k nested tables": b"<table><tr><td>" * 5_000 + TEXT,
    "100k meta": b"<meta name=a content=b>" * 100_000 + TEXT,
    "2k attributes a tag": (b"<i " + b" ".join(b"a%d=1" % n for n in range(1_990)) + b">") * 200 + TEXT,
    "deep JSON-LD": b'<script type="application/ld+json">' + b"[" * 100_000 + b"</script>" + TEXT,
    "4 MB JSON-LD": b'<script type="application/ld+json">["' + b"a" * 4_000_000 + b'"]</script>' + TEXT,
    "blank byline": b"<p class=byline>By " + b" , " * 70_000 + b"</p>" + TEXT,
    "comments": b"<!--" * 50_000 + TEXT,
    "noise": os.urandom(100_000),
    "zeros": bytes(100_000),
    "a 4 MB word": b"<p>" + b"x" * 4_000_000,
}


@pytest.fixture(scope="module")
def pool():
    pool = ExtractionPool(ExtractionSettings(workers=2, cpu_seconds=0.7, memory_mb=512))
    yield pool
    pool.close()


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_end_in_a_value_and_the_next_page_is_served(pool, name):
    bad, good = pool.submit(HOSTILE[name], URL), pool.submit(GOOD, URL)
    assert isinstance(bad.result(60), Extracted | NotAnArticle | Crashed)
    assert isinstance(good.result(60), Extracted)


def test_a_page_that_takes_too_much_time_costs_its_own_worker_alone(pool):
    before = set(pool.pids())
    bad, good = pool.submit(NEVER_ENDING, URL), [pool.submit(GOOD, URL) for _ in range(20)]
    crashed = bad.result(60)
    assert isinstance(crashed, Crashed)
    assert "0.7 s of CPU" in crashed.reason
    assert all(isinstance(future.result(60), Extracted) for future in good)
    assert len(before & set(pool.pids())) == 1


def test_a_page_that_takes_too_much_memory_is_named():
    pool = ExtractionPool(ExtractionSettings(workers=1, memory_mb=256), module=saboteur.MODULE)
    try:
        crashed = pool.submit(b"!eat", URL).result(120)
        assert isinstance(crashed, Crashed)
        assert "256 MB of memory" in crashed.reason
        assert isinstance(pool.submit(GOOD, URL).result(60), Extracted)
    finally:
        pool.close()


def test_the_outcome_is_that_of_the_plain_function():
    pool = ExtractionPool(ExtractionSettings(workers=1))
    try:
        same_outcomes(pool)
    finally:
        pool.close()


def same_outcomes(pool):
    for path in sorted(PAGES.glob("*.html")):
        html = path.read_bytes()
        assert pool.submit(html, URL).result(60) == extract_page(html, URL), path.name


def test_workers_killed_from_outside_are_replaced_and_the_page_is_not_blamed(pool):
    for pid in pool.pids():
        os.kill(pid, signal.SIGKILL)
    assert all(isinstance(pool.submit(GOOD, URL).result(60), Extracted) for _ in range(4))


def test_a_pool_outlives_the_thread_that_made_it():
    with ThreadPoolExecutor(1) as threads:
        pool = threads.submit(lambda: ExtractionPool(ExtractionSettings(workers=1))).result()
    try:
        assert isinstance(pool.submit(GOOD, URL).result(60), Extracted)
        with ThreadPoolExecutor(4) as threads:
            found = list(threads.map(lambda _: pool.submit(GOOD, URL).result(60), range(8)))
        assert all(isinstance(outcome, Extracted) for outcome in found)
    finally:
        pool.close()


def test_workers_are_renewed_after_so_many_pages():
    pool = ExtractionPool(ExtractionSettings(workers=1), pages_per_worker=2)
    try:
        assert isinstance(pool.submit(GOOD, URL).result(60), Extracted)
        first = pool.pids()
        for _ in range(2):
            assert isinstance(pool.submit(GOOD, URL).result(60), Extracted)
        assert pool.pids() != first
    finally:
        pool.close()


def test_close_leaves_no_process_and_no_page_unanswered():
    pool = ExtractionPool(ExtractionSettings(workers=2, cpu_seconds=60))
    assert isinstance(pool.submit(GOOD, URL).result(60), Extracted)
    pids = pool.pids()
    futures = [pool.submit(NEVER_ENDING, URL) for _ in range(6)]
    pool.close()
    for future in futures:
        with pytest.raises(Unavailable):
            future.result(10)
    assert not any(alive(pid) for pid in pids)
    with pytest.raises(Unavailable):
        pool.submit(GOOD, URL).result(1)
    pool.close()


def test_workers_that_cannot_start_make_the_work_wait():
    starved = ExtractionSettings.model_construct(workers=1, cpu_seconds=1.0, memory_mb=8, min_words=40)
    pool = ExtractionPool(starved)
    try:
        with pytest.raises(Unavailable, match="does not start"):
            pool.submit(GOOD, URL).result(120)
    finally:
        pool.close()


OWNER = """
import sys, time
from pipeline.extraction import ExtractionPool
from pipeline.settings.tree import ExtractionSettings
pool = ExtractionPool(ExtractionSettings(workers=2, cpu_seconds=60))
pool.submit(b"<p>x", "https://a.example/").result()
for _ in range(2):
    pool.submit(b"<p>x<br>" * 300_000, "https://a.example/")
time.sleep(0.3)
print(*pool.pids(), flush=True)
time.sleep(600)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a busy worker ends after its CPU time")
def test_no_worker_outlives_a_killed_parent():
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(path or "." for path in sys.path)}
    with subprocess.Popen([sys.executable, "-c", OWNER], stdout=subprocess.PIPE, env=environ) as owner:
        pids = [int(pid) for pid in owner.stdout.readline().split()]
        owner.kill()
    assert len(pids) == 2
    deadline = time.monotonic() + 20
    while any(alive(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(alive(pid) for pid in pids)


def alive(pid):
    """Say whether a process runs; one that has ended but was not collected does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in {"Z", "X"}


def test_no_connection_is_opened_for_what_a_page_names():
    heard = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        base = f"http://127.0.0.1:{server.getsockname()[1]}"
        head = f'<meta property="og:image" content="{base}/og.png"><meta http-equiv="refresh" content="0;url={base}/r">'
        html = GOOD.decode().replace("<head>", f'<head>{head}<link rel="icon" href="{base}/i.ico">')
        html = html.replace(
            "</article>", f'<img src="{base}/x.png" width="900"><iframe src="{base}/f"></iframe></article>'
        )
        listener = threading.Thread(target=listen, args=(server, heard))
        listener.start()
        assert "Saltmere" in _newspaper.main_text(html)
        assert isinstance(extract_page(html.encode(), f"{base}/page"), Extracted)
        listener.join()
    assert heard == []


def listen(server, heard):
    deadline = time.monotonic() + 1.5
    while time.monotonic() < deadline:
        try:
            client, address = server.accept()
        except TimeoutError:
            continue
        client.close()
        heard.append(address)
