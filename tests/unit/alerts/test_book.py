from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.alerts import AlertsFile, EmailChannel, LogChannel, WebhookChannel, load_alerts
from pipeline.events import ConfigError

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SHIPPED = Path(__file__).parents[3] / "config" / "alerts.yaml"
GOOD = """\
channels:
  log:
    kind: log
  desk:
    kind: email
    to: [desk@gazette.example]
  bot:
    kind: webhook
    url: https://hooks.example/x
    secret_env: SECRET
rules:
  - id: spyware
    name: Spyware
    query: spyware OR "zero-click"
    channels: [log, desk]
  - id: plates
    name: Plates
    query: plate*
    channels: [bot]
    enabled: false
    note: too noisy
"""


def load(tmp_path: Path, text: str) -> str:
    """Return the error of a file."""
    file = tmp_path / "alerts.yaml"
    file.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_alerts(file)
    return str(caught.value).replace(str(tmp_path) + "/", "")


def test_a_good_file(tmp_path: Path) -> None:
    file = tmp_path / "alerts.yaml"
    file.write_text(GOOD)
    book = load_alerts(file)
    assert [rule.id for rule in book.rules] == ["spyware", "plates"]
    assert {name: type(channel) for name, channel in book.channels.items()} == {
        "log": LogChannel,
        "desk": EmailChannel,
        "bot": WebhookChannel,
    }
    assert list(book.queries(NOW)) == ["spyware"]


def test_an_empty_file_has_no_rules(tmp_path: Path) -> None:
    file = tmp_path / "alerts.yaml"
    file.write_text("# nothing yet\n")
    assert load_alerts(file).rules == ()


def test_the_shipped_file() -> None:
    book = load_alerts(SHIPPED)
    assert len(book.rules) >= 6
    assert len(book.queries(NOW)) == len(book.rules)
    assert {channel for rule in book.rules for channel in rule.channels} == {"log"}


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("note: too", "nite: too", "alerts.yaml:21: unknown key 'nite'; did you mean 'note'?"),
        ("to: [desk", "too: [desk", "alerts.yaml:6: unknown key 'too'; did you mean 'to'?"),
        ("kind: email", "kind: mail", "alerts.yaml:4: "),
        (
            "desk@gazette",
            "desk gazette",
            "alerts.yaml:6: channels.desk.email.to: 'desk gazette.example' is not",
        ),
        ("https://hooks", "hooks", "alerts.yaml:9: channels.bot.webhook.url: begin 'hooks.example/x' with https://"),
        ("    secret_env: SECRET\n", "", "name either secret_env or secret_file"),
        ("[log, desk]", "[log, dsk]", "alerts.yaml:15: rule 'spyware': no channel 'dsk'; did you mean 'desk'?"),
        ("id: plates", "id: spyware", "alerts.yaml:16: rule 'spyware' is given twice; first on line 12"),
        ("id: plates", "id: 'Pla tes'", "alerts.yaml:16: rules.id: 'Pla tes' is no id: use small letters"),
        ("[bot]", "[]", "alerts.yaml:19: "),
        ("plate*", "'(plate'", "alerts.yaml:18: rule 'plates': "),
        ("plate*", "'vendr:x'", "there is no field 'vendr' at character 1 (did you mean vendor?)"),
        ("enabled: false", "enabled: maybe", "alerts.yaml:20: rules.enabled: "),
    ],
)
def test_errors_say_where_and_what(tmp_path: Path, old: str, new: str, error: str) -> None:
    assert error in load(tmp_path, GOOD.replace(old, new, 1))


def test_a_bad_query_names_the_position(tmp_path: Path) -> None:
    assert "at character 12" in load(tmp_path, GOOD.replace("plate*", "'camera AND AND plate'"))


def test_the_secret_comes_from_where_the_channel_says(tmp_path: Path) -> None:
    by_env = WebhookChannel(kind="webhook", url="https://x.example", secret_env="HOOK")
    assert by_env.secret({"HOOK": " whsec_abc \n"}) == "whsec_abc"
    with pytest.raises(ConfigError, match="environment variable HOOK is empty"):
        by_env.secret({})
    file = tmp_path / "secret"
    by_file = WebhookChannel(kind="webhook", url="https://x.example", secret_file=file)
    with pytest.raises(ConfigError, match="secret cannot be read"):
        by_file.secret({})
    file.write_text("whsec_abc\n")
    assert by_file.secret({}) == "whsec_abc"


def test_the_schema_can_be_exported() -> None:
    assert set(AlertsFile.model_json_schema()["properties"]) == {"channels", "rules"}
