"""MB/s of the whole tagging hop beside the bare automaton on the same text in the same run, for growing watchlists.

`python -m bench.tagging [SECONDS]`. The ratio is the figure that can be compared between machines. Two texts: `open`,
news in which few organisations of the watchlist occur, and `topic`, the demo's articles on surveillance, which name
several in every paragraph. The watchlist is the product's own, cut down or filled up with invented names.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import yaml

from pipeline.events import Article, decode_as, encode
from pipeline.watchlist import Tagger, Watchlist, load_watchlist
from pipeline.watchlist.fold import fold
from pipeline.watchlist.matcher import Matcher, automaton
from pipeline.watchlist.model import Entity
from pipeline.watchlist.names import names_of
from pipeline.watchlist.watchlist import assemble

ROOT = Path(__file__).parent.parent
SIZES = (500, 5_000, 50_000)
SYLLABLES = (
    "ka",
    "ri",
    "sen",
    "tor",
    "vel",
    "mo",
    "dax",
    "lu",
    "phi",
    "ner",
    "zo",
    "bra",
    "tec",
    "sig",
    "nal",
    "vis",
    "ta",
)
TAILS = ("Systems", "Labs", "Security", "Analytics", "Group", "Technologies", "Intelligence")


def invented(source: random.Random) -> str:
    word = "".join(source.choice(SYLLABLES) for _ in range(source.randint(2, 4))).capitalize()
    return word if source.random() < 0.4 else f"{word} {source.choice(TAILS)}"


def watchlist(aliases: int, own: Watchlist) -> Watchlist:
    source = random.Random(7)
    entities: list[Entity] = []
    count = 0
    for entity in source.sample(own.entities, len(own.entities)):
        if count < aliases:
            entities.append(entity.model_copy(update={"parent": None}))
            count += len(names_of(entity))
    seen = {name.plain for entity in entities for name in names_of(entity)}
    while count < aliases:
        entity = Entity(id=f"invented-{count}", kind="vendor", name=invented(source), aliases=())
        names = {name.plain for name in names_of(entity)}
        if not names & seen:
            entities.append(entity)
            seen |= names
            count += len(names)
    return assemble(tuple(entities), own.technologies, own.topic)


def paragraphs() -> dict[str, list[str]]:
    wire = (ROOT / "tests/quality/wire_articles.txt").read_text().split("\n")
    topic = []
    for path in sorted((ROOT / "pipeline/app/demo/events").glob("*.yaml")):
        for event in yaml.safe_load(path.read_text()):
            topic += [part.replace("\n", " ") for part in str(event.get("text", "")).split("\n\n") if part.strip()]
    return {"open": [line for line in wire if len(line) > 80], "topic": topic}


def articles(parts: Sequence[str], number: int = 400) -> list[Article]:
    """Build articles of about 2.7 kB; half of them with typographic quotes, as on real sites."""
    source = random.Random(3)
    made = []
    for index in range(number):
        text = ""
        while len(text) < 2700:
            text += source.choice(parts).strip() + "\n\n"
        if index % 2:
            text = text.replace("'", "’").replace(' "', " “")
        fields = {
            "article_id": f"art-{index}", "revision": "0" * 16, "entry_id": f"ent-{index}", "feed_id": "bench",
            "outlet": "Bench", "url": "https://bench.example/", "canonical_url": "https://bench.example/",
            "site": "bench.example", "title": source.choice(parts)[:70], "text": text, "seen": datetime.now(UTC),
            "words": len(text.split()),
        }  # fmt: skip
        made.append(Article.model_validate(fields))
    return made


def speed(work: Callable[[Article], object], batch: Sequence[Article], seconds: float) -> float:
    """Return MB of UTF-8 text per second of CPU time, the best of three rounds."""
    size = sum(len(article.text.encode()) for article in batch) / 1e6
    best = 0.0
    for _ in range(3):
        rounds, start = 0, time.process_time()
        while time.process_time() - start < seconds / 3:
            for article in batch:
                work(article)
            rounds += 1
        best = max(best, size * rounds / (time.process_time() - start))
    return best


def measure(aliases: int, own: Watchlist, texts: dict[str, list[Article]], seconds: float) -> None:
    chosen = watchlist(aliases, own)
    started = time.process_time()
    tagger = Tagger(chosen)
    built = time.process_time() - started
    matcher = Matcher(chosen.entities, chosen.technologies)
    bare = automaton(sorted({name.plain for entity in chosen.entities for name in names_of(entity)}))
    headers = {"schema": Article.schema_name}
    for name, batch in texts.items():
        lowered = {article.article_id: article.text.lower() for article in batch}
        wire = {article.article_id: encode(article) for article in batch}

        def search(one: Article, lowered: dict[str, str] = lowered) -> object:
            return bare.find_matches_as_indexes(lowered[one.article_id], overlapping=True)

        def hop(one: Article, wire: dict[str, bytes] = wire) -> object:
            return encode(tagger.tag(decode_as(Article, wire[one.article_id], headers)))

        raw = speed(search, batch, seconds)
        match = speed(lambda one: matcher.find(fold(one.text)), batch, seconds)
        tag = speed(tagger.tag, batch, seconds)
        row = f"{aliases:>8} {name:>6} {built:8.2f} {raw:7.1f} {match:7.1f} {tag:7.1f} {tag / raw:6.2f}"
        print(row, f"{speed(hop, batch, seconds):7.1f}")


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 1.5
    own = load_watchlist(ROOT / "config/watchlist")
    texts = {name: articles(parts) for name, parts in paragraphs().items()}
    print(
        "MB/s of CPU time; build in seconds; ratio = tagger / bare; hop = tagger with decoding and encoding of events"
    )
    print(f"{'aliases':>8} {'text':>6} {'build':>8} {'bare':>7} {'match':>7} {'tagger':>7} {'ratio':>6} {'hop':>7}")
    for aliases in SIZES:
        measure(aliases, own, texts, seconds)


if __name__ == "__main__":
    main()
