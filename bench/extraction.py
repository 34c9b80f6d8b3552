"""Extraction: CPU per page of the whole, beside the extractors it calls, on the same pages in the same run.

`python -m bench.extraction [PAGES]` prints milliseconds of CPU per page (median and mean), the ratio of the whole to
the extractors inside it, and pages per second through the pool of worker processes. Pages are generated in the size
of real ones (about 90 kB), and the bundled pages of the tests are mixed in.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from trafilatura import bare_extraction

from pipeline.extraction import Extracted, ExtractionPool, _newspaper, _resiliparse, extract_page
from pipeline.extraction._tree import parse
from pipeline.extraction.metadata import read_facts
from pipeline.settings.tree import ExtractionSettings

BUNDLED = Path(__file__).parents[1] / "tests" / "data" / "pages"
URL = "https://www.ellwickherald.example/news/1"
NOW = datetime.now(UTC)
SYLLABLES = ("re", "con", "sta", "mi", "tra", "po", "gla", "vo", "len", "dar", "pi", "mus", "the", "ts", "ne", "ble")


def prose(source: random.Random, words: int) -> str:
    """Return words that no language has, in sentences of a dozen."""
    made = ["".join(source.choices(SYLLABLES, k=source.randint(1, 4))) for _ in range(words)]
    return " ".join(". ".join(" ".join(made[at : at + 12]) for at in range(0, words, 12)).split())


def generated(number: int) -> bytes:
    """Return a page of about 130 kB: scripts, menus, an article of some 600 words, teasers, comments."""
    source = random.Random(number)
    title = prose(source, 8)
    body = "".join(f"<p>{prose(source, source.randint(30, 90))}</p>" for _ in range(10))
    menu = "".join(f'<li class="m"><a href="/s/{n}">{prose(source, 3)}</a></li>' for n in range(200))
    teaser = "".join(
        f'<div class="t"><a href="/{n}"><h3>{prose(source, 7)}</h3></a><p>{prose(source, 14)}</p></div>'
        for n in range(60)
    )
    script = "<script>" + "window.a=window.a||[];a.push({k:'v'});" * 1500 + "</script>"
    author = '"author":{"name":"Ann Example"}'
    ld = f'{{"@type":"NewsArticle","headline":"{title}","datePublished":"2024-03-05T10:22:31+01:00",{author}}}'
    article = f'<article><h1>{title}</h1><p class="byline">By Ann Example</p>{body}</article>'
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} | Herald</title>'
        f'<script type="application/ld+json">{ld}</script><meta property="og:title" content="{title}">{script}</head>'
        f"<body><nav><ul>{menu}</ul></nav><main>{article}"
        f'<section class="comments"><p>{prose(source, 60)}</p></section></main><aside>{teaser}</aside></body></html>'
    ).encode()


def cpu(work: Callable[[], object]) -> float:
    """Return the milliseconds of CPU that something takes."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def called(html: bytes, text: str, extractor: str) -> float:
    """Return the CPU of the extractors that were asked for a page with this result, each as its users call it."""
    used = cpu(lambda: bare_extraction(html, favor_precision=True, include_comments=False))
    used += cpu(lambda: _resiliparse.main_text(text))
    if extractor not in {"trafilatura", "resiliparse"}:
        used += cpu(lambda: bare_extraction(html, include_comments=False)) + cpu(lambda: _newspaper.main_text(text))
    return used


def measure(pages: list[bytes]) -> None:
    """Measure the whole and its parts page by page, in turn."""
    whole, parts, facts, sizes = [], [], [], []
    for html in pages:
        text = html.decode()
        found = extract_page(html, URL, now=NOW)
        extractor = found.quality.extractor if isinstance(found, Extracted) else "trafilatura"
        whole.append(cpu(lambda html=html: extract_page(html, URL, now=NOW)))
        parts.append(called(html, text, extractor))
        tree = parse(text)
        facts.append(cpu(lambda tree=tree: read_facts(tree, URL, NOW)) if tree else 0.0)
        sizes.append(len(html) / 1000)
    print(f"pages                 {len(pages)}, median {statistics.median(sizes):.0f} kB")
    for name, values in (("whole", whole), ("extractors called", parts), ("metadata rules", facts)):
        print(f"{name:<21} median {statistics.median(values):6.1f} ms   mean {statistics.mean(values):6.1f} ms CPU")
    print(f"whole / extractors    {sum(whole) / sum(parts):.2f}")


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
    pages += [path.read_bytes() for path in sorted(BUNDLED.glob("*.html"))]
    extract_page(pages[0], URL, now=NOW)
    _newspaper.main_text(pages[0].decode())
    measure(pages)
    throughput(pages)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
