"""Runs the demo site through the whole pipeline and looks at what came out, in words that no order can change."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from pipeline.app import App
from pipeline.app.demo.configure import write_config
from pipeline.app.demo.content import load_content
from pipeline.app.demo.site import DemoSite
from pipeline.app.run import find_hops, prepare, run_hops
from pipeline.events import Story
from pipeline.flow import HOPS, group, subscribed
from pipeline.index.port import SearchRequest
from pipeline.settings import load_settings

EXPECTED = yaml.safe_load((Path(__file__).parent / "expected.yaml").read_text("utf-8"))


@dataclass(frozen=True)
class Outcome:
    """What the pipeline made of the site. Articles are named `<outlet>/<path>`."""

    states: Mapping[str, int]
    ends: Mapping[str, tuple[str, ...]]
    stories: frozenset[frozenset[str]]
    titles: frozenset[str]
    entities: Mapping[frozenset[str], frozenset[str]]
    partial: frozenset[str]
    alerts: Mapping[str, int]
    deliveries: Mapping[str, int]


LINKS = {
    piece.outlet + piece.path: piece.outlet + piece.link for event in load_content().events for piece in event.pieces
}


def article_name(url: str) -> str:
    """Return `<outlet>/<path>` as the feed links an article, also where its page is at another address."""
    parts = urlsplit(url)
    name = (parts.hostname or "").removesuffix(".localhost") + parts.path
    return LINKS.get(name, name)


def open_app(folder: Path, site: DemoSite, env: Mapping[str, str]) -> App:
    """Write the demo's settings into a folder and prepare what they name."""
    app = App(load_settings(write_config(folder, site), env=env))
    prepare(app)
    return app


@contextmanager
def running(app: App) -> Iterator[None]:
    """Run all hops on threads of this process while the block runs; an error of a hop is raised at its end."""
    stop = threading.Event()
    failures: list[BaseException] = []

    def work() -> None:
        try:
            run_hops(app, find_hops([]), stop)
        except Exception as error:  # noqa: BLE001 - raised again below
            failures.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(60)
    assert not thread.is_alive(), "the hops did not stop within a minute"
    if failures:
        raise failures[0]


def lag(app: App) -> int:
    """Return how many messages no hop has dealt with yet."""
    consumers = [hop for hop in HOPS if hop.kind == "consumer"]
    return sum(sum(app.bus.lag(group(hop), subscribed(hop)).values()) for hop in consumers)


def wait_for(app: App, entries: int, seconds: float = 120, tend: Callable[[], None] = lambda: None) -> None:
    """Wait until so many entries were polled, all have ended, and nothing is under way."""
    deadline = time.monotonic() + seconds
    totals: Mapping[str, int] = {}
    while time.monotonic() < deadline:
        tend()
        totals = app.journal.totals()
        if sum(totals.values()) >= entries and not totals.get("pending") and lag(app) == 0:
            return
        time.sleep(0.2)
    raise AssertionError(f"not settled after {seconds} s: {dict(totals)} of {entries} entries, lag {lag(app)}")


def outcome(app: App) -> Outcome:
    """Look at the journal, the index and the log of alerts."""
    app.index.refresh()
    stories = all_stories(app)
    deliveries = delivered(app)
    return Outcome(
        states={state: number for state, number in app.journal.totals().items() if number},
        ends=ends(app, stories),
        stories=frozenset(articles(story) for story in stories),
        titles=frozenset(story.lead.article.title for story in stories),
        entities={articles(story): accepted(story) for story in stories},
        partial=frozenset(
            article_name(story.lead.article.canonical_url) for story in stories if story.lead.article.partial
        ),
        alerts=Counter(rule for rule, _ in deliveries),
        deliveries=Counter(f"{rule} {story}" for rule, story in deliveries),
    )


def all_stories(app: App) -> list[Story]:
    """Return every story of the index, page by page."""
    found: list[Story] = []
    cursor = None
    while True:
        page = app.index.search(SearchRequest(size=25, sort="newest", cursor=cursor))
        found += [hit.story for hit in page.hits]
        if page.cursor is None:
            return found
        cursor = page.cursor


def articles(story: Story) -> frozenset[str]:
    """Return the names of the articles of a story."""
    return frozenset(article_name(member.url) for member in story.members)


def accepted(story: Story) -> frozenset[str]:
    """Return the entities that the leading article is tagged with."""
    return frozenset(mention.entity_id for mention in story.lead.mentions if mention.status == "accepted")


def ends(app: App, stories: list[Story]) -> dict[str, tuple[str, ...]]:
    """Return the final states of the entries that never became a story, by the address in the feed."""
    found: dict[str, list[str]] = defaultdict(list)
    for record in app.bus.read("undersight.entries.v1"):
        entry = json.loads(record.value)
        finals = {step.state for step in app.journal.trace(entry["entry_id"]) if step.final}
        assert len(finals) == 1, f"{entry['url']} ended as {finals or 'nothing'}"
        found[article_name(entry["url"])].append(finals.pop())
    return {name: tuple(sorted(states)) for name, states in found.items()}


def delivered(app: App) -> list[tuple[str, str]]:
    """Return rule and story of every line in the log of alerts."""
    file = app.settings.notifications.log_file or app.settings.data_dir / "alerts.jsonl"
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    alerts = [json.loads(line) for line in lines]
    return [(alert["rule"]["id"], alert["story"]["id"]) for alert in alerts]
