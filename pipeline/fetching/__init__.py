"""One polite, safe GET: addresses checked at connect time, robots.txt, pauses, limits on time and size."""

from .client import Fetcher
from .decoding import decode_text
from .outcomes import Fetched, FetchFailure, Hop, Kind, NotModified, Reason
from .shared_hosts import open_hosts

__all__ = ["FetchFailure", "Fetched", "Fetcher", "Hop", "Kind", "NotModified", "Reason", "decode_text", "open_hosts"]
