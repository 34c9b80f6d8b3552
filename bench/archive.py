"""The archive: what a page costs, beside the compression alone, and what listing, reading and extracting bring.

`python -m bench.archive [PAGES]` writes generated pages of about 90 kB to a new folder and prints milliseconds a page.
"""

from __future__ import annotations

import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from bench.extraction import generated
from pipeline.events import FeedEntry
from pipeline.extraction import ExtractionPool
from pipeline.extraction.reports import report_pages
from pipeline.extraction.sources import warc_pages
from pipeline.fetching import Fetched
from pipeline.fetching.archive import WarcArchive, captures, load, stored_files
from pipeline.fetching.archive.rules import Limits
from pipeline.settings.tree import ExtractionSettings

NOW = datetime.now(UTC)


def timed(work: Callable[[], object], count: int) -> str:
    """Return wall and CPU milliseconds for each of `count` things."""
    began, cpu = time.perf_counter(), time.process_time()
    work()
    wall, used = time.perf_counter() - began, time.process_time() - cpu
    return f"{wall / count * 1000:7.3f} ms wall, {used / count * 1000:7.3f} ms CPU a page"


def fetched(number: int, body: bytes) -> Fetched:
    url = f"https://www.ellwickherald.example/news/{number}"
    headers = {"content-type": "text/html; charset=utf-8", "content-encoding": "gzip", "server": "bench"}
    return Fetched(url, url, 200, headers, body, "text/html", "utf-8", None, None, 0.1)


def entry(number: int) -> FeedEntry:
    url = f"https://www.ellwickherald.example/news/{number}"
    return FeedEntry(
        entry_id=f"ent-{number}",
        feed_id="f",
        outlet="O",
        url=url,
        guid=url,
        title="News",
        summary="Words. " * 60,
        seen=NOW,
    )


def squeeze(bodies: list[bytes], level: int) -> int:
    return sum(len(zlib.compress(body, level)) for body in bodies)


def main(count: int) -> None:
    bodies = [generated(number) for number in range(count)]
    print(f"{count} pages, {sum(map(len, bodies)) / count / 1000:.0f} kB each")
    for level in (3, 6, 9):
        size = squeeze(bodies, level) / sum(map(len, bodies))
        print(f"zlib level {level} alone     {timed(lambda level=level: squeeze(bodies, level), count)}, to {size:.1%}")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        limits = Limits(100 << 20, 2000 << 20, 0)
        with closing(WarcArchive(folder, limits, software="bench", now=lambda: datetime.now(UTC))) as kept:
            pages = [(fetched(number, body), entry(number)) for number, body in enumerate(bodies)]
            print(f"written                {timed(lambda: [kept.write(*page) for page in pages], count)}")
            print(f"the same again         {timed(lambda: [kept.write(*page) for page in pages], count)}")
        print(f"{sum(file.size for file in stored_files(folder)) / count / 1000:.1f} kB a page on the disk")
        found: list[object] = []
        print(f"listed by the index    {timed(lambda: found.extend(captures(folder)), 2 * count)}")
        first = list(captures(folder))[:count]
        print(f"loaded                 {timed(lambda: [load(folder, one) for one in first], count)}")
        for index in folder.glob("*.index.jsonl"):
            index.unlink()
        print(f"listed without index   {timed(lambda: list(captures(folder)), 2 * count)}")
        for quality in ("fast", "balanced", "best"):
            extracted(folder, count, quality)


def extracted(folder: Path, count: int, quality: str) -> None:
    settings = ExtractionSettings(quality=quality)  # type: ignore[arg-type]
    (file,) = folder.glob("*.warc.gz")
    with closing(ExtractionPool(settings)) as pool:
        list(report_pages(list(warc_pages(file))[:8], pool, now=NOW))
        began = time.perf_counter()
        done = sum(report.state == "article" for report in report_pages(warc_pages(file), pool, now=NOW))
        rate = done / (time.perf_counter() - began)
    print(f"extract --warc, {quality:<9} {rate:5.0f} pages/s with {settings.workers} workers")
    assert done == count


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
