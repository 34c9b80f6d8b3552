"""The senders of all channels, opened together."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pipeline.events import Alert
from pipeline.settings.tree import NotificationsSettings

from .log import LogSender
from .mail import MailSender
from .port import HookTarget, LogTarget, MailTarget, Sender, SendFailure, Sent, Target

LOG_FILE: Final = "alerts.jsonl"


class Senders:
    """Channels by id."""

    def __init__(self, senders: Mapping[str, Sender]) -> None:
        self._senders = dict(senders)

    def send(self, channel: str, alert: Alert, delivery_id: str) -> Sent | SendFailure:
        """Send through a channel; one that does not exist is a permanent failure."""
        sender = self._senders.get(channel)
        if sender is None:
            known = ", ".join(sorted(self._senders)) or "none"
            return SendFailure(f"no channel '{channel}' in the alerts file (there: {known})", permanent=True)
        return sender.send(alert, delivery_id)

    def close(self) -> None:
        """Break what is under way on every channel."""
        for sender in self._senders.values():
            sender.close()


def open_senders(targets: Mapping[str, Target], settings: NotificationsSettings, data_dir: Path) -> Senders:
    """Return a sender for each channel. Raises ConfigError for a channel that cannot work as configured."""
    return Senders({channel: _open(channel, target, settings, data_dir) for channel, target in targets.items()})


def _open(channel: str, target: Target, settings: NotificationsSettings, data_dir: Path) -> Sender:
    match target:
        case LogTarget(file=file):
            return LogSender(file or settings.log_file or data_dir / LOG_FILE, channel)
        case MailTarget(to=to):
            return MailSender(settings.smtp, to, channel)
        case HookTarget():
            from .webhook import WebhookSender

            return WebhookSender(target, channel, allow_private=settings.allow_private)
