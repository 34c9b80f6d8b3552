"""One typed tree of settings, read from a TOML file, the environment and secret files."""

from .load import Loaded, load, load_settings
from .tree import (
    AlertsSettings,
    BusSettings,
    DeliverySettings,
    ExtractionSettings,
    FeedsSettings,
    FetchingSettings,
    IndexSettings,
    NotificationsSettings,
    ObservabilitySettings,
    Settings,
    SmtpSettings,
    WatchlistSettings,
)

__all__ = [
    "AlertsSettings",
    "BusSettings",
    "DeliverySettings",
    "ExtractionSettings",
    "FeedsSettings",
    "FetchingSettings",
    "IndexSettings",
    "Loaded",
    "NotificationsSettings",
    "ObservabilitySettings",
    "Settings",
    "SmtpSettings",
    "WatchlistSettings",
    "load",
    "load_settings",
]
