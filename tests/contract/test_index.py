"""What every index promises, on both engines."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from threading import Thread

import pytest

from pipeline.events import Change, Difference
from pipeline.events.errors import ConfigError
from pipeline.index import Index, SearchRequest, open_index
from pipeline.index.query import parse
from pipeline.settings.tree import IndexSettings
from tests.contract.index_engines import ENGINES, index_of, remove, settings
from tests.unit.index.making import NOW, event, mention, place, story

_numbers = count()


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> IndexSettings:
    return settings(request)


@pytest.fixture
def chosen(engine: IndexSettings) -> Iterator[IndexSettings]:
    found = engine.model_copy(update={"prefix": f"{engine.prefix}{next(_numbers)}"})
    yield found
    remove(found)


@pytest.fixture
def index(chosen: IndexSettings, tmp_path: Path) -> Iterator[Index]:
    opened = index_of(chosen, tmp_path)
    yield opened
    opened.close()


def ask(index: Index, query: str | None, **more: object) -> list[str]:
    node = None if query is None else parse(query, now=NOW)
    found = index.search(SearchRequest(query=node, size=100, **more))
    assert found.total == len(found.hits)
    return [hit.story.story_id for hit in found.hits]


def pages(index: Index, request: SearchRequest) -> list[str]:
    found, cursor = [], None
    while True:
        page = index.search(SearchRequest(query=request.query, sort=request.sort, size=request.size, cursor=cursor))
        found += [hit.story.story_id for hit in page.hits]
        cursor = page.cursor
        if cursor is None:
            return found
        assert len(page.hits) == request.size


def test_an_empty_index_finds_nothing(index: Index) -> None:
    found = index.search(SearchRequest(facets={"vendor": 5}, histogram="day"))
    assert (found.total, found.hits, found.cursor, found.histogram) == (0, (), None, ())
    assert dict(found.facets) == {"vendor": ()}
    assert index.count() == 0


def test_a_story_comes_back_as_it_was_stored(index: Index) -> None:
    kept = story(
        1,
        "Überwachung — “quoted”",
        "Zeile eins.\n\nZeile zwei 監視.",
        language="de",
        mentions=[mention("Example Vendor")],
        authors=["By A. Writer"],
        published=None,
    )
    index.upsert([kept])
    assert index.get("sto-1") == kept
    index.refresh()
    (hit,) = index.search(SearchRequest()).hits
    assert hit.story == kept


def test_a_story_keeps_what_was_edited_in_it(index: Index) -> None:
    changes = (Change(removed="It bought 40 — “smart” ones.", added="警方購買了十四台。"),)
    edit = Difference(
        article_id="art-1", previous="r0", revision="r1", at=NOW, before="Old", after="New", changes=changes, left_out=3
    )
    kept = story(1, "New").model_copy(update={"differences": (edit,), "differences_dropped": 4})
    index.upsert([kept])
    assert index.get("sto-1") == kept


def test_get_and_count_do_not_wait_for_searches(index: Index) -> None:
    index.upsert([story(1), story(2, seen=NOW - timedelta(days=400))])
    assert index.get("sto-1") is not None
    assert index.get("sto-2") is not None
    assert index.get("sto-3") is None
    assert index.count() == 2


def test_searches_see_a_story_after_the_refresh_time(index: Index) -> None:
    index.search(SearchRequest())
    index.upsert([story(1, "Quarterly figures")])
    deadline = time.monotonic() + 20
    while not ask(index, "figures"):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_an_older_revision_never_overwrites_a_newer_one(index: Index) -> None:
    index.upsert([story(1, "second", revision=2)])
    index.upsert([story(1, "first", revision=1)])
    index.refresh()
    assert ask(index, "second") == ["sto-1"]
    assert ask(index, "first") == []
    index.upsert([story(1, "third", revision=3)])
    index.refresh()
    assert ask(index, "third") == ["sto-1"]
    assert ask(index, "second") == []
    assert index.count() == 1


def test_storing_twice_changes_nothing(index: Index) -> None:
    stories = [story(number, f"number {number}") for number in range(5)]
    index.upsert(stories)
    index.upsert(stories)
    index.upsert([])
    index.refresh()
    assert sorted(ask(index, "number")) == [f"sto-{number}" for number in range(5)]


def test_deleted_stories_are_gone_and_may_come_back(index: Index) -> None:
    index.upsert([story(1, "kept"), story(2, "removed", revision=4)])
    index.refresh()
    index.delete(["sto-2", "sto-unknown"])
    index.delete([])
    assert index.get("sto-2") is None
    index.refresh()
    assert ask(index, None) == ["sto-1"]
    index.upsert([story(2, "removed", revision=4)])
    index.refresh()
    assert sorted(ask(index, None)) == ["sto-1", "sto-2"]


def test_facets_count_exactly_and_only_what_the_query_finds(index: Index) -> None:
    makers = ["Alpha Systems", "Beta Labs", "Gamma Group"]
    index.upsert(
        [
            story(
                number,
                "spring" if number % 2 else "autumn",
                mentions=[*(mention(name) for name in makers[: number % 3 + 1]), mention("City Police", "agency")],
                technologies=["spyware"] if number < 4 else [],
                outlets=["Example Wire", "Daily Example"] if number < 2 else ["Example Wire"],
                language="en" if number else "fr",
            )
            for number in range(10)
        ]
    )
    index.refresh()
    found = index.search(
        SearchRequest(facets={"vendor": 2, "org": 10, "tech": 5, "outlet": 5, "lang": 5, "platform": 5}, size=1)
    )
    assert found.total == 10
    assert found.facets["vendor"] == (("Alpha Systems", 10), ("Beta Labs", 6))
    assert found.facets["org"] == (("Alpha Systems", 10), ("City Police", 10), ("Beta Labs", 6), ("Gamma Group", 3))
    assert found.facets["tech"] == (("spyware", 4),)
    assert found.facets["outlet"] == (("Example Wire", 10), ("Daily Example", 2))
    assert found.facets["lang"] == (("en", 9), ("fr", 1))
    assert found.facets["platform"] == ()
    spring = index.search(SearchRequest(query=parse("title:spring", now=NOW), facets={"vendor": 1}))
    assert spring.facets["vendor"] == (("Alpha Systems", 5),)


def test_what_happened_where_and_how_grave_can_be_asked_for(index: Index) -> None:
    munich, paris = place("Munich", "DE", "Bavaria", "Germany"), place("Paris", "FR", "France")
    index.upsert(
        [
            story(1, places=[munich], events=[event("ban"), event("lawsuit", hedged=True)], level="major"),
            story(2, places=[munich, paris], events=[event("lawsuit")]),
            story(3),
        ]
    )
    index.refresh()
    assert ask(index, "place:germany AND level:major") == ["sto-1"]
    assert ask(index, "place:FR") == ask(index, "event:lawsuit") == ["sto-2"]
    assert ask(index, "NOT place:*") == ["sto-3"]
    found = index.search(SearchRequest(facets={"event": 5, "place": 5, "level": 5}))
    assert found.facets["event"] == (("ban", 1), ("lawsuit", 1))
    assert found.facets["place"] == (("Munich", 2), ("Paris", 1))
    assert found.facets["level"] == (("routine", 2), ("major", 1))


def test_candidates_are_not_organisations(index: Index) -> None:
    index.upsert([story(1, mentions=[mention("Maybe Corp", status="candidate"), mention("Sure Corp")])])
    index.refresh()
    assert ask(index, 'vendor:"Maybe Corp" OR org:maybe-corp') == []
    assert ask(index, 'vendor:"sure corp" AND org:SURE-CORP') == ["sto-1"]


def test_histogram_follows_the_calendar(index: Index) -> None:
    days = [
        datetime(2024, 2, 29, 23, 59, tzinfo=UTC),
        datetime(2024, 3, 1, tzinfo=UTC),
        datetime(1969, 7, 20, tzinfo=UTC),
    ]
    index.upsert([story(number, published=day) for number, day in enumerate(days)] + [story(9, published=None)])
    index.refresh()

    def counts(interval: str) -> list[tuple[str, int]]:
        found = index.search(SearchRequest(histogram=interval)).histogram
        return [(f"{start:%Y-%m-%d}", number) for start, number in found]

    assert counts("day") == [("1969-07-20", 1), ("2024-02-29", 1), ("2024-03-01", 1)]
    assert counts("week") == [("1969-07-14", 1), ("2024-02-26", 2)]
    assert counts("month") == [("1969-07-01", 1), ("2024-02-01", 1), ("2024-03-01", 1)]


def test_newest_and_oldest(index: Index) -> None:
    times = [NOW - timedelta(days=1), None, NOW - timedelta(days=3)]
    index.upsert([story(number, published=time, seen=NOW) for number, time in enumerate(times)])
    index.refresh()
    assert ask(index, None, sort="newest") == ["sto-1", "sto-0", "sto-2"]
    assert ask(index, None, sort="oldest") == ["sto-2", "sto-0", "sto-1"]


def test_relevance_prefers_the_title_and_frequent_words(index: Index) -> None:
    filler = "and some other words that say nothing"
    index.upsert(
        [
            story(1, "Nothing here", f"spyware once {filler}"),
            story(2, "Spyware here", f"spyware spyware {filler}"),
            story(3, "Nothing here", f"spyware and spyware twice {filler}"),
            story(4, "Nothing here", filler),
        ]
    )
    index.refresh()
    assert ask(index, "spyware") == ["sto-2", "sto-3", "sto-1"]


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize("query", [None, "same", "lang:en"])
def test_pages_hold_every_story_once_also_when_all_are_equal(index: Index, sort: str, query: str | None) -> None:
    index.upsert([story(number, "the same words", published=NOW) for number in range(23)])
    index.refresh()
    node = None if query is None else parse(query, now=NOW)
    found = pages(index, SearchRequest(query=node, sort=sort, size=5))
    assert len(found) == 23
    assert len(set(found)) == 23
    assert found == pages(index, SearchRequest(query=node, sort=sort, size=7))


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_a_story_that_arrives_while_paging_moves_no_other(index: Index, sort: str) -> None:
    index.upsert([story(number, published=NOW - timedelta(hours=number)) for number in range(10, 20)])
    index.refresh()
    first = index.search(SearchRequest(sort=sort, size=4))
    index.upsert([story(1, published=NOW), story(99, published=NOW - timedelta(days=9))])
    index.refresh()
    rest = index.search(SearchRequest(sort=sort, size=100, cursor=first.cursor))
    ids = [hit.story.story_id for hit in (*first.hits, *rest.hits)]
    expected = [f"sto-{number}" for number in range(10, 20)]
    assert [i for i in ids if i not in ("sto-1", "sto-99")] == (expected if sort == "newest" else expected[::-1])


def test_a_cursor_that_is_none_is_refused(index: Index) -> None:
    with pytest.raises(ConfigError, match="no cursor"):
        index.search(SearchRequest(cursor="nonsense"))
    index.upsert([story(1), story(2)])
    index.refresh()
    cursor = index.search(SearchRequest(size=1, sort="newest")).cursor
    with pytest.raises(ConfigError, match="order"):
        index.search(SearchRequest(size=1, sort="oldest", cursor=cursor))


def test_a_page_of_none_counts_and_one_of_too_many_is_refused(index: Index) -> None:
    index.upsert([story(number) for number in range(3)])
    index.refresh()
    found = index.search(SearchRequest(size=0, facets={"outlet": 1, "feed": 0}))
    assert (found.total, found.hits, found.cursor) == (3, (), None)
    assert dict(found.facets) == {"outlet": (("Example Wire", 3),), "feed": ()}
    for size in (-1, 5001):
        with pytest.raises(ConfigError, match="page"):
            index.search(SearchRequest(size=size))


def test_highlights_mark_the_words_that_matched(index: Index) -> None:
    text = "Long before. " * 30 + "Officials of the ministry bought the vendors' spyware. " + "And after. " * 30
    index.upsert([story(1, "Ministry buys spyware", text)])
    index.refresh()
    found = index.search(SearchRequest(query=parse('official* AND "vendor spyware" -police', now=NOW), highlight=True))
    (passages,) = [hit.highlights for hit in found.hits]
    marked = [(h.field, h.passage[start:end]) for h in passages for start, end in h.matches]
    assert marked == [("text", "Officials"), ("text", "vendors"), ("text", "spyware")]
    assert all(h.passage in text for h in passages)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("companies", [1, 2]),
        ("company surveillance", [1]),
        ('"company surveils"', [1]),
        ('"surveil companies"', []),
        ('"sells tools"~4', [2]),
        ('"sells tools"~3', []),
        ("pen-link", [3, 4]),
        ('"Pen Link"', [3]),
        ("Uberwachung", [5]),
        ("überwachungen", [5]),
        ("監視", [6]),
        ("監視技術", [6]),
        ("視監", []),
        ("U.S.", [4]),
        ("us -penlink", []),
        ("surv*", [1]),
        ("title:compan*", [1]),
        ("NOT company", [3, 4, 5, 6]),
        ("-company -pen-link", [5, 6]),
        ("lang:(de OR ja)", [5, 6]),
        ("outlet:daily*", [2]),
        ('url:"https://copy1.example/2"', [2]),
        ("url:https\\://copy1*", [2]),
        ('author:"a. writer"', [3]),
        ("story:sto-4", [4]),
        ("copies:>1", [2]),
        ("words:[1 TO 3]", [3, 4]),
        ("published:2024-05-18", [2]),
        ("published:<2024-05-18", [3, 4, 5, 6]),
        ("published:>now-36h", [1]),
        ("published:[2024-05-17 TO 2024-05-18}", [3]),
        ("published:* AND seen:2024", [1, 2, 3, 4, 5, 6]),
        ("feed:WIRE", [1, 2, 3, 4, 5, 6]),
        ("vendor:*", []),
    ],
)
def test_the_query_language(library: Index, query: str, expected: list[int]) -> None:
    assert sorted(ask(library, query)) == [f"sto-{number}" for number in expected]


@pytest.fixture(scope="module")
def library(engine: IndexSettings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    own = engine.model_copy(update={"prefix": f"{engine.prefix}lib"})
    index = index_of(own, tmp_path_factory.mktemp("library"))
    texts = [
        ("A company", "The company's surveillance of the press", "en"),
        ("Business", "One of the companies sells, so says a source, tools", "en"),
        ("Pen-Link", "A name", "en"),
        ("Penlink", "U.S. name", "en"),
        ("Bericht", "Die Überwachungen nahmen in diesem Jahr zu", "de"),
        ("報道", "監視技術を使う会社についての記事 in Tokyo now", "ja"),
    ]
    index.upsert(
        [
            story(
                number,
                title,
                text,
                language=language,
                published=NOW - timedelta(days=number),
                outlets=["Example Wire", "Daily Example"] if number == 2 else ["Example Wire"],
                authors=["A. Writer"] if number == 3 else (),
            )
            for number, (title, text, language) in enumerate(texts, start=1)
        ]
    )
    index.refresh()
    yield index
    index.close()
    remove(own)


def test_many_threads_may_use_one_index(index: Index) -> None:
    failures: list[BaseException] = []

    def work(part: int) -> None:
        try:
            for number in range(part * 10, part * 10 + 10):
                index.upsert([story(number, "together")])
                index.search(SearchRequest(query=parse("together", now=NOW)))
                assert index.get(f"sto-{number}") is not None
        except BaseException as error:  # noqa: BLE001 - told by the test
            failures.append(error)

    threads = [Thread(target=work, args=(part,)) for part in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    index.refresh()
    assert len(ask(index, "together")) == 40


def test_what_was_stored_is_there_when_opened_again(chosen: IndexSettings, tmp_path: Path) -> None:
    with_one = open_index(chosen, tmp_path)
    with_one.upsert([story(100, "kept for later")])
    with_one.close()
    again = open_index(chosen, tmp_path)
    again.refresh()
    assert ask(again, "later") == ["sto-100"]
    again.close()


def test_applying_twice_is_harmless(index: Index) -> None:
    assert index.apply() == []
