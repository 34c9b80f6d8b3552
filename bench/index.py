"""Both indices beside their bare libraries: `python -m bench.index [documents] [Elasticsearch URL]`.

Documents per second stored and searchable, and a search with six facets and highlights. Without a URL,
Elasticsearch is started as in the tests, where Maven and a fitting Java are there.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

import tantivy

from pipeline.events import Story
from pipeline.index import Index, SearchRequest, ast, open_index
from pipeline.index.document import document
from pipeline.index.tantivy_schema import tantivy_document
from pipeline.settings.tree import IndexSettings
from tests.servers.elasticsearch_server import ELASTICSEARCH
from tests.servers.maven import MissingServer
from tests.servers.process import Server
from tests.unit.index.making import NOW, mention, story

WORDS = 600
VOCABULARY = 30_000
BATCH = 100
SEARCHES = 30
FACETS = ("vendor", "org", "tech", "outlet", "lang", "feed")


def stories(count: int, seed: int = 1) -> list[Story]:
    """Return stories of random prose whose words are as unevenly frequent as in a language (Zipf)."""
    chance = random.Random(seed)
    vocabulary = ["".join(chance.choices("abcdefghilmnoprstuv", k=chance.randint(3, 10))) for _ in range(VOCABULARY)]
    weights = [1 / rank for rank in range(1, VOCABULARY + 1)]
    names = [f"Vendor {number}" for number in range(400)]
    return [
        story(
            number,
            " ".join(chance.choices(vocabulary, weights, k=9)),
            " ".join(chance.choices(vocabulary, weights, k=WORDS)),
            mentions=[mention(name) for name in chance.sample(names, 3)],
            technologies=[f"technology {chance.randint(1, 15)}"],
            outlets=[f"Outlet {chance.randint(1, 80)}"],
            published=NOW - timedelta(hours=chance.randint(0, 8000)),
        )
        for number in range(count)
    ]


def plain(found: Story) -> dict[str, Any]:
    """Return what one would index without the product: the fields an engine analyses itself."""
    article = found.lead.article
    return {
        "id": found.story_id,
        "title": article.title,
        "text": article.text,
        "vendor": sorted({one.name for one in found.lead.mentions}),
        "outlet": article.outlet,
        "lang": article.language,
        "published": article.published,
    }


def bare_tantivy(found: Sequence[Story], folder: Path) -> tantivy.Index:
    """Index with tantivy alone: one thread, its English analyzer, stored text, one commit."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    for name in ("title", "text"):
        builder.add_text_field(name, stored=True, tokenizer_name="en_stem")
    for name in ("vendor", "outlet", "lang"):
        builder.add_text_field(name, tokenizer_name="raw", fast=True)
    builder.add_date_field("published", fast=True, indexed=True)
    index = tantivy.Index(builder.build(), str(folder))
    writer = index.writer(50_000_000, 1)
    for one in found:
        writer.add_document(tantivy.Document(**{name: value for name, value in plain(one).items() if value}))
    writer.commit()
    index.reload()
    return index


def bare_elasticsearch(found: Sequence[Story], url: str) -> None:
    """Index with the client's bulk helper alone: the server's standard analyzer, default serializer and settings."""
    from elasticsearch import Elasticsearch
    from elasticsearch.helpers import bulk

    keywords = {name: {"type": "keyword"} for name in ("id", "vendor", "outlet", "lang")}
    with Elasticsearch(url) as client:
        client.options(ignore_status=404).indices.delete(index="bench-bare")
        client.indices.create(index="bench-bare", mappings={"properties": keywords})
        for start in range(0, len(found), BATCH):
            actions = [
                {"_index": "bench-bare", "_id": one.story_id, "_source": plain(one)} for one in found[start:][:BATCH]
            ]
            bulk(client, actions)
        client.indices.refresh(index="bench-bare")
        client.indices.delete(index="bench-bare")


def ours(index: Index, found: Sequence[Story]) -> None:
    """Index as the hop does: durable batches, then visible."""
    for start in range(0, len(found), BATCH):
        index.upsert(found[start : start + BATCH])
    index.refresh()


def rate(count: int, work: Callable[[], object]) -> float:
    """Return how many a second."""
    began = time.perf_counter()
    work()
    return count / (time.perf_counter() - began)


def search_times(index: Index, word: str) -> list[float]:
    """Return milliseconds of searches with six facets, a histogram and highlights."""
    request = SearchRequest(ast.Term("any", word), facets=dict.fromkeys(FACETS, 10), histogram="month", highlight=True)
    times = []
    for _ in range(SEARCHES):
        began = time.perf_counter()
        index.search(request)
        times.append((time.perf_counter() - began) * 1000)
    return sorted(times)


def main(count: int, url: str | None) -> None:
    """Measure and print."""
    found = stories(count)
    common = found[0].lead.article.text.split()[0]
    print(f"{count} stories of {WORDS} words; one process; wall time")
    ready = rate(count, lambda: [tantivy_document(document(one)) for one in found])
    print(f"analysis and document alone   {ready:8.0f} docs/s")
    with tempfile.TemporaryDirectory() as folder:
        embedded(found, common, Path(folder))
    try:
        with server(url) as address:
            elasticsearch(found, common, address)
    except MissingServer as error:
        print(f"Elasticsearch was left out: {error}")


def embedded(found: Sequence[Story], common: str, folder: Path) -> None:
    """Measure the embedded index beside tantivy."""
    (folder / "bare").mkdir()
    bare = rate(len(found), lambda: bare_tantivy(found, folder / "bare"))
    index = open_index(IndexSettings(), folder)
    index.apply()
    own = rate(len(found), lambda: ours(index, found))
    report("tantivy alone", bare, "embedded index", own)
    report_search(search_times(index, common))
    index.close()


def elasticsearch(found: Sequence[Story], common: str, url: str) -> None:
    """Measure the index on Elasticsearch beside the client's bulk helper."""
    settings = IndexSettings(kind="elasticsearch", url=url, analyzer="standard", prefix="bench")
    bare_elasticsearch(found, url)  # the first use of a fresh server is slower
    bare = rate(len(found), lambda: bare_elasticsearch(found, url))
    index = open_index(settings, Path("unused"))
    index.apply()
    own = rate(len(found), lambda: ours(index, found))
    report("Elasticsearch bulk alone", bare, "Elasticsearch index", own)
    report_search(search_times(index, common))
    index.delete([one.story_id for one in found])
    index.close()


def report(bare_name: str, bare: float, own_name: str, own: float) -> None:
    """Print two rates and their ratio."""
    print(f"{bare_name:29s} {bare:8.0f} docs/s")
    print(f"{own_name:29s} {own:8.0f} docs/s   {own / bare:.2f} of it")


def report_search(times: Sequence[float]) -> None:
    """Print the times of searches."""
    slow = times[int(len(times) * 0.95)]
    print(f"  6 facets, months, highlights {median(times):7.1f} ms median, {slow:.1f} ms p95")


@contextmanager
def server(url: str | None) -> Iterator[str]:
    """Give the address of an Elasticsearch: the one named, or one of our own."""
    if url is not None:
        yield url
        return
    with Server.create(ELASTICSEARCH) as started:
        yield started.url


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3000, sys.argv[2] if len(sys.argv) > 2 else None)
