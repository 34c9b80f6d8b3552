"""What every journal promises, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from pipeline.index import Journal
from pipeline.settings.tree import IndexSettings
from tests.contract.index_engines import ENGINES, journal_of, remove, settings
from tests.unit.index.making import state


@pytest.fixture(params=ENGINES)
def chosen(request: pytest.FixtureRequest) -> Iterator[IndexSettings]:
    found = settings(request)
    yield found
    remove(found)


@pytest.fixture
def journal(chosen: IndexSettings, tmp_path: Path) -> Iterator[Journal]:
    opened = journal_of(chosen, tmp_path)
    yield opened
    opened.close()


def way(journal: Journal, wanted: str) -> list[tuple[str, str, str]]:
    return [(found.entry_id, found.hop, found.state) for found in journal.trace(wanted)]


def test_an_empty_journal(journal: Journal) -> None:
    assert journal.trace("anything") == []
    assert dict(journal.totals()) == {"pending": 0}
    journal.record([])
    assert journal.apply() == []


def test_the_way_of_an_entry_by_any_of_its_names(journal: Journal) -> None:
    journal.record(
        [
            state("e1", "index", "indexed", final=True, minute=4, article_id="a1", story_id="s1"),
            state("e1", "rss", "polled"),
            state("e1", "extract", "extracted", minute=1, article_id="a1"),
            state("e2", "rss", "polled", minute=2),
        ]
    )
    journal.record([state("e1", "tag", "tagged", minute=2, article_id="a1")])
    expected = [("e1", hop, name) for hop, name in zip(
        ("rss", "extract", "tag", "index"), ("polled", "extracted", "tagged", "indexed"), strict=True
    )]  # fmt: skip
    for wanted in ("e1", "https://news.example/e1", "a1", "s1"):
        assert way(journal, wanted) == expected
    assert way(journal, "unknown") == []


def test_two_entries_of_one_story_come_one_after_the_other(journal: Journal) -> None:
    journal.record([state("e1", "rss", "polled"), state("e2", "rss", "polled", minute=1)])
    journal.record(
        [
            state("e1", "index", "indexed", final=True, minute=2, story_id="s1"),
            state("e2", "index", "copy", final=True, minute=3, story_id="s1"),
        ]
    )
    assert [entry for entry, _, _ in way(journal, "s1")] == ["e1", "e1", "e2", "e2"]
    assert len(journal.trace("s1", limit=3)) == 3


def test_a_state_comes_back_as_it_was_recorded(journal: Journal) -> None:
    kept = state("e1", "tag", "irrelevant", final=True, article_id="a1", detail="no organisation", title="Ä “title”")
    journal.record([kept])
    assert journal.trace("e1") == [kept]


def test_the_newest_state_of_a_hop_wins(journal: Journal) -> None:
    journal.record([state("e1", "extract", "dead", final=True, minute=5)])
    journal.record([state("e1", "extract", "extracted", minute=9)])
    journal.record([state("e1", "extract", "gone", final=True, minute=1)])
    assert way(journal, "e1") == [("e1", "extract", "extracted")]
    assert dict(journal.totals()) == {"pending": 1}


def test_totals_count_each_entry_once(journal: Journal) -> None:
    journal.record([state(f"e{number}", "rss", "polled") for number in range(10)])
    journal.record([state(f"e{number}", "tag", "irrelevant", final=True, minute=1) for number in range(4)])
    journal.record([state("e4", "index", "indexed", final=True, minute=1)])
    journal.record([state("e5", "extract", "gone", final=True, minute=1)])
    journal.record([state("e5", "index", "indexed", final=True, minute=2)])
    assert dict(journal.totals()) == {"irrelevant": 4, "indexed": 2, "pending": 4}


def test_recording_twice_changes_nothing(journal: Journal) -> None:
    states = [state("e1", "rss", "polled"), state("e1", "index", "indexed", final=True, minute=1)]
    journal.record(states)
    journal.record(states)
    journal.record(states[::-1])
    assert len(journal.trace("e1")) == 2
    assert dict(journal.totals()) == {"indexed": 1, "pending": 0}


def test_several_writers_lose_nothing(chosen: IndexSettings, tmp_path: Path) -> None:
    failures: list[BaseException] = []

    def work(hop: str) -> None:
        try:
            own = journal_of(chosen, tmp_path)
            for start in range(0, 40, 10):
                own.record([state(f"e{number}", hop, "done") for number in range(start, start + 10)])
            own.close()
        except BaseException as error:  # noqa: BLE001 - told by the test
            failures.append(error)

    threads = [Thread(target=work, args=(hop,)) for hop in ("rss", "extract", "tag")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    journal = journal_of(chosen, tmp_path)
    assert dict(journal.totals()) == {"pending": 40}
    assert [len(journal.trace(f"e{number}")) for number in range(40)] == [3] * 40
    journal.close()
