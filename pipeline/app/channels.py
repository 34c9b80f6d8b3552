"""The channels of alerts.yaml, made ready to send."""

from __future__ import annotations

import os

from pipeline.alerts import AlertBook, Channel, EmailChannel, LogChannel
from pipeline.notifications import HookTarget, LogTarget, MailTarget, Senders, Target, open_senders
from pipeline.settings import Settings


def open_channels(book: AlertBook, settings: Settings) -> Senders:
    """Return a sender for each channel. Raises ConfigError for one that cannot work, such as one without a secret."""
    targets = {name: _target(channel) for name, channel in book.channels.items()}
    return open_senders(targets, settings.notifications, settings.data_dir)


def _target(channel: Channel) -> Target:
    if isinstance(channel, LogChannel):
        return LogTarget(channel.file)
    if isinstance(channel, EmailChannel):
        return MailTarget(channel.to)
    return HookTarget(channel.url, channel.secret(os.environ))
