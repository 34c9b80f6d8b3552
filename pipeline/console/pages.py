"""The pages. Each asks the app, and hands plain values to a template."""

from __future__ import annotations

from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from pipeline.events import ConfigError, Story
from pipeline.index import Facet, SearchRequest
from pipeline.index.ast import Keyword

from . import searching
from .asking import app_of, form_value
from .links import outside, search_link
from .marks import of_mention, paragraphs, pieces
from .security import COOKIE, same_token
from .timeline import HEIGHT, WIDTH, bars

RELATED: Final = 12


def render(request: Request, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """Return a page."""
    templates = request.app.state.templates
    shared = {"path": request.url.path, "query": request.query_params.get("q", "")}
    html = templates.get_template(template).render({**shared, **values})
    return HTMLResponse(html, status)


def stories(request: Request) -> Response:
    """Show the stories found, with facets, a chart and the next page."""
    app = app_of(request)
    asked = searching.Asked.read(request.query_params)
    parameters = asked.parameters()
    feeds = [(name, search_link(f"/feed.{name}", parameters)) for name in ("rss", "atom", "json")]
    files = [(name, search_link(f"/export.{name}", parameters)) for name in ("csv", "jsonl")]
    shared: dict[str, Any] = {
        "asked": asked,
        "size": (WIDTH, HEIGHT),
        "feeds": feeds,
        "files": files,
        "link": search_link,
    }
    try:
        found = searching.find(app.index, asked, app.now())
    except ConfigError as error:
        shared |= {"found": None, "problem": searching.problem(error)}
        return render(request, "stories.html", status=400, **shared)
    return render(request, "stories.html", **shared, found=found, problem="")


def story(request: Request) -> Response:
    """Show a story: its text with the organisations marked, what happened, its copies and edits, its way here."""
    app = app_of(request)
    found = app.index.get(request.path_params["story_id"])
    if found is None:
        raise HTTPException(404)
    way = app.journal.trace(found.story_id)
    return render(request, "story.html", **_story(found), way=way)


def _story(found: Story) -> dict[str, Any]:
    lead = found.lead
    marks = {field: [of_mention(m) for m in lead.mentions if m.field == field] for field in ("title", "text")}
    return {
        "story": found,
        "article": lead.article,
        "title": pieces(lead.article.title, marks["title"]),
        "paragraphs": paragraphs(lead.article.text, marks["text"]),
        "organisations": searching.organisations(found),
        "url": outside(lead.article.url),
        "outside": outside,
    }


def organisation(request: Request) -> Response:
    """Show an organisation: its stories over time, and what it is named together with."""
    app = app_of(request)
    entity = request.path_params["entity_id"]
    node = Keyword("org", entity)
    interval = searching.interval_of(app.index, node)
    wanted: dict[Facet, int] = dict.fromkeys(searching.FACETS, RELATED)
    result = app.index.search(SearchRequest(query=node, sort="newest", facets=wanted, histogram=interval))
    if not result.hits:
        raise HTTPException(404)
    name, kind = _named(result.hits[0].story, entity)
    facets = searching.facets(result, searching.Asked(query=f"org:{entity}"), "/")
    return render(
        request,
        "organisation.html",
        name=name,
        kind=kind,
        entity=entity,
        total=result.total,
        cards=[searching.card(hit) for hit in result.hits],
        facets=[(label, [one for one in choices if one.value != name]) for label, choices in facets],
        bars=bars(result.histogram, interval),
        interval=interval,
        size=(WIDTH, HEIGHT),
    )


def _named(found: Story, entity: str) -> tuple[str, str]:
    known = ((m.name, m.kind) for m in found.lead.mentions if m.entity_id == entity)
    return next(known, (entity, "organisation"))


def help_page(request: Request) -> Response:
    """Show how to search."""
    return render(request, "help.html")


async def sign_in(request: Request) -> Response:
    """Take the token, once, and keep it in a cookie that scripts cannot read."""
    wrong = False
    if request.method == "POST":
        given = await form_value(request, "token")
        if same_token(given, request.app.state.token):
            answer = RedirectResponse("/", 303)
            secure = request.url.scheme == "https"
            answer.set_cookie(COOKIE, given, httponly=True, samesite="strict", secure=secure, max_age=30 * 86400)
            return answer
        wrong = True
    return await run_in_threadpool(render, request, "sign-in.html", status=401 if wrong else 200, wrong=wrong)
