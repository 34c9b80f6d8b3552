"""Looks at everything the pipeline needs and says what is wrong and what to do."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.alerts import load_alerts
from pipeline.app.channels import open_channels
from pipeline.app.parts import App
from pipeline.events import UndersightError
from pipeline.feeds import load_catalogue
from pipeline.fetching.plans import user_agent
from pipeline.flow import HOPS, group, subscribed, topic_specs
from pipeline.settings import Settings
from pipeline.watchlist import load_watchlist

LEAST_FREE_MB: Final = 500


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    name: str
    ok: bool
    detail: str
    hint: str = ""


def check(settings: Settings) -> list[Check]:
    """Look at everything, one after the other; a failure never hides the rest."""
    app = App(settings)
    looks: tuple[tuple[str, Callable[[], str]], ...] = (
        ("data folder", lambda: _data_folder(settings.data_dir)),
        ("feeds", lambda: _feeds(settings)),
        ("watchlist", lambda: _watchlist(settings)),
        ("alerts", lambda: _alerts(settings)),
        ("fetching", lambda: _fetching(settings)),
        (f"bus ({settings.bus.kind})", lambda: _bus(app)),
        (f"index ({settings.index.kind})", lambda: _index(app)),
        ("lag", lambda: _lag(app)),
        ("sites", lambda: _sites(settings)),
    )
    try:
        return [_look(name, look) for name, look in looks]
    finally:
        app.close()


def check_lists(settings: Settings) -> None:
    """Read the lists a newsroom edits, before anything is started. Raises ConfigError for the first that is wrong."""
    for look in (_feeds, _watchlist, _alerts):
        look(settings)


def _look(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, ok=True, detail=look())
    except UndersightError as error:
        return Check(name, ok=False, detail=error.message, hint=error.hint)


def _data_folder(folder: Path) -> str:
    with _readable_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".probe"
        probe.write_bytes(b"x" * 4096)
        probe.unlink()
    free = shutil.disk_usage(folder).free // 2**20
    if free < LEAST_FREE_MB:
        raise UndersightError(f"only {free} MB free on the disk of {folder}", hint="free some space or move data_dir")
    return f"{folder}, {free:,} MB free"


@contextmanager
def _readable_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UndersightError(
            f"cannot write to {folder}: {error.strerror}", hint="set data_dir to a folder you may write to"
        ) from None


def _feeds(settings: Settings) -> str:
    catalogue = load_catalogue(settings.feeds.file)
    enabled = sum(feed.enabled for feed in catalogue.feeds)
    return f"{enabled} of {len(catalogue.feeds)} feeds enabled in {settings.feeds.file}"


def _watchlist(settings: Settings) -> str:
    watchlist = load_watchlist(settings.watchlist.folder)
    return f"{len(watchlist.entities)} entities, version {watchlist.version}"


def _alerts(settings: Settings) -> str:
    book = load_alerts(settings.alerts.file)
    open_channels(book, settings).close()
    return f"{len(book.rules)} saved searches, {len(book.channels)} channels"


def _fetching(settings: Settings) -> str:
    agent = user_agent(settings.fetching)
    if settings.fetching.contact.strip():
        return agent
    return f"{agent}; set fetching.contact to an address or page, so that a site that minds can say so"


def _bus(app: App) -> str:
    there = app.bus.topics()
    missing = [spec.name for spec in topic_specs() if spec.name not in there]
    if missing:
        raise UndersightError(
            f"{len(missing)} topics do not exist yet, {missing[0]} among them", hint="run: undersight topics apply"
        )
    return f"{len(topic_specs())} topics"


def _index(app: App) -> str:
    totals = app.journal.totals()
    return f"{app.index.count():,} stories, {sum(totals.values()):,} entries"


def _sites(settings: Settings) -> str:
    from pipeline.extraction.sites import read_sites  # it brings the extractors along, which `run` has no use for

    reports = read_sites(settings.data_dir)
    drifting = [report.site for report in reports if report.alarm]
    if not drifting:
        return f"{len(reports):,} known, none drifts"
    return f"{len(drifting):,} of {len(reports):,} drift, {drifting[0]} among them: undersight sites --drifting"


def _lag(app: App) -> str:
    consumers = [hop for hop in HOPS if hop.kind == "consumer"]
    lags = {hop.name: sum(app.bus.lag(group(hop), subscribed(hop)).values()) for hop in consumers}
    return ", ".join(f"{name} {lag:,}" for name, lag in lags.items())
