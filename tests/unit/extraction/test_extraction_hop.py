"""The extract hop with pages and extractors that are given, and the lanes it fetches on."""

import threading
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from consumers.extract import ExtractHop
from pipeline.bus.port import Message, Slot
from pipeline.bus.verdicts import Done, Quarantine, Retry
from pipeline.events import Article, EntryState, Unavailable, decode, decode_as
from pipeline.extraction import Crashed
from pipeline.extraction.lanes import HostLanes
from pipeline.extraction.page import PageHints
from pipeline.fetching import Fetched, FetchFailure
from pipeline.flow import emit
from pipeline.settings.tree import Settings

from .test_extraction_outcome import NOW, PAGE, SUMMARY, entry


class GivenPages:
    """Answers by URL; what is not given is gone."""

    def __init__(self, answers):
        self.answers = answers
        self.closed = False

    def get(self, url):
        answer = self.answers.get(url, FetchFailure("gone", "status 404", 404, permanent=True))
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self):
        self.closed = True


class GivenExtractors:
    """Gives every page the same outcome, and remembers what it was handed."""

    def __init__(self, outcome=PAGE):
        self.outcome = outcome
        self.handed = []

    def submit(self, html, url, *, charset, hints, now):
        self.handed.append((html, url, charset, hints, now))
        answer = Future()
        if isinstance(self.outcome, Exception):
            answer.set_exception(self.outcome)
        else:
            answer.set_result(self.outcome)
        return answer

    def close(self):
        """Nothing is held."""


def fetched(url):
    return Fetched(url, url + "/final", 200, {}, b"<html>", "text/html", "utf-8", None, None, 0.1)


def message(noun, **headers):
    record = emit(noun)
    return Message(Slot(record.topic, 0), 1, record.key, record.value, {**record.headers, **headers}, 0)


@pytest.fixture
def make():
    hops = []

    def build(answers=None, outcome=PAGE):
        hop = ExtractHop(GivenPages(answers or {}), GivenExtractors(outcome), Settings(), lambda: NOW)
        hops.append(hop)
        return hop

    yield build
    for hop in hops:
        hop.close()


def outcome_of(hop, noun, **headers):
    (verdict,) = hop.handle([message(noun, **headers)])
    return verdict.result(10) if isinstance(verdict, Future) else verdict


def test_a_page_becomes_an_article_and_a_state(make):
    one = entry(published=NOW)
    hop = make({one.url: fetched(one.url)})
    verdict = outcome_of(hop, one, lane="backfill")
    assert isinstance(verdict, Done)
    assert verdict.status == "extracted"
    article, state = (decode(record.value, record.headers) for record in verdict.outputs)
    assert isinstance(article, Article)
    assert isinstance(state, EntryState)
    assert [record.topic for record in verdict.outputs] == ["undersight.articles.v1.backfill", "undersight.states.v1"]
    assert (state.state, state.final, state.hop, state.lane) == ("extracted", False, "extract", "backfill")
    assert (state.article_id, state.title, state.entry_id) == (article.article_id, article.title, one.entry_id)
    (handed,) = hop._extractors.handed
    assert handed == (b"<html>", one.url + "/final", "utf-8", PageHints(one.title, one.published, "en"), NOW)


def test_the_trace_of_the_entry_goes_on(make):
    one = entry()
    carried = message(one)
    (future,) = make({one.url: fetched(one.url)}).handle([carried])
    for record in future.result(10).outputs:
        assert record.headers["traceparent"] == carried.headers["traceparent"]


def test_an_entry_that_ends_here(make):
    verdict = outcome_of(make(), entry())
    assert isinstance(verdict, Done)
    (record,) = verdict.outputs
    state = decode_as(EntryState, record.value, record.headers)
    assert (verdict.status, state.state, state.final, state.detail) == ("gone", "gone", True, "status 404")


def test_the_feeds_text_goes_on_when_the_page_is_gone(make):
    verdict = outcome_of(make(), entry(summary=SUMMARY))
    assert isinstance(verdict, Done)
    assert verdict.status == "partial"
    assert decode_as(Article, verdict.outputs[0].value, verdict.outputs[0].headers).partial


def test_a_passing_failure_is_tried_again_and_the_header_counts(make):
    one = entry()
    hop = make({one.url: FetchFailure("http_error", "status 503", 503, retry_after=30)})
    assert outcome_of(hop, one) == Retry("http_error: status 503", timedelta(seconds=30))
    last = outcome_of(hop, one, attempt="2")
    assert isinstance(last, Done)
    assert last.status == "unfetchable"


def test_a_page_that_kills_its_worker_is_a_dead_letter(make):
    one = entry()
    assert outcome_of(make({one.url: fetched(one.url)}, Crashed("too much")), one) == Quarantine("too much")


def test_an_article_that_leads_to_the_front_page_is_none(make):
    one = entry()
    hop = make({one.url: replace(fetched(one.url), final_url="https://www.herald.example/")})
    assert outcome_of(hop, one).status == "not_an_article"
    assert hop._extractors.handed == []


def test_a_message_that_cannot_be_read_is_a_dead_letter(make):
    bad = Message(Slot("undersight.entries.v1", 0), 1, "k", b"{}", {"schema": "feed-entry.v1"}, 0)
    (verdict,) = make().handle([bad])
    assert isinstance(verdict, Quarantine)


def test_an_entry_without_page_is_answered_at_once(make):
    (verdict,) = make().handle([message(entry(fetch="never", content=SUMMARY))])
    assert isinstance(verdict, Done)


def test_without_a_network_nothing_is_used_up(make):
    away = FetchFailure("dns", "Temporary failure in name resolution")
    many = [entry(url=f"https://h{n}.example/a") for n in range(5)]
    hop = make({one.url: away for one in many})
    futures = hop.handle([message(one, attempt="5") for one in many])
    errors = [future.exception(10) for future in futures]
    assert sum(isinstance(error, Unavailable) for error in errors) >= 4  # the first alone may be that host's fault
    assert "no web server can be reached" in str(errors[-1])


@pytest.mark.parametrize("error", [Unavailable("workers do not start"), ZeroDivisionError("a bug")])
def test_errors_reach_the_loop(make, error):
    one = entry()
    (future,) = make({one.url: fetched(one.url)}, error).handle([message(one)])
    assert future.exception(10) is error
    (future,) = make({one.url: error}).handle([message(one)])
    assert future.exception(10) is error


def test_an_odd_address_is_the_entrys_own_problem(make):
    one = entry(url="https://h.example/a")
    broken = message(one).value.replace(b"https://h.example/a", b"https://[h.example/a")
    carried = Message(Slot("undersight.entries.v1", 0), 1, "k", broken, {"schema": "feed-entry.v1"}, 0)
    (future,) = make().handle([carried])
    assert future.result(10).status == "gone"


def test_closing_closes_everything():
    hop = ExtractHop(GivenPages({}), GivenExtractors(), Settings(), lambda: datetime.now(UTC))
    hop.close()
    assert hop._pages.closed
    (future,) = hop.handle([message(entry())])
    assert not future.done()  # the message stays uncommitted and comes again


def test_every_page_is_answered_by_its_own_verdict(make):
    many = [entry(entry_id=f"ent-{n}", url=f"https://h{n % 7}.example/{n}") for n in range(100)]
    hop = make({one.url: fetched(one.url) for one in many[::2]})
    verdicts = [future.result(10) for future in hop.handle([message(one) for one in many])]
    states = [decode_as(EntryState, verdict.outputs[-1].value, verdict.outputs[-1].headers) for verdict in verdicts]
    assert [state.entry_id for state in states] == [one.entry_id for one in many]
    assert {state.state for state in states[::2]} == {"extracted"}
    assert {state.state for state in states[1::2]} == {"gone"}


def test_a_slow_host_does_not_keep_the_others_from_their_turn():
    lanes, release, done = HostLanes(threads=4, per_host=2), threading.Event(), threading.Event()
    running = []

    def slow():
        running.append(1)
        release.wait(10)

    try:
        for _ in range(50):
            lanes.put("slow.example", slow)
        lanes.put("quick.example", done.set)
        assert done.wait(10)
        assert len(running) <= 2
    finally:
        release.set()
        lanes.close()


def test_closing_does_not_wait_for_a_task_that_hangs():
    lanes, began = HostLanes(threads=1, per_host=1), threading.Event()
    release, ended = threading.Event(), threading.Event()

    def hang():
        began.set()
        release.wait(60)
        ended.set()

    lanes.put("a.example", hang)
    assert began.wait(10)
    lanes.close(patience=0.05)
    assert not ended.is_set()
    release.set()
    assert ended.wait(10)


def test_all_tasks_of_a_host_are_done_in_order():
    lanes, seen, done = HostLanes(threads=3, per_host=1), [], threading.Event()
    for n in range(200):
        lanes.put("a.example", lambda n=n: seen.append(n))
    lanes.put("a.example", done.set)
    assert done.wait(10)
    lanes.close()
    assert seen == list(range(200))
