"""The commands over a real app with the embedded log and index."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.app import App
from pipeline.bus.port import Record
from pipeline.bus.topics import DEAD, RETRY, topic
from pipeline.cli import main
from pipeline.events import (
    Article,
    Cause,
    EntryState,
    Member,
    Mention,
    Relevance,
    Story,
    TaggedArticle,
)
from pipeline.settings import load_settings

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
URL = "https://gazette.example/acme-cameras"
TEXT = "The town of Exampleton ended its contract with Acme Optics over licence plate readers on Friday."


def story() -> Story:
    article = Article(
        article_id="art-1", revision="r1", entry_id="ent-1", feed_id="gazette", outlet="Gazette", url=URL,
        canonical_url=URL, site="gazette.example", title="Town ends camera contract", text=TEXT, published=NOW,
        seen=NOW, language="en", words=15,
    )  # fmt: skip
    mention = Mention(
        entity_id="acme-optics", kind="vendor", name="Acme Optics", surface="Acme Optics", field="text", start=46,
        end=57, sentence=TEXT, confidence=0.97, rule="name",
    )  # fmt: skip
    lead = TaggedArticle(
        article=article, mentions=(mention,), relevance=Relevance(relevant=True), watchlist_version="v"
    )
    facts: dict[str, Any] = {"article_id": "art-1", "revision": "r1", "entry_id": "ent-1", "feed_id": "gazette"}
    member = Member(**facts, outlet="Gazette", url=URL, title=article.title, seen=NOW, role="founder")
    cause = Cause(**facts, url=URL, role="founder")
    return Story(story_id="sto-1", revision=1, lead=lead, members=(member,), first_seen=NOW, changed=NOW, cause=cause)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "undersight.toml"
    lists = {"feeds": "file", "alerts": "file", "watchlist": "folder"}
    places = {"feeds": "feeds.yaml", "alerts": "alerts.yaml", "watchlist": "watchlist"}
    text = f"data_dir = '{tmp_path / 'data'}'\n"
    text += "".join(f"[{name}]\n{key} = '{ROOT / 'config' / places[name]}'\n" for name, key in lists.items())
    path.write_text(text)
    return path


@pytest.fixture
def filled(config: Path) -> Path:
    """A folder with one story, the state of one entry and one dead letter."""
    from pipeline.app.run import prepare

    app = App(load_settings(config, {}))
    try:
        prepare(app)
        app.index.upsert([story()])
        app.index.refresh()
        state = {"entry_id": "ent-1", "feed_id": "gazette", "url": URL, "at": NOW, "story_id": "sto-1"}
        app.journal.record([EntryState(**state, hop="index", state="indexed", final=True)])
        headers = {"hop": "tag", "reason": "cannot be read", "error-class": "MalformedEvent", "attempts": "1"}
        app.bus.publish([Record(topic("articles") + DEAD, "art-9", b'{"half": ', headers)])
    finally:
        app.close()
    return config


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    shown = capsys.readouterr()
    return int(left.value.code or 0), shown.out, shown.err


def test_topics_and_index_are_made_once(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = run(capsys, "topics", "apply", "--config", config)
    again = run(capsys, "topics", "apply", "--config", config)
    assert "created undersight.entries.v1\n" in first[1]
    assert again[1] == "25 topics are as they should be\n"
    assert run(capsys, "index", "apply", "--config", config)[0] == 0


def test_search_finds_and_counts(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(
        capsys, "search", 'vendor:acme-optics AND "plate readers"', "--facets", "outlet", "--config", filled
    )
    assert code == 0
    assert out.splitlines()[1].split("\t")[1:3] == ["Gazette", "Town ends camera contract"]
    assert out.splitlines()[2] == "outlet: Gazette (1)"
    assert err == "1 story, 1 shown\n"


def test_search_as_json(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "search", "contract", "--json", "--config", filled)
    found = json.loads(out)
    assert found["total"] == 1
    assert found["hits"][0]["organisations"] == ["Acme Optics"]
    assert any("contract" in part["passage"] for part in found["hits"][0]["passages"])


@pytest.mark.parametrize(("since", "total"), [("2026-05-01", 1), ("2026-05-02", 0)])
def test_search_since(filled: Path, capsys: pytest.CaptureFixture[str], since: str, total: int) -> None:
    _, out, _ = run(capsys, "search", "contract", "--since", since, "--json", "--config", filled)
    assert json.loads(out)["total"] == total


def test_a_query_that_is_wrong_is_one_line(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "search", "town AND (", "--config", filled)
    assert (code, out, err.count("\n")) == (2, "", 1)


def test_stories_are_listed_and_shown(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "\tsto-1\n" in run(capsys, "stories", "--config", filled)[1]
    shown = run(capsys, "stories", "sto-1", "--config", filled)[1]
    assert TEXT in shown
    assert "Acme Optics\tvendor\tAcme Optics\taccepted\t0.97\ttext 46-57\tname\n" in shown
    assert json.loads(run(capsys, "stories", "sto-1", "--json", "--config", filled)[1])["story_id"] == "sto-1"
    assert run(capsys, "stories", "sto-2", "--config", filled)[0] == 1


def test_the_way_of_a_url_is_told(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "trace", URL, "--config", filled)
    assert code == 0
    assert "index\tindexed\ttrue\tgazette" in out
    code, _, err = run(capsys, "trace", "https://nowhere.example/", "--config", filled)
    assert code == 1
    assert "nothing is known of https://nowhere.example/" in err


def test_dead_letters_are_listed_shown_and_put_back(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    letters = json.loads(run(capsys, "dead-letters", "list", "--json", "--config", filled)[1])
    assert [(letter["hop"], letter["reason"]) for letter in letters] == [("tag", "cannot be read")]
    shown = run(capsys, "dead-letters", "show", letters[0]["id"], "--config", filled)[1]
    assert 'content: {"half": ' in shown
    assert run(capsys, "dead-letters", "list", "--hop", "index", "--config", filled)[2] == "no dead letters\n"
    assert run(capsys, "dead-letters", "replay", "--config", filled)[0] == 2
    assert run(capsys, "dead-letters", "replay", letters[0]["id"], "--config", filled)[1] == "1 put back\n"
    assert run(capsys, "dead-letters", "list", "--config", filled)[2] == "no dead letters\n"
    app = App(load_settings(filled, {}))
    try:
        assert [message.key for message in app.bus.read(topic("articles") + RETRY)] == ["art-9"]
    finally:
        app.close()


def test_the_doctor_finds_nothing_wrong(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "doctor", "--config", filled)
    assert "FAIL" not in out
    assert code == 0


def test_the_doctor_names_what_is_wrong(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "doctor", "--json", "--config", config)
    wrong = {check["name"] for check in json.loads(out) if not check["ok"]}
    assert code == 1
    assert "bus (embedded)" in wrong
    assert "watchlist" not in wrong


def test_feeds_are_listed(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = json.loads(run(capsys, "feeds", "list", "--json", "--config", config)[1])
    assert len(rows) > 50
    assert {"id", "url", "outlet", "enabled", "lane"} <= set(rows[0])


def test_an_unknown_hop_is_named_with_those_there_are(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "work", "extrakt", "--config", config)
    assert code == 2
    assert "no hop is called 'extrakt'" in err
    assert "extract" in err


class Pipe(io.TextIOWrapper):
    """Standard input that holds these lines."""

    def __init__(self, *lines: str) -> None:
        super().__init__(io.BytesIO("\n".join(lines).encode()))


def test_rules_work_on_plain_files(
    config: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "Exampleton's police stop using Clearview AI, the face recognition company, after a vote. " * 6
    head = "<head><title>Police drop Clearview AI</title></head>"
    page = f"<html>{head}<body><article><p>{text}</p></article></body></html>"
    lines = [json.dumps({"url": f"https://{name}.example/1", "html": page}) for name in ("one", "two")]
    for command in ("extract", "tag", "group"):
        with Pipe(*lines) as pipe:
            monkeypatch.setattr("sys.stdin", pipe)
            with pytest.raises(SystemExit) as left:
                main([command, "-"] if command == "group" else [command, "-", "--config", str(config)])
        assert left.value.code == 0
        lines = capfdbinary.readouterr().out.decode().splitlines()
        assert lines, command
    stories = [json.loads(line) for line in lines]
    assert len(stories) == 1
    assert [member["role"] for member in stories[0]["members"]] == ["founder", "copy"]
    assert {mention["name"] for mention in stories[0]["lead"]["mentions"]} == {"Clearview AI"}


def test_lines_that_give_nothing_are_reported(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "articles.jsonl").write_text('{"id": 1, "title": "t", "text": "nothing"}\n{"id": \n')
    code, out, err = run(capsys, "tag", tmp_path / "articles.jsonl", "--config", config)
    assert code == 1
    assert len(out.splitlines()) == 1
    assert err.startswith(f"undersight: {tmp_path}/articles.jsonl:2: not JSON")
    assert run(capsys, "group", tmp_path / "none.jsonl")[0] == 2
