"""Scores on labelled documents: organisations and their roles, relevance, technologies, event types, places, level."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field

from pipeline.events import Mention, TaggedArticle
from pipeline.stories import StoryStore, assign
from tests.quality.labels import Counts, Label, accepted, chosen, is_agency_wording, is_entity, tag

SET = "tagging/documents"


@dataclass(slots=True)
class Scores:
    """Counts by aspect; `tallies` are (right, all) where there is only right or wrong; `wrong` says what went wrong."""

    counts: dict[str, Counts] = field(default_factory=dict)
    tallies: dict[str, tuple[int, int]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def count(self, aspect: str, counts: Counts) -> None:
        self.counts[aspect] = self.counts.get(aspect, Counts()) + counts

    def tally(self, aspect: str, right: bool) -> None:
        hits, total = self.tallies.get(aspect, (0, 0))
        self.tallies[aspect] = hits + right, total + 1

    def share(self, aspect: str) -> float:
        hits, total = self.tallies.get(aspect, (0, 0))
        return hits / total if total else 1.0


def scores(held: bool | None) -> Scores:
    total = Scores()
    for document in chosen(SET, held):
        tagged = tag(document)
        for judge in JUDGES:
            judge(document, tagged, total)
    return total


def report(held: bool | None) -> list[str]:
    total = scores(held)
    lines = [*total.wrong, *(f"documents, {aspect}: {counts}" for aspect, counts in total.counts.items())]
    tallies = total.tallies.items()
    return [*lines, *(f"documents, {aspect}: {right} of {of} = {right / of:.3f}" for aspect, (right, of) in tallies)]


def organisations(document: Label, tagged: TaggedArticle, total: Scores) -> None:
    by_entity: dict[str, list[Mention]] = {}
    for mention in accepted(tagged):
        by_entity.setdefault(mention.entity_id, []).append(mention)
    right = 0
    for label in document["expect"]:
        hits = [entity for entity, mentions in by_entity.items() if _is_labelled(label, mentions)]
        right += bool(hits)
        if not hits:
            total.wrong.append(f"{document['id']} missing {label['entity']} {label.get('name', '')}")
        for hit in hits:
            _role(document, label, by_entity.pop(hit), total)
    extra = [mentions[0] for mentions in by_entity.values() if not _is_optional(document, mentions[0])]
    for mention in extra:
        trap = "trap" if mention.entity_id in document.get("never", ()) else "extra"
        total.wrong.append(f"{document['id']} {trap} {mention.entity_id} :: {mention.sentence!r}")
    total.count("organisations", Counts(right, right + len(extra), len(document["expect"])))
    never = document.get("never", ())
    if never:
        total.tally("documents without a trap taken", not any(mention.entity_id in never for mention in extra))


def _is_labelled(label: Label, mentions: list[Mention]) -> bool:
    """Whether one entity's mentions are the labelled organisation; one known by its pattern must bear the name."""
    first = mentions[0]
    if first.entity_id in label["entity"].split("|"):
        return True
    named = label.get("name", "")
    return is_entity(label["entity"], first.entity_id, first.kind) and any(
        is_agency_wording(named, mention.surface) for mention in mentions
    )


def _is_optional(document: Label, mention: Mention) -> bool:
    return any(is_entity(entity, mention.entity_id, mention.kind) for entity in document.get("optional", ()))


def _role(document: Label, label: Label, mentions: list[Mention], total: Scores) -> None:
    given = "subject" if any(mention.role == "subject" for mention in mentions) else "passing"
    total.tally("roles", given == label["role"])
    if given != label["role"]:
        total.wrong.append(f"{document['id']} role of {label['entity']}: {given}, labelled {label['role']}")


def relevance(document: Label, tagged: TaggedArticle, total: Scores) -> None:
    if "relevant" not in document:
        return
    want, got = document["relevant"], tagged.relevance.relevant
    total.count("relevance", Counts(int(want and got), int(got), int(want)))
    total.tally("relevance", want == got)
    if want != got:
        total.wrong.append(
            f"{document['id']} relevant: {got} ({', '.join(tagged.relevance.reasons)}) :: {document['title']}"
        )


def technologies(document: Label, tagged: TaggedArticle, total: Scores) -> None:
    _facet("technologies", document, set(tagged.technologies), total)


def events(document: Label, tagged: TaggedArticle, total: Scores) -> None:
    _facet("events", document, {relation.type for relation in tagged.relations if not relation.hedged}, total)


def _facet(aspect: str, document: Label, got: Iterable[str], total: Scores) -> None:
    want = set(document[aspect])
    given = set(got) - set(document.get(f"optional_{aspect}", ()))
    total.count(aspect, Counts(len(want & given), len(given), len(want)))
    for name in sorted(want ^ given):
        total.wrong.append(
            f"{document['id']} {aspect}: {'missing' if name in want else 'extra'} {name} :: {document['title']}"
        )


def places(document: Label, tagged: TaggedArticle, total: Scores) -> None:
    """A label is found when a place of that country bears the name or stood for it in the text."""
    found = {(name.casefold(), place.country) for place in tagged.places for name in (place.name, place.surface)}
    for name, country in document["places"]:
        right = (name.casefold(), country) in found
        total.tally("places found", right)
        if document.get("relevant"):
            total.tally("places found where relevant", right)
        if not right:
            elsewhere = sorted(code for other, code in found if other == name.casefold())
            total.wrong.append(f"{document['id']} place missing {name}, {country}; found in {elsewhere}")
    known = {name.casefold() for name, _ in (*document["places"], *document.get("optional_places", ()))}
    for place in tagged.places:
        if {place.name.casefold(), place.surface.casefold()} & known:
            total.tally("places in the labelled country", _in_labelled_country(document, place.name, place.country))


def _in_labelled_country(document: Label, name: str, country: str) -> bool:
    labels = (*document["places"], *document.get("optional_places", ()))
    codes = {code for label, code in labels if label.casefold() == name.casefold()}
    return not codes or country in codes


def level(document: Label, tagged: TaggedArticle, total: Scores) -> None:
    """The level is that of a story which this article founds."""
    if "level" not in document:
        return
    with closing(StoryStore(None)) as store:
        story = assign(tagged, store).story
    got = story.level if story else "none"
    total.tally("level", got == document["level"])
    if got != document["level"]:
        total.wrong.append(f"{document['id']} level {got}, labelled {document['level']} :: {document['title']}")


JUDGES: tuple[Callable[[Label, TaggedArticle, Scores], None], ...] = (
    organisations,
    relevance,
    technologies,
    events,
    places,
    level,
)
