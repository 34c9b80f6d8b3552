"""Discovery over a real embedded log: what comes twice counts once, and a lost file is built again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.bus import Bus
from pipeline.bus.embedded import EmbeddedBus
from pipeline.events import Relevance, TaggedArticle
from pipeline.flow import emit, topic_specs
from pipeline.watchlist.discovery import Finder
from pipeline.watchlist.discovery.ranking import Bar, Candidate, KnownNames, rank
from pipeline.watchlist.discovery.store import KEEP, Discovery
from tests.unit.watchlist.samples import NOW, article

ONE = "The spyware company Quillon was sanctioned."
TWO = "Quillon, which sells location data, closed."


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[Bus]:
    with closing(EmbeddedBus(tmp_path / "bus")) as made:
        made.apply(topic_specs())
        yield made


def tagged(outlet: str, text: str) -> TaggedArticle:
    one = article(text, outlet=outlet, article_id=outlet, site=f"{outlet}.example", language="en")
    return TaggedArticle(article=one, relevance=Relevance(relevant=True), watchlist_version="")


def proposed(bus: Bus, file: Path) -> list[Candidate]:
    with closing(Discovery(file, Finder())) as discovery:
        discovery.catch_up(bus)
        return rank(discovery.seen(), KnownNames(frozenset()), Bar())


def test_both_lanes_are_read_and_what_comes_twice_counts_once(bus: Bus, tmp_path: Path) -> None:
    file = tmp_path / "discovery.sqlite3"
    bus.publish([emit(tagged("a", ONE)), emit(tagged("b", TWO), lane="backfill"), emit(tagged("a", ONE))])
    (once,) = proposed(bus, file)
    bus.publish([emit(tagged("a", ONE), lane="backfill"), emit(tagged("b", TWO))])
    assert proposed(bus, file) == [once]
    assert (once.name, once.articles, once.outlets) == ("Quillon", 2, 2)


def test_a_lost_or_broken_file_is_built_again(bus: Bus, tmp_path: Path) -> None:
    file = tmp_path / "discovery.sqlite3"
    bus.publish([emit(tagged("a", ONE)), emit(tagged("b", TWO))])
    before = proposed(bus, file)
    for suffix in ("-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    file.write_bytes(b"no database")
    assert proposed(bus, file) == before != []


def test_what_is_old_is_forgotten(bus: Bus) -> None:
    bus.publish([emit(tagged("a", ONE)), emit(tagged("b", TWO))])
    with closing(Discovery(None, Finder())) as discovery:
        discovery.catch_up(bus)
        discovery.prune(NOW + KEEP - timedelta(days=1))
        assert len(list(discovery.seen())) == 2
        discovery.prune(NOW + KEEP + timedelta(days=1))
        assert list(discovery.seen()) == []
