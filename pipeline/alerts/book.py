"""Saved searches and the channels their alerts go through, as a newsroom writes them in `alerts.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from pipeline.events import ConfigError
from pipeline.index.ast import Node
from pipeline.index.query import parse
from pipeline.settings.yamlfile import Document, read_yaml, suggest, validate

_ID: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_ADDRESS: Final = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")


def _name(value: str) -> str:
    if not _ID.fullmatch(value):
        raise ValueError(f"'{value}' is no id: use small letters, digits, '-', '_' and '.', at most 64")
    return value


def _address(value: str) -> str:
    if not _ADDRESS.fullmatch(value):
        raise ValueError(f"'{value}' is not an e-mail address")
    return value


def _web_address(value: str) -> str:
    if not value.startswith(("https://", "http://")):
        raise ValueError(f"begin '{value}' with https:// (or http://)")
    return value


Id: TypeAlias = Annotated[str, AfterValidator(_name)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LogChannel(_Table):
    """Alerts as JSON lines in a file, and in the log."""

    kind: Literal["log"]
    file: Path | None = Field(None, description="Default: notifications.log_file of the settings.")
    note: str = ""


class EmailChannel(_Table):
    """Alerts by e-mail, one message each; the mail server is in the settings."""

    kind: Literal["email"]
    to: tuple[Annotated[str, AfterValidator(_address)], ...] = Field(min_length=1)
    note: str = ""


class WebhookChannel(_Table):
    """Alerts as signed POST requests (Standard Webhooks 1.0)."""

    kind: Literal["webhook"]
    url: Annotated[str, AfterValidator(_web_address)]
    secret_env: str = Field("", description="Environment variable that holds the signing secret, `whsec_…`.")
    secret_file: Path | None = Field(None, description="File that holds the signing secret.")
    note: str = ""

    @model_validator(mode="after")
    def _one_secret(self) -> WebhookChannel:
        if bool(self.secret_env) == (self.secret_file is not None):
            raise ValueError("name either secret_env or secret_file; requests are always signed")
        return self

    def secret(self, env: Mapping[str, str]) -> str:
        """Return the signing secret. Raises ConfigError when it is not where the channel says."""
        if self.secret_file is None:
            found = env.get(self.secret_env, "")
            where = f"environment variable {self.secret_env}"
        else:
            where = str(self.secret_file)
            try:
                found = self.secret_file.read_text(encoding="utf-8")
            except OSError as error:
                raise ConfigError(f"{where}: the webhook's secret cannot be read: {error.strerror}") from None
        if not found.strip():
            raise ConfigError(f"{where} is empty: it must hold the webhook's secret", hint="make one: whsec_ + base64")
        return found.strip()


Channel: TypeAlias = Annotated[LogChannel | EmailChannel | WebhookChannel, Field(discriminator="kind")]


class Rule(_Table):
    """A saved search. Its alerts go through the channels named."""

    id: Id
    name: str = Field(min_length=1)
    query: str = Field(min_length=1)
    channels: tuple[str, ...] = Field(min_length=1)
    enabled: bool = True
    note: str = ""


class AlertsFile(_Table):
    """The whole of `alerts.yaml`."""

    channels: dict[Id, Channel] = Field(default_factory=dict)
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class AlertBook:
    """The saved searches, and the channels by id."""

    rules: tuple[Rule, ...]
    channels: Mapping[str, LogChannel | EmailChannel | WebhookChannel]

    def queries(self, now: datetime) -> dict[str, Node]:
        """Return the parsed query of each rule that is enabled; times such as `7d` count back from `now`."""
        return {rule.id: parse(rule.query, now=now) for rule in self.rules if rule.enabled}


def load_alerts(path: Path) -> AlertBook:
    """Return the saved searches and channels of a file.

    Raises ConfigError, one line with file and line number, for a key or channel that is not known (naming the nearest),
    an id given twice, and a query that cannot be read (naming the position).
    """
    document = read_yaml(path)
    file = validate(document, AlertsFile)
    seen: dict[str, int] = {}
    for at, rule in enumerate(file.rules):
        _check_rule(document, at, rule, file, seen)
    return AlertBook(file.rules, dict(file.channels))


def _check_rule(document: Document, at: int, rule: Rule, file: AlertsFile, seen: dict[str, int]) -> None:
    if rule.id in seen:
        line = document.line("rules", seen[rule.id], "id")
        raise document.error(f"rule '{rule.id}' is given twice; first on line {line}", "rules", at, "id")
    seen[rule.id] = at
    for position, channel in enumerate(rule.channels):
        if channel not in file.channels:
            near = suggest(channel, sorted(file.channels))
            message = f"rule '{rule.id}': no channel '{channel}'{near}"
            raise document.error(message, "rules", at, "channels", position)
    try:
        parse(rule.query, now=datetime.now(UTC))
    except ConfigError as error:
        message = f"rule '{rule.id}': {error.message}"
        raise document.error(message, "rules", at, "query", hint=error.hint) from None
