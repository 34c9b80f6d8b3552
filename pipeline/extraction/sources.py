"""Pages in files: which files those are, what is in them, and the address each came from."""

from __future__ import annotations

import gzip
import json
import os
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Final, cast

from pipeline.fetching.archive import read_warc

MOST_BYTES: Final = 32 << 20
"""A larger page is not read; the extractors refuse much smaller ones."""

ADDRESSES: Final = "urls.json"
"""The file that tells the addresses of its folder: `{"name of a file, with or without ending": "https://…"}`."""

_GZIP: Final = b"\x1f\x8b"
_ENDINGS: Final = (".html", ".htm", ".xhtml")
_PAGE: Final = re.compile(r"\.x?html?(?:\.gz)?$", re.IGNORECASE)
_TAG: Final = re.compile(rb"<(?:link|meta)\b[^>]{1,2000}>", re.IGNORECASE)
_CLAIM: Final = re.compile(rb"rel\s*=\s*[\"']?canonical\b|property\s*=\s*[\"']?og:url\b", re.IGNORECASE)
_VALUE: Final = re.compile(rb"(?:href|content)\s*=\s*[\"']?(https?://[^\s\"'<>]+)", re.IGNORECASE)
_HEAD: Final = 200_000


@dataclass(frozen=True, slots=True)
class PageSource:
    """A page to be extracted, or why there is none: `problem`. `path` names it in what is reported."""

    path: str
    url: str = ""
    html: bytes = b""
    charset: str | None = None
    problem: str = ""


def find_pages(paths: Iterable[str]) -> list[Path]:
    """Return the files that some paths name: folders give the .html, .htm and .xhtml in them, also as .gz, sorted."""
    return [file for path in paths for file in _files(Path(path))]


def read_page(path: Path, url: str = "") -> PageSource:
    """Return the page of a file, plain or gzip, with its address: `url`, else the one that is told beside it."""
    name = printable(str(path))
    try:
        with path.open("rb") as file:
            packed = file.peek(2)[:2] == _GZIP
            stream = cast("IO[bytes]", gzip.GzipFile(fileobj=file)) if packed else file
            html = stream.read(MOST_BYTES + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        return PageSource(name, url, problem=f"broken gzip: {error}")
    except OSError as error:
        return PageSource(name, url, problem=error.strerror or str(error))
    return page_source(name, html, url or address_beside(path))


def page_source(name: str, html: bytes, url: str) -> PageSource:
    """Return the page in some bytes."""
    if len(html) > MOST_BYTES:
        return PageSource(name, url, problem=f"larger than {MOST_BYTES:,} bytes")
    return PageSource(name, url, html)


def warc_pages(path: Path) -> Iterator[PageSource]:
    """Yield the web pages of a WARC file, named `file#record`."""
    for page in read_warc(path, MOST_BYTES):
        name = printable(f"{path}#{page.record_id}" if page.record_id else str(path))
        yield PageSource(name, page.url, page.body, page.charset, page.problem)


def address_beside(path: Path) -> str:
    """Return the address that is told beside a file: in `page.url`, in `page.json` as `url`, or in `urls.json`."""
    stem = _stem(path)
    for told in (_first_line(path.with_name(f"{stem}.url")), _member(path.with_name(f"{stem}.json"))):
        if told:
            return told
    listed = _addresses(path.parent)
    return next((listed[name] for name in (path.name, stem, path.stem) if name in listed), "")


def claimed_address(html: bytes) -> str:
    """Return the absolute address that a page gives as its canonical one, or an empty text."""
    for tag in _TAG.finditer(html[:_HEAD]):
        found = _VALUE.search(tag[0]) if _CLAIM.search(tag[0]) else None
        if found:
            return found[1].decode("utf-8", "replace").replace("&amp;", "&")
    return ""


def printable(name: str) -> str:
    """Return a file's name as text that can be written anywhere, also where it is no valid UTF-8."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found: list[Path] = []
    closed: list[OSError] = []
    for folder, _, names in os.walk(path, onerror=closed.append):
        found += [Path(folder, name) for name in names if _PAGE.search(name)]
    return sorted([*found, *(Path(str(error.filename)) for error in closed)])


def _stem(path: Path) -> str:
    name = path.name.removesuffix(".gz")
    ending = next((ending for ending in _ENDINGS if name.lower().endswith(ending)), "")
    return name[: len(name) - len(ending)] if ending else name


def _first_line(path: Path) -> str:
    """Return the address in a file that holds nothing else, or is a shortcut as Windows makes it (`URL=…`)."""
    try:
        lines = path.read_text("utf-8-sig", "replace")[:10_000].splitlines()
    except OSError:
        return ""
    stripped = [line.strip().removeprefix("URL=") for line in lines]
    return next((line for line in stripped if line.startswith(("http://", "https://"))), "")


def _member(path: Path) -> str:
    url = _object(path).get("url")
    return url if isinstance(url, str) else ""


@cache
def _addresses(folder: Path) -> Mapping[str, str]:
    told = _object(folder / ADDRESSES)
    return {name: url for name, url in told.items() if isinstance(url, str)}


def _object(path: Path) -> dict[str, object]:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
