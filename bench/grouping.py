"""Grouping: documents per second, beside the bare fingerprinting. `python -m bench.grouping [documents]`."""

from __future__ import annotations

import random
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from pipeline.events import TaggedArticle
from pipeline.stories import StoryStore, assign
from pipeline.stories.fingerprint import fingerprints, words
from tests.unit.stories.make import tagged

WORDS_PER_ARTICLE = 450
COPIES = 0.3
BATCH = 100


def articles(count: int, seed: int = 1) -> list[TaggedArticle]:
    """Return random prose, a third of it copies with the tail cut and a paragraph added."""
    chance = random.Random(seed)
    vocabulary = [f"{chance.choice('bcdfglmnprst')}{chance.choice('aeiou')}{n:x}" for n in range(20_000)]
    made: list[TaggedArticle] = []
    for number in range(count):
        site = f"https://s{number % 200}.example/{number}"
        if made and chance.random() < COPIES:
            old = made[chance.randrange(max(0, len(made) - 2000), len(made))].article
            text = old.text[: int(len(old.text) * chance.uniform(0.6, 1))] + "\n" + _prose(chance, vocabulary, 40)
            made.append(tagged(site, old.title, text, hours=number / 1000))
        else:
            title = " ".join(chance.sample(vocabulary, 8))
            made.append(tagged(site, title, _prose(chance, vocabulary, WORDS_PER_ARTICLE), hours=number / 1000))
    return made


def _prose(chance: random.Random, vocabulary: list[str], count: int) -> str:
    found = [vocabulary[min(int(chance.expovariate(1 / 3000)), len(vocabulary) - 1)] for _ in range(count)]
    return "\n".join(" ".join(found[at : at + 60]) for at in range(0, count, 60))


def main(count: int) -> None:
    """Measure and print."""
    documents = articles(count)
    began = time.process_time()
    for document in documents:
        fingerprints(words(document.article.text))
    bare = time.process_time() - began
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "groups.sqlite3"
        with closing(StoryStore(file)) as store:
            began, wall = time.process_time(), time.perf_counter()
            stories = sum(_batch(store, documents[at : at + BATCH]) for at in range(0, count, BATCH))
            used, wall = time.process_time() - began, time.perf_counter() - wall
        size = file.stat().st_size
    print(f"documents            {count} ({stories} stories)")
    print(f"fingerprints alone   {count / bare:8.0f} docs/s CPU")
    print(f"decide and store     {count / used:8.0f} docs/s CPU, {count / wall:.0f} docs/s wall")
    print(f"file                 {size / count:8.0f} bytes per document")


def _batch(store: StoryStore, batch: list[TaggedArticle]) -> int:
    """Do what the hop does: decide under a preview, then take the snapshots in as from the topic."""
    made, founded = [], 0
    with store.preview():
        for document in batch:
            assigned = assign(document, store)
            if assigned.story is not None:
                store.apply(assigned.story)
                made.append(assigned.story)
                founded += assigned.story.revision == 1
    with store.writing():
        for story in made:
            store.apply(story)
    return founded


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
