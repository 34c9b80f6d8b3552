"""Every sender: one alert arrives, with the delivery id, and failures are values."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from standardwebhooks import Webhook

from pipeline.events import Alert, ConfigError
from pipeline.notifications import HookTarget, LogTarget, MailTarget, Sender, SendFailure, Sent, open_senders
from pipeline.notifications.log import LogSender
from pipeline.notifications.mail import MailSender
from pipeline.notifications.webhook import WebhookSender
from pipeline.settings import NotificationsSettings, SmtpSettings
from tests.contract.receivers import Answer, HookServer, MailServer, hook_server, mail_server

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NOW = datetime(2026, 3, 4, 6, 1, tzinfo=UTC)
ALERT = Alert(
    alert_id="alr-1",
    rule_id="spyware",
    rule_name="Spyware – nouvelles",
    query='spyware OR "zero-click"',
    story_id="sto-1",
    story_revision=1,
    title='Vendor "Nightglass" <sued> over zero-click spyware',
    url="https://gazette.example/nightglass?a=1&b=2",
    outlet="Gazette",
    published=datetime(2026, 3, 4, 5, 6, tzinfo=UTC),
    organisations=("Nightglass Ltd",),
    why=("spyware", "zero-click"),
    channels=("here",),
    raised=datetime(2026, 3, 4, 6, 0, tzinfo=UTC),
)


@dataclass
class Channel:
    """A sender, the delivery ids that have arrived, and a way to take the receiver away."""

    sender: Sender
    arrived: Callable[[], list[str]]
    break_it: Callable[[], None]


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def hook() -> Iterator[HookServer]:
    with hook_server() as server:
        yield server


def mailer(server: MailServer, *to: str) -> MailSender:
    smtp = SmtpSettings(host="127.0.0.1", port=server.port, tls="none", sender="alerts@undersight.example")
    return MailSender(smtp, to or ("desk@gazette.example",), "desk")


def poster(server: HookServer, **options: object) -> WebhookSender:
    return WebhookSender(HookTarget(server.url, SECRET), "hook", **{"allow_private": True, **options})  # type: ignore[arg-type]


def log_channel(folder: Path) -> Channel:
    file = folder / "alerts.jsonl"

    def arrived() -> list[str]:
        return [json.loads(line)["delivery_id"] for line in file.read_text().splitlines()]

    def break_it() -> None:
        file.unlink(missing_ok=True)
        file.mkdir()

    return Channel(LogSender(file, "log"), arrived, break_it)


@pytest.fixture(params=["log", "email", "webhook"])
def channel(request: pytest.FixtureRequest, tmp_path: Path, mail: MailServer, hook: HookServer) -> Iterator[Channel]:
    made = {
        "log": lambda: log_channel(tmp_path),
        "email": lambda: Channel(
            mailer(mail),
            lambda: [str(letter.message["Message-ID"]).strip("<>").partition("@")[0] for letter in mail.letters],
            lambda: mail.answers.update(MAIL="451 try later"),
        ),
        "webhook": lambda: Channel(
            poster(hook),
            lambda: [post.headers["webhook-id"] for post in hook.posts],
            lambda: hook.answers.__setitem__(0, Answer(503)),
        ),
    }[request.param]()
    yield made
    made.sender.close()


def test_an_alert_arrives_once_under_its_delivery_id(channel: Channel) -> None:
    assert isinstance(channel.sender.send(ALERT, "dlv-1"), Sent)
    assert channel.arrived() == ["dlv-1"]


def test_sending_again_carries_the_same_id(channel: Channel) -> None:
    channel.sender.send(ALERT, "dlv-1")
    assert isinstance(channel.sender.send(ALERT, "dlv-1"), Sent)
    assert set(channel.arrived()) == {"dlv-1"}


def test_a_receiver_that_is_away_is_a_failure_that_may_pass(channel: Channel) -> None:
    channel.break_it()
    outcome = channel.sender.send(ALERT, "dlv-1")
    assert isinstance(outcome, SendFailure)
    assert not outcome.permanent
    assert outcome.detail


def test_many_threads_may_send(channel: Channel) -> None:
    threads = [threading.Thread(target=channel.sender.send, args=(ALERT, f"dlv-{n}")) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(channel.arrived()) == [f"dlv-{n}" for n in range(8)]


# --- the log file ---


def ids(file: Path) -> list[str]:
    return [json.loads(line)["delivery_id"] for line in file.read_text().splitlines()]


def test_the_file_knows_what_it_holds_after_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "alerts.jsonl"
    LogSender(file, "log").send(ALERT, "dlv-1")
    again = LogSender(file, "log").send(ALERT, "dlv-1")
    assert again == Sent("already in the file")
    assert ids(file) == ["dlv-1"]


def test_two_processes_do_not_write_one_delivery_twice(tmp_path: Path) -> None:
    file = tmp_path / "alerts.jsonl"
    one, other = LogSender(file, "log"), LogSender(file, "log")
    for n in (1, 2):
        one.send(ALERT, f"dlv-{n}")
        other.send(ALERT, f"dlv-{n}")
    assert ids(file) == ["dlv-1", "dlv-2"]


@pytest.mark.parametrize("cut", [1, 20, 300])
def test_a_torn_last_line_is_replaced(tmp_path: Path, cut: int) -> None:
    file = tmp_path / "alerts.jsonl"
    sender = LogSender(file, "log")
    sender.send(ALERT, "dlv-1")
    sender.send(ALERT, "dlv-2")
    file.write_bytes(file.read_bytes()[:-cut])
    restarted = LogSender(file, "log")
    restarted.send(ALERT, "dlv-2")
    restarted.send(ALERT, "dlv-3")
    assert ids(file) == ["dlv-1", "dlv-2", "dlv-3"]


def test_a_file_that_was_rotated_away_begins_anew(tmp_path: Path) -> None:
    file = tmp_path / "alerts.jsonl"
    sender = LogSender(file, "log")
    sender.send(ALERT, "dlv-1")
    file.rename(tmp_path / "alerts.jsonl.1")
    sender.send(ALERT, "dlv-2")
    assert ids(file) == ["dlv-2"]


WRITER = """
import sys
from pathlib import Path
from pipeline.events import Alert
from pipeline.notifications.log import LogSender
from pipeline.observability import configure
configure()
alert = Alert.model_validate_json(sys.argv[2])
sender = LogSender(Path(sys.argv[1]), "log")
for number in range(100000):
    sender.send(alert, f"dlv-{number}")
    print(number, flush=True)
"""


def test_a_killed_writer_loses_nothing_it_had_reported(tmp_path: Path) -> None:
    file = tmp_path / "alerts.jsonl"
    command = [sys.executable, "-c", WRITER, str(file), ALERT.model_dump_json()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        reported = [int(process.stdout.readline()) for _ in range(20)]
        process.kill()
    LogSender(file, "log").send(ALERT, "dlv-19")
    found = ids(file)
    assert len(found) == len(set(found))
    assert {f"dlv-{n}" for n in reported} <= set(found)


# --- e-mail ---


def test_the_message_says_why_in_text_and_html(mail: MailServer) -> None:
    mailer(mail, "a@gazette.example", "b@gazette.example").send(ALERT, "dlv-1")
    (letter,) = mail.letters
    message = letter.message
    assert letter.to == ["a@gazette.example", "b@gazette.example"]
    assert message["Message-ID"] == "<dlv-1@undersight.example>"
    assert message["Subject"] == f"[Spyware – nouvelles] {ALERT.title}"
    plain = message.get_body(("plain",))
    html = message.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert "Why it matched: spyware, zero-click" in plain.get_content()
    assert ALERT.url in plain.get_content()
    page = html.get_content()
    assert "&lt;sued&gt;" in page
    assert "<sued>" not in page
    assert "<img" not in page
    assert "http" in page


@pytest.mark.parametrize(
    ("command", "answer", "permanent"),
    [
        ("MAIL", "550 sender unknown", True),
        ("MAIL", "451 try later", False),
        ("RCPT", "550 no such user", True),
        ("RCPT", "450 greylisted", False),
        ("DATA", "554 spam", True),
        ("EHLO", "421 too busy", False),
    ],
)
def test_answers_of_the_mail_server(mail: MailServer, command: str, answer: str, permanent: bool) -> None:
    mail.answers[command] = answer
    mail.answers.setdefault("HELO", "421 too busy" if command == "EHLO" else "250 fine")
    outcome = mailer(mail).send(ALERT, "dlv-1")
    assert isinstance(outcome, SendFailure)
    assert outcome.permanent is permanent
    assert mail.letters == []


def test_one_recipient_of_two_refused_is_sent_and_said(mail: MailServer) -> None:
    mail.refused["b@gazette.example"] = "550 no such user"
    outcome = mailer(mail, "a@gazette.example", "b@gazette.example").send(ALERT, "dlv-1")
    assert isinstance(outcome, Sent)
    assert outcome.detail == "b@gazette.example refused: 550 no such user"
    assert [letter.to for letter in mail.letters] == [["a@gazette.example"]]


def test_a_server_that_hangs_up_or_knows_no_tls(mail: MailServer) -> None:
    mail.drop_at = "DATA"
    outcome = mailer(mail).send(ALERT, "dlv-1")
    assert isinstance(outcome, SendFailure)
    assert not outcome.permanent
    smtp = SmtpSettings(host="127.0.0.1", port=mail.port, tls="starttls")
    outcome = MailSender(smtp, ("desk@gazette.example",), "desk").send(ALERT, "dlv-1")
    assert isinstance(outcome, SendFailure)
    assert not outcome.permanent
    assert mail.letters == []


def test_a_mail_channel_needs_a_mail_server(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="channel 'desk' sends e-mail, but no mail server is set"):
        open_senders({"desk": MailTarget(("a@b.example",))}, NotificationsSettings(), tmp_path)


def test_a_sender_that_is_no_address_is_named() -> None:
    with pytest.raises(ConfigError, match="'undersight' is not an e-mail address"):
        MailSender(SmtpSettings(host="127.0.0.1", sender="undersight"), ("a@b.example",), "desk")


# --- webhooks ---


def test_the_reference_library_verifies_the_signature(hook: HookServer) -> None:
    poster(hook).send(ALERT, "dlv-1")
    (post,) = hook.posts
    payload = Webhook(SECRET).verify(post.body, post.headers)
    assert payload["type"] == "alert.raised"
    assert payload["timestamp"] == "2026-03-04T06:00:00+00:00"
    assert payload["data"]["alert_id"] == "alr-1"
    assert payload["data"]["why"] == ["spyware", "zero-click"]
    assert len(post.body) < 20_000


@pytest.mark.parametrize("status", [301, 302, 400, 401, 404, 429, 500, 503])
def test_answers_that_may_pass(hook: HookServer, status: int) -> None:
    hook.answers = [Answer(status, {"location": hook.url + "/elsewhere"})]
    outcome = poster(hook).send(ALERT, "dlv-1")
    assert isinstance(outcome, SendFailure)
    assert not outcome.permanent
    assert str(status) in outcome.detail
    assert len(hook.posts) == 1


def test_retry_after_is_honoured(hook: HookServer) -> None:
    hook.answers = [Answer(429, {"retry-after": "120"})]
    assert poster(hook).send(ALERT, "dlv-1") == SendFailure("status 429", retry_after=120.0)


def test_gone_is_for_ever(hook: HookServer) -> None:
    hook.answers = [Answer(410), Answer(204)]
    sender = poster(hook)
    first, second = sender.send(ALERT, "dlv-1"), sender.send(ALERT, "dlv-2")
    assert isinstance(first, SendFailure)
    assert first.permanent
    assert isinstance(second, SendFailure)
    assert second.permanent
    assert len(hook.posts) == 1


def test_a_silent_server_is_given_up(hook: HookServer) -> None:
    hook.hang = True
    outcome = poster(hook, seconds=0.3).send(ALERT, "dlv-1")
    assert isinstance(outcome, SendFailure)
    assert not outcome.permanent


def test_closing_breaks_what_is_under_way(hook: HookServer) -> None:
    hook.hang = True
    sender = poster(hook, seconds=30.0)
    outcomes: list[Sent | SendFailure] = []
    thread = threading.Thread(target=lambda: outcomes.append(sender.send(ALERT, "dlv-1")))
    thread.start()
    while not hook.posts:
        threading.Event().wait(0.01)
    sender.close()
    thread.join(10)
    assert [type(outcome) for outcome in outcomes] == [SendFailure]


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://[::1]:{port}/"])
def test_private_addresses_are_refused(url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        target = HookTarget(url.format(port=listener.getsockname()[1]), SECRET)
        outcome = WebhookSender(target, "hook", allow_private=False).send(ALERT, "dlv-1")
    assert isinstance(outcome, SendFailure)
    assert outcome.permanent
    assert "not a public address" in outcome.detail


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_!!!", "hunter2", "whsec_c2hvcnQ="])
def test_a_bad_secret_is_named_but_not_shown(secret: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="channel 'bot'") as caught:
        open_senders({"bot": HookTarget("https://x.example", secret)}, NotificationsSettings(), tmp_path)
    assert not secret or secret not in str(caught.value).replace("`whsec_`", "").replace("whsec_$", "")
    assert "hunter2" not in repr(HookTarget("https://x.example", "hunter2"))


# --- all together ---


def test_an_unknown_channel_is_a_clear_permanent_failure(tmp_path: Path) -> None:
    senders = open_senders({"log": LogTarget()}, NotificationsSettings(), tmp_path)
    outcome = senders.send("lgo", ALERT, "dlv-1")
    assert outcome == SendFailure("no channel 'lgo' in the alerts file (there: log)", permanent=True)
    senders.send("log", ALERT, "dlv-1")
    assert (tmp_path / "alerts.jsonl").exists()
    senders.close()
