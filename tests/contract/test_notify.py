"""The notify hop over a real embedded log: each alert once through each channel, whatever fails on the way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from consumers.notify import build
from pipeline.app import App
from pipeline.bus.delivery import DeliveryLoop
from pipeline.events import Alert, Delivery, decode_as
from pipeline.flow import HOP_BY_NAME, emit, group, subscribed, topic_specs
from pipeline.settings import AlertsSettings, DeliverySettings, NotificationsSettings, Settings, SmtpSettings
from tests.contract.receivers import Answer, HookServer, MailServer, hook_server, mail_server
from tests.contract.test_notifications import ALERT, SECRET

NOW = datetime(2026, 3, 4, 6, 1, tzinfo=UTC)
HOP = HOP_BY_NAME["notify"]


@dataclass
class Office:
    app: App
    hook: HookServer
    mail: MailServer

    def put(self, *alerts: Alert) -> None:
        self.app.bus.publish([emit(alert) for alert in alerts])

    def work(self, **policy: object) -> None:
        delivery = DeliverySettings.model_validate({"first_delay_seconds": 0.05, "max_delay_seconds": 0.1, **policy})
        hop = build(self.app)
        try:
            loop = DeliveryLoop(self.app.bus, "notify", group(HOP), subscribed(HOP), hop, delivery)
            assert loop.run_until_idle(30, quiet=0.4)
        finally:
            hop.close()

    def deliveries(self) -> list[Delivery]:
        read = self.app.bus.read("undersight.deliveries.v1")
        return [decode_as(Delivery, message.value, message.headers) for message in read]

    def outcome(self) -> dict[tuple[str, str], str]:
        return {(delivery.alert_id, delivery.channel): delivery.state for delivery in self.deliveries()}

    def dead(self) -> int:
        return len(list(self.app.bus.read("undersight.alerts.v1.dead")))


def settings(folder: Path, smtp_port: int) -> Settings:
    return Settings(
        data_dir=folder / "data",
        alerts=AlertsSettings(file=folder / "alerts.yaml"),
        notifications=NotificationsSettings(
            smtp=SmtpSettings(host="127.0.0.1", port=smtp_port, tls="none"), allow_private=True
        ),
    )


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with hook_server() as hook, mail_server() as mail:
        (tmp_path / "secret").write_text(SECRET + "\n")
        (tmp_path / "alerts.yaml").write_text(
            "channels:\n"
            "  log: {kind: log}\n"
            "  desk: {kind: email, to: [desk@gazette.example]}\n"
            f"  bot: {{kind: webhook, url: '{hook.url}', secret_file: '{tmp_path / 'secret'}'}}\n"
        )
        app = App(settings(tmp_path, mail.port), now=lambda: NOW)
        app.bus.apply(topic_specs())
        yield Office(app, hook, mail)
        app.close()


def alert(number: int, *channels: str) -> Alert:
    return ALERT.model_copy(update={"alert_id": f"alr-{number}", "channels": channels})


def lines(office: Office) -> list[str]:
    file = office.app.settings.data_dir / "alerts.jsonl"
    return [json.loads(line)["alert_id"] for line in file.read_text().splitlines()] if file.exists() else []


def test_every_channel_gets_every_alert_once(office: Office) -> None:
    office.put(*(alert(n, "log", "desk", "bot") for n in range(3)))
    office.work()
    assert office.outcome() == {(f"alr-{n}", c): "sent" for n in range(3) for c in ("log", "desk", "bot")}
    assert len(office.deliveries()) == 9
    assert sorted(lines(office)) == ["alr-0", "alr-1", "alr-2"]
    assert len(office.mail.letters) == 3
    assert {post.headers["webhook-id"] for post in office.hook.posts} == {
        delivery.delivery_id for delivery in office.deliveries() if delivery.channel == "bot"
    }


def test_the_same_alert_again_is_not_sent(office: Office) -> None:
    office.put(alert(1, "bot"), alert(1, "bot"), alert(1, "bot"))
    office.work()
    office.put(alert(1, "bot"))
    office.work()
    assert len(office.hook.posts) == 1
    assert len(office.deliveries()) == 1


def test_a_lost_file_is_made_anew_from_the_topic(office: Office) -> None:
    office.put(alert(1, "bot"))
    office.work()
    for file in office.app.settings.data_dir.glob("deliveries.sqlite3*"):
        file.unlink()
    office.put(alert(1, "bot"), alert(2, "bot"))
    office.work()
    assert len(office.hook.posts) == 2


def test_only_the_channel_that_failed_is_tried_again(office: Office) -> None:
    office.hook.answers = [Answer(503), Answer(503), Answer(204)]
    office.put(alert(1, "log", "desk", "bot"))
    office.work(in_place_tries=5)
    assert len(office.hook.posts) == 3
    assert len({post.headers["webhook-id"] for post in office.hook.posts}) == 1
    assert len(office.mail.letters) == 1
    assert lines(office) == ["alr-1"]
    assert office.outcome() == {("alr-1", c): "sent" for c in ("log", "desk", "bot")}
    assert len(office.deliveries()) == 3


def test_what_cannot_be_delivered_is_recorded_as_failed(office: Office) -> None:
    office.mail.answers["RCPT"] = "550 no such user"
    office.put(alert(1, "desk", "nowhere", "log"))
    office.work()
    assert office.outcome() == {("alr-1", "desk"): "failed", ("alr-1", "nowhere"): "failed", ("alr-1", "log"): "sent"}
    details = {delivery.channel: delivery.detail for delivery in office.deliveries()}
    assert details["nowhere"] == "no channel 'nowhere' in the alerts file (there: bot, desk, log)"
    assert "550 no such user" in details["desk"]
    assert office.dead() == 0


def test_what_never_gets_better_becomes_a_dead_letter(office: Office) -> None:
    office.hook.answers = [Answer(500)]
    office.put(alert(1, "bot"))
    office.work(attempts=2, in_place_tries=2)
    assert office.dead() == 1
    assert len(office.hook.posts) == 2
    assert office.deliveries() == []


def test_a_channel_added_to_the_file_is_used(office: Office) -> None:
    hop = build(office.app)
    file = office.app.settings.alerts.file
    before = file.stat().st_mtime_ns
    file.write_text(file.read_text() + "  second: {kind: log}\n")
    os.utime(file, ns=(before + 10**9, before + 10**9))
    office.put(alert(1, "second"))
    loop = DeliveryLoop(office.app.bus, "notify", group(HOP), subscribed(HOP), hop, DeliverySettings())
    assert loop.run_until_idle(20)
    hop.close()
    assert office.outcome() == {("alr-1", "second"): "sent"}


WORKER = """
import sys, threading
from pathlib import Path
from consumers.notify import build
from pipeline.app import App
from pipeline.bus.delivery import DeliveryLoop
from pipeline.flow import HOP_BY_NAME, group, subscribed
from pipeline.settings import DeliverySettings
from tests.contract.test_notify import settings
hop = HOP_BY_NAME["notify"]
app = App(settings(Path(sys.argv[1]), int(sys.argv[2])))
loop = DeliveryLoop(app.bus, "notify", group(hop), subscribed(hop), build(app), DeliverySettings())
loop.run(threading.Event())
"""


def test_killed_workers_deliver_everything_and_the_file_holds_it_once(office: Office, tmp_path: Path) -> None:
    wanted = {f"alr-{n}" for n in range(120)}
    office.put(*(alert(n, "log", "bot") for n in range(120)))
    command = [sys.executable, "-c", WORKER, str(tmp_path), str(office.mail.port)]
    for round_ in range(1, 4):
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as worker:
            while len(office.hook.posts) < 25 * round_:
                assert worker.poll() is None
            worker.send_signal(signal.SIGKILL)
    while len(office.outcome()) < 240:  # the partitions of a killed member are free when its lease is over
        office.work()
    assert sorted(lines(office)) == sorted(wanted)
    posts: dict[str, set[str]] = {}
    for post in office.hook.posts:
        posts.setdefault(json.loads(post.body)["data"]["alert_id"], set()).add(post.headers["webhook-id"])
    assert set(posts) == wanted
    assert all(len(found) == 1 for found in posts.values())
    assert office.outcome() == {(found, channel): "sent" for found in wanted for channel in ("log", "bot")}
