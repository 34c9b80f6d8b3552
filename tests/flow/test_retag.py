"""A changed watchlist and what is indexed already: found under its new names, with no alert, and nothing else moved."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from uuid import uuid4

import pytest

from pipeline.app import App
from pipeline.app.retag import found_by, publish, tag_again
from pipeline.app.run import find_hops, prepare, run_hops
from pipeline.cli import main
from pipeline.cli.watchlist_retag import plan_of
from pipeline.events import Article, Story
from pipeline.events.ids import article_id, entry_id, revision_id
from pipeline.flow import HOP_BY_NAME, emit, group, subscribed
from pipeline.index.ast import Keyword
from pipeline.index.port import SearchRequest
from pipeline.settings import load_settings
from pipeline.watchlist import Tagger
from tests.contract.index_engines import remove
from tests.unit.stories.make import START

from .harness import all_stories, delivered

HOPS = ("tag", "group", "index", "alert", "notify")
TECHNOLOGIES = "technologies: [{id: spyware, name: Spyware, terms: [spyware]}]\n"
ACME = "entities: [{id: acme, kind: vendor, name: Acme Lenses}]\n"
NEW = """
entities:
  - {id: acme, kind: vendor, name: Acme Lenses}
  - {id: quillon, kind: vendor, name: Quillon Works, aliases: [QuillonSpy], technologies: [spyware]}
"""
QUILLON = "entities: [{id: quillon, kind: vendor, name: Quillon Works}]\n"
ENTRY = "  - {id: borel, kind: vendor, name: Borel Optics}  # since May\n"
ALERTS = """
channels: {log: {kind: log}}
rules:
  - {id: acme, name: Acme, query: 'vendor:acme', channels: [log]}
  - {id: quillon, name: Quillon, query: 'vendor:quillon', channels: [log]}
"""
TEXTS = {
    "cameras": (
        "Acme Lenses sold cameras to the harbour police. Its rival, the spyware company Quillon Works, lost. "
        "Council members spoke "
        "for two hours before the vote, and residents asked how long the records of the cameras are to be kept. The "
        "harbour master promised a report in spring. Nobody could say what the software costs in its second year."
    ),
    "phones": (
        "A report ties Acme Lenses to phones with spyware on them that was made by Quillon-Works. A laboratory looked "
        "at eleven devices which had been handed in by reporters, and found the same traces on four. Both companies "
        "were asked for comment and declined. The ministry pointed to an inquiry that began a year ago."
    ),
    "budget": (
        "The budget of Acme Lenses grew by a tenth this year, its managers told shareholders on Monday. Sales of face "
        "recognition to airports made up most of it. A factory in the north is to open late in autumn, with room for "
        "ninety workers, if the bank agrees. Analysts had expected less."
    ),
}


def article(outlet: str, name: str) -> Article:
    url, text = f"https://{outlet}.example/{name}", TEXTS[name]
    return Article(
        article_id=article_id(url), revision=revision_id(name, text), entry_id=entry_id(outlet, url, text),
        feed_id=outlet, outlet=outlet, url=url, canonical_url=url, site=f"{outlet}.example", title=name, text=text,
        seen=START, language="en", words=len(text.split()),
    )  # fmt: skip


class Desk:
    """A pipeline in one folder, with a watchlist that is edited."""

    def __init__(self, folder: Path, env: Mapping[str, str]) -> None:
        self.folder = folder
        self.lists = folder / "watchlist"
        self.lists.mkdir()
        self.write(ACME)
        (self.lists / "technologies.yaml").write_text(TECHNOLOGIES)
        (folder / "alerts.yaml").write_text(ALERTS)
        (folder / "feeds.yaml").write_text("feeds: []\n")
        paths = {"data_dir": folder / "data", "watchlist__folder": self.lists, "alerts__file": folder / "alerts.yaml"}
        self.env = {**env, **{f"UNDERSIGHT_{name.upper()}": str(path) for name, path in paths.items()}}
        self.env["UNDERSIGHT_FEEDS__FILE"] = str(folder / "feeds.yaml")
        self.app = App(load_settings(None, env=self.env))
        prepare(self.app)

    def write(self, text: str) -> None:
        """Put another list in the place of the one there is."""
        (self.lists / "vendors.yaml").write_text(text)

    def work(self) -> None:
        """Run the hops until nothing is left to do."""
        with self.running():
            self.settle()

    @contextmanager
    def running(self) -> Iterator[None]:
        stop = threading.Event()
        thread = threading.Thread(target=run_hops, args=(self.app, find_hops(HOPS), stop))
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(30)

    def settle(self) -> None:
        """Wait until no hop has anything left, each in its turn, as one feeds the next."""
        deadline = monotonic() + 60
        for hop in (HOP_BY_NAME[name] for name in HOPS):
            while any(self.app.bus.lag(group(hop), subscribed(hop)).values()):
                assert monotonic() < deadline, f"{hop.name} does not come to its end"
                sleep(0.05)
        self.app.index.refresh()

    def stories(self, org: str) -> set[str]:
        """Return the titles of the stories that a search for an organisation finds."""
        found = self.app.index.search(SearchRequest(query=Keyword("org", org), size=50))
        return {hit.story.lead.article.title for hit in found.hits}

    def by_title(self) -> dict[str, Story]:
        """Return all stories."""
        return {story.lead.article.title: story for story in all_stories(self.app)}


@contextmanager
def newsroom(folder: Path, env: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Give a desk to which two outlets have brought three articles."""
    made = Desk(folder, env)
    for name, value in made.env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(folder)
    made.app.bus.publish([emit(article(outlet, name)) for outlet in ("a", "b") for name in TEXTS])
    made.work()
    yield made
    made.app.close()


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with newsroom(tmp_path, {}, monkeypatch) as made:
        yield made


def undersight(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    with pytest.raises(SystemExit) as ended:
        main(["watchlist", *words, "--json"])
    out, err = capsys.readouterr()
    assert ended.value.code == 0, err
    return json.loads(out)


def test_a_new_organisation_is_found_in_what_is_indexed(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    check_that_a_new_organisation_is_found(desk, capsys)


@pytest.mark.kafka
@pytest.mark.elasticsearch
def test_the_same_on_servers(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    fresh_kafka: str,
    elasticsearch_url: str,
) -> None:
    env = {
        "UNDERSIGHT_BUS__KIND": "kafka",
        "UNDERSIGHT_BUS__SERVERS": fresh_kafka,
        "UNDERSIGHT_INDEX__KIND": "elasticsearch",
        "UNDERSIGHT_INDEX__URL": elasticsearch_url,
        "UNDERSIGHT_INDEX__ANALYZER": "standard",
        "UNDERSIGHT_INDEX__PREFIX": f"t{uuid4().hex[:8]}",
    }
    with newsroom(tmp_path, env, monkeypatch) as desk:
        check_that_a_new_organisation_is_found(desk, capsys)
        remove(desk.app.settings.index)


def check_that_a_new_organisation_is_found(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    before, alerts = desk.by_title(), delivered(desk.app)
    assert set(before) == set(TEXTS)
    assert {rule for rule, _ in alerts} == {"acme"}

    desk.write(NEW)
    dry = undersight(capsys, "retag", "--dry-run")
    desk.work()
    assert (dry["looked_at"], dry["changed"], dry["published"]) == (2, 2, 0)
    assert desk.stories("quillon") == set()

    done = undersight(capsys, "retag")
    assert (done["looked_at"], done["changed"], done["published"], done["complete"]) == (2, 2, 2, True)
    assert {(row["title"], row["result"], row["entity_id"]) for row in done["matches"]} == {
        ("cameras", "new", "quillon"),
        ("phones", "new", "quillon"),
    }
    assert "Its rival, the spyware company Quillon Works, lost." in {row["sentence"] for row in done["matches"]}
    desk.work()
    assert desk.stories("quillon") == {"cameras", "phones"}
    assert desk.stories("acme") == set(TEXTS)
    assert delivered(desk.app) == alerts

    after = desk.by_title()
    assert {title: story.members for title, story in after.items()} == {t: s.members for t, s in before.items()}
    assert {title: story.revision - before[title].revision for title, story in after.items()} == {
        "cameras": 1,
        "phones": 1,
        "budget": 0,
    }
    assert desk.app.journal.totals() == {"indexed": 3, "copy": 3, "pending": 0}


def test_it_is_harmless_twice_and_what_is_gone_is_no_longer_found(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.write(NEW)
    dry = undersight(capsys, "retag", "--dry-run")
    first = undersight(capsys, "retag")
    again = undersight(
        capsys, "retag", "--all", "--wait", "0"
    )  # nothing has worked in between, so it publishes the same once more
    assert (first["published"], again["published"]) == (dry["changed"], 2)
    desk.work()
    revisions = {title: story.revision for title, story in desk.by_title().items()}
    assert undersight(capsys, "retag")["looked_at"] == 0
    assert undersight(capsys, "retag", "--all", "--wait", "0")["published"] == 0

    desk.write(QUILLON)
    gone = undersight(capsys, "retag")
    assert {(row["result"], row["entity_id"]) for row in gone["matches"]} == {("gone", "acme")}
    desk.work()
    assert (desk.stories("acme"), desk.stories("quillon")) == (set(), {"cameras", "phones"})
    assert {title: story.revision - revisions[title] for title, story in desk.by_title().items()} == dict.fromkeys(
        TEXTS, 1
    )


def test_a_copy_that_comes_later_joins_the_story_and_keeps_its_new_tags(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.write(NEW)
    with desk.running():
        assert undersight(capsys, "retag")["published"] == 2
        desk.settle()
        desk.app.bus.publish([emit(article("c", "cameras"))])
        desk.settle()
    story = desk.by_title()["cameras"]
    assert [member.outlet for member in story.members] == ["a", "b", "c"]
    assert {mention.entity_id for mention in story.lead.mentions} == {"acme", "quillon"}


def test_without_a_known_list_it_says_what_to_do(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    (desk.folder / "data" / "watchlist-indexed.json").unlink()
    with pytest.raises(SystemExit) as ended:
        main(["watchlist", "retag"])
    assert ended.value.code == 2
    assert "--all" in capsys.readouterr().err


def test_a_name_that_is_proposed_and_accepted_is_found_in_what_is_indexed(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    alerts = delivered(desk.app)
    (proposed,) = undersight(capsys, "candidates")
    assert (proposed["name"], proposed["articles"], proposed["outlets"], proposed["technologies"]) == (
        "Quillon Works",
        4,
        2,
        ["spyware"],
    )
    (desk.lists / "discovered.yaml").write_text("# taken over from the pipeline\nentities:  # one so far\n" + ENTRY)
    with pytest.raises(SystemExit) as ended:
        main(["watchlist", "accept", "Quillon Works", "--id", "quillon"])
    assert ended.value.code == 0
    text = (desk.lists / "discovered.yaml").read_text()
    assert text.startswith("# taken over from the pipeline\nentities:  # one so far\n" + ENTRY)
    assert "name: Quillon Works" in text
    desk.work()
    assert desk.stories("quillon") == {"cameras", "phones"}
    assert delivered(desk.app) == alerts
    capsys.readouterr()
    assert undersight(capsys, "candidates") == []


def test_a_name_that_is_dismissed_is_not_proposed_again(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        with pytest.raises(SystemExit) as ended:
            main(["watchlist", "dismiss", "Quillon  Works"])
        assert ended.value.code == 0
    assert (desk.lists / "dismissed.txt").read_text().splitlines()[1:] == ["Quillon Works"]
    capsys.readouterr()
    assert undersight(capsys, "candidates") == []


def test_a_run_that_was_killed_is_done_again(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    revisions = {title: story.revision for title, story in desk.by_title().items()}
    desk.write(NEW)
    work = plan_of(desk.app, None, None, every=False)
    first = list(found_by(desk.app, work.queries))[:1]
    assert len(list(publish(desk.app, tag_again(first, Tagger(work.new))))) == 1  # and no more, as if killed here
    done = undersight(capsys, "retag", "--wait", "0")
    assert (done["published"], done["complete"]) == (2, False)
    desk.work()
    assert {title: story.revision - revisions[title] for title, story in desk.by_title().items()} == {
        "cameras": 1,
        "phones": 1,
        "budget": 0,
    }
    assert desk.stories("quillon") == {"cameras", "phones"}
    done = undersight(capsys, "retag")
    assert (done["looked_at"], done["published"], done["complete"]) == (2, 0, True)
    assert undersight(capsys, "retag")["looked_at"] == 0
