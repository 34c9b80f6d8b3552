"""Extraction: CPU per page in every mode, beside the extractors it calls, on the same pages in the same run.

`python -m bench.extraction [PAGES]` prints milliseconds of CPU per page (median and mean), the ratio of the whole to
the extractors that it asked, and pages per second through the pool of worker processes. Pages are generated in the
size of real ones (median 130 kB, 95th percentile 700 kB); the bundled pages of the tests are a group of their own.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

from bench.extraction_set import BARE, Labelled, Run, measure, overhead
from pipeline.events import ExtractionMode
from pipeline.extraction import ExtractionPool, extract_page
from pipeline.settings.tree import ExtractionSettings

MODES: list[ExtractionMode] = list(get_args(ExtractionMode))
BUNDLED = Path(__file__).parents[1] / "tests" / "data" / "pages"
URL = "https://www.ellwickherald.example/news/1"
NOW = datetime.now(UTC)
SYLLABLES = ("re", "con", "sta", "mi", "tra", "po", "gla", "vo", "len", "dar", "pi", "mus", "the", "ts", "ne", "ble")


def prose(source: random.Random, words: int) -> str:
    """Return words that no language has, in sentences of a dozen."""
    made = ["".join(source.choices(SYLLABLES, k=source.randint(1, 4))) for _ in range(words)]
    return " ".join(". ".join(" ".join(made[at : at + 12]) for at in range(0, words, 12)).split())


def generated(number: int, size: int = 1) -> bytes:
    """Return a page of about 130 kB times `size`: scripts, menus, an article of 600 words, teasers, comments."""
    source = random.Random(number)
    title = prose(source, 8)
    body = "".join(f"<p>{prose(source, source.randint(30, 90))}</p>" for _ in range(10))
    menu = "".join(f'<li class="m"><a href="/s/{n}">{prose(source, 3)}</a></li>' for n in range(200 * size))
    teaser = "".join(
        f'<div class="t"><a href="/{n}"><h3>{prose(source, 7)}</h3></a><p>{prose(source, 14)}</p></div>'
        for n in range(60 * size)
    )
    script = "<script>" + "window.a=window.a||[];a.push({k:'v'});" * (2600 * size) + "</script>"
    author = '"author":{"name":"Ann Example"}'
    ld = f'{{"@type":"NewsArticle","headline":"{title}","datePublished":"2024-03-05T10:22:31+01:00",{author}}}'
    article = f'<article><h1>{title}</h1><p class="byline">By Ann Example</p>{body}</article>'
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} | Herald</title>'
        f'<script type="application/ld+json">{ld}</script><meta property="og:title" content="{title}">{script}</head>'
        f"<body><nav><ul>{menu}</ul></nav><main>{article}"
        f'<section class="comments"><p>{prose(source, 60)}</p></section></main><aside>{teaser}</aside></body></html>'
    ).encode()


def measure_groups(groups: dict[str, list[bytes]]) -> None:
    """Measure every mode and every bare extractor on each group of pages, page by page in turn."""
    for title, bodies in groups.items():
        pages = [Labelled(str(number), html, "", URL) for number, html in enumerate(bodies)]
        made = measure(pages, MODES, list(BARE))
        kilobytes = statistics.median(len(html) for html in bodies) / 1000
        print(f"{title}: {len(pages)} pages, median {kilobytes:.0f} kB{'':<8} CPU ms: median   mean")
        for name, run in made.items():
            ratio = overhead(run, made) if name in MODES else None
            beside = f"   {ratio:.2f} times the extractors asked" if ratio else ""
            times = run.milliseconds
            print(f"  {name:<42} {statistics.median(times):8.1f} {statistics.fmean(times):6.1f}{beside}")
        _print_ratio(made)


def _print_ratio(made: dict[str, Run]) -> None:
    bare = sum(made["trafilatura-precision"].milliseconds) + sum(made["resiliparse"].milliseconds)
    print(f"  balanced / (bare trafilatura precision + Resiliparse): {sum(made['balanced'].milliseconds) / bare:.2f}")


def throughput(pages: list[bytes]) -> None:
    """Measure pages per second through the pool, and through the plain function in this process."""
    settings = ExtractionSettings()
    pool = ExtractionPool(settings)
    try:
        for future in [pool.submit(pages[0], URL) for _ in range(settings.workers * 4)]:
            future.result()
        began = time.perf_counter()
        for future in [pool.submit(html, URL) for html in pages]:
            future.result()
        pooled = len(pages) / (time.perf_counter() - began)
    finally:
        pool.close()
    began = time.perf_counter()
    for html in pages:
        extract_page(html, URL)
    alone = len(pages) / (time.perf_counter() - began)
    print(
        f"pool, {settings.workers} workers       {pooled:.0f} pages/s wall; one process without it {alone:.0f} pages/s"
    )


def main(count: int) -> None:
    """Measure and print."""
    pages = [generated(number) for number in range(count)]
    measure_groups(
        {
            "bundled": [path.read_bytes() for path in sorted(BUNDLED.glob("*.html"))],
            "generated": pages,
            "generated, large": [generated(number, 6) for number in range(max(1, count // 10))],
        }
    )
    throughput(pages)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
