"""What the command `extract` is given: pages in files, folders, WARC files, standard input or on the web, or lines."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from .files import STDIN, lines_of, name_of, unmarked

if TYPE_CHECKING:
    from pipeline.extraction.sources import PageSource
    from pipeline.settings import Settings

LINES: Final = (".jsonl", ".ndjson")
WARCS: Final = (".warc", ".warc.gz")
_FIRST_LINE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Lines:
    """JSON lines, each of them a page or a feed entry."""

    name: str
    lines: Iterable[bytes]


@dataclass(frozen=True, slots=True)
class Pages:
    """Pages, and how many there are, where that is known before they are read."""

    sources: Iterable[PageSource]
    count: int | None


@contextmanager
def opened_inputs(paths: Sequence[str], warcs: Sequence[Path], url: str, settings: Settings) -> Iterator[Lines | Pages]:
    """Give what a command line names. Raises ConfigError where that makes no sense together."""
    files = [path for path in paths if not path.lower().endswith(WARCS)]
    archives = [*warcs, *(Path(path) for path in paths if path.lower().endswith(WARCS))]
    if not (files or archives or url):
        _refuse_terminal()
        files = [STDIN]
    lined = next((path for path in files if path.lower().endswith(LINES)), None)
    if lined is not None:
        _check_alone(lined, len(files) + len(archives), url)
        with lines_of(lined) as lines:
            yield Lines(name_of(lined), lines)
    elif files == [STDIN] and not archives:
        yield _standard_input(url)
    elif not (files or archives):
        yield Pages(_fetched(url, settings), 1)
    else:
        yield _files(files, archives, url)


def _files(files: Sequence[str], archives: Sequence[Path], url: str) -> Pages:
    from pipeline.events import ConfigError
    from pipeline.extraction.sources import find_pages, read_page, warc_pages

    found = [
        path if path == STDIN else one for path in files for one in ([path] if path == STDIN else find_pages([path]))
    ]
    if url and (archives or len(found) != 1):
        raise ConfigError("--url is the address of one page", hint="give one PATH, or put page.url beside page.html")
    read = (_stdin_page(url) if path == STDIN else read_page(Path(path), url) for path in found)
    return Pages(chain(read, *(warc_pages(path) for path in archives)), None if archives else len(found))


def _standard_input(url: str) -> Lines | Pages:
    """Tell JSON lines from a page by the first line that is not empty."""
    from pipeline.extraction.sources import MOST_BYTES, page_source

    stream = sys.stdin.buffer
    first = _first_line(stream)
    if next(unmarked([first])).lstrip()[:1] in {b"{", b"["}:
        return Lines(name_of(STDIN), unmarked(chain([first], stream)))
    html = first + stream.read(MOST_BYTES + 1)
    return Pages([page_source(STDIN, html, url)] if html.strip() else [], 1)


def _first_line(stream: IO[bytes]) -> bytes:
    empty = b""
    while (line := stream.readline(_FIRST_LINE)) and not line.strip():
        empty += line
    return empty + line


def _stdin_page(url: str) -> PageSource:
    from pipeline.extraction.sources import MOST_BYTES, page_source

    return page_source(STDIN, sys.stdin.buffer.read(MOST_BYTES + 1), url)


def _fetched(url: str, settings: Settings) -> Iterator[PageSource]:
    """Yield the page at an address, fetched as the pipeline would."""
    from pipeline.extraction.sources import PageSource
    from pipeline.fetching import Fetched, Fetcher

    with closing(Fetcher(settings.fetching)) as fetcher:
        got = fetcher.get(url)
    if isinstance(got, Fetched):
        yield PageSource(url, got.final_url, got.body, got.charset)
    else:
        yield PageSource(url, url, problem=f"{got.reason}: {got.detail}")


def _check_alone(lined: str, inputs: int, url: str) -> None:
    from pipeline.events import ConfigError

    if inputs > 1 or url:
        raise ConfigError(f"{lined}: JSON lines name their pages themselves", hint="give them alone, without --url")


def _refuse_terminal() -> None:
    from pipeline.events import ConfigError

    if sys.stdin.isatty():
        raise ConfigError("nothing to extract from", hint="name files, folders, --warc FILE or --url URL")
