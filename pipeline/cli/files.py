"""The commands `extract`, `tag` and `group`: the rules of the hops on plain files, one JSON object a line."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .options import ConfigOption
from .output import note

if TYPE_CHECKING:
    from pipeline.events import Event
    from pipeline.extraction.batch import PageFile, Unreadable

FileArgument = Annotated[str, typer.Argument(metavar="FILE", help="JSON lines; - is standard input.")]
PageArgument = Annotated[str, typer.Argument(metavar="FILE", help="JSON lines, or one .html; - is standard input.")]
UrlOption = Annotated[str, typer.Option("--url", metavar="URL", help="Where the page of an .html file comes from.")]
EachOption = Annotated[bool, typer.Option("--each", help="Every change of a story, not only how it ends.")]


def extract(file: PageArgument = "-", *, url: UrlOption = "", config: ConfigOption = None) -> None:
    """Turn feed entries (JSON lines) into articles.

    A line is {"url", "html" or "html_base64", "title"?, "published"?} or a feed entry as the bus carries it. Nothing
    is fetched. Lines that give no article are reported, and the exit code is 1.
    """
    from pipeline.extraction import ExtractionPool
    from pipeline.extraction.batch import extract_files
    from pipeline.settings import load_settings

    now = datetime.now(UTC)
    complaints = _Complaints()
    with closing(ExtractionPool(load_settings(config).extraction)) as pool, _pages(file, url, now) as pages:
        _write(extract_files(pages, pool, now=now, on_error=complaints))
    complaints.end()


def tag(file: FileArgument = "-", *, config: ConfigOption = None) -> None:
    """Tag the organisations in articles (JSON lines).

    A line is an article as the bus carries it, or {"id", "url", "title", "text", "lang"?}.
    """
    from pipeline.settings import load_settings
    from pipeline.watchlist import Tagger, load_watchlist
    from pipeline.watchlist.batch import tag_lines

    tagger = Tagger(load_watchlist(load_settings(config).watchlist.folder))
    complaints = _Complaints()
    with _lines(file) as lines:
        tagged = tag_lines(
            lines, tagger, now=datetime.now(UTC), on_error=lambda n, why: complaints(f"{_name(file)}:{n}", why)
        )
        _write(tagged)
    complaints.end()


def group(file: FileArgument = "-", *, each: EachOption = False) -> None:
    """Group tagged articles (JSON lines) into stories.

    A line is a tagged article, an article, or {"id", "url", "title", "text", "published"?}. Lines that are none of
    these are reported, and the exit code is 1.
    """
    from pipeline.stories import final_stories, group_lines

    rule = group_lines if each else final_stories
    complaints = _Complaints()
    with _lines(file) as lines:
        _write(rule(lines, now=datetime.now(UTC), on_error=lambda n, why: complaints(f"{_name(file)}:{n}", why)))
    complaints.end()


class _Complaints:
    """Reports lines that gave nothing, and remembers that there were some."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, place: str, reason: str) -> None:
        self.count += 1
        note(f"undersight: {place}: {reason}")

    def end(self) -> None:
        """Leave with exit code 1 if there was anything to report."""
        if self.count:
            raise typer.Exit(1)


@contextmanager
def _pages(file: str, url: str, now: datetime) -> Iterator[Iterable[PageFile | Unreadable]]:
    from pipeline.events import ConfigError
    from pipeline.extraction.batch import read_html, read_lines

    if file.endswith((".html", ".htm")):
        if not url:
            raise ConfigError(f"{file}: where is this page from?", hint="add --url https://...")
        yield [read_html(Path(file), url, now=now)]
        return
    with _lines(file) as lines:
        yield read_lines(lines, _name(file), now=now)


@contextmanager
def _lines(file: str) -> Iterator[Iterable[bytes]]:
    from pipeline.events import ConfigError

    if file == "-":
        yield _unmarked(sys.stdin.buffer)
        return
    try:
        stream = Path(file).open("rb")  # noqa: SIM115 - closed below, while only the opening is guarded
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror}") from None
    with stream:
        yield _unmarked(stream)


def _unmarked(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield lines without the mark that Windows programs put in front of UTF-8."""
    for number, text in enumerate(lines):
        yield text if number else text.removeprefix(codecs.BOM_UTF8)


def _name(file: str) -> str:
    return "standard input" if file == "-" else file


def _write(events: Iterable[Event], write: Callable[[bytes], object] | None = None) -> None:
    from pipeline.events import encode

    write = write or sys.stdout.buffer.write
    for event in events:
        write(encode(event) + b"\n")
    sys.stdout.buffer.flush()
