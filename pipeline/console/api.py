"""The JSON API: the same search, for programs."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, cast, get_args

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from pipeline.app import App
from pipeline.events import ConfigError, Story
from pipeline.index import Facet, Hit, SearchRequest
from pipeline.index.query_fields import FIELDS

from .asking import app_of
from .links import quoted
from .searching import Asked

MOST: Final = 200
FRESH_SECONDS: Final = 60


def stories(request: Request) -> Response:
    """Answer `q`, `sort`, `since`, `size` (at most 200), `cursor` and `facets` with a page of stories."""
    app = app_of(request)
    try:
        wanted = _request(request, app)
        result = app.index.search(wanted)
    except ConfigError as error:
        return JSONResponse({"error": error.message, "hint": error.hint}, 400)
    return JSONResponse(
        {
            "total": result.total,
            "stories": [described(hit) for hit in result.hits],
            "facets": {name: [{"value": v, "count": n} for v, n in counts] for name, counts in result.facets.items()},
            "cursor": result.cursor,
        }
    )


def story(request: Request) -> Response:
    """Answer with a story in full."""
    found: Story | None = app_of(request).index.get(request.path_params["story_id"])
    if found is None:
        return JSONResponse({"error": "no story has this id", "hint": "ids are those of /api/v1/stories"}, 404)
    return Response(found.model_dump_json(), media_type="application/json")


def _request(request: Request, app: App) -> SearchRequest:
    asked = Asked.read(request.query_params)
    return SearchRequest(
        query=asked.node(app.now()),
        sort=asked.sort,
        size=_size(request.query_params.get("size", "20")),
        cursor=asked.cursor or None,
        facets={_facet(name): 10 for name in request.query_params.get("facets", "").split(",") if name},
        highlight=bool(asked.query),
    )


def _size(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= MOST):
        raise ConfigError(f"size is no number from 1 to {MOST}", hint="leave it out, or say size=50")
    return int(text)


def _facet(name: str) -> Facet:
    if name not in get_args(Facet):
        raise ConfigError(f"stories cannot be counted by {name!r}", hint="one of " + ", ".join(get_args(Facet)))
    return cast(Facet, name)


def described(hit: Hit) -> dict[str, Any]:
    """Return what the API tells of a story found."""
    article, story = hit.story.lead.article, hit.story
    sure = {m.entity_id: m for m in story.lead.mentions if m.status == "accepted"}
    return {
        "id": story.story_id,
        "title": article.title,
        "url": article.url,
        "outlet": article.outlet,
        "published": article.published.isoformat() if article.published else None,
        "first_seen": story.first_seen.isoformat(),
        "language": article.language,
        "organisations": [{"id": m.entity_id, "name": m.name, "kind": m.kind, "role": m.role} for m in sure.values()],
        "technologies": list(story.lead.technologies),
        "events": sorted({event.type for event in story.events if not event.hedged}),
        "places": sorted({place.name for place in story.lead.places}),
        "level": story.level,
        "copies": sum(member.role == "copy" for member in story.members),
        "score": hit.score,
        "passages": [{"field": p.field, "passage": p.passage, "matches": p.matches} for p in hit.highlights],
    }


def complete(request: Request) -> Response:
    """Answer `q`, the beginning of a word, with fields and organisations that it may become, at most twelve."""
    app = app_of(request)
    names = _names(app.settings.watchlist.folder, int(time.monotonic() // FRESH_SECONDS))
    return JSONResponse(
        [{"value": value, "label": label} for value, label in completions(request.query_params.get("q", ""), names)]
    )


def completions(word: str, names: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return what a word may become: fields, and `names` (name and kind) as a condition on their kind. Pure."""
    start = word.casefold().lstrip('-"').rpartition(":")[2].lstrip('"')
    fields = [(f"{name}:", "field") for name in FIELDS if ":" not in word and name.startswith(start)]
    found = [(f"{kind}:{quoted(name)}", kind.replace("_", " ")) for name, kind in names if _begins(name, start)]
    return [*fields, *found][:12] if start else []


def _begins(name: str, start: str) -> bool:
    folded = name.casefold()
    return folded.startswith(start) or f" {start}" in folded


@lru_cache(maxsize=1)
def _names(folder: Path, _age: int) -> tuple[tuple[str, str], ...]:
    from pipeline.watchlist import load_watchlist

    return tuple(sorted((entity.name, entity.kind) for entity in load_watchlist(folder).entities))
