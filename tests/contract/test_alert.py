"""The alert hop: saved searches on a batch of stories, and an alerts file that changes under it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from consumers.alert import build
from pipeline.app import App
from pipeline.bus import Done, Message, Quarantine, Slot, Verdict
from pipeline.events import Alert, ConfigError, Lane, Mention, Story, TaggedArticle, decode_as
from pipeline.flow import emit
from pipeline.settings import AlertsSettings, Settings
from pipeline.stories.lead import found, join
from pipeline.stories.lines import Printed
from tests.unit.stories.make import tagged, wire

PRINTED = Printed((), frozenset(), reprint=False)
WIRE = wire()
FILE = """
channels: {log: {kind: log}}
rules:
  - {id: spyware, name: Spyware, query: 'spyware OR "zero-day"', channels: [log]}
  - {id: plates, name: Plates, query: 'title:plate*', channels: [log, log]}
  - {id: off, name: Off, query: 'council', channels: [log], enabled: false}
"""


class Clock:
    def __init__(self) -> None:
        self.time = datetime(2026, 3, 2, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(tmp_path: Path, clock: Clock) -> Iterator[App]:
    file = tmp_path / "alerts.yaml"
    file.write_text(FILE)
    made = App(Settings(data_dir=tmp_path, alerts=AlertsSettings(file=file)), now=clock)
    yield made
    made.close()


def article(number: int, **more: object) -> TaggedArticle:
    title, text = WIRE[number]
    return tagged(f"https://a.example/{number}", title, text, **more)  # type: ignore[arg-type]


def message(story: Story, lane: Lane = "live") -> Message:
    record = emit(story, lane=lane)
    return Message(Slot(record.topic, 0), 0, record.key, record.value, record.headers, 0)


def alerts(verdict: Verdict) -> list[Alert]:
    assert isinstance(verdict, Done)
    return [decode_as(Alert, record.value, record.headers) for record in verdict.outputs]


def write(file: Path, text: str) -> None:
    before = file.stat().st_mtime_ns
    file.write_text(text)
    os.utime(file, ns=(before + 10**9, before + 10**9))


def test_each_story_raises_what_matches(app: App) -> None:
    hop = build(app)
    plates, spyware, neither = (hop.handle([message(found(article(n), PRINTED))])[0] for n in (0, 2, 6))
    assert [alert.rule_id for alert in alerts(plates)] == ["plates"]
    assert [alert.rule_id for alert in alerts(spyware)] == ["spyware"]
    assert alerts(neither) == []
    (alert,) = alerts(spyware)
    assert alert.title == WIRE[2][0]
    assert alert.url == "https://a.example/2"
    assert "Spyware" in alert.why
    assert alert.channels == ("log",)
    assert alert.raised == app.now()


def test_a_batch_answers_in_order(app: App) -> None:
    hop = build(app)
    batch = [message(found(article(n), PRINTED)) for n in (0, 2, 6, 1)]
    batch.insert(1, Message(batch[0].slot, 1, "x", b"{}", batch[0].headers, 0))
    verdicts = hop.handle(batch)
    assert isinstance(verdicts.pop(1) if isinstance(verdicts, list) else None, Quarantine)
    assert [[alert.rule_id for alert in alerts(v)] for v in verdicts] == [["plates"], ["spyware"], [], ["plates"]]


def test_a_later_snapshot_raises_the_same_alert_again(app: App) -> None:
    hop = build(app)
    story = found(article(2), PRINTED)
    later = join(story, tagged("https://b.example/2", *WIRE[2]), PRINTED)
    first, second = (alerts(hop.handle([message(s)])[0])[0] for s in (story, later))
    assert first.alert_id == second.alert_id
    assert (first.story_revision, second.story_revision) == (1, 2)


def test_old_material_raises_nothing(app: App) -> None:
    assert build(app).handle([message(found(article(2), PRINTED), "backfill")]) == [Done("backfill")]


def test_only_sure_mentions_are_named(app: App) -> None:
    def mention(name: str, status: str) -> Mention:
        return Mention.model_validate(
            {
                "entity_id": name.lower(),
                "kind": "vendor",
                "name": name,
                "surface": name,
                "field": "text",
                "start": 0,
                "end": 1,
                "sentence": "",
                "confidence": 1.0,
                "status": status,
                "rule": "alias",
            }
        )

    mentions = (mention("Nightglass", "accepted"), mention("Target", "candidate"), mention("Nightglass", "accepted"))
    story = found(article(2).model_copy(update={"mentions": mentions}), PRINTED)
    (alert,) = alerts(build(app).handle([message(story)])[0])
    assert alert.organisations == ("Nightglass",)


def test_a_changed_file_counts_at_once_and_a_wrong_one_not(app: App) -> None:
    hop = build(app)
    file = app.settings.alerts.file
    batch = [message(found(article(6), PRINTED))]
    assert alerts(hop.handle(batch)[0]) == []
    write(file, FILE.replace("title:plate*", "broker"))
    assert [alert.rule_id for alert in alerts(hop.handle(batch)[0])] == ["plates"]
    write(file, "rules: [{id: x, query: '(('}]")
    assert [alert.rule_id for alert in alerts(hop.handle(batch)[0])] == ["plates"]
    file.unlink()
    assert [alert.rule_id for alert in alerts(hop.handle(batch)[0])] == ["plates"]


def test_relative_times_move_with_the_clock(app: App, clock: Clock) -> None:
    write(app.settings.alerts.file, FILE.replace("title:plate*", "'published:[now-1d TO *]'").replace("''", "'"))
    hop = build(app)
    batch = [message(found(article(6, published=datetime(2026, 3, 1, 6, tzinfo=UTC)), PRINTED))]
    assert [alert.rule_id for alert in alerts(hop.handle(batch)[0])] == ["plates"]
    clock.time += timedelta(days=1)
    assert alerts(hop.handle(batch)[0]) == []


def test_a_wrong_file_stops_the_start(app: App) -> None:
    app.settings.alerts.file.write_text("rules: 5")
    with pytest.raises(ConfigError, match=r"alerts\.yaml:1: rules"):
        build(app)
