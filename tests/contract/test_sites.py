"""What is learnt of sites, on a real file: counted once, bounded, healed, and used by the extract hop."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from consumers.extract import ExtractHop
from pipeline.bus.port import Message, Slot
from pipeline.bus.verdicts import Done
from pipeline.events import Article, FeedEntry, Quality, decode_as
from pipeline.events.ids import line_key, revision_id
from pipeline.extraction import Extracted, NotAnArticle, PageHints, PageOutcome, Wall
from pipeline.extraction.drift import LEAST_BASELINE, RECENT, WINDOW
from pipeline.extraction.learning import LearningExtractors
from pipeline.extraction.site_pages import LINE_PAGES
from pipeline.extraction.sites import FILE, Sites
from pipeline.extraction.words import count_words
from pipeline.fetching import Fetched, FetchFailure
from pipeline.flow import emit
from pipeline.settings.tree import Settings

NOW = datetime(2026, 5, 1, tzinfo=UTC)
BOX = "Sign up for our weekly newsletter"


@pytest.fixture
def sites(tmp_path: Path) -> Iterator[Sites]:
    with closing(Sites(tmp_path / FILE)) as made:
        yield made


def page(number: int, *, box: str = BOX, title: str = "", site: str = "herald.example", words: int = 60) -> Extracted:
    said = " ".join(f"w{number}x{n}" for n in range(words))
    text = f"Lead of article {number}, which says what happened in the town of Saltmere.\n{said}\n{box}".strip()
    return Extracted(
        title=title or f"Article {number}",
        text=text,
        authors=(),
        published=None,
        canonical_url=f"https://www.{site}/{number}",
        site=site,
        language="en",
        words=count_words(text),
        quality=Quality(extractor="trafilatura", agreement=0.9),
    )


def learn(sites: Sites, outcome: PageOutcome, number: int = 0, site: str = "herald.example") -> PageOutcome:
    url = outcome.canonical_url if isinstance(outcome, Extracted) else f"https://www.{site}/{number}"
    return sites.learn(url, outcome, NOW + timedelta(minutes=number)).outcome


def texts(sites: Sites, *pages: Extracted) -> list[bool]:
    """Return for each page whether it kept its box."""
    found = [learn(sites, one) for one in pages]
    return [isinstance(one, Extracted) and BOX in one.text for one in found]


def test_a_repeated_line_goes_from_the_fourth_article_on(sites: Sites) -> None:
    assert texts(sites, *(page(n) for n in range(6))) == [True, True, True, False, False, False]
    fifth = learn(sites, page(4))
    assert isinstance(fifth, Extracted)
    assert (fifth.whole, fifth.repeated) == (page(4).text, (line_key(BOX),))
    assert (fifth.quality.dropped_lines, fifth.words) == (1, page(4).words - count_words(BOX))


def test_the_same_article_counts_once_however_often_it_comes(sites: Sites) -> None:
    assert texts(sites, *([page(1)] * 10), page(2), *([page(2)] * 10)) == [True] * 21
    under_other_addresses = [page(n, title="Article 1") for n in range(10, 20)]
    assert texts(sites, *under_other_addresses, page(3)) == [True] * 11
    assert sites.reports()[0].pages == 13


def test_sites_teach_each_other_nothing(sites: Sites) -> None:
    assert texts(sites, *(page(n, site=f"s{n}.example") for n in range(8))) == [True] * 8


def test_what_was_learnt_lasts_and_is_shared(sites: Sites, tmp_path: Path) -> None:
    texts(sites, *(page(n) for n in range(3)))
    with closing(Sites(tmp_path / FILE)) as other:
        assert texts(other, page(3)) == [False]
    assert texts(sites, page(4)) == [False]
    assert sites.reports()[0].pages == 5


def test_of_too_many_sites_those_seen_last_are_remembered(tmp_path: Path) -> None:
    with closing(Sites(tmp_path / FILE, most=3)) as sites:
        texts(sites, *(page(number) for number in range(10)))
        for number in range(5):
            sites.learn(f"https://s{number}.example/1", page(1), NOW + timedelta(minutes=number))
        assert [(one.site, one.pages) for one in sites.reports()] == [(f"s{n}.example", 1) for n in (2, 3, 4)]
    with closing(sqlite3.connect(tmp_path / FILE)) as db:
        assert db.execute("select count(*) from lines").fetchone() == (3 * 3,)


def test_the_window_of_a_site_is_bounded(sites: Sites, tmp_path: Path) -> None:
    for number in range(WINDOW + 30):
        learn(sites, page(number))
    assert sites.reports()[0].pages == WINDOW
    with closing(sqlite3.connect(tmp_path / FILE)) as db:
        (held,) = db.execute("select count(distinct page) from lines").fetchone()
        assert held == LINE_PAGES


@pytest.mark.parametrize("damage", ["garbage", "half", "later"])
def test_a_damaged_file_is_made_anew(tmp_path: Path, damage: str) -> None:
    file = tmp_path / FILE
    with closing(Sites(file)) as sites:
        texts(sites, *(page(n) for n in range(40)))
        if damage == "later":
            with closing(sqlite3.connect(file, isolation_level=None)) as db:
                db.execute("drop table lines")
            assert texts(sites, page(41)) == [True]
            return
    content = file.read_bytes()
    file.write_bytes(b"garbage " * 2000 if damage == "garbage" else content[: len(content) // 2])
    with closing(Sites(file)) as sites:
        assert texts(sites, page(41)) == [True]


def broken(sites: Sites, first: int, count: int) -> list[bool]:
    """Learn of pages that give no article, and return after which of them the site drifts."""
    drifting = []
    for number in range(first, first + count):
        learn(sites, NotAnArticle("no article text was found"), number)
        drifting.append(sites.drifting() == 1)
    return drifting


def test_an_alarm_is_raised_told_and_over_when_the_site_is_mended(sites: Sites) -> None:
    texts(sites, *(page(n) for n in range(LEAST_BASELINE + RECENT)))
    found = broken(sites, 100, 15)
    assert found.index(True) <= 12
    assert all(found[found.index(True) :])
    (report,) = sites.reports()
    assert report.alarm is not None
    assert report.why[0].startswith("articles on")
    turns = [sites.learn(page(n).canonical_url, page(n), NOW).turn for n in range(200, 230)]
    (turn,) = [turn for turn in turns if turn]
    assert (turn.site, turn.drifting, turn.sites, turn.why) == ("herald.example", False, 0, ("as it was before",))
    (report,) = sites.reports()
    assert (report.alarm, report.why) == (None, ())
    assert report.success > 0.95


def test_what_stays_new_is_the_usual_one_day(sites: Sites) -> None:
    texts(sites, *(page(n) for n in range(60)))
    found = [
        turn
        for n in range(100, 260)
        if (turn := sites.learn(f"https://herald.example/{n}", Wall("paywall", ""), NOW).turn)
    ]
    assert [turn.drifting for turn in found] == [True, False]
    assert found[1].why == ("what was new is usual by now",)


def test_sites_that_take_turns_are_all_looked_at(sites: Sites) -> None:
    names = [f"s{n}.example" for n in range(3)]
    for number in range(80):
        for name in names:
            learn(sites, page(number, site=name) if number < 60 else NotAnArticle("nothing"), number, name)
    assert [report.site for report in sites.reports() if report.alarm] == names


def test_a_page_that_fails_again_and_again_is_one_page(sites: Sites) -> None:
    texts(sites, *(page(n) for n in range(60)))
    for _ in range(50):
        learn(sites, NotAnArticle("nothing"), 100)
    assert sites.drifting() == 0


class _Pages:
    def get(self, url: str) -> Fetched | FetchFailure:
        return Fetched(url, url, 200, {}, b"<html>", "text/html", "utf-8", None, None, 0.1)

    def close(self) -> None:
        """Nothing is held."""


class _Extractors:
    def submit(
        self, html: bytes, url: str, *, charset: str | None, hints: PageHints, now: datetime
    ) -> Future[PageOutcome]:
        answer: Future[PageOutcome] = Future()
        number = int(url.rsplit("/", 1)[1])
        answer.set_result(page(number) if number < 1000 else NotAnArticle("no article text was found"))
        return answer

    def close(self) -> None:
        """Nothing is held."""


def entries(numbers: range) -> list[Message]:
    found = []
    for number in numbers:
        url = f"https://www.herald.example/{number}"
        one = FeedEntry(entry_id=f"ent-{number}", feed_id="f", outlet="H", url=url, guid=url, title="T", seen=NOW)
        record = emit(one)
        found.append(Message(Slot(record.topic, 0), number, record.key, record.value, record.headers, 0))
    return found


def articles(hop: ExtractHop, messages: list[Message]) -> list[Article]:
    found = []
    for message in messages:
        (answer,) = hop.handle([message])
        verdict = answer.result(20) if isinstance(answer, Future) else answer
        assert isinstance(verdict, Done)
        record = verdict.outputs[0]
        if record.headers["schema"] == "article.v1":
            found.append(decode_as(Article, record.value, record.headers))
    return found


def test_the_hop_learns_tells_and_gives_a_replayed_entry_the_same_wording(tmp_path: Path) -> None:
    told: list[int] = []
    learning = LearningExtractors(_Extractors(), Sites(tmp_path / FILE), told.append)
    hop = ExtractHop(_Pages(), learning, Settings(data_dir=tmp_path), lambda: NOW)
    try:
        first = articles(hop, entries(range(60)))
        again = articles(hop, entries(range(60)))
        assert articles(hop, entries(range(1000, 1015))) == []
    finally:
        hop.close()
    assert [BOX in article.text for article in first] == [True] * 3 + [False] * 57
    assert not any(BOX in article.text for article in again)
    assert [article.revision for article in first] == [article.revision for article in again]
    assert first[30].revision == revision_id("Article 30", page(30).text)
    assert first[30].repeated == (line_key(BOX),)
    assert told == [0, 1]


def test_operators_see_it(tmp_path: Path) -> None:
    config = tmp_path / "undersight.toml"
    config.write_text(f'data_dir = "{tmp_path}"\n', encoding="utf-8")
    with closing(Sites(tmp_path / FILE)) as sites:
        texts(sites, *(page(n) for n in range(60)))
        learn(sites, page(0, site="calm.example"))
        broken(sites, 100, 15)
    command = [sys.executable, "-m", "pipeline.cli", "sites", "--drifting", "--json", "--config", str(config)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    (row,) = json.loads(done.stdout)
    assert (row["site"], row["pages"], row["walls"], row["not_articles"]) == ("herald.example", 75, 0, 15)
    assert row["alarm"]
    assert row["why"]
