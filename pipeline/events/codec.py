"""Events to bytes and back. The header `schema` says which noun and version a message holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeVar

from pydantic import ValidationError

from .base import Event
from .errors import MalformedEvent
from .nouns import Alert, Article, Delivery, EntryState, FeedEntry, Story, TaggedArticle

E = TypeVar("E", bound=Event)

SCHEMA: Final = "schema"
TRACEPARENT: Final = "traceparent"
LANE: Final = "lane"

NOUNS: Final[tuple[type[Event], ...]] = (FeedEntry, Article, TaggedArticle, Story, Alert, Delivery, EntryState)
_BY_SCHEMA: Final = {noun.schema_name: noun for noun in NOUNS}


def encode(event: Event) -> bytes:
    """Return the event as UTF-8 JSON."""
    return event.model_dump_json().encode()


def decode(value: bytes, headers: Mapping[str, str]) -> Event:
    """Return the event that a message holds.

    Raises MalformedEvent for a schema this build does not know and for a body that does not fit it.
    """
    name = headers.get(SCHEMA, "")
    noun = _BY_SCHEMA.get(name)
    if noun is None:
        raise MalformedEvent(f"unknown schema {name!r}", hint="a newer producer wrote this; update this consumer")
    try:
        return noun.model_validate_json(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        raise MalformedEvent(f"not a valid {name}: {where}: {first['msg']}") from None


def decode_as(noun: type[E], value: bytes, headers: Mapping[str, str]) -> E:
    """Return the event that a message holds, which must be a `noun`."""
    event = decode(value, headers)
    if not isinstance(event, noun):
        raise MalformedEvent(f"expected {noun.schema_name}, found {event.schema_name}")
    return event
