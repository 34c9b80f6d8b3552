"""Is an article about an organisation, or does it only mention it? Rules on where and how often it is named. Pure.

An organisation is a subject when the title names it, or the lead does outside of a list of examples; when two
paragraphs below the lead name it; or when it is the first vendor or agency named, in the first two fifths of the text,
in an article whose title and lead name none of its kind. Whatever else is named is named in passing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from pipeline.events import Mention

LEAD: Final = 600
"""Code points a lead has at most."""

BYLINE: Final = 80
"""Code points up to which a first line without a full stop is a byline or a place, not the lead."""

EARLY: Final = 0.4
"""Share of the text in which the first vendor or agency is still a subject."""

_ENDS: Final = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")
_EXAMPLES: Final = re.compile(
    r"\b(?:such as|like|including|for example|for instance|e\.g|among others|rivals?|competitors?|"
    r"compared (?:to|with)|"
    r"unlike|similar to|como|incluid[oa]s?|por ejemplo|tel(?:le)?s? que|comme|notamment|par exemple|y compris|"
    r"wie|etwa|darunter|zum Beispiel|unter anderem|come|tra cui|ad esempio|incluindo|entre el[ae]s|zoals|waaronder|"
    r"bijvoorbeeld|takich jak|takie jak|m\.in|na przykład|między innymi)\b\.?[^.;:!?]{0,60}$",
    re.IGNORECASE,
)
_FIRST: Final = ("vendor", "agency")


def with_roles(mentions: Sequence[Mention], text: str) -> tuple[Mention, ...]:
    """Return the mentions of an article, those in passing marked; `text` is the text they were found in."""
    if not mentions:
        return ()
    subjects = subjects_of([mention for mention in mentions if mention.status == "accepted"], text)
    return tuple(
        mention if mention.entity_id in subjects else mention.model_copy(update={"role": "passing"})
        for mention in mentions
    )


def subjects_of(mentions: Sequence[Mention], text: str) -> frozenset[str]:
    """Return the ids of the organisations that an article is about."""
    lead = lead_of(text)
    told = {m.entity_id for m in mentions if m.field == "title" or (m.start < lead and not _is_example(m, text))}
    below = [m for m in mentions if m.field == "text" and m.start >= lead]
    return frozenset(told | _spread(below, text) | _first_of_kind(mentions, told, text))


def lead_of(text: str) -> int:
    """Return where the lead ends: the first paragraph, and the lines before it that are no sentences."""
    at = 0
    while at < len(text):
        stop = text.find("\n", at)
        end = len(text) if stop < 0 else stop
        line = text[at:end].strip()
        if len(line) > BYLINE or _ENDS.search(line):
            return min(end, at + LEAD)
        at = end + 1
    return min(len(text), LEAD)


def _is_example(mention: Mention, text: str) -> bool:
    return _EXAMPLES.search(text, max(0, mention.start - 90), mention.start) is not None


def _spread(mentions: Sequence[Mention], text: str) -> set[str]:
    """Return what two paragraphs name."""
    breaks = [found.start() for found in re.finditer("\n\n", text)]
    where: dict[str, set[int]] = {}
    for mention in mentions:
        where.setdefault(mention.entity_id, set()).add(bisect_left(breaks, mention.start))
    return {entity for entity, paragraphs in where.items() if len(paragraphs) > 1}


def _first_of_kind(mentions: Sequence[Mention], told: set[str], text: str) -> set[str]:
    found = set()
    for kind in _FIRST:
        own = [mention for mention in mentions if mention.kind == kind]
        if any(mention.entity_id in told for mention in own):
            continue
        first = min(own, key=lambda mention: mention.start, default=None)
        if first is not None and first.start < EARLY * len(text) and not _is_example(first, text):
            found.add(first.entity_id)
    return found
