"""Is an article about the surveillance industry? A rule that says why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeline.events import Mention, Relevance

from .model import Entity


def relevance_of(mentions: Iterable[Mention], terms: Mapping[str, str], entities: Mapping[str, Entity]) -> Relevance:
    """Return whether an article is relevant, with its reasons in words.

    It is when it names a vendor whose business is surveillance, or any other organisation of the watchlist together
    with a surveillance technology. `terms` holds the technologies found and the words that named them.
    """
    named = {m.entity_id: entities[m.entity_id] for m in mentions if m.status == "accepted"}
    vendors = [entity for entity in named.values() if entity.kind == "vendor" and not entity.general]
    others = [entity for entity in named.values() if entity.kind != "vendor" or entity.general]
    reasons = [f"names the vendor {entity.name}" for entity in vendors]
    if others and terms:
        words = ", ".join(f"'{word}'" for word in dict.fromkeys(terms.values()))
        reasons += [f"names the {_kind(entity)} {entity.name} together with {words}" for entity in others]
    if reasons:
        return Relevance(relevant=True, reasons=tuple(reasons))
    return Relevance(relevant=False, reasons=(_why_not(others, terms),))


def _why_not(others: Iterable[Entity], terms: Mapping[str, str]) -> str:
    if others:
        return "names organisations of the watchlist, but no surveillance technology"
    if terms:
        return "names a surveillance technology, but no organisation of the watchlist"
    return "names no organisation of the watchlist"


def _kind(entity: Entity) -> str:
    return entity.kind.replace("_", " ")
