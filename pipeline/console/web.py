"""The console: routes, the guard before them, and errors as pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.app import App
from pipeline.events import ConfigError, UndersightError

from . import api, export, operating, pages, syndication
from .marks import Piece
from .security import COOKIE, HEADERS, Refusal, refusal

HERE: Final = Path(__file__).parent

Endpoint = Callable[[Request], Response]

_REFUSED: Final[Mapping[Refusal, tuple[int, str]]] = {
    "host": (421, "This console answers on 127.0.0.1 only. Set console.token to open it to other addresses."),
    "token": (401, "This console asks for a token: Authorization: Bearer …, or sign in at /sign-in."),
    "origin": (403, "Requests that change something are taken from the console's own pages only."),
}


def build(app: App) -> Starlette:
    """Return the console of an app as an ASGI application."""
    token = app.settings.console.token.get_secret_value()
    templates = environment()
    site = Starlette(
        routes=[
            Route("/", pages.stories),
            Route("/stories/{story_id}", pages.story),
            Route("/organisations/{entity_id}", pages.organisation),
            Route("/feeds", operating.feeds),
            Route("/alerts", operating.alerts),
            Route("/status", operating.status),
            Route("/dead-letters/replay", operating.replay_letters, methods=["POST"]),
            Route("/help", pages.help_page),
            Route("/sign-in", pages.sign_in, methods=["GET", "POST"]),
            Route("/api/v1/stories", api.stories),
            Route("/api/v1/complete", api.complete),
            Route("/api/v1/stories/{story_id}", api.story),
            Route("/export.csv", export.csv_file),
            Route("/export.jsonl", export.json_lines),
            Route("/feed.atom", syndication.atom),
            Route("/feed.rss", syndication.rss),
            Route("/feed.json", syndication.json_feed),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ],
        middleware=[Middleware(Guard, token=token)],
        exception_handlers={404: _missing, UndersightError: _failed},
    )
    site.state.app = app
    site.state.token = token
    site.state.templates = templates
    return site


def environment() -> Environment:
    """Return the templates; everything is escaped, and an unknown name is an error."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["when"] = when
    made.filters["moment"] = moment
    made.filters["words"] = lambda value: str(value).replace("_", " ")
    made.globals["plain"] = lambda text: [Piece(text)]
    return made


def when(time: datetime | None) -> str:
    """Return a day and time in UTC as pages show it."""
    return f"{time:%Y-%m-%d %H:%M}" if time else "unknown"


def moment(time: datetime | None) -> str:
    """Return a time for the `datetime` attribute."""
    return time.isoformat(timespec="seconds") if time else ""


class Guard:
    """Lets a request pass that `refusal` has nothing against, and adds the security headers to every answer."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_ENCODED]
            await send(message)

        request = Request(scope)
        public = request.url.path == "/sign-in" or request.url.path.startswith("/static/")
        headers = dict(request.headers)
        why = refusal(request.method, headers, token=self._token, given=_given(request), public=public)
        if why is None:
            await self._app(scope, receive, sending)
            return
        if why == "token" and "text/html" in headers.get("accept", ""):
            await RedirectResponse("/sign-in", 303)(scope, receive, sending)
            return
        status, text = _REFUSED[why]
        await PlainTextResponse(text + "\n", status)(scope, receive, sending)


_ENCODED: Final = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]


def _given(request: Request) -> str:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    return given.strip() if scheme.lower() == "bearer" else request.cookies.get(COOKIE, "")


def _missing(request: Request, _error: Exception) -> Response:
    return pages.render(request, "error.html", status=404, title="Not found", text="There is no such page or story.")


def _failed(request: Request, error: Exception) -> Response:
    text = str(error)
    status = 400 if isinstance(error, ConfigError) else 503
    return pages.render(request, "error.html", status=status, title="That did not work", text=text)
