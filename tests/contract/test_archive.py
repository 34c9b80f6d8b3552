"""The archive on a real disk: other programs read it, processes share it, crashes and full disks do it no harm."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs
from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]
from warcio.checker import Checker  # type: ignore[import-untyped]

from pipeline.events import FeedEntry
from pipeline.fetching import Fetched
from pipeline.fetching.archive import WarcArchive, archive_folder, captures, load, open_archive, read_warc, stored_files
from pipeline.fetching.archive.rules import INDEX_SUFFIX, PAUSE_SECONDS, Limits
from pipeline.settings.tree import ArchiveSettings, Settings

ROOT = Path(__file__).parents[2]
START = datetime(2026, 5, 1, 12, tzinfo=UTC)
ROOMY = Limits(10 << 20, 100 << 20, 0)


class Clock:
    """A clock that goes on by a second with every look."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        self.seconds += 1
        return START + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds


def archive(folder: Path, limits: Limits = ROOMY, clock: Clock | None = None) -> WarcArchive:
    clock = clock or Clock()
    return WarcArchive(folder, limits, software="undersight/test", now=clock.now, clock=clock.monotonic)


def page(name: str, body: bytes | None = None, **more: Any) -> Fetched:
    url = f"https://gazette.example/{name}"
    text = body if body is not None else f"<html><h1>{name}</h1>".encode()
    headers = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("Set-Cookie", "a"), ("Set-Cookie", "b"))
    facts: dict[str, Any] = {
        "url": url, "final_url": url, "status": 200, "headers": {}, "raw_headers": headers, "body": text,
        "content_type": "text/html", "charset": None, "etag": None, "last_modified": None, "elapsed": 0.1,
        "address": "192.0.2.7",
    }  # fmt: skip
    return Fetched(**{**facts, **more})


def entry(name: str) -> FeedEntry:
    url = f"https://gazette.example/{name}"
    return FeedEntry(entry_id=f"ent-{name}", feed_id="f", outlet="O", url=url, guid=name, title=name, seen=START)


def noise(size: int) -> bytes:
    return os.urandom(size)


def bodies(folder: Path) -> list[bytes]:
    found = [load(folder, capture) for capture in captures(folder)]
    return [one.body for one in found if one is not None]


def the_file(folder: Path) -> Path:
    (file,) = folder.glob("*.warc.gz")
    return file


def test_plain_warcio_reads_it_and_finds_every_digest_right(tmp_path: Path) -> None:
    with closing(archive(tmp_path)) as kept:
        kept.write(page("one"), entry("one"))
        kept.write(page("two", b"\x00\xff" * 500), entry("two"))
        kept.write(page("one"), entry("one"))
    with the_file(tmp_path).open("rb") as file:
        found = [
            (record.rec_type, record.rec_headers.get_header("WARC-Target-URI"), record.content_stream().read())
            for record in ArchiveIterator(file, check_digests="raise")
        ]
    one, two = "https://gazette.example/one", "https://gazette.example/two"
    assert [(kind, url) for kind, url, _ in found] == [
        ("warcinfo", None), ("response", one), ("metadata", one), ("response", two), ("metadata", two),
        ("revisit", one), ("metadata", one),
    ]  # fmt: skip
    assert [body for kind, _, body in found if kind == "response"] == [b"<html><h1>one</h1>", b"\x00\xff" * 500]
    assert json.loads(found[2][2])["entry"]["entry_id"] == "ent-one"


def test_warcio_s_own_check_finds_nothing_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(archive(tmp_path)) as kept:
        for number in range(5):
            kept.write(page(str(number % 2)), entry(str(number)))
    command = type("Command", (), {"inputs": [str(the_file(tmp_path))], "verbose": True})
    assert Checker(command).process_all() == 0
    assert "digest pass" in capsys.readouterr().out


def test_each_record_can_be_read_alone(tmp_path: Path) -> None:
    with closing(archive(tmp_path)) as kept:
        kept.write(page("one"), entry("one"))
        kept.write(page("two"), entry("two"))
    _, second = captures(tmp_path)
    data = the_file(tmp_path).read_bytes()[second.offset : second.offset + second.length]
    text = gzip.decompress(data)
    assert text.startswith(b"WARC/1.1\r\n")
    assert b"WARC-IP-Address: 192.0.2.7\r\n" in text
    assert b"\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Archive-Orig-Content-Encoding: gzip\r\n" in text


def test_what_was_written_comes_back_while_the_file_is_open(tmp_path: Path) -> None:
    with closing(archive(tmp_path)) as kept:
        kept.write(page("one", "caf\u00e9".encode("latin-1"), charset="latin-1"), entry("one"))
        (capture,) = captures(tmp_path)
        found = load(tmp_path, capture)
    assert found is not None
    assert (found.body.decode(found.charset or ""), found.entry) == ("café", entry("one"))
    assert [value for name, value in found.headers if name == "Set-Cookie"] == ["a", "b"]


def test_the_same_page_again_takes_little_and_has_its_body(tmp_path: Path) -> None:
    body = noise(50_000)
    with closing(archive(tmp_path)) as kept:
        for _ in range(3):
            kept.write(page("one", body), entry("one"))
        kept.write(page("two", body), entry("two"))
    first, again, third, other = captures(tmp_path)
    assert first.length > 50_000
    assert again.length < 5_000
    assert (again.revisit_of, third.revisit_of, other.revisit_of) == (first.record_id, first.record_id, "")
    assert bodies(tmp_path) == [body] * 4


def test_files_are_rotated_and_the_oldest_deleted(tmp_path: Path) -> None:
    limits = Limits(100_000, 350_000, 0)
    pages = [noise(20_000) for _ in range(60)]
    largest = 0
    with closing(archive(tmp_path, limits)) as kept, capture_logs() as logs:
        for number, body in enumerate(pages):
            kept.write(page(str(number), body), entry(str(number)))
            largest = max(largest, sum(file.size for file in stored_files(tmp_path)))
        files = stored_files(tmp_path)
    assert largest <= limits.total
    assert len(files) > 2
    assert max(file.size for file in files) <= limits.file + 10_000  # its index comes on top
    kept_bodies = bodies(tmp_path)
    assert kept_bodies == pages[-len(kept_bodies) :]
    assert len(kept_bodies) >= 10
    assert {path.name.removesuffix(INDEX_SUFFIX) for path in tmp_path.iterdir()} == {file.name for file in files}
    assert "archive_file_deleted" in {log["event"] for log in logs}


def test_a_revisit_never_points_into_another_file(tmp_path: Path) -> None:
    body = noise(60_000)
    with closing(archive(tmp_path, Limits(100_000, 10_000_000, 0))) as kept:
        for number in range(4):
            kept.write(page("same", body), entry("same"))
            kept.write(page(f"other{number}", noise(60_000)), entry("other"))
    found = list(captures(tmp_path))
    by_id = {capture.record_id: capture for capture in found}
    assert len({capture.file for capture in found}) > 2
    assert all(by_id[one.revisit_of].file == one.file for one in found if one.revisit_of)
    assert bodies(tmp_path).count(body) == 4


def test_processes_never_share_a_file(tmp_path: Path) -> None:
    clocks = [Clock() for _ in range(3)]
    writers = [archive(tmp_path, ROOMY, clock) for clock in clocks]  # all at the very same time, in one process
    for number, writer in enumerate(writers):
        writer.write(page(str(number)), entry(str(number)))
    files = stored_files(tmp_path)
    assert len(files) == 3
    assert all(file.in_use for file in files)
    for writer in writers:
        writer.close()
    assert not any(file.in_use for file in stored_files(tmp_path))


def test_no_file_of_a_living_process_is_deleted(tmp_path: Path) -> None:
    limits = Limits(50_000, 120_000, 0)
    with closing(archive(tmp_path, limits)) as quiet, closing(archive(tmp_path, limits)) as busy:
        quiet.write(page("quiet"), entry("quiet"))
        for number in range(20):
            busy.write(page(str(number), noise(20_000)), entry(str(number)))
        quiet.write(page("still"), entry("still"))
        names = [capture.title for capture in captures(tmp_path)]
    assert {"quiet", "still", "19"} <= set(names)
    assert "0" not in names


def test_threads_write_at_the_same_time(tmp_path: Path) -> None:
    with closing(archive(tmp_path, Limits(200_000, 100 << 20, 0))) as kept:

        def work(first: int) -> None:
            for number in range(first, first + 25):
                kept.write(page(str(number), noise(9_000)), entry(str(number)))

        threads = [threading.Thread(target=work, args=(first,)) for first in range(0, 200, 25)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(int(capture.title) for capture in captures(tmp_path)) == list(range(200))
    assert len(bodies(tmp_path)) == 200


@pytest.mark.parametrize("cut", [1, 20, 300, 900])
def test_a_file_whose_end_is_missing_is_read_up_to_there(tmp_path: Path, cut: int) -> None:
    with closing(archive(tmp_path)) as kept:
        for name in ("one", "two", "three"):
            kept.write(page(name, noise(500)), entry(name))
    file = the_file(tmp_path)
    index = file.with_name(file.name + INDEX_SUFFIX)
    *_, last = captures(tmp_path)
    index.write_bytes(index.read_bytes()[:-100])  # the last line is half
    os.truncate(file, last.offset + cut)
    found = list(captures(tmp_path))
    assert [capture.title for capture in found[:2]] == ["one", "two"]
    assert len(bodies(tmp_path)) in ({2} if cut < 900 else {2, 3})
    with closing(archive(tmp_path)) as kept:  # whoever comes next begins a file of its own
        kept.write(page("four"), entry("four"))
    assert [capture.title for capture in captures(tmp_path)][-1] == "four"


def test_without_an_index_everything_is_found_all_the_same(tmp_path: Path) -> None:
    with closing(archive(tmp_path)) as kept:
        for name in ("one", "one", "two"):
            kept.write(page(name), entry(name))
    before = list(captures(tmp_path))
    for path in tmp_path.glob(f"*{INDEX_SUFFIX}"):
        path.unlink()
    assert list(captures(tmp_path)) == before
    assert len(bodies(tmp_path)) == 3


def test_a_killed_process_leaves_a_readable_file(tmp_path: Path) -> None:
    code = f"""
import os, sys
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from tests.contract.test_archive import archive, page, entry
kept = archive(Path({str(tmp_path)!r}))
for number in range(50):
    kept.write(page(str(number), os.urandom(2000)), entry(str(number)))
os._exit(9)
"""
    done = subprocess.run([sys.executable, "-c", code], check=False)
    assert done.returncode == 9
    assert [capture.title for capture in captures(tmp_path)] == [str(number) for number in range(50)]
    assert len(bodies(tmp_path)) == 50
    assert not any(file.in_use for file in stored_files(tmp_path))


# The disk -----------------------------------------------------------------------------------------------------------


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """Mount a small disk; skip where that is not permitted."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("may not mount a small disk here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def test_on_a_full_disk_it_pauses_says_so_once_and_goes_on_later(tmp_path: Path) -> None:
    clock = Clock()
    with small_disk(tmp_path / "disk", "1m") as disk, closing(archive(disk, ROOMY, clock)) as kept:
        with capture_logs() as logs:
            for number in range(40):
                kept.write(page(str(number), noise(60_000)), entry(str(number)))
        paused = [log for log in logs if log["event"] == "archive_paused"]
        assert [log["log_level"] for log in paused] == ["warning"]
        found = list(captures(disk))
        assert 5 < len(found) < 40
        assert len(bodies(disk)) == len(found), "half a page was left"
        assert not [page for page in read_warc(the_file(disk), 1 << 20) if page.problem]
        subprocess.run(["mount", "-o", "remount,size=4m", disk], check=True)
        clock.seconds += PAUSE_SECONDS
        with capture_logs() as logs:
            kept.write(page("later"), entry("later"))
        assert [(log["event"], log["pages_passed_over"]) for log in logs] == [("archive_resumed", 40 - len(found))]
        assert [capture.title for capture in captures(disk)][-1] == "later"


def test_what_the_rest_needs_is_left_free(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "4m") as disk, closing(archive(disk, Limits(1 << 20, 8 << 20, 3 << 20))) as kept:
        for number in range(60):
            kept.write(page(str(number), noise(60_000)), entry(str(number)))
        left = os.statvfs(disk)
        assert left.f_bavail * left.f_frsize >= 3 << 20
        assert len(list(captures(disk))) > 3


def test_a_folder_that_cannot_be_made_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with closing(archive(tmp_path / "file" / "archive")) as kept, capture_logs() as logs:
        kept.write(page("one"), entry("one"))
        kept.write(page("two"), entry("two"))
    assert [log["event"] for log in logs] == ["archive_paused"]


def test_nothing_touches_the_disk_before_the_first_page(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    open_archive(settings, Clock().now).close()
    assert list(captures(archive_folder(settings))) == []
    assert list(tmp_path.iterdir()) == []


def test_switched_off_it_keeps_nothing(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, archive=ArchiveSettings(enabled=False))
    kept = open_archive(settings, Clock().now)
    kept.write(page("one"), entry("one"))
    kept.close()
    assert list(tmp_path.iterdir()) == []


# WARC files of other programs ---------------------------------------------------------------------------------------


def record(kind: str, headers: str, block: bytes, version: str = "1.0") -> bytes:
    """Return a record as programs write it that know nothing of ours."""
    head = f"WARC/{version}\r\nWARC-Type: {kind}\r\nWARC-Date: 2024-01-01T00:00:00Z\r\n{headers}"
    named = f"WARC-Record-ID: <urn:uuid:{kind}-{len(block)}>\r\nContent-Length: {len(block)}\r\n\r\n"
    return (head + named).encode() + block + b"\r\n\r\n"


def response(url: str, head: str, body: bytes, **more: Any) -> bytes:
    block = f"HTTP/1.1 {head}\r\n\r\n".encode() + body
    return record("response", f"WARC-Target-URI: {url}\r\nContent-Type: application/http\r\n", block, **more)


HTML = "<html><title>Caf\u00e9</title>".encode()
CHUNKED = b"5\r\n" + HTML[:5] + b"\r\n%x\r\n" % len(HTML[5:]) + HTML[5:] + b"\r\n0\r\n\r\n"
FOREIGN = [
    record("warcinfo", "Content-Type: application/warc-fields\r\n", b"software: Wget/1.21\r\n"),
    record("request", "WARC-Target-URI: <http://a.example/>\r\n", b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"),
    response("<http://a.example/wget>", "200 OK\r\nContent-Type: text/html; charset=UTF-8", HTML),
    response(
        "http://a.example/gzip", "200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip", gzip.compress(HTML)
    ),
    response("http://a.example/chunked", "200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked", CHUNKED),
    response("http://a.example/lie", "200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip", HTML),
    response("http://a.example/odd", "200 OK\r\nContent-Type: text/html\r\nContent-Encoding: zz", b"zz"),
    response("http://a.example/image", "200 OK\r\nContent-Type: image/png", b"\x89PNG"),
    response("http://a.example/moved", "301 Moved\r\nLocation: /\r\nContent-Type: text/html", b"<p>moved"),
    response("http://a.example/missing", "404 Not Found\r\nContent-Type: text/html", b"<p>missing"),
    record("revisit", "WARC-Target-URI: http://a.example/wget\r\n", b"HTTP/1.1 200 OK\r\n\r\n"),
    record(
        "metadata", "WARC-Target-URI: http://a.example/\r\nContent-Type: application/warc-fields\r\n", b"via: x\r\n"
    ),
    record("resource", "WARC-Target-URI: file:///a.html\r\nContent-Type: text/html\r\n", HTML),
    record("resource", "WARC-Target-URI: metadata://gnu.org/log\r\nContent-Type: text/plain\r\n", b"log"),
    record("conversion", "WARC-Target-URI: http://a.example/\r\nContent-Type: text/plain\r\n", b"text"),
    response("http://a.example/large", "200 OK\r\nContent-Type: text/html", b"x" * 5001),
    response("http://a.example/new", "200\r\nContent-Type: application/xhtml+xml", HTML, version="1.1"),
]
WANTED = [
    ("http://a.example/wget", HTML, ""),
    ("http://a.example/gzip", HTML, ""),
    ("http://a.example/chunked", HTML, ""),
    ("http://a.example/lie", HTML, ""),
    ("http://a.example/odd", b"", "content encoding 'zz' cannot be undone here"),
    ("file:///a.html", HTML, ""),
    ("http://a.example/large", b"", "larger than 5,000 bytes"),
    ("http://a.example/new", HTML, ""),
]


@pytest.mark.parametrize("packing", ["records", "whole", "none"])
def test_files_of_other_programs_are_read(tmp_path: Path, packing: str) -> None:
    file = tmp_path / "foreign.warc.gz"
    packed = {
        "records": b"".join(gzip.compress(one) for one in FOREIGN),
        "whole": gzip.compress(b"".join(FOREIGN)),
        "none": b"".join(FOREIGN),
    }
    file.write_bytes(packed[packing])
    found = list(read_warc(file, 5000))
    assert [(one.url, one.body, one.problem) for one in found] == WANTED
    assert found[0].charset == "utf-8"


@pytest.mark.parametrize(
    ("data", "pages", "said"),
    [
        (b"".join(gzip.compress(one) for one in FOREIGN[:3])[:-30], 0, "not all of it can be read"),
        (b"".join(FOREIGN[:4])[:-5], 1, "not all of it can be read: the file breaks off"),
        (b"<html>no WARC</html>", 0, "not all of it can be read: Unknown archive format"),
        (b"\x28\xb5\x2f\xfd....", 0, "compressed with zstd"),
        (b"\x1f\x8b\x08garbage", 0, "not all of it can be read"),
    ],
)
def test_a_broken_file_says_so_after_its_pages(tmp_path: Path, data: bytes, pages: int, said: str) -> None:
    file = tmp_path / "broken.warc"
    file.write_bytes(data)
    *good, last = read_warc(file, 5000)
    assert len(good) == pages
    assert said in last.problem


def test_a_missing_file_and_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "empty.warc").touch()
    assert list(read_warc(tmp_path / "empty.warc", 1000)) == []
    (last,) = read_warc(tmp_path / "none.warc", 1000)
    assert last.problem == "cannot be read: No such file or directory"
