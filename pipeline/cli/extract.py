"""The command `extract`: articles from HTML files, folders, WARC files, addresses and JSON lines."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from .failures import forget_output
from .files import Complaints, Write, write_events
from .inputs import Lines, Pages, opened_inputs
from .options import ConfigOption, JsonOption
from .output import cell, line, listing, note, on_terminal

if TYPE_CHECKING:
    from pipeline.extraction.reports import PageReport
    from pipeline.settings import Settings
    from pipeline.settings.tree import ExtractionSettings

COLUMNS: Final = ("state", "words", "language", "published", "title", "path")

PathsArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="PATH", help="HTML files, plain or .gz; folders of them; .jsonl; - is standard input."),
]
WarcOption = Annotated[list[Path] | None, typer.Option("--warc", metavar="FILE", help="The web pages of a WARC file.")]
UrlOption = Annotated[
    str, typer.Option("--url", metavar="URL", help="Where the one PATH comes from; without PATH, fetch it.")
]
QualityOption = Annotated[
    Literal["fast", "balanced", "best"] | None,
    typer.Option("--quality", help="As the setting extraction.quality, which it replaces."),
]
OutputOption = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write JSON lines there.")]


def extract(
    paths: PathsArgument = None,
    *,
    warc: WarcOption = None,
    url: UrlOption = "",
    quality: QualityOption = None,
    output: OutputOption = None,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Turn web pages in files into articles.

    Pages come out in the order they go in: {"path", "url", "state", "title", "text", "authors", "published",
    "canonical_url", "site", "language", "words", "quality", "reason"}. The state is article, not_an_article,
    wall:consent, wall:paywall, wall:bot, crashed or unreadable; text is whatever was found, in any state. A page's
    address is told by --url, by page.url or page.json {"url"} beside page.html, or by urls.json {"page": "https://..."}
    in its folder. Nothing is fetched but a --url without PATH, as the pipeline would: robots.txt is obeyed.

    JSON lines, {"url", "html" or "html_base64", "title"?, "published"?} or feed entries as the bus carries them, give
    articles as the bus carries them, for undersight tag.

    On a terminal a table is shown, unless --json is given. The exit code is 1 when a page could not be read or took
    its worker down.
    """
    from pipeline.settings import load_settings

    settings = load_settings(config)
    if quality is not None:
        extraction = settings.extraction.model_copy(update={"quality": quality})
        settings = settings.model_copy(update={"extraction": extraction})
    with opened_inputs(paths or (), warc or (), url, settings) as given, _writing(output) as write:
        if isinstance(given, Lines):
            _articles(given, settings, write)
        else:
            _pages(given, settings, write if as_json or output is not None or not on_terminal() else None)


def _articles(given: Lines, settings: Settings, write: Write) -> None:
    from pipeline.extraction import ExtractionPool
    from pipeline.extraction.batch import extract_files, read_lines

    now, complaints = datetime.now(UTC), Complaints()
    with closing(ExtractionPool(settings.extraction)) as pool:
        pages = read_lines(given.lines, given.name, now=now)
        write_events(extract_files(pages, pool, now=now, on_error=complaints), write)
    complaints.end()


def _pages(given: Pages, settings: Settings, write: Write | None) -> None:
    """Extract pages: as JSON lines where they are written somewhere, else shown to a person."""
    from pipeline.extraction import ExtractionPool
    from pipeline.extraction.reports import dump_report, report_pages

    seen: list[PageReport] = []
    counts: Counter[str] = Counter()
    began = time.monotonic()
    with (
        closing(ExtractionPool(all_cores(settings.extraction, given.count))) as pool,
        _progress(given.count, write) as tell,
    ):
        for done in report_pages(given.sources, pool, now=datetime.now(UTC)):
            counts[done.state] += 1
            tell(done)
            if write is None:
                seen.append(done)
            else:
                write(dump_report(done))
    if write is None:
        show(seen)
    if sys.stderr.isatty():
        note(summary(counts, time.monotonic() - began))
    if counts["crashed"] + counts["unreadable"]:
        raise typer.Exit(1)


def show(reports: Sequence[PageReport]) -> None:
    """Show what became of pages to a person: one in full, several as a table."""
    if len(reports) != 1:
        rows = [{name: getattr(report, name) for name in COLUMNS} for report in reports]
        listing(COLUMNS, rows, as_json=False, empty="no pages")
        return
    (report,) = reports
    line(report.title or report.path)
    facts = (report.state, report.site, cell(report.published), ", ".join(report.authors), report.language or "")
    line("  ".join(fact for fact in (*facts, f"{report.words:,} words", report.reason) if fact))
    if report.text:
        line("\n" + report.text)


def summary(counts: Mapping[str, int], seconds: float) -> str:
    """Return one line about a run."""
    pages = sum(counts.values())
    states = ", ".join(f"{number:,} {state.replace('_', ' ')}" for state, number in sorted(counts.items()))
    return f"{pages:,} {'page' if pages == 1 else 'pages'} in {seconds:.1f} s: {states or 'nothing'}"


def all_cores(extraction: ExtractionSettings, pages: int | None) -> ExtractionSettings:
    """Return the settings with a worker for each core that this process may use, and not more than pages."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    workers = max(1, cores if pages is None else min(cores, pages))
    return extraction.model_copy(update={"workers": workers})


@contextmanager
def _writing(output: Path | None) -> Iterator[Write]:
    """Give what writes a line: into a file, or to standard output, where the next program sees it at once."""
    from pipeline.events import ConfigError

    if output is None:
        try:
            yield _to_stdout
        except BrokenPipeError:  # whoever reads has seen enough
            forget_output()
        return
    try:
        file = output.open("wb")
    except OSError as error:
        raise ConfigError(f"{output}: {error.strerror}") from None
    with file:
        yield file.write


def _to_stdout(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


@contextmanager
def _progress(count: int | None, write: Write | None) -> Iterator[Callable[[PageReport], None]]:
    """Give what is told of every page: it complains about those that failed and, for a person, moves a bar."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb" or (write is _to_stdout and on_terminal()):
        yield complain
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("extracting"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        task = bar.add_task("", total=count)

        def tell(report: PageReport) -> None:
            complain(report)
            bar.advance(task)

        yield tell


def complain(report: PageReport) -> None:
    """Say which page failed."""
    if report.failed:
        note(f"undersight: {report.path}: {report.state}: {report.reason}")
