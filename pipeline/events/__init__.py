"""The nouns of the flow, their ids, versions and codec. Imports nothing else of ours."""

from .base import Event, Lane, Part
from .codec import LANE, NOUNS, SCHEMA, TRACEPARENT, decode, decode_as, encode
from .errors import ConfigError, Incompatible, MalformedEvent, Unavailable, UndersightError
from .fates import Fate, entry_state
from .nouns import (
    Alert,
    Article,
    Cause,
    Delivery,
    EntityKind,
    EntryState,
    FeedEntry,
    FetchRule,
    KeepRule,
    Member,
    Mention,
    Quality,
    Relevance,
    Story,
    TaggedArticle,
)

__all__ = [
    "LANE",
    "NOUNS",
    "SCHEMA",
    "TRACEPARENT",
    "Alert",
    "Article",
    "Cause",
    "ConfigError",
    "Delivery",
    "EntityKind",
    "EntryState",
    "Event",
    "Fate",
    "FeedEntry",
    "FetchRule",
    "Incompatible",
    "KeepRule",
    "Lane",
    "MalformedEvent",
    "Member",
    "Mention",
    "Part",
    "Quality",
    "Relevance",
    "Story",
    "TaggedArticle",
    "Unavailable",
    "UndersightError",
    "decode",
    "decode_as",
    "encode",
    "entry_state",
]
