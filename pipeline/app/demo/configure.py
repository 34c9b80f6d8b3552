"""Write the files that have the demo site monitored, as an operator would."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol

import yaml

from .content import Content

_SETTINGS = """\
# Written by the demo. Private addresses are allowed, since the site is on loopback.
data_dir = {data}

[feeds]
file = {feeds}
min_interval_seconds = 2
max_interval_seconds = 5

[fetching]
allow_private = true
host_interval_seconds = 0.05
host_connections = 4

[watchlist]
folder = {watchlist}

[alerts]
file = {alerts}

[notifications]
allow_private = true
"""


class RunningSite(Protocol):
    """What the files need to know of a site."""

    @property
    def content(self) -> Content:
        """What it serves."""
        ...

    def address(self, outlet: str, path: str = "/") -> str:
        """Return the address of a path of an outlet."""
        ...


def write_config(folder: Path, site: RunningSite, watchlist: Path = Path("config/watchlist")) -> Path:
    """Write feeds.yaml, alerts.yaml and undersight.toml for a running site, and return the path of the last.

    All paths inside are absolute; `watchlist` is the folder of the shipped lists.
    """
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    feeds, alerts, settings = folder / "feeds.yaml", folder / "alerts.yaml", folder / "undersight.toml"
    _write_yaml(feeds, feed_list(site))
    _write_yaml(alerts, alert_list())
    paths = {"data": folder / "data", "feeds": feeds, "alerts": alerts, "watchlist": watchlist.resolve()}
    settings.write_text(_SETTINGS.format_map({key: _toml(path) for key, path in paths.items()}), "utf-8")
    return settings


def feed_list(site: RunningSite) -> dict[str, Any]:
    """Return the site's feeds in the format of feeds.yaml."""
    rows = [
        {
            "id": feed.id,
            "url": site.address(feed.outlet, feed.path),
            "outlet": site.content.outlets[feed.outlet].name,
            "language": site.content.outlets[feed.outlet].language,
            "fetch": feed.fetch,
            "keep": "relevant",
        }
        for feed in site.content.feeds
    ]
    return {"feeds": rows}


def alert_rules() -> list[dict[str, str]]:
    """Return the saved searches of the demo: id, name and query of each."""
    rows: list[dict[str, str]] = yaml.safe_load((files(__package__) / "alerts.yaml").read_text("utf-8"))
    return rows


def alert_list() -> dict[str, Any]:
    """Return the saved searches in the format of alerts.yaml, all of them going to the log."""
    return {"channels": {"log": {"kind": "log"}}, "rules": [{**row, "channels": ["log"]} for row in alert_rules()]}


def _write_yaml(path: Path, data: Mapping[str, Any]) -> None:
    path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=120), "utf-8")


def _toml(path: Path) -> str:
    """Quote a path as a TOML basic string."""
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'
