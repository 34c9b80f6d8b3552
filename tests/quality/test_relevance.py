"""How well articles about the industry are told from others, on short texts in our own words, as feeds summarise them.

Half of them are traps: shopping, share prices, crime reports, fiction, sport, the sky. Most of the others name no
listed organisation. The set was written along with the rules; documents.jsonl was written apart from them.
"""

from __future__ import annotations

from tests.quality.labels import Counts, Label, labelled, tag

SET = "relevance"


def outcome(label: Label) -> tuple[Counts, str]:
    relevance = tag(label).relevance
    want, got = label["relevant"], relevance.relevant
    said = "" if want == got else f"{got} {relevance.score}: {'; '.join(relevance.reasons)} :: {label['title']}"
    return Counts(int(want and got), int(got), int(want)), said


def test_half_of_the_set_are_traps_in_many_languages() -> None:
    traps = sum(1 for label in labelled(SET) if not label["relevant"])
    assert 0.4 <= traps / len(labelled(SET)) <= 0.6
    assert len({label["lang"] for label in labelled(SET)}) >= 14


def test_precision_and_recall() -> None:
    counts = sum((outcome(label)[0] for label in labelled(SET)), Counts())
    assert counts.precision >= 0.97
    assert counts.recall >= 0.97


if __name__ == "__main__":
    print("\n".join(filter(None, (outcome(label)[1] for label in labelled(SET)))))
    print(sum((outcome(label)[0] for label in labelled(SET)), Counts()))
