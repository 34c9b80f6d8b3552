"""The list of feeds, as a newsroom edits it in `feeds.yaml`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from pipeline.events import FetchRule, KeepRule, Lane
from pipeline.settings.yamlfile import Document, read_yaml, validate

_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_DURATION: Final = re.compile(r"(\d{1,6})\s*([smhd]?)")


def _web_address(text: str) -> str:
    try:
        parts = urlsplit(text)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        good = False
    if not good or any(character.isspace() for character in text):
        raise ValueError(f"{text!r} is not an http or https address")
    return text


def _seconds(value: object) -> object:
    found = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if isinstance(value, str) and found is None:
        raise ValueError(f"{value!r} is not a duration; write 90s, 15m, 6h or 1d")
    return int(found[1]) * _UNITS[found[2] or "s"] if found else value


class Feed(BaseModel):
    """One feed. `interval` is in seconds and stands in for the interval worked out from how often the feed changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(
        pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$",
        max_length=64,
        description="Short name, for ever: small letters, digits, hyphens. A new id is a new feed.",
    )
    url: Annotated[str, AfterValidator(_web_address)] = Field(description="Address of the RSS, Atom or JSON feed.")
    outlet: str = Field(min_length=1, description="Who publishes it, as shown to readers.")
    language: str | None = Field(
        None, pattern=r"^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$", description="Language of its articles, such as `en`."
    )
    enabled: bool = Field(True, description="`false` pauses it.")
    fetch: FetchRule = Field(
        "auto", description="Whether the page behind an entry is fetched: `auto` unless the feed carries the full text."
    )
    keep: KeepRule = Field(
        "relevant", description="`all` keeps its articles even when they name nobody on the watchlist."
    )
    lane: Lane = Field("live", description="`backfill` for old material, which raises no alerts.")
    interval: Annotated[int, BeforeValidator(_seconds), Field(ge=1)] | None = Field(
        None, description="Seconds between two polls, or 90s, 15m, 6h, 1d. By default it follows the feed."
    )
    topics: tuple[str, ...] = Field((), description="What it is watched for.")
    note: str = Field("", description="For the people who edit this file.")


class FeedsFile(BaseModel):
    """The file feeds.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    feeds: tuple[Feed, ...] = Field((), description="The feeds.")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The feeds of a file, in its order."""

    feeds: tuple[Feed, ...]
    path: Path

    @property
    def enabled(self) -> tuple[Feed, ...]:
        """The feeds that are polled."""
        return tuple(feed for feed in self.feeds if feed.enabled)

    def find(self, feed_id: str) -> Feed | None:
        """Return the feed with this id."""
        return next((feed for feed in self.feeds if feed.id == feed_id), None)


def load_catalogue(path: Path) -> Catalogue:
    """Return the feeds of a file.

    Raises ConfigError with file and line for a file that is missing or not YAML, for unknown keys (naming the nearest
    known one), wrong values, and ids or addresses given twice.
    """
    document = read_yaml(path)
    feeds = validate(document, FeedsFile).feeds
    _reject_twins(document, [feed.id for feed in feeds], "id")
    _reject_twins(document, [_same_address(feed.url) for feed in feeds], "url")
    return Catalogue(feeds, path)


def _reject_twins(document: Document, values: Sequence[str], key: str) -> None:
    places = defaultdict(list)
    for index, value in enumerate(values):
        places[value].append(index)
    for found in places.values():
        if len(found) > 1:
            first, second = document.line("feeds", found[0], key), found[1]
            given = document.data["feeds"][second][key]
            raise document.error(f"{key} '{given}' is already used on line {first}", "feeds", second, key)


def _same_address(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}"
