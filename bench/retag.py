"""What a changed watchlist costs: finding the stories by its names beside looking at all, and tagging them again.

`python -m bench.retag [STORIES]`. Also the cost of discovery, beside that of tagging, for each article.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bench.tagging import ROOT, articles, paragraphs
from pipeline.app import App
from pipeline.app.retag import found_by, tag_again
from pipeline.events import Article
from pipeline.events.ids import article_id
from pipeline.index.ast import Everything
from pipeline.settings import Settings
from pipeline.stories.lead import found
from pipeline.stories.lines import Printed
from pipeline.watchlist import Tagger, load_watchlist
from pipeline.watchlist.backsearch import queries
from pipeline.watchlist.changes import changes
from pipeline.watchlist.discovery import Finder
from pipeline.watchlist.watchlist import assemble

PRINTED = Printed((), frozenset(), reprint=False)
ON_TOPIC = 0.2
TAKEN_OUT = 5
T = TypeVar("T")


def timed(work: Callable[[], T]) -> tuple[T, float]:
    start = time.process_time()
    return work(), time.process_time() - start


def news(number: int) -> list[Article]:
    """Return articles, one in five of them on surveillance, each with an address of its own."""
    own = load_watchlist(ROOT / "config/watchlist")
    parts = paragraphs(Tagger(own))
    source = random.Random(5)
    chosen = (articles(parts["topic"]), articles(parts["other"]))
    made = (source.choice(chosen[source.random() > ON_TOPIC]) for _ in range(number))
    return [
        one.model_copy(update={"article_id": article_id(str(n)), "title": f"{n} {one.title}"})
        for n, one in enumerate(made)
    ]


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    after = load_watchlist(ROOT / "config/watchlist")
    out = {
        entity.id for entity in random.Random(11).sample([e for e in after.entities if e.kind == "vendor"], TAKEN_OUT)
    }
    kept = tuple(entity for entity in after.entities if entity.id not in out)
    before = assemble(kept, after.technologies, after.topic)
    old, new, finder = Tagger(before), Tagger(after), Finder(after.technologies)
    batch = news(number)
    old.tag(batch[0])
    finder.find(old.tag(batch[0]))
    tagged, tagging = timed(lambda: [old.tag(one) for one in batch])
    _, finding = timed(lambda: [finder.find(one) for one in tagged])
    asked, diffing = timed(lambda: queries(changes(before, after)))
    with tempfile.TemporaryDirectory() as folder:
        app = App(Settings(data_dir=Path(folder)))
        app.index.apply()
        app.index.upsert([found(one, PRINTED) for one in tagged])
        app.index.refresh()
        by_name, searching = timed(lambda: list(found_by(app, asked)))
        everything, reading = timed(lambda: list(found_by(app, [Everything()])))
        app.close()
    again, retagging = timed(lambda: list(tag_again(by_name, new)))
    print(f"{number:,} stories; {TAKEN_OUT} vendors added to {len(kept):,} organisations: diff {diffing:.2f} s")
    print(f"found by name: {len(by_name):,} stories in {searching:.2f} s; all: {len(everything):,} in {reading:.2f} s")
    print(f"tagged again: {len(again):,} with other tags, {1000 * retagging / max(1, len(by_name)):.2f} ms a story")
    print(f"discovery {1000 * finding / number:.2f} ms an article, tagging {1000 * tagging / number:.2f} ms")


if __name__ == "__main__":
    main()
