"""Say how the demo must end: the golden truth of the flow test, taken from what its authors wrote beside each event.

Nothing of the pipeline is used here. `python -m pipeline.app.demo expected` prints the file tests/flow/expected.yaml.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

import yaml

from .content import Content, FeedSpec, Happening, Piece

HEADER: Final = """\
# How the demo site must end in the pipeline. Generated from pipeline/app/demo/events by
# `python -m pipeline.app.demo expected > tests/flow/expected.yaml`; a test holds the two together.
#
# An article is named `<outlet>/<path>`: the address in its feed without `http://`, `.localhost`, port and parameters.
# entries, states      of the first wordings: DemoSite(updates=False), or before `advance()`
# after_update         the same numbers after `advance()`, when all feeds have been polled again
# stories              each with its articles (original first) and
#   states             how the entries of its articles end, counted; which of them comes first is open
#   titles             the titles it may carry (that of the article which came first)
#   entities           ids that must be accepted for its leading article, whichever came first: no more, no less
#   alerts             rules that must fire, once each
#   revised            the title after the update, if its original is revised then (one more entry: `revised`)
# others               articles that end before they become a story, with their final states, one for each entry
# partial              articles of which only the feed's text can be had
# alerts               for each rule the number of stories it must fire for
"""


def expected(content: Content) -> dict[str, Any]:
    """Return the expectations as plain data; the header of the file says what each key holds."""
    stories = [_story(content, event) for event in content.events if event.pieces[0].state == "indexed"]
    others = {
        name(piece): [piece.state] * len(_feeds(content, piece))
        for event in content.events
        for piece in event.pieces
        if piece.state not in ("indexed", "copy")
    }
    states = sum(
        (Counter(story["states"]) for story in stories), Counter(s for found in others.values() for s in found)
    )
    revised = sum(len(_feeds(content, event.pieces[0])) for event in content.events if event.pieces[0].revised)
    after = states + Counter({"revised": revised})
    return {
        "entries": states.total(),
        "states": _sorted(states),
        "after_update": {"entries": after.total(), "states": _sorted(after)},
        "stories": stories,
        "others": others,
        "partial": sorted(name(p) for e in content.events for p in e.pieces if is_partial(p)),
        "alerts": _sorted(Counter(rule for story in stories for rule in story["alerts"])),
    }


def name(piece: Piece) -> str:
    """Return the name of an article in the expectations."""
    return piece.outlet + piece.link


def is_partial(piece: Piece) -> bool:
    """Say whether a story is made of the feed's text, because the page cannot be had."""
    return piece.page in ("consent", "paywall", "missing", "gone", "denied") and piece.state in ("indexed", "copy")


def as_text(content: Content) -> str:
    """Return the text of tests/flow/expected.yaml."""
    return HEADER + yaml.safe_dump(expected(content), sort_keys=False, allow_unicode=True, width=120)


def _story(content: Content, event: Happening) -> dict[str, Any]:
    entries = sum(len(_feeds(content, piece)) for piece in event.pieces)
    counted = {"indexed": 1, "copy": len(event.pieces) - 1, "duplicate": entries - len(event.pieces)}
    story: dict[str, Any] = {
        "articles": [name(piece) for piece in event.pieces],
        "states": {state: number for state, number in counted.items() if number},
        "titles": list(dict.fromkeys(piece.wording.title for piece in event.pieces)),
        "entities": sorted(event.entities),
        "alerts": sorted(event.alerts),
    }
    revised = event.pieces[0].revised
    return {**story, "revised": revised.title} if revised else story


def _feeds(content: Content, piece: Piece) -> list[FeedSpec]:
    return [feed for feed in content.feeds if piece in content.carried(feed)]


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items()))
