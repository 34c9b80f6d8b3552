"""What the endpoints take from a request."""

from __future__ import annotations

from typing import Final, cast
from urllib.parse import parse_qs

from starlette.requests import Request

from pipeline.app import App

LONGEST: Final = 10_000
"""Characters of a form that are read."""


def app_of(request: Request) -> App:
    """Return the app that the console shows."""
    return cast(App, request.app.state.app)


async def form_value(request: Request, name: str) -> str:
    """Return a field of a posted form, empty where it is missing."""
    form = (await request.body()).decode("utf-8", "replace")
    return parse_qs(form[:LONGEST]).get(name, [""])[0]
