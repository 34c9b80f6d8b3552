"""The commands `tag` and `group`: the rules of the hops on plain files, one JSON object a line."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias

import typer

from .options import ConfigOption, JsonOption
from .output import note, on_terminal

if TYPE_CHECKING:
    from pipeline.events import Event
    from pipeline.watchlist import Watchlist

FileArgument = Annotated[str, typer.Argument(metavar="FILE", help="JSON lines; - is standard input.")]
ExplainOption = Annotated[bool, typer.Option("--explain", help="Show for people what was tagged and why.")]
WorkersOption = Annotated[int | None, typer.Option("--workers", min=1, max=64, help="Processes; default: one a core.")]
EachOption = Annotated[bool, typer.Option("--each", help="Every change of a story, not only how it ends.")]


Write: TypeAlias = Callable[[bytes], object]
OnError: TypeAlias = Callable[[int, str], None]
STDIN: Final = "-"


def tag(
    file: FileArgument = "-",
    *,
    as_json: JsonOption = False,
    explain: ExplainOption = False,
    workers: WorkersOption = None,
    config: ConfigOption = None,
) -> None:
    """Tag the organisations in articles (JSON lines).

    A line is an article as the bus carries it, or {"id", "url", "title", "text", "lang"?}. Tagged articles come out as
    JSON lines in the same order, each with the "id" that came in: mentions (start and end count code points), relations
    and their types as "events", technologies, places, relevance, and the "level" of a story of this article alone.

    With --explain, and on a terminal unless --json is given, they are shown for people: the text with its mentions
    marked, why each was made and which names were refused.

    A line that is no article is reported with its number, the rest goes on, and the exit code is 1.
    """
    from pipeline.settings import load_settings
    from pipeline.watchlist import load_watchlist

    watchlist = load_watchlist(load_settings(config).watchlist.folder)
    complaints = Complaints()

    def complain(number: int, reason: str) -> None:
        complaints(f"{name_of(file)}:{number}", reason)

    with lines_of(file) as lines:
        if explain or (on_terminal() and not as_json):
            _explain(lines, watchlist, complain)
        else:
            _tag(lines, watchlist, complain, workers)
    complaints.end()


def _tag(lines: Iterable[bytes], watchlist: Watchlist, complain: OnError, workers: int | None) -> None:
    from pipeline.watchlist import Tagger

    from .tagging import Tagging, cores, tag_all

    tagging = Tagging(Tagger(watchlist), datetime.now(UTC))
    for line in tag_all(lines, tagging, complain, workers=workers or cores()):
        sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()


def _explain(lines: Iterable[bytes], watchlist: Watchlist, complain: OnError) -> None:
    from pipeline.events import MalformedEvent
    from pipeline.watchlist.batch import read_line
    from pipeline.watchlist.trial import Trier

    from .explained import show_trial
    from .tagging import rating_of

    trier, now = Trier(watchlist), datetime.now(UTC)
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                article = read_line(line, now=now).article
            except MalformedEvent as error:
                complain(number, str(error))
                continue
            trial = trier.try_article(article)
            show_trial(trial, rating_of(trial.tagged))


def group(file: FileArgument = "-", *, each: EachOption = False) -> None:
    """Group tagged articles (JSON lines) into stories.

    A line is a tagged article, an article, or {"id", "url", "title", "text", "published"?}. Lines that are none of
    these are reported, and the exit code is 1.
    """
    from pipeline.stories import final_stories, group_lines

    rule = group_lines if each else final_stories
    complaints = Complaints()
    with lines_of(file) as lines:
        write_events(
            rule(lines, now=datetime.now(UTC), on_error=lambda n, why: complaints(f"{name_of(file)}:{n}", why))
        )
    complaints.end()


class Complaints:
    """Reports lines that gave nothing, and remembers that there were some."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, place: str, reason: str) -> None:
        """Report a place."""
        self.count += 1
        note(f"undersight: {place}: {reason}")

    def end(self) -> None:
        """Leave with exit code 1 if there was anything to report."""
        if self.count:
            raise typer.Exit(1)


@contextmanager
def lines_of(file: str) -> Iterator[Iterable[bytes]]:
    """Give the lines of a file or of standard input. Raises ConfigError for a file that cannot be opened."""
    from pipeline.events import ConfigError

    if file == STDIN:
        yield unmarked(sys.stdin.buffer)
        return
    try:
        stream = Path(file).open("rb")  # noqa: SIM115 - closed below, while only the opening is guarded
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror}") from None
    with stream:
        yield unmarked(stream)


def unmarked(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield lines without the mark that Windows programs put in front of UTF-8."""
    for number, text in enumerate(lines):
        yield text if number else text.removeprefix(codecs.BOM_UTF8)


def name_of(file: str) -> str:
    """Return a file's name as a person knows it."""
    return "standard input" if file == STDIN else file


def write_events(events: Iterable[Event], write: Write | None = None) -> None:
    """Write events as JSON lines, to standard output where nothing else is given."""
    from pipeline.events import encode

    put = write or sys.stdout.buffer.write
    for event in events:
        put(encode(event) + b"\n")
    sys.stdout.buffer.flush()
