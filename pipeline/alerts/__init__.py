"""Saved searches: the file that holds them, and the alerts they raise."""

from .book import AlertBook, AlertsFile, Channel, EmailChannel, LogChannel, Rule, WebhookChannel, load_alerts
from .rules import alert, organisations
from .watch import WatchedBook

__all__ = [
    "AlertBook",
    "AlertsFile",
    "Channel",
    "EmailChannel",
    "LogChannel",
    "Rule",
    "WatchedBook",
    "WebhookChannel",
    "alert",
    "load_alerts",
    "organisations",
]
