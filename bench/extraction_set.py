"""Score extraction on a folder in the format of the public article-extraction benchmark.

`python -m bench extraction-set FOLDER [--quality fast balanced best] [--against] [--write FILE]`

FOLDER holds `ground-truth.json` (`{id: {"articleBody": …, "url": …}}`) and `html/ID.html.gz` or `html/ID.html`, as in
github.com/scrapinghub/article-extraction-benchmark. Every page goes through all that is measured in turn, in one
process, so that times can be compared; reading and unpacking the files is not timed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import sys
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

from trafilatura import bare_extraction

from bench.shingle_metric import Match, Score, match, score
from pipeline.events import ExtractionMode
from pipeline.extraction import Extracted, _newspaper, _resiliparse, extract_page
from pipeline.extraction.page import PageRules

NO_URL = "https://page.invalid/article"
BAD = 0.5


@dataclass(frozen=True, slots=True)
class Labelled:
    """A page and the text that its article has."""

    name: str
    html: bytes
    label: str
    url: str


@dataclass(slots=True)
class Run:
    """What one extractor made of all pages. `asked`: the extractors that a mode of ours asked for each page."""

    texts: list[str] = field(default_factory=list)
    matches: list[Match] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    asked: list[tuple[str, ...]] = field(default_factory=list)
    errors: int = 0


class BadFolder(Exception):
    """The folder is not one of the benchmark's format."""


Found = tuple[str, tuple[str, ...]]
"""A text, and the extractors asked for it."""


def read_folder(folder: Path, limit: int | None = None) -> Iterator[Labelled]:
    """Yield the pages of a folder. Raises BadFolder, saying what is missing."""
    for name, row in list(_labels(folder / "ground-truth.json").items())[:limit]:
        if not isinstance(row, Mapping) or not isinstance(row.get("articleBody", ""), str | None):
            raise BadFolder(f'{folder / "ground-truth.json"}: the entry {name} is not like {{"articleBody": text}}')
        yield Labelled(name, _html(folder / "html", name), row.get("articleBody") or "", row.get("url") or NO_URL)


def _labels(path: Path) -> dict[str, object]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadFolder(f"{path} does not exist: give the folder that holds ground-truth.json and html/") from None
    except (OSError, ValueError) as error:
        raise BadFolder(f"{path} cannot be read: {error}") from None
    if not isinstance(found, dict) or not found:
        raise BadFolder(f'{path} has to be an object like {{"ID": {{"articleBody": text}}}}')
    return found


def _html(folder: Path, name: str) -> bytes:
    for path in (folder / f"{name}.html.gz", folder / f"{name}.html"):
        if path.is_file():
            try:
                data = path.read_bytes()
                return gzip.decompress(data) if path.suffix == ".gz" else data
            except (OSError, EOFError, zlib.error) as error:
                raise BadFolder(f"{path} cannot be read: {error}") from None
    raise BadFolder(f"{folder / name}.html.gz does not exist")


def ours(mode: ExtractionMode) -> Callable[[Labelled], Found]:
    """Return what takes a page through the whole of extraction; a page that is no article gives what text it has."""
    rules, now = PageRules(mode=mode), datetime.now(UTC)

    def extract(page: Labelled) -> Found:
        found = extract_page(page.html, page.url, rules=rules, now=now)
        if not isinstance(found, Extracted):
            return found.text, ()
        names = (found.quality.extractor, *(voter.extractor for voter in found.quality.voters))
        return found.text, tuple(name for name in names if name in BARE)

    return extract


def _bare(**options: bool) -> Callable[[bytes], str]:
    def extract(html: bytes) -> str:
        document = bare_extraction(html, include_comments=False, **options)  # type: ignore[arg-type]
        return getattr(document, "text", None) or ""

    return extract


BARE: dict[str, Callable[[bytes], str]] = {
    "trafilatura": _bare(favor_precision=True, fast=True),
    "trafilatura-precision": _bare(favor_precision=True),
    "trafilatura-default": _bare(),
    "trafilatura-fast": _bare(fast=True),
    "resiliparse": lambda html: _resiliparse.main_text(html.decode("utf-8", "replace")),
    "newspaper4k": lambda html: _newspaper.main_text(html.decode("utf-8", "replace")),
}


def measure(pages: Sequence[Labelled], modes: Sequence[ExtractionMode], against: Sequence[str]) -> dict[str, Run]:
    """Return what each mode and each bare extractor makes of the pages, one page after the other."""
    systems: dict[str, Callable[[Labelled], Found]] = {mode: ours(mode) for mode in modes}
    systems |= {name: lambda page, bare=BARE[name]: (bare(page.html), ()) for name in against}  # type: ignore[misc]
    made = {name: Run() for name in systems}
    for system in systems.values():
        timed(system, pages[0])
    for page in pages:
        for name, system in systems.items():
            note(made[name], page, *timed(system, page))
    return made


def timed(system: Callable[[Labelled], Found], page: Labelled) -> tuple[Found | None, float]:
    """Return what a system makes of a page, None where it raises, and the milliseconds of CPU it takes."""
    began = time.process_time()
    try:
        found = system(page)
    except Exception as error:  # noqa: BLE001 - a page that breaks an extractor is a result
        print(f"{page.name}: {type(error).__name__}: {error}"[:200], file=sys.stderr)
        found = None
    return found, (time.process_time() - began) * 1000


def note(run: Run, page: Labelled, found: Found | None, milliseconds: float) -> None:
    """Add what a system made of a page to its run."""
    text, asked = found or ("", ())
    run.errors += found is None
    run.texts.append(text)
    run.asked.append(asked)
    run.milliseconds.append(milliseconds)
    run.matches.append(match(page.label, text))


def summary(run: Run, rounds: int) -> dict[str, float]:
    """Return the numbers of one system."""
    found: Score = score(run.matches, rounds)
    times = sorted(run.milliseconds)
    return {
        **asdict(found),
        "bad": sum(page.f1 < BAD for page in run.matches),
        "empty": sum(not text.strip() for text in run.texts),
        "errors": run.errors,
        "cpu_ms_mean": statistics.fmean(times),
        "cpu_ms_median": statistics.median(times),
        "cpu_ms_p95": times[min(len(times) - 1, len(times) * 95 // 100)],
    }


def overhead(run: Run, made: Mapping[str, Run]) -> float | None:
    """Return the CPU of a mode by that of the extractors it asked, on the pages where all of these were measured."""
    known = [at for at, names in enumerate(run.asked) if names and all(name in made for name in names)]
    parts = sum(made[name].milliseconds[at] for at in known for name in run.asked[at])
    return sum(run.milliseconds[at] for at in known) / parts if parts else None


def report(pages: Sequence[Labelled], made: Mapping[str, Run], rounds: int, worst: int) -> dict[str, dict[str, float]]:
    """Print the table and the worst pages of each mode of ours; return the table."""
    print(f"{len(pages)} pages, {sum(len(page.html) for page in pages) / len(pages) / 1000:.0f} kB in the mean")
    print(f"{'':<20} {'F1':>6} {'sd':>6} {'P':>6} {'R':>6} {'bad':>4} {'empty':>5} {'CPU ms: mean':>13} median    p95")
    table = {}
    for name, run in made.items():
        row = table[name] = summary(run, rounds)
        print(
            f"{name:<20} {row['f1']:6.4f} {row['spread']:6.4f} {row['precision']:6.4f} {row['recall']:6.4f} "
            f"{row['bad']:4} {row['empty']:5} {row['cpu_ms_mean']:13.1f} {row['cpu_ms_median']:6.1f} "
            f"{row['cpu_ms_p95']:6.1f}"
        )
    for name, run in made.items():
        if name not in BARE:
            _print_worst(name, run, made, pages, worst)
    return table


def _print_worst(name: str, run: Run, made: Mapping[str, Run], pages: Sequence[Labelled], worst: int) -> None:
    ratio = overhead(run, made)
    if ratio is not None:
        print(f"\n{name}: {ratio:.2f} times the CPU of the extractors it asked")
    order = sorted(range(len(pages)), key=lambda at: run.matches[at].f1)[:worst]
    print(f"\nworst pages in {name}:" if order else "")
    for at in order:
        found, page = run.matches[at], pages[at]
        print(f"  {found.f1:.3f}  P {found.precision or 0:.2f} R {found.recall or 0:.2f}  {page.name} {page.url}")


def write(path: Path, pages: Sequence[Labelled], made: Mapping[str, Run], table: Mapping[str, object]) -> None:
    """Write all numbers as JSON, and beside it what each system found, as evaluate.py of the benchmark reads it."""
    rows = {
        name: {
            page.name: {"f1": round(run.matches[at].f1, 4), "cpu_ms": round(run.milliseconds[at], 2)}
            for at, page in enumerate(pages)
        }
        for name, run in made.items()
    }
    path.write_text(json.dumps({"scores": table, "pages": rows}, indent=1) + "\n", encoding="utf-8")
    outputs = path.with_suffix("")
    outputs.mkdir(exist_ok=True)
    for name, run in made.items():
        found = {page.name: {"articleBody": run.texts[at]} for at, page in enumerate(pages)}
        (outputs / f"{name}.json").write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


def main(arguments: Sequence[str]) -> int:
    """Return 2 for a folder that is none of the benchmark's."""
    modes = list(get_args(ExtractionMode))
    parser = argparse.ArgumentParser(prog="python -m bench extraction-set", description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, help="holds ground-truth.json and html/*.html.gz")
    parser.add_argument(
        "--quality", nargs="+", choices=modes, default=["balanced"], metavar="MODE", help=", ".join(modes)
    )
    parser.add_argument(
        "--against", nargs="*", choices=list(BARE), metavar="NAME", help="bare extractors; all without a name"
    )
    parser.add_argument("--write", type=Path, metavar="FILE", help="all numbers as JSON; the texts go beside it")
    parser.add_argument("--worst", type=int, default=10, metavar="N", help="how many of the worst pages are listed")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first pages")
    parser.add_argument("--rounds", type=int, default=1000, metavar="N", help="samples of the bootstrap")
    asked = parser.parse_args(arguments)
    try:
        pages = list(read_folder(asked.folder, asked.limit))
    except BadFolder as error:
        print(error, file=sys.stderr)
        return 2
    against = list(BARE) if asked.against == [] else asked.against or []
    made = measure(pages, asked.quality, against)
    table = report(pages, made, asked.rounds, asked.worst)
    if asked.write:
        write(asked.write, pages, made, table)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
