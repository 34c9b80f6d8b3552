"""Feeds: the catalogue, reading feed bytes, when to poll next, and what is known of each."""

from .catalogue import Catalogue, Feed, FeedsFile, load_catalogue
from .check import FeedCheck, check_feed, feed_for
from .model import FeedError, ParsedEntry, ParsedFeed
from .parse import parse_feed
from .state import FeedState, health
from .store import FeedStore, open_store

__all__ = [
    "Catalogue",
    "Feed",
    "FeedCheck",
    "FeedError",
    "FeedState",
    "FeedStore",
    "FeedsFile",
    "ParsedEntry",
    "ParsedFeed",
    "check_feed",
    "feed_for",
    "health",
    "load_catalogue",
    "open_store",
    "parse_feed",
]
