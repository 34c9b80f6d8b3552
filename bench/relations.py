"""CPU time of relations: ms for an article that names an organisation, and the share of the whole tagger.

`python -m bench.relations [SECONDS]`. The texts are those of `bench.tagging`: `open` news, and `topic`, articles on
surveillance that name organisations in every paragraph.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from bench.tagging import articles, paragraphs
from pipeline.events import Article, TaggedArticle
from pipeline.watchlist import Tagger, load_watchlist
from pipeline.watchlist.relations import RelationFinder, Source

ROOT = Path(__file__).parent.parent
T = TypeVar("T")


def spent(work: Callable[[T], object], batch: Sequence[T], seconds: float) -> float:
    """Return the CPU time of one piece of work in ms, the best of three rounds."""
    best = float("inf")
    for _ in range(3):
        rounds, start = 0, time.process_time()
        while time.process_time() - start < seconds / 3:
            for one in batch:
                work(one)
            rounds += 1
        best = min(best, 1000 * (time.process_time() - start) / (rounds * max(1, len(batch))))
    return best


def measure(name: str, batch: Sequence[Article], tagger: Tagger, finder: RelationFinder, seconds: float) -> None:
    tagged = [one for one in map(tagger.tag, batch) if one.mentions]

    def find(one: TaggedArticle) -> object:
        sources = (Source("title", one.article.title), Source("text", one.article.text))
        return finder.find(sources, one.mentions, one.article.language)

    relations = sum(len(one.relations) for one in tagged)
    alone = spent(find, tagged, seconds)
    whole = spent(tagger.tag, [one.article for one in tagged], seconds)
    print(f"{name:>6} {len(tagged):9} {relations:9} {alone:9.2f} {whole:9.2f} {alone / whole:6.2f}")


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 1.5
    watchlist = load_watchlist(ROOT / "config/watchlist")
    tagger, finder = Tagger(watchlist), RelationFinder(watchlist.technologies)
    print(f"{'text':>6} {'articles':>9} {'relations':>9} {'ms':>9} {'tagger':>9} {'share':>6}")
    for name, parts in paragraphs(tagger).items():
        measure(name, articles(parts, 200), tagger, finder, seconds)


if __name__ == "__main__":
    main()
