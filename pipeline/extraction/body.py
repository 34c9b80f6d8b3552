"""The body of a page: the extractors asked, by mode, and the choice between what they find.

Shingle F1 over four public news sets: trafilatura (precision) alone .949; `balanced`, which checks it by Resiliparse
and asks all where the two disagree, .951; the medoid of precision, newspaper4k and Resiliparse (`best`) .955.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pipeline.events import ExtractionMode, Quality, Voter

from ._tree import Tree
from .paragraphs import cut, in_table, without_rules
from .voters import AGREED, CHECK, DEFAULT, FAST, STRICT, Name, Voters

SHORT: Final = 40
"""Words below which a strict extractor is taken to have missed the body."""

CREDIBLE: Final = 0.8
"""Shingle F1 with some extractor from which the articleBody that a page states is taken to be its whole body."""

CLEARLY: Final = 0.05
"""Gain in agreement with a credible articleBody for which another extractor is preferred."""

_NEWSPAPER_LIMIT: Final = 100_000


@dataclass(frozen=True, slots=True)
class Body:
    """A body, and how sure it is."""

    text: str
    quality: Quality


def choose_body(tree: Tree, text: str, *, mode: ExtractionMode = "balanced", stated: str = "") -> Body | None:
    """Return the best body of a page, given as a tree and as text; None where none is found.

    `stated` is the articleBody of the page's JSON-LD: a witness in votes and an arbiter between extractors, and itself
    the body where no extractor finds one that is not in it.
    """
    voters = Voters(tree, text, stated)
    chosen = _CHAINS[mode](voters)
    chosen = _page_states_more(voters, _arbitrated(voters, chosen)) if stated else chosen
    if chosen is None:
        return None
    whole = without_rules(voters.supported(chosen))
    return Body(cut(whole), _quality(voters, chosen, mode, whole))


def _fast(voters: Voters) -> Name | None:
    if voters.words(FAST) >= SHORT and not _lost_in_table(voters, FAST):
        return FAST
    return CHECK if len(voters.text(CHECK)) > len(voters.text(FAST)) else _unless_empty(voters, FAST)


def _balanced(voters: Voters) -> Name | None:
    if _lost_in_table(voters, STRICT):
        return CHECK
    first = STRICT if voters.words(STRICT) >= SHORT else DEFAULT
    if voters.agree(first, CHECK) >= AGREED:
        return first
    return voters.medoid((STRICT, DEFAULT, CHECK, "newspaper4k"), ("json-ld",))


def _best(voters: Voters) -> Name | None:
    if _lost_in_table(voters, STRICT):
        return CHECK
    sure = voters.words(STRICT) >= SHORT and voters.agree(STRICT, CHECK) >= AGREED
    return voters.medoid(
        (STRICT, "newspaper4k", CHECK) if sure else (STRICT, DEFAULT, CHECK, "newspaper4k"), ("json-ld",)
    )


def _lost_in_table(voters: Voters, name: Name) -> bool:
    return in_table(voters.text(name)) and voters.agree(name, CHECK) >= AGREED


def _unless_empty(voters: Voters, name: Name) -> Name | None:
    return name if voters.text(name) else None


_CHAINS: Final[dict[ExtractionMode, Callable[[Voters], Name | None]]] = {
    "fast": _fast,
    "balanced": _balanced,
    "best": _best,
}


def _arbitrated(voters: Voters, chosen: Name | None) -> Name | None:
    """Return the extractor that a credible articleBody speaks for, where it clearly does."""
    nearness: dict[Name, float] = {name: voters.agree(name, "json-ld") for name in voters.asked() if name != "json-ld"}
    nearest = max(nearness, key=lambda name: nearness[name], default=None)
    if chosen is None or nearest is None or nearness[nearest] < CREDIBLE:
        return chosen
    return nearest if nearness[nearest] > nearness[chosen] + CLEARLY else chosen


def _page_states_more(voters: Voters, chosen: Name | None) -> Name | None:
    """Return the page's own statement where what was found is only a part of it, as on pages that scripts build."""
    found = voters.words(chosen) if chosen else 0
    if voters.words("json-ld") < max(SHORT, 2 * found):
        return chosen
    if not chosen or found < SHORT:
        return "json-ld"
    inside = (voters.bag(chosen) & voters.bag("json-ld")).total()
    return "json-ld" if inside >= CREDIBLE * voters.bag(chosen).total() else chosen


def _quality(voters: Voters, chosen: Name, mode: ExtractionMode, whole: str) -> Quality:
    others = [name for name in voters.asked() if name != chosen]
    agreement = {name: round(voters.agree(chosen, name), 3) for name in others}
    kept = cut(whole)
    return Quality(
        extractor=chosen,
        agreement=max((value for name, value in agreement.items() if name != "json-ld"), default=0.0),
        mode=mode,
        voters=tuple(
            Voter(extractor=name, agreement=agreement[name], characters=len(voters.text(name))) for name in others
        ),
        disagrees=voters.agree(FAST if mode == "fast" else STRICT, CHECK) < AGREED,
        characters=len(kept),
        cut=len(kept) < len(whole) or (chosen == "newspaper4k" and len(whole) >= _NEWSPAPER_LIMIT),
    )
