"""HTML → article: extractors, the choice between them, metadata, walls, and the processes that parse foreign HTML."""

from .canonical import canonical_url, host_of, site_of
from .extract import extract_page
from .page import Crashed, Extracted, NotAnArticle, PageHints, PageOutcome, PageRules, Wall
from .pool import ExtractionPool
from .words import count_words

__all__ = [
    "Crashed",
    "Extracted",
    "ExtractionPool",
    "NotAnArticle",
    "PageHints",
    "PageOutcome",
    "PageRules",
    "Wall",
    "canonical_url",
    "count_words",
    "extract_page",
    "host_of",
    "site_of",
]
