"""The operator's pages: feeds and their health, saved searches, dead letters, and what became of the entries."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.alerts import load_alerts
from pipeline.app import App
from pipeline.bus.deadletters import DeadLetter, list_dead, replay
from pipeline.events import ConfigError
from pipeline.feeds import Feed, load_catalogue
from pipeline.feeds.state import FeedState, Health, health
from pipeline.feeds.store import open_store
from pipeline.flow import topic_specs

from .asking import app_of, form_value
from .pages import render
from .searching import problem

SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed, how it does, and what is known of it; `state` is None before its first poll."""

    feed: Feed
    health: Health | None
    state: FeedState | None


def rows(feeds: tuple[Feed, ...], states: dict[str, FeedState], now: datetime) -> list[FeedRow]:
    """Return the feeds with their health, those that need somebody first; a paused feed has none."""
    found = [FeedRow(f, health(states.get(f.id), now) if f.enabled else None, states.get(f.id)) for f in feeds]
    order = ("failing", "gone", "silent", "new", "ok", None)
    return sorted(found, key=lambda row: (order.index(row.health), row.feed.id))


def feeds(request: Request) -> Response:
    """Show the feeds and how they do."""
    app = app_of(request)
    catalogue = load_catalogue(app.settings.feeds.file)
    with closing(open_store(app.settings.data_dir)) as store:
        found = rows(catalogue.feeds, store.all(), app.now())
    counts = {state: sum(row.health == state for row in found) for state in ("ok", "failing", "gone", "silent", "new")}
    return render(request, "feeds.html", rows=found, counts=counts, file=app.settings.feeds.file)


def alerts(request: Request) -> Response:
    """Show the saved searches and where their alerts go."""
    app = app_of(request)
    book = load_alerts(app.settings.alerts.file)
    return render(request, "alerts.html", rules=book.rules, channels=book.channels, file=app.settings.alerts.file)


def status(request: Request) -> Response:
    """Show what became of all entries, and the dead letters."""
    app = app_of(request)
    letters = _letters(app)
    return render(
        request,
        "status.html",
        stories=app.index.count(),
        totals=sorted(app.journal.totals().items(), key=lambda pair: -pair[1]),
        letters=letters[-SHOWN:],
        dead=len(letters),
        replayed=request.query_params.get("replayed", ""),
    )


async def replay_letters(request: Request) -> Response:
    """Send a dead letter back to its hop, or all of them."""
    return await run_in_threadpool(_replay, request, await form_value(request, "id"))


def _replay(request: Request, letter: str) -> Response:
    try:
        count = replay(app_of(request).bus, [letter] if letter else None, _topics())
    except ConfigError as error:
        return render(request, "error.html", status=404, title="No such dead letter", text=problem(error))
    return RedirectResponse(f"/status?replayed={count}", 303)


def _letters(app: App) -> list[DeadLetter]:
    return list_dead(app.bus, _topics())


def _topics() -> list[str]:
    return [spec.name for spec in topic_specs()]
