"""Read the demo's events: who published what, where, in which form, and how each must end in the pipeline.

The YAML files are the single source of both the site and the golden expectations. An *event* is something that
happened in the world; a *piece* is one outlet's publication of it, and a copy is a piece too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal, cast

import yaml

from pipeline.events.errors import ConfigError

PageKind = Literal["article", "consent", "paywall", "missing", "gone", "denied", "slow", "moved", "latin1"]
"""How the server answers for a page; `moved` is linked by an address that redirects to it."""

FeedText = Literal["feed", "none", "full"]
"""How much of a piece its entries carry: what the feed says, nothing, or everything."""

CopyForm = Literal["original", "verbatim", "trimmed", "lead", "boilerplate"]
Format = Literal["rss", "atom", "json", "rdf"]


@dataclass(frozen=True, slots=True)
class Outlet:
    """An invented publisher; `slug` is its host name under `.localhost`."""

    slug: str
    name: str
    language: str
    template: str
    tagline: str
    colour: str


@dataclass(frozen=True, slots=True)
class FeedSpec:
    """A feed of an outlet. A `selected` feed carries only the pieces that name it."""

    id: str
    outlet: str
    path: str
    format: Format
    fetch: str
    text: Literal["summary", "full"]
    selected: bool = False
    query: str = ""
    quirk: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """A headline and its paragraphs, as they stood at `changed`."""

    title: str
    paragraphs: tuple[str, ...]
    changed: datetime


@dataclass(frozen=True, slots=True)
class Piece:
    """One publication. `revised` is the wording that replaces the first one after the site's `advance()`."""

    event: str
    outlet: str
    path: str
    link: str
    published: datetime
    wording: Wording
    source: str
    form: CopyForm = "original"
    credit: str = ""
    page: PageKind = "article"
    feed_text: FeedText = "feed"
    also_in: tuple[str, ...] = ()
    revised: Wording | None = None
    state: str = "indexed"

    def at(self, revision: int) -> Wording:
        """Return the wording at a revision of the site: 0 is the first."""
        return self.revised if revision > 0 and self.revised else self.wording


@dataclass(frozen=True, slots=True)
class Happening:
    """A documented event: its pieces, original first, and what the pipeline must find in them."""

    id: str
    pieces: tuple[Piece, ...]
    entities: tuple[str, ...]
    alerts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """Everything the site serves."""

    outlets: Mapping[str, Outlet]
    feeds: tuple[FeedSpec, ...]
    events: tuple[Happening, ...]

    def pieces(self, outlet: str) -> list[Piece]:
        """Return what an outlet published, newest first."""
        found = [piece for event in self.events for piece in event.pieces if piece.outlet == outlet]
        return sorted(found, key=lambda piece: (piece.published, piece.path), reverse=True)

    def carried(self, feed: FeedSpec) -> list[Piece]:
        """Return the pieces a feed carries, newest first."""
        return [piece for piece in self.pieces(feed.outlet) if not feed.selected or feed.id in piece.also_in]


@cache
def load_content() -> Content:
    """Read the bundled files. Raises ConfigError, naming the event, where one does not fit."""
    here = files(__package__)
    table = _yaml(here / "outlets.yaml")
    outlets = {row["slug"]: Outlet(**row) for row in table["outlets"]}
    feeds = tuple(FeedSpec(**row) for row in table["feeds"])
    names = sorted((f for f in (here / "events").iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    events = tuple(_event(row, outlets) for name in names for row in _yaml(name))
    _check(events, feeds)
    return Content(outlets, feeds, events)


def _yaml(file: Traversable) -> Any:  # noqa: ANN401 - the shape is checked where it is used
    return yaml.safe_load(file.read_text("utf-8"))


def _event(row: dict[str, Any], outlets: Mapping[str, Outlet]) -> Happening:
    try:
        original = _piece(row)
        copies = [_copy(original, copy, outlets) for copy in row.get("copies", ())]
    except (KeyError, TypeError, ValueError) as error:
        raise ConfigError(f"demo event {row.get('id')!r} is not complete: {error!r}") from error
    return Happening(row["id"], (original, *copies), tuple(row.get("entities", ())), tuple(row.get("alerts", ())))


def _piece(row: dict[str, Any]) -> Piece:
    published: datetime = row["date"]
    page = cast("PageKind", row.get("page", "article"))
    path = _path(row["id"], published, page)
    return Piece(
        event=row["id"],
        outlet=row["outlet"],
        path=path,
        link=f"/go/{row['id']}" if page == "moved" else path,
        published=published,
        wording=Wording(row["title"], _paragraphs(row["text"]), published),
        source=row["source"],
        page=page,
        feed_text=row.get("feed_text", "feed"),
        also_in=tuple(row.get("also_in", ())),
        revised=_revised(row.get("revised")),
        state=row.get("state", "indexed"),
    )


def _path(name: str, published: datetime, page: PageKind) -> str:
    folder = "members" if page == "denied" else f"{published:%Y/%m}"
    return f"/{folder}/{name}"


def _revised(row: dict[str, Any] | None) -> Wording | None:
    return Wording(row["title"], _paragraphs(row["text"]), row["date"]) if row else None


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(" ".join(block.split()) for block in text.strip().split("\n\n"))


def _copy(original: Piece, row: dict[str, Any], outlets: Mapping[str, Outlet]) -> Piece:
    published: datetime = row["date"]
    form: CopyForm = row["form"]
    path = _path(row.get("slug", original.event), published, "article")
    title = row.get("title", original.wording.title)
    name = outlets[original.outlet].name
    return replace(
        original,
        outlet=row["outlet"],
        path=path,
        link=path,
        published=published,
        wording=Wording(title, _copied(original.wording.paragraphs, form, row.get("lead", "")), published),
        form=form,
        credit=row.get("credit", f"This article first appeared in {name} and is republished with permission."),
        page="article",
        feed_text="feed",
        also_in=(),
        revised=None,
        state="copy",
    )


def _copied(paragraphs: tuple[str, ...], form: CopyForm, lead: str) -> tuple[str, ...]:
    if form == "trimmed":
        return paragraphs[: max(2, len(paragraphs) * 2 // 3)]
    return (" ".join(lead.split()), *paragraphs) if form == "lead" else paragraphs


def _check(events: Iterable[Happening], feeds: Iterable[FeedSpec]) -> None:
    known, seen = {feed.id for feed in feeds}, set[tuple[str, str]]()
    for event in events:
        for piece in event.pieces:
            if unknown := set(piece.also_in) - known:
                raise ConfigError(f"demo event {event.id!r} names an unknown feed: {', '.join(sorted(unknown))}")
            if (piece.outlet, piece.path) in seen:
                raise ConfigError(f"demo event {event.id!r} has an address that is taken: {piece.outlet}{piece.path}")
            seen.add((piece.outlet, piece.path))
