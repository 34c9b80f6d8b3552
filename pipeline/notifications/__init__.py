"""Alerts to subscribers: a log file, e-mail, signed webhooks, and the history of what was delivered."""

from .history import DeliveryHistory
from .port import HookTarget, LogTarget, MailTarget, Sender, SendFailure, Sent, Target
from .senders import Senders, open_senders

__all__ = [
    "DeliveryHistory",
    "HookTarget",
    "LogTarget",
    "MailTarget",
    "SendFailure",
    "Sender",
    "Senders",
    "Sent",
    "Target",
    "open_senders",
]
