"""One polite, safe GET: addresses checked at connect time, robots.txt, pauses, limits on time and size."""

from .client import Fetcher
from .decoding import decode_text
from .outcomes import Fetched, FetchFailure, Kind, NotModified, Reason

__all__ = ["FetchFailure", "Fetched", "Fetcher", "Kind", "NotModified", "Reason", "decode_text"]
