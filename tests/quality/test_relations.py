"""How well who did what to whom is read, on labelled sentences in our own words, half of them negatives and hedges.

Only what is given without a hedge counts as given; what makes it right is said in relations/README.md.
`python -m tests.quality.test_relations [--held | --all]` prints the measured numbers and all that went wrong.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from typing import get_args

import pytest

from pipeline.events import EventType, Filler, Relation
from tests.quality.labels import AGENCY, Counts, Label, chosen, is_entity, labelled, listed, tag, tagger

SET = "relations/sentences"
PRECISION = 0.85
RECALL = 0.5


def is_right(label: Label, relation: Relation, agencies: frozenset[str]) -> bool:
    """Whether a relation is the labelled one: the same type, at least one role filled as labelled, none otherwise.

    A role that the label leaves open may be filled.
    """
    if relation.type != label["type"]:
        return False
    roles: dict[str, list[str]] = label["roles"]
    fits = [
        _fits(roles[filler.role], filler.entity_id or filler.technology, agencies)
        for filler in relation.roles
        if filler.role in roles
    ]
    return bool(fits) and all(fits)


def _fits(wanted: list[str], filled: str, agencies: frozenset[str]) -> bool:
    return any(is_entity(entity, filled, "agency" if filled in agencies else "") for entity in wanted)


def judge(sentence: Label) -> tuple[Counts, list[str]]:
    """Return the counts of one sentence for what is not hedged, and what went wrong in it."""
    tagged = tag(sentence)
    agencies = frozenset(mention.entity_id for mention in tagged.mentions if mention.kind == "agency")
    plain = [label for label in sentence["expect"] if not label["hedged"]]
    missing = [label for label in plain if not label.get("optional")]
    labels = len(missing)
    right, wrong = 0, []
    for relation in (relation for relation in tagged.relations if not relation.hedged):
        hit = next((label for label in plain if is_right(label, relation, agencies)), None)
        right += hit is not None
        if hit is None:
            wrong.append(f"extra {shown(relation)}")
        elif hit in missing:
            missing.remove(hit)
    given = right + len(wrong)
    wrong += [f"missing {label['type']} {label['roles']}" for label in missing]
    return Counts(right, given, labels), wrong


def score(held: bool | None) -> tuple[float, float, Counter[str]]:
    """Return precision, recall and the counts behind them."""
    total: Counter[str] = Counter()
    for sentence in chosen(SET, held):
        counts, wrong = judge(sentence)
        missed = sum(1 for line in wrong if line.startswith("missing"))
        total.update(right=counts.right, given=counts.given, labels=counts.labels, found=counts.labels - missed)
    return total["right"] / max(total["given"], 1), total["found"] / total["labels"], total


def hedges(held: bool | None) -> tuple[int, int]:
    """Return how many of the hedged labels are given as hedged, and how many there are."""
    found = labels = 0
    for sentence in chosen(SET, held):
        types = {relation.type for relation in tag(sentence).relations if relation.hedged}
        wanted = [label["type"] for label in sentence["expect"] if label["hedged"]]
        found += sum(1 for wanted_type in wanted if wanted_type in types)
        labels += len(wanted)
    return found, labels


def shown(relation: Relation) -> str:
    roles = ", ".join(f"{filler.role} {filler.entity_id or filler.technology}" for filler in relation.roles)
    return f"{relation.type} ({roles}) by {relation.rule}"


def known_ids() -> set[str]:
    return {*listed(), AGENCY, *(technology.id for technology in tagger().watchlist.technologies)}


def entities_of(sentence: Label) -> Iterator[str]:
    for label in sentence["expect"]:
        for entities in label["roles"].values():
            yield from entities


def test_the_set_is_large_and_half_of_it_negative_or_hedged() -> None:
    sentences = labelled(SET)
    plain = sum(1 for sentence in sentences if any(not label["hedged"] for label in sentence["expect"]))
    assert len(sentences) >= 220
    assert plain / len(sentences) <= 0.55
    assert sum(1 for sentence in sentences if sentence["lang"] != "en") >= 40


def test_every_type_is_labelled_and_every_role_filled_by_what_is_known() -> None:
    sentences = labelled(SET)
    types = Counter(label["type"] for sentence in sentences for label in sentence["expect"] if not label["hedged"])
    assert set(types) == set(get_args(EventType))
    assert min(types.values()) >= 5
    assert {entity for sentence in sentences for entity in entities_of(sentence)} <= known_ids()


CUTOFF = {
    "type": "access_cutoff",
    "roles": {"platform": ["facebook", "instagram"], "agency": [AGENCY]},
    "hedged": False,
}


@pytest.mark.parametrize(
    ("kind", "roles", "right"),
    [
        ("access_cutoff", {"platform": "facebook"}, True),
        ("access_cutoff", {"platform": "instagram", "vendor": "geofeedia"}, True),
        ("access_cutoff", {"platform": "facebook", "agency": "fairbrook-police"}, True),
        ("access_cutoff", {"platform": "facebook", "agency": "geofeedia"}, False),
        ("access_cutoff", {"platform": "reddit"}, False),
        ("access_cutoff", {"vendor": "geofeedia"}, False),
        ("ban", {"platform": "facebook"}, False),
    ],
)
def test_a_relation_is_right_when_what_it_fills_is_as_labelled(
    kind: EventType, roles: dict[str, str], right: bool
) -> None:
    fillers = tuple(Filler(role=role, entity_id=entity, name=entity) for role, entity in roles.items())
    relation = Relation(type=kind, roles=fillers, field="text", start=0, end=1, sentence="-", confidence=1, rule="-")
    assert is_right(CUTOFF, relation, frozenset({"fairbrook-police"})) is right


@pytest.mark.parametrize("held", [None, True])
def test_who_did_what_is_told_right_and_half_of_it_is_told(held: bool | None) -> None:
    precision, recall, _ = score(held)
    assert precision >= PRECISION
    assert recall >= RECALL


def by_type(held: bool | None) -> Iterator[str]:
    """Yield a line for each type: of how many labels how many are found, and how many given relations are wrong."""
    labels: Counter[str] = Counter()
    wrong: Counter[tuple[str, str]] = Counter()
    for sentence in chosen(SET, held):
        plain = (label for label in sentence["expect"] if not label["hedged"] and not label.get("optional"))
        labels.update(label["type"] for label in plain)
        wrong.update((line.split()[0], line.split()[1]) for line in judge(sentence)[1])
    for kind, count in sorted(labels.items()):
        yield f"{kind:18} found {count - wrong['missing', kind]} of {count}, wrongly given {wrong['extra', kind]}"


def show(held: bool | None) -> None:
    for sentence in chosen(SET, held):
        for wrong in judge(sentence)[1]:
            print(f"{sentence['lang']} {wrong} :: {sentence['text']!r}")
    print("\n".join(by_type(held)))
    precision, recall, total = score(held)
    print(f"relations not hedged: P {precision:.3f} R {recall:.3f} {dict(total)}")
    print("hedged labels given as hedged: {} of {}".format(*hedges(held)))


if __name__ == "__main__":
    show(True if "--held" in sys.argv else None if "--all" in sys.argv else False)
