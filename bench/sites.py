"""What is learnt of sites: the F1 of bodies with and without the lines that a site repeats, and what learning costs.

`python -m bench.sites [PAGES]` makes PAGES pages (20) of each of five sites. Each has its own boxes, where real ones
are: between the paragraphs and below them, in the element of the article. The pages go through extraction
in turn, and what the site taught so far is used, as in the flow. The score is the one of the public benchmarks
(shingles of 4 words). Times are CPU, both in the same run.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from bench.extraction import prose
from pipeline.extraction import Extracted, extract_page
from pipeline.extraction.agreement import shingles
from pipeline.extraction.sites import FILE, Sites

NOW = datetime.now(UTC)
SITES = 5
LENGTHS = (6, 30, 18, 9, 14)


def boxes(site: int) -> list[str]:
    """Return the boxes of a site: words of its own, from five to forty."""
    source = random.Random(1000 + site)
    return [prose(source, source.choice(LENGTHS)) for _ in range(2 + site)]


def page(site: int, number: int) -> tuple[str, str]:
    """Return a page and its true text. Every fifth article holds a paragraph that others hold as well."""
    source = random.Random(site * 1000 + number)
    said = [prose(source, source.randint(25, 80)) for _ in range(source.randint(4, 12))]
    if number % 5 == 0:
        said.insert(3, prose(random.Random(2000 + site), 45))
    title, shown = prose(source, 8), list(said)
    for at, box in enumerate(boxes(site)):
        shown.insert((at * 2 + 1) if at % 2 else len(shown), box)
    body = "".join(f"<p>{line}</p>" for line in shown)
    menu = "".join(f'<li><a href="/{n}">{prose(source, 3)}</a></li>' for n in range(60))
    article = f"<main><article><h1>{title}</h1>{body}</article></main><footer><p>{prose(source, 20)}</p></footer>"
    head = f'<!doctype html><html lang="en"><head><title>{title}</title></head>'
    html = f"{head}<body><nav><ul>{menu}</ul></nav>{article}</body></html>"
    return html, "\n".join(said)


def score(found: list[tuple[str, str]]) -> float:
    """Return the F1 of the mean precision and the mean recall of (text, truth) pairs."""
    precisions, recalls = [], []
    for text, truth in found:
        got, wanted = shingles(text), shingles(truth)
        shared = (got & wanted).total()
        precisions.append(shared / max(1, got.total()))
        recalls.append(shared / max(1, wanted.total()))
    p, r = statistics.mean(precisions), statistics.mean(recalls)
    return 2 * p * r / (p + r)


def cpu(work: Callable[[], object]) -> tuple[object, float]:
    """Return a result and the milliseconds of CPU it took."""
    began = time.process_time()
    result = work()
    return result, (time.process_time() - began) * 1000


def main(pages: int) -> None:
    """Print the scores and the costs."""
    plain, sifted, extracting, learning = [], [], [], []
    with tempfile.TemporaryDirectory() as folder, closing(Sites(Path(folder) / FILE)) as sites:
        for number in range(pages):
            for site in range(SITES):
                html, truth = page(site, number)
                url = f"https://www.site{site}.example/{number}"
                found, taken = cpu(lambda html=html, url=url: extract_page(html.encode(), url, now=NOW))
                learnt, more = cpu(lambda url=url, found=found: sites.learn(url, found, NOW).outcome)
                assert isinstance(found, Extracted)
                assert isinstance(learnt, Extracted)
                plain.append((found.text, truth))
                sifted.append((learnt.text, truth))
                extracting.append(taken)
                learning.append(more)
    half = len(plain) // 2
    print(f"{len(plain)} pages of {SITES} sites, body F1 without {score(plain):.4f}, with {score(sifted):.4f}")
    print(f"the second half of them: without {score(plain[half:]):.4f}, with {score(sifted[half:]):.4f}")
    lost = sum(recalled(a) < recalled(b) for a, b in zip(sifted, plain, strict=True))
    print(f"pages that lost anything of their own: {lost}")
    print(f"CPU a page, median: extraction {statistics.median(extracting):.1f} ms", end="")
    print(f", learning {statistics.median(learning):.2f} ms")


def recalled(found: tuple[str, str]) -> int:
    """Return how many lines of the truth a text holds."""
    return len(set(found[0].splitlines()) & set(found[1].splitlines()))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
