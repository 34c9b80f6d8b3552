"""Stories as Elasticsearch documents and back. Pure.

Readable fields for Kibana, the terms and folded values that queries run on (not kept in `_source`), and the story
itself, of which title and text are not kept twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from pipeline.events import Story
from pipeline.index.document import Document, document, moment


def month_index(prefix: str, first_seen: datetime) -> str:
    """Return the index a story lies in: that of the month it was first seen in, which never changes.

    >>> month_index("undersight", datetime(2024, 5, 31, 23, 59, tzinfo=UTC))
    'undersight-stories-2024.05'
    """
    seen = first_seen.astimezone(UTC)
    return f"{prefix}-stories-{seen.year:04d}.{seen.month:02d}"


def timestamp(milliseconds: int) -> str:
    """Return a time as Elasticsearch's `strict_date_optional_time`."""
    return moment(milliseconds).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def body(story: Story) -> dict[str, Any]:
    """Return the document of a story."""
    found = document(story)
    article = story.lead.article
    kept = story.model_dump(mode="json")
    kept["lead"]["article"] |= {"title": "", "text": ""}
    return {
        "story_id": story.story_id,
        "revision": story.revision,
        "title": article.title,
        "text": article.text,
        "url": article.url,
        "author": list(article.authors),
        "partial": article.partial,
        "changed": story.changed.isoformat(),
        "seen": timestamp(found.seen),
        "published": None if found.published is None else timestamp(found.published),
        "copies": found.copies,
        "words": found.words,
        "order": found.order,
        "location": [list(point) for point in found.points],
        **_terms(found),
        **{facet: list(values) for facet, values in found.shown.items()},
        **{f"{field}_value": list(values) for field, values in found.values.items()},
        "story": kept,
    }


def story_of(source: Mapping[str, Any]) -> Story:
    """Return the story of a document."""
    kept = source["story"]
    kept["lead"]["article"] |= {"title": source["title"], "text": source["text"]}
    return Story.model_validate_json(orjson.dumps(kept))


def _terms(found: Document) -> dict[str, str]:
    return {
        "title_terms": found.title.term_text,
        "text_terms": found.text.term_text,
        "title_words": found.title.word_text,
        "text_words": found.text.word_text,
    }
