"""Which files an archive has, which it deletes, and what its records keep. Pure."""

from __future__ import annotations

import io
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.events import FeedEntry
from pipeline.fetching import Fetched
from pipeline.fetching.archive import _warcio
from pipeline.fetching.archive.capture import capture_of, dump_line, from_records, load_line, records
from pipeline.fetching.archive.rules import (
    MEGABYTE,
    Stored,
    charset_of,
    file_name,
    is_full,
    limits,
    media_type,
    status_line,
    stored_headers,
    surplus,
)

NOW = datetime(2026, 5, 1, 12, 0, 0, 123456, UTC)
URL = "https://gazette.example/a?b=1"
BODY = "<html><title>Café</title>".encode() + b"\r\n\r\nWARC/1.1\r\n" * 3


def page(body: bytes = BODY, **given: object) -> Fetched:
    headers = {"content-type": "text/html; charset=utf-8", "content-encoding": "gzip", "content-length": "7"}
    facts: dict[str, object] = {
        "url": "https://gazette.example/feed-link", "final_url": URL, "status": 200, "headers": headers, "body": body,
        "content_type": "text/html", "charset": "utf-8", "etag": None, "last_modified": None, "elapsed": 0.25,
    }  # fmt: skip
    return Fetched(**{**facts, **given})  # type: ignore[arg-type]


def entry() -> FeedEntry:
    return FeedEntry(
        entry_id="ent-1", feed_id="f", outlet="O", url="https://gazette.example/feed-link", guid="g",
        title="Café\nnews", seen=NOW,
    )  # fmt: skip


def test_names_of_files_sort_by_time_wherever_the_clock_stands() -> None:
    early = file_name(NOW, 0, 17)
    late = file_name((NOW + timedelta(milliseconds=1)).astimezone(timezone(timedelta(hours=-9))), 0, 3)
    assert early == "undersight-20260501120000123-00000-17.warc.gz"
    assert early < late
    assert file_name(NOW, 1, 17) > early


@pytest.mark.parametrize(
    ("size", "added", "most", "full"),
    [(0, 999, 10, False), (5, 5, 10, False), (5, 6, 10, True), (10, 0, 10, False), (11, 0, 10, True)],
)
def test_a_file_is_closed_before_it_grows_too_large(size: int, added: int, most: int, full: bool) -> None:
    assert is_full(size, added, most) is full


def test_the_oldest_go_first_and_those_being_written_stay() -> None:
    files = [Stored("c", 40), Stored("a", 30, in_use=True), Stored("b", 20), Stored("d", 10, in_use=True)]
    assert surplus(files, 100) == ()
    assert surplus(files, 99) == ("b",)
    assert surplus(files, 80) == ("b",)
    assert surplus(files, 79) == ("b", "c")
    assert surplus(files, 0) == ("b", "c")


@given(st.lists(st.builds(Stored, st.text(min_size=1), st.integers(0, 99), st.booleans()), unique_by=lambda f: f.name),
       st.integers(0, 500))  # fmt: skip
def test_as_little_goes_as_is_needed(files: list[Stored], most: int) -> None:
    gone = set(surplus(files, most))
    kept = [file for file in files if file.name not in gone]
    left = sum(file.size for file in kept)
    assert left <= most or all(file.in_use for file in kept)
    if gone:
        last = max((file for file in files if file.name in gone), key=lambda file: file.name)
        assert left + last.size > most
        assert not any(file.name < max(gone) and not file.in_use for file in kept)


def test_one_file_is_never_most_of_the_archive() -> None:
    assert limits(100, 2000, 500).file == 100 * MEGABYTE
    assert limits(100, 50, 0).file == 25 * MEGABYTE
    assert 0 < limits(1, 2, 0).step < MEGABYTE


def test_headers_fit_the_body_that_is_kept() -> None:
    sent = [("Content-Type", "text/html"), ("CONTENT-ENCODING", "br"), ("X-A", "1"), ("X-A", "2\r\nevil: 1")]
    assert stored_headers(sent, 12) == [
        ("Content-Type", "text/html"),
        ("X-Archive-Orig-CONTENT-ENCODING", "br"),
        ("X-A", "1"),
        ("X-A", "2 evil: 1"),
        ("Content-Length", "12"),
    ]


@pytest.mark.parametrize(
    ("header", "charset", "kind"),
    [
        ("text/html; charset=ISO-8859-1", "iso-8859-1", "text/html"),
        ('Text/HTML;Charset="utf-8";x=y', "utf-8", "text/html"),
        ("text/html", None, "text/html"),
        ("", None, ""),
    ],
)
def test_charset_and_type_are_read_from_a_header(header: str, charset: str | None, kind: str) -> None:
    assert charset_of([("x", "y"), ("CONTENT-type", header)]) == charset
    assert media_type([("content-type", header)]) == kind


def test_a_status_without_a_usual_phrase_is_a_number() -> None:
    assert (status_line(200), status_line(299)) == ("200 OK", "299")


def test_a_page_becomes_records_that_tell_all_of_it() -> None:
    given = page()
    found = capture_of(given, entry(), NOW)
    answer, beside = _warcio.read(io.BytesIO(records(found, given, entry(), None)), 1 << 20)
    assert (answer.kind, beside.kind, answer.body) == ("response", "metadata", BODY)
    assert answer.headers["warc-date"] == "2026-05-01T12:00:00.123456Z"
    assert answer.headers["warc-payload-digest"] == found.digest
    assert answer.headers["warc-target-uri"] == URL
    assert beside.headers["warc-refers-to"] == answer.headers["warc-record-id"]
    again = from_records(answer, beside, "file")
    assert again is not None
    assert (again.entry_id, again.title, again.size) == ("ent-1", "Café\nnews", len(BODY))


def test_the_same_body_again_is_told_without_it() -> None:
    given = page()
    first = capture_of(given, entry(), NOW)
    second = capture_of(given, entry(), NOW + timedelta(hours=1))
    answer, _ = _warcio.read(io.BytesIO(records(second, given, entry(), first)), 1 << 20)
    assert (answer.kind, answer.body) == ("revisit", b"")
    assert answer.headers["warc-refers-to"] == f"<{first.record_id}>"
    assert answer.headers["warc-refers-to-date"] == "2026-05-01T12:00:00.123456Z"
    assert answer.headers["warc-payload-digest"] == first.digest
    again = from_records(answer, None, "file")
    assert again is not None
    assert (again.revisit_of, again.size) == (first.record_id, len(BODY))


def test_a_line_of_the_index_tells_the_capture() -> None:
    found = capture_of(page(), entry(), NOW)
    line = dump_line(found)
    assert line.count(b"\n") == 1
    assert load_line(line, "") == found
    assert load_line(line[: len(line) // 2], "") is None
    assert load_line(b"", "") is None


@given(st.binary(max_size=3000), st.text(max_size=30))
def test_any_body_and_any_title_come_back(body: bytes, title: str) -> None:
    given, about = page(body), entry().model_copy(update={"title": title.encode("utf-8", "replace").decode()})
    found = capture_of(given, about, NOW)
    answer, beside = _warcio.read(io.BytesIO(records(found, given, about, None)), 1 << 20)
    again = from_records(answer, beside, "")
    assert answer.body == body
    assert again is not None
    assert again.title == about.title


@given(st.binary(max_size=400))
def test_garbage_is_no_record_and_no_crash(data: bytes) -> None:
    for start in (
        b"",
        b"WARC/1.1\r\n",
        b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 9\r\n\r\nHTTP/1.1 200\r\n\r\n",
    ):
        with suppress(_warcio.BadRecord):
            assert all(len(record.body) <= 1000 for record in _warcio.read(io.BytesIO(start + data), 1000))
