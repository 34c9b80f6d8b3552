"""One page in the archive: what the index knows of it, how that is written down, and how a page becomes records."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import uuid4

from pydantic import AwareDatetime, TypeAdapter, ValidationError

from pipeline.events import FeedEntry
from pipeline.fetching.outcomes import Fetched, Hop

from . import _warcio
from .rules import media_type, status_line, stored_headers

PROFILE: Final = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"


@dataclass(frozen=True, slots=True)
class Capture:
    """A page as it was fetched at one time.

    `url` is where it came from, after redirects, and `asked` the entry's address. `size` counts the bytes of the body.
    `revisit_of` names the record that holds the same body, in the same file. `file`, `offset` and `length` say where
    the records lie.
    """

    record_id: str
    url: str
    asked: str
    date: AwareDatetime
    status: int
    mime: str
    size: int
    digest: str
    revisit_of: str = ""
    entry_id: str = ""
    feed_id: str = ""
    title: str = ""
    file: str = ""
    offset: int = 0
    length: int = 0


@dataclass(frozen=True, slots=True)
class About:
    """What the metadata record beside a page holds: the entry that led to it, and the way there."""

    entry: FeedEntry | None = None
    url: str = ""
    final_url: str = ""
    moved: bool = False
    chain: tuple[Hop, ...] = ()
    charset: str | None = None
    elapsed: float = 0.0


_CAPTURE: Final = TypeAdapter(Capture)
_ABOUT: Final = TypeAdapter(About)


def capture_of(page: Fetched, entry: FeedEntry, now: datetime) -> Capture:
    """Return what is to be known of a page that was just fetched; where it lies is added when it is written."""
    digest = base64.b32encode(hashlib.sha1(page.body, usedforsecurity=False).digest()).decode("ascii")
    return Capture(
        record_id=f"urn:uuid:{uuid4()}",
        url=page.final_url,
        asked=entry.url,
        date=page.fetched_at or now,
        status=page.status,
        mime=page.content_type,
        size=len(page.body),
        digest=f"sha1:{digest}",
        entry_id=entry.entry_id,
        feed_id=entry.feed_id,
        title=entry.title,
    )


def records(capture: Capture, page: Fetched, entry: FeedEntry, former: Capture | None) -> bytes:
    """Return a page as records: the answer, or that it is the same as a `former` one, and the metadata beside it."""
    named = [("WARC-Record-ID", f"<{capture.record_id}>"), ("WARC-Date", _warcio.stamp(capture.date))]
    sent = stored_headers(page.raw_headers or tuple(page.headers.items()), len(page.body))
    http = _warcio.Http(status_line(page.status), sent, page.http_version or "HTTP/1.1")
    answered = [("WARC-IP-Address", page.address)] if page.address else []
    told = [*named, *answered, ("WARC-Payload-Digest", capture.digest)]
    if former is None:
        answer = _warcio.make("response", capture.url, told, page.body, http=http)
    else:
        same = [("WARC-Profile", PROFILE), ("WARC-Refers-To", f"<{former.record_id}>")]
        since = [("WARC-Refers-To-Target-URI", former.url), ("WARC-Refers-To-Date", _warcio.stamp(former.date))]
        answer = _warcio.make("revisit", capture.url, [*told, *same, *since], b"", http=http)
    return answer + _metadata(capture, page, entry)


def info(name: str, now: datetime, software: str) -> bytes:
    """Return the record that a file begins with."""
    fields = {
        "software": software,
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "description": "pages as fetched, with their encodings undone; metadata records hold the feed entries",
    }
    facts = [("WARC-Record-ID", f"<urn:uuid:{uuid4()}>"), ("WARC-Date", _warcio.stamp(now)), ("WARC-Filename", name)]
    payload = "".join(f"{key}: {value}\r\n" for key, value in fields.items()).encode()
    return _warcio.make("warcinfo", "", facts, payload, mime="application/warc-fields")


def dump_line(capture: Capture) -> bytes:
    """Return a capture as a line of the index."""
    return _CAPTURE.dump_json(replace(capture, file="")) + b"\n"


def load_line(line: bytes, file: str) -> Capture | None:
    """Return the capture of a line of the index of `file`, or None for half a line."""
    try:
        return replace(_CAPTURE.validate_json(line), file=file)
    except ValidationError:
        return None


def from_records(answer: _warcio.Raw, beside: _warcio.Raw | None, file: str) -> Capture | None:
    """Return the capture that two records tell of, where no index does; None for what is no answer."""
    about = about_of(beside)
    entry = about.entry
    try:
        date = datetime.fromisoformat(answer.headers.get("warc-date", ""))
        status = int(answer.http.status.split()[0]) if answer.http else 0
    except (ValueError, IndexError):
        return None
    if date.tzinfo is None or not status or answer.http is None:
        return None
    return Capture(
        record_id=answer.id,
        url=answer.headers.get("warc-target-uri", ""),
        asked=entry.url if entry else answer.headers.get("warc-target-uri", ""),
        date=date,
        status=status,
        mime=media_type(answer.http.headers),
        size=_size(answer),
        digest=answer.headers.get("warc-payload-digest", ""),
        revisit_of=answer.headers.get("warc-refers-to", "").strip("<>") if answer.kind == "revisit" else "",
        entry_id=entry.entry_id if entry else "",
        feed_id=entry.feed_id if entry else "",
        title=entry.title if entry else "",
        file=file,
        offset=answer.start,
        length=(beside or answer).end - answer.start,
    )


def about_of(record: _warcio.Raw | None) -> About:
    """Return what a metadata record tells; nothing for one of another program."""
    if record is None or record.kind != "metadata":
        return About()
    try:
        return _ABOUT.validate_json(record.body)
    except ValidationError:
        return About()


def _metadata(capture: Capture, page: Fetched, entry: FeedEntry) -> bytes:
    way = About(entry, page.url, page.final_url, page.moved, page.chain, page.charset, round(page.elapsed, 3))
    facts = [
        ("WARC-Record-ID", f"<urn:uuid:{uuid4()}>"),
        ("WARC-Date", _warcio.stamp(capture.date)),
        ("WARC-Refers-To", f"<{capture.record_id}>"),
        ("WARC-Concurrent-To", f"<{capture.record_id}>"),
    ]
    return _warcio.make("metadata", capture.url, facts, _ABOUT.dump_json(way), mime="application/json")


def _size(answer: _warcio.Raw) -> int:
    stated = [value for name, value in answer.http.headers if name.lower() == "content-length"] if answer.http else []
    return int(stated[-1]) if not answer.body and stated and stated[-1].isdigit() else len(answer.body)
