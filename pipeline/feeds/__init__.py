"""Feeds: the catalogue, reading feed bytes, when to poll next, and what is known of each."""

from .catalogue import Catalogue, Feed, FeedsFile, load_catalogue
from .model import FeedError, ParsedEntry, ParsedFeed
from .parse import parse_feed

__all__ = [
    "Catalogue",
    "Feed",
    "FeedError",
    "FeedsFile",
    "ParsedEntry",
    "ParsedFeed",
    "load_catalogue",
    "parse_feed",
]
