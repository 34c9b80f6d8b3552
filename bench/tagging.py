"""MB/s of the whole tagging hop beside the bare automaton on the same text in the same run, for growing watchlists.

`python -m bench.tagging [SECONDS]`. The ratio is the figure that can be compared between machines. Three texts:
`other`, news that names nothing of the watchlist, as nearly all news; `open`, news on surveillance in which four
articles of five name a technology, but few an organisation; and `topic`, the demo's articles, which name fourteen
organisations each. The watchlist is the product's own, cut down or filled up with invented names. spaCy is compared if
it is installed (`uv pip install spacy`; no model is needed, and nothing else of the product uses it).
"""

from __future__ import annotations

import random
import re
import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from typing import TypeAlias

import yaml

from pipeline.events import Article, decode_as, encode
from pipeline.watchlist import Tagger, Watchlist, load_watchlist
from pipeline.watchlist.fold import fold
from pipeline.watchlist.matcher import Matcher, automaton
from pipeline.watchlist.model import Entity
from pipeline.watchlist.names import spellings
from pipeline.watchlist.watchlist import assemble

ROOT = Path(__file__).parent.parent
SIZES = (600, 5_000, 50_000)
ROUNDS = 5
WORKS = ("bare", "fold", "match", "tagger", "hop", "spacy")
_GAP = re.compile(r" (?=[a-z])")

Work: TypeAlias = Callable[[Article], object]
Works: TypeAlias = Mapping[str, Work]
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
            count += len(list(spellings(entity)))
    seen = {name.plain for entity in entities for name in spellings(entity)}
    while count < aliases:
        entity = Entity(id=f"invented-{count}", kind="vendor", name=invented(source), aliases=())
        names = {name.plain for name in spellings(entity)}
        if not names & seen:
            entities.append(entity)
            seen |= names
            count += len(names)
    return assemble(tuple(entities), own.technologies, own.topic)


def paragraphs(tagger: Tagger) -> dict[str, list[str]]:
    wire = (ROOT / "tests/quality/wire_articles.txt").read_text().split("\n")
    topic = []
    for path in sorted((ROOT / "pipeline/app/demo/events").glob("*.yaml")):
        for event in yaml.safe_load(path.read_text()):
            topic += [part.replace("\n", " ") for part in str(event.get("text", "")).split("\n\n") if part.strip()]
    news = [line for line in wire if len(line) > 80]
    tagged = [(line, tagger.tag(article(0, line, line))) for line in news]
    other = [line for line, found in tagged if not (found.mentions or found.technologies)]
    return {"other": other, "open": news, "topic": topic}


def articles(parts: Sequence[str], number: int = 400) -> list[Article]:
    """Build articles of about 2.7 kB; half of them with typographic quotes, as on real sites.

    Invented words are strewn in, so that there are about 20,000 different ones, as in real news of that size; else an
    engine that keeps what it knows of each word, as spaCy does for 10,000, would be measured on its cache.
    """
    source = random.Random(3)
    words = [
        "".join(source.choice(SYLLABLES) for _ in range(4)) + source.choice(("ing", "ed", "s")) for _ in range(60_000)
    ]
    made = []
    for index in range(number):
        text = ""
        while len(text) < 2700:
            text += source.choice(parts).strip() + "\n\n"
        text = _GAP.sub(lambda _: f" {source.choice(words)} " if source.random() < 0.15 else " ", text)
        if index % 2:
            text = text.replace("'", "’").replace(' "', " “")
        made.append(article(index, source.choice(parts)[:70], text))
    return made


def article(index: int, title: str, text: str) -> Article:
    fields = {
        "article_id": f"art-{index}", "revision": "0" * 16, "entry_id": f"ent-{index}", "feed_id": "bench",
        "outlet": "Bench", "url": "https://bench.example/", "canonical_url": "https://bench.example/",
        "site": "bench.example", "title": title, "text": text, "seen": datetime.now(UTC), "language": "en",
        "words": len(text.split()),
    }  # fmt: skip
    return Article.model_validate(fields)


def speeds(
    works: Mapping[str, Callable[[Article], object]], batch: Sequence[Article], seconds: float
) -> dict[str, float]:
    """Return MB of UTF-8 text per second of CPU time for each kind of work: the best of rounds in which all take turns.

    Taking turns spreads what else the machine does over all of them, so that their ratios hold.
    """
    best = dict.fromkeys(works, 0.0)
    for _ in range(ROUNDS):
        for name, work in works.items():
            best[name] = max(best[name], _once(work, batch, seconds / ROUNDS))
    return best


def _once(work: Work, batch: Sequence[Article], seconds: float) -> float:
    size, start = 0, time.process_time()
    for article in cycle(batch):
        work(article)
        size += len(article.text.encode())
        if time.process_time() - start > seconds:
            break
    return size / 1e6 / (time.process_time() - start)


def resident() -> float:
    """Return the memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def phrase_matcher(names: Sequence[str]) -> Work | None:
    """Return spaCy's search for the names, in any case; None if spaCy is not installed."""
    try:
        import spacy
        from spacy.matcher import PhraseMatcher
    except ImportError:
        return None
    blank = spacy.blank("en")
    matcher = PhraseMatcher(blank.vocab, attr="LOWER")
    matcher.add("name", list(blank.tokenizer.pipe(names)))
    return lambda one: matcher(blank.make_doc(one.text))


def kinds_of_work(
    tagger: Tagger, chosen: Watchlist, batch: Sequence[Article]
) -> dict[str, Callable[[Article], object]]:
    """Return what is measured: parts of the hop, the tagger, and the hop with events read and written."""
    matcher = Matcher(chosen.entities, chosen.technologies)
    names = sorted({name.plain for entity in chosen.entities for name in spellings(entity)})
    bare = automaton(names)
    lowered = {one.article_id: one.text.lower() for one in batch}
    wire = {one.article_id: encode(one) for one in batch}
    headers = {"schema": Article.schema_name}
    works: dict[str, Work] = {
        "bare": lambda one: bare.find_matches_as_indexes(lowered[one.article_id], overlapping=True),
        "fold": lambda one: fold(one.text),
        "match": lambda one: matcher.find(fold(one.text)),
        "tagger": tagger.tag,
        "hop": lambda one: encode(tagger.tag(decode_as(Article, wire[one.article_id], headers))),
    }
    spacy = phrase_matcher(names)
    return works if spacy is None else {**works, "spacy": spacy}


def measure(aliases: int, own: Watchlist, texts: dict[str, list[Article]], seconds: float) -> None:
    chosen = watchlist(aliases, own)
    started = time.process_time()
    tagger = Tagger(chosen)
    print(f"{aliases} aliases: loaded in {time.process_time() - started:.2f} s; the process has {resident():.0f} MB")
    for name, batch in texts.items():
        found = speeds(kinds_of_work(tagger, chosen, batch), batch, seconds)
        row = "".join(f"{found.get(work, 0):8.1f}" for work in WORKS)
        beside = f"{found['tagger'] / found['spacy']:8.0f}" if "spacy" in found else "       -"
        print(f"{name:>8}{row}{found['tagger'] / found['bare']:8.2f}{beside}", flush=True)


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 1.5
    own = load_watchlist(ROOT / "config/watchlist")
    texts = {name: articles(parts) for name, parts in paragraphs(Tagger(own)).items()}
    print("MB/s of CPU time. /bare and /spacy: the tagger beside the bare automaton and spaCy's PhraseMatcher.")
    print(f"{'text':>8}" + "".join(f"{work:>8}" for work in (*WORKS, "/bare", "/spacy")))
    for aliases in SIZES:
        measure(aliases, own, texts, seconds)


if __name__ == "__main__":
    main()
