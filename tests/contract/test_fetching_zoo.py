"""The fetcher against every bad answer we could think of: a state that is named, an end, and memory under a cap.

The visitor is a process of its own with 1.5 s for an exchange; its peak memory is looked at after each visit.
"""

from __future__ import annotations

import gzip
import json
import select
import socket
import ssl
import subprocess
import sys
import threading
import warnings
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.contract.zoo import Animal, Zoo, chunked, drips, endless, head, moves, page, resets, says, zoo

ROOT = Path(__file__).parent.parent.parent
TLS = ROOT / "tests" / "data" / "tls"
HANG = 60.0
"""Seconds after which a visit is taken to hang; the longest should take 1.5."""
CAP_MB = 40.0
"""Memory that visits may take beyond what a good page took, the largest page being 3 MB."""

BIG = bytes(100_000_000)
GZIP_BOMB = gzip.compress(BIG, 9)
HTML = b"<!doctype html><p>hello"


@dataclass
class Visitor:
    process: subprocess.Popen[str]
    start_mb: float = 0.0

    def visit(self, url: str, kind: str = "page") -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"url": url, "kind": kind}) + "\n")
        self.process.stdin.flush()
        ready, _, _ = select.select([self.process.stdout], [], [], HANG)
        assert ready, f"{url} hangs"
        told: dict[str, Any] = json.loads(self.process.stdout.readline())
        return told


@pytest.fixture(scope="module")
def visitor() -> Iterator[Visitor]:
    command = [sys.executable, "-m", "tests.contract.zoo_visitor"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=ROOT) as process:
        found = Visitor(process)
        with zoo() as keeper:
            keeper.animals["/"] = page(HTML)
            found.start_mb = found.visit(keeper.url())["peak_mb"]
        yield found
        assert process.stdin is not None
        process.stdin.close()


@pytest.fixture(scope="module")
def keeper() -> Iterator[Zoo]:
    with zoo() as running:
        running.animals = animals(running.release)
        yield running


def encoded(body: bytes, encoding: str) -> Animal:
    return page(body, f"Content-Encoding: {encoding}")


def animals(release: threading.Event) -> dict[str, Animal]:
    ok = head()
    return {
        "/bomb/gzip": encoded(GZIP_BOMB, "gzip"),
        "/bomb/gzip-chunked": says(
            head("Transfer-Encoding: chunked", "Content-Encoding: gzip"),
            chunked(GZIP_BOMB[at : at + 900] for at in range(0, len(GZIP_BOMB), 900)),
        ),
        "/bomb/deflate": encoded(zlib.compress(BIG, 9), "deflate"),
        "/bomb/raw-deflate": encoded(zlib.compress(BIG, 9)[2:-4], "deflate"),
        "/bomb/br": encoded(b"\x0b\x02\x80hello\x03", "br"),
        "/bomb/zstd": encoded(b"\x28\xb5\x2f\xfd" + bytes(500), "zstd"),
        "/bomb/nested": encoded(gzip.compress(GZIP_BOMB), "gzip, gzip"),
        "/bomb/nested-headers": page(gzip.compress(GZIP_BOMB), "Content-Encoding: gzip", "Content-Encoding: gzip"),
        "/bomb/nested-silently": encoded(gzip.compress(GZIP_BOMB), "gzip"),
        "/bomb/members": endless(head("Content-Encoding: gzip"), gzip.compress(b"") * 500),
        "/bomb/many-bombs": endless(head("Content-Encoding: gzip"), gzip.compress(bytes(1000), mtime=0) * 500),
        "/drip/body": drips(release, ok, b"x"),
        "/drip/chunks": drips(release, head("Transfer-Encoding: chunked"), b"1\r\nx\r\n"),
        "/drip/head": drips(release, b"HTTP/1.1 200 OK\r\nX: ", b"x"),
        "/drip/status": drips(release, b"HTTP/1.1", b" "),
        "/drip/provisional": drips(release, b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        "/drip/nothing": drips(release, b"", b""),
        "/endless/body": endless(ok, bytes(65536)),
        "/endless/chunks": endless(head("Transfer-Encoding: chunked"), b"ffff\r\n" + bytes(65535) + b"\r\n"),
        "/endless/tiny-chunks": endless(head("Transfer-Encoding: chunked"), b"1\r\nx\r\n" * 5000),
        "/endless/chunk-extension": endless(head("Transfer-Encoding: chunked") + b"1;", b"x" * 65536),
        "/endless/trailers": endless(head("Transfer-Encoding: chunked") + b"0\r\n", b"X: y\r\n" * 5000),
        "/endless/header": endless(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 65536),
        "/endless/headers": endless(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 5000),
        "/endless/status": endless(b"HTTP/1.1 200 ", b"x" * 65536),
        "/endless/provisional": endless(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 500),
        "/endless/redirect-body": endless(head("Location: /good", status="HTTP/1.1 302 Moved"), bytes(65536)),
        "/endless/error-body": endless(head(status="HTTP/1.1 404 Not Found"), bytes(65536)),
        "/headers/100mb": says(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 100_000_000, b"\r\n\r\n"),
        "/headers/100k": says(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 100_000, b"\r\n", HTML),
        "/headers/80k": page(HTML, "X: " + "x" * 80_000),
        "/headers/nul": says(b"HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n"),
        "/headers/no-colon": says(b"HTTP/1.1 200 OK\r\nnonsense\r\n\r\n"),
        "/headers/folded": says(b"HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 23\r\n\r\n", HTML),
        "/redirect/self": moves("/redirect/self"),
        "/redirect/ping": moves("/redirect/pong"),
        "/redirect/pong": moves("/redirect/ping"),
        "/redirect/cookie-for-ever": moves("/redirect/cookie-for-ever", "Set-Cookie: a=1"),
        **{f"/redirect/{count}": moves(f"/redirect/{count - 1}" if count > 1 else "/good") for count in range(1, 8)},
        "/redirect/nowhere": says(head("Content-Length: 0", status="HTTP/1.1 302 Found")),
        "/redirect/empty": moves(""),
        "/redirect/long": moves("/" + "x" * 90_000),
        "/redirect/bad": moves("http://[::1"),
        "/redirect/bytes": says(b"HTTP/1.1 302 Found\r\nLocation: /\xff\xfe\r\nContent-Length: 0\r\n\r\n"),
        "/length/more-comes": says(head("Content-Length: 15"), HTML),
        "/length/less-comes": says(head("Content-Length: 500"), HTML),
        "/length/two": says(head("Content-Length: 5", "Content-Length: 6"), HTML),
        "/length/negative": says(head("Content-Length: -1"), HTML),
        "/length/words": says(head("Content-Length: many"), HTML),
        "/length/huge": says(head("Content-Length: 99999999999999"), HTML),
        "/length/and-chunks": says(head("Content-Length: 5", "Transfer-Encoding: chunked"), chunked([HTML])),
        "/chunks/no-number": says(head("Transfer-Encoding: chunked"), b"zz\r\nhello\r\n"),
        "/chunks/huge": says(head("Transfer-Encoding: chunked"), b"f" * 40 + b"\r\nhello"),
        "/chunks/short": says(head("Transfer-Encoding: chunked"), b"ff\r\nhello"),
        "/chunks/no-end": says(head("Transfer-Encoding: chunked"), b"5\r\nhello\r\n"),
        "/chunks/no-break": says(head("Transfer-Encoding: chunked"), b"5\r\nhelloX0\r\n\r\n"),
        "/chunks/unknown": says(head("Transfer-Encoding: gzip, chunked"), chunked([gzip.compress(HTML)])),
        "/gzip/cut-off": encoded(gzip.compress(HTML * 500)[:-20], "gzip"),
        "/gzip/not-at-all": encoded(HTML, "gzip"),
        "/gzip/wrong-sum": encoded(gzip.compress(HTML)[:-8] + b"\0" * 8, "gzip"),
        "/gzip/empty": encoded(b"", "gzip"),
        "/no-http/0.9": says(HTML),
        "/no-http/garbage": says(bytes(range(256)) * 40),
        "/no-http/nothing": says(),
        "/no-http/blank-lines": says(b"\r\n" * 1000),
        "/no-http/ssh": says(b"SSH-2.0-OpenSSH_9.7\r\n"),
        "/no-http/version-9": says(b"HTTP/9.9 200 OK\r\nContent-Length: 2\r\n\r\nhi"),
        "/no-http/status-9999": says(b"HTTP/1.1 9999 OK\r\n\r\n"),
        "/no-http/status-words": says(b"HTTP/1.1 OK OK\r\n\r\n"),
        "/http-1.0": says(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n", HTML),
        "/status/100-200": says(b"HTTP/1.1 100 Continue\r\n\r\n" * 3, b"HTTP/1.1 103 Early Hints\r\n\r\n", ok, HTML),
        **{f"/status/{code}": says(head("Content-Length: 0", status=f"HTTP/1.1 {code} X")) for code in (204, 205, 304)},
        "/status/101": says(head("Upgrade: x", "Connection: upgrade", status="HTTP/1.1 101 Switching"), HTML),
        "/status/206": says(head("Content-Length: 23", status="HTTP/1.1 206 Partial Content"), HTML),
        "/status/299": says(head("Content-Length: 23", status="HTTP/1.1 299 Fine"), HTML),
        "/status/300": says(head("Content-Length: 23", status="HTTP/1.1 300 Choose"), HTML),
        "/status/999": says(head("Content-Length: 0", status="HTTP/1.1 999 Denied")),
        "/type/none": says(b"HTTP/1.1 200 OK\r\n\r\n", HTML),
        "/type/empty-page": page(b""),
        "/type/nonsense": page(HTML, "Content-Type: ;;;=,"),
        "/type/pdf": page(b"%PDF-1.7", "Content-Type: application/pdf"),
        "/type/video": endless(head("Content-Type: video/mp4"), bytes(65536)),
        "/type/zip": page(b"PK\x03\x04", "Content-Type: application/zip"),
        "/type/pdf-as-html": page(b"%PDF-1.7 " + bytes(5000)),
        "/type/video-as-html": page(b"\0\0\0\x20ftypmp42" + bytes(5000)),
        "/type/octet-html": page(HTML, "Content-Type: application/octet-stream"),
        "/type/octet-zip": page(b"PK\x03\x04" + bytes(500), "Content-Type: application/octet-stream"),
        "/type/text-html": page(b"\n<!-- x --><html lang=en><p>", "Content-Type: text/plain; charset=utf-8"),
        "/type/text": page(b"User-agent: *", "Content-Type: text/plain"),
        "/reset/at-once": resets(b""),
        "/reset/in-the-head": resets(b"HTTP/1.1 200 OK\r\nX"),
        "/reset/in-the-body": resets(head("Content-Length: 500") + HTML),
        "/half-closed": _half_closed,
        "/good": page(HTML),
    }


def _half_closed(link: socket.socket) -> None:
    link.shutdown(socket.SHUT_WR)
    link.recv(1)


EXPECTED = {
    "fetched": [
        *("/headers/80k", "/headers/folded", "/redirect/5", "/length/more-comes", "/length/and-chunks", "/gzip/empty"),
        *("/http-1.0", "/status/100-200", "/status/299", "/type/none", "/type/empty-page", "/type/octet-html"),
        *("/type/text-html", "/type/nonsense", "/no-http/version-9", "/good"),
    ],
    "too_large": [
        *(
            "/bomb/gzip",
            "/bomb/gzip-chunked",
            "/bomb/deflate",
            "/bomb/raw-deflate",
            "/bomb/members",
            "/bomb/many-bombs",
        ),
        *("/endless/body", "/endless/chunks", "/length/huge", "/endless/provisional"),
    ],
    "protocol": [
        *("/bomb/br", "/bomb/zstd", "/bomb/nested", "/bomb/nested-headers", "/endless/chunk-extension"),
        *("/endless/trailers", "/endless/header", "/endless/headers", "/endless/status", "/headers/100mb"),
        *("/headers/100k", "/headers/nul", "/headers/no-colon", "/length/less-comes", "/length/two"),
        *("/length/negative", "/length/words", "/chunks/no-number", "/chunks/huge", "/chunks/short", "/chunks/no-end"),
        *("/chunks/no-break", "/chunks/unknown", "/gzip/cut-off", "/gzip/not-at-all", "/gzip/wrong-sum"),
        *("/no-http/0.9", "/no-http/garbage", "/no-http/nothing", "/no-http/blank-lines", "/no-http/ssh"),
        *("/no-http/status-9999", "/no-http/status-words", "/half-closed", "/status/101", "/endless/tiny-chunks"),
    ],
    "timeout": [
        *("/drip/body", "/drip/chunks", "/drip/head", "/drip/status", "/drip/provisional", "/drip/nothing"),
    ],
    "redirects": [
        *("/redirect/self", "/redirect/ping", "/redirect/cookie-for-ever", "/redirect/6", "/redirect/empty"),
        *("/redirect/bad", "/redirect/long"),
    ],
    "http_error": [
        *("/redirect/nowhere", "/status/204", "/status/205", "/status/206", "/status/300"),
        *("/status/304", "/status/999"),
    ],
    "gone": ["/endless/error-body"],
    "bad_type": [
        *("/bomb/nested-silently", "/type/pdf", "/type/video", "/type/zip", "/type/pdf-as-html"),
        *("/type/video-as-html", "/type/octet-zip", "/type/text"),
    ],
    "connect": ["/reset/at-once", "/reset/in-the-head", "/reset/in-the-body"],
}


@pytest.mark.parametrize(("reason", "path"), [(reason, path) for reason, paths in EXPECTED.items() for path in paths])
def test_every_bad_answer_has_a_name(visitor: Visitor, keeper: Zoo, reason: str, path: str) -> None:
    told = visitor.visit(keeper.url(path))
    assert told["outcome"] == reason, told
    assert told["detail"]
    assert told["peak_mb"] - visitor.start_mb < CAP_MB


def test_the_body_of_a_redirect_is_not_read(visitor: Visitor, keeper: Zoo) -> None:
    assert visitor.visit(keeper.url("/endless/redirect-body"))["outcome"] == "fetched"


def test_the_largest_page_and_feed_fit_under_the_cap(visitor: Visitor) -> None:
    with zoo() as keeper:
        keeper.animals["/page"] = encoded(gzip.compress(HTML.ljust(3_000_000)), "gzip")
        keeper.animals["/feed"] = encoded(gzip.compress(b"<rss>".ljust(10_000_000)), "gzip")
        assert visitor.visit(keeper.url("/page"))["size"] == 3_000_000
        told = visitor.visit(keeper.url("/feed"), "feed")
        assert told["size"] == 10_000_000
        assert told["peak_mb"] - visitor.start_mb < CAP_MB


def secured(name: str, newest: ssl.TLSVersion | None = None) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / f"{name}.pem", TLS / f"{name}.key")
    if newest is not None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = context.maximum_version = newest
            context.set_ciphers("ALL:@SECLEVEL=0")
    return context


@pytest.mark.parametrize(
    ("certificate", "host", "newest", "outcome"),
    [
        ("news.example", "news.example", None, "fetched"),
        ("news.example", "other.example", None, "tls"),
        ("expired.example", "expired.example", None, "tls"),
        ("news.example", "news.example", ssl.TLSVersion.TLSv1, "tls"),
        ("news.example", "news.example", ssl.TLSVersion.TLSv1_1, "tls"),
    ],
)
def test_certificates(
    visitor: Visitor, certificate: str, host: str, newest: ssl.TLSVersion | None, outcome: str
) -> None:
    with zoo(context=secured(certificate, newest)) as keeper:
        keeper.animals["/"] = page(HTML)
        told = visitor.visit(keeper.url("/", host, "https"))
        assert told["outcome"] == outcome, told
        assert (keeper.asked == ["/"]) == (outcome == "fetched")


def test_half_a_handshake(visitor: Visitor) -> None:
    with ExitStack() as held:
        plain = held.enter_context(zoo(says(head(), HTML)))
        assert visitor.visit(plain.url(scheme="https"))["outcome"] == "tls"
        silent = held.enter_context(zoo(_hold))
        assert visitor.visit(silent.url(scheme="https"))["outcome"] == "timeout"
        release = threading.Event()
        held.callback(release.set)
        dripping = held.enter_context(zoo(drips(release, b"\x16\x03\x03\x40\x00\x02", b"\0")))
        assert visitor.visit(dripping.url(scheme="https"))["outcome"] == "timeout"
        inside = held.enter_context(zoo(context=secured("news.example")))
        assert visitor.visit(inside.url())["outcome"] in {"protocol", "connect"}


def _hold(link: socket.socket) -> None:
    while link.recv(65536):
        pass


def test_a_server_that_accepts_nobody(visitor: Visitor) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener, ExitStack() as waiting:
        for _ in range(4):  # fill the queue, so that the next is not even greeted
            link = waiting.enter_context(socket.socket())
            link.setblocking(False)
            link.connect_ex(listener.getsockname())
        told = visitor.visit(f"http://zoo.example:{listener.getsockname()[1]}/")
        assert told["outcome"] == "timeout"


def test_after_all_that_a_good_page_is_fetched(visitor: Visitor, keeper: Zoo) -> None:
    assert visitor.visit(keeper.url("/good"))["size"] == len(HTML)
