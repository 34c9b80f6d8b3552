"""The body of a page: the extractors asked, by mode, and the choice between what they find.

Shingle F1 over four public news sets: trafilatura (precision) .949; checked by Resiliparse, with all asked where the
two disagree (`balanced`), .951; the medoid of precision, newspaper4k and Resiliparse (`best`) .955.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pipeline.events import ExtractionMode, Quality, Voter

from ._tree import Tree
from .paragraphs import cut, in_table, without_floods, without_rules
from .voters import AGREED, CHECK, DEFAULT, FIRST, STRICT, Name, Voters, independent

SHORT: Final = 40
"""Words below which a strict extractor is taken to have missed the body."""

CONFIRMED: Final = 2 / 3
"""Shingle F1 with the check above which trafilatura's own helpers are not asked.

They are heard only where they find twice as much. Resiliparse keeps nearly all, and whatever holds a text and is twice
as long agrees with it by 2/3 at most.
"""

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


def choose_body(
    tree: Tree, text: str, *, mode: ExtractionMode = "balanced", stated: str = "", about: str = ""
) -> Body | None:
    """Return the best body of a page, given as a tree and as text; None where none is found.

    `stated` is the articleBody of the page's JSON-LD: a witness in votes and an arbiter between extractors, and itself
    the body where no extractor finds one that is not in it. `about` is what the page calls itself, title and
    description: where extractors disagree, a text that has next to nothing of it is not chosen.
    """
    voters = Voters(tree, text, stated, about)
    voters.agree(FIRST, CHECK)  # every page is shown to these two, whatever the mode makes of it
    chosen = _CHAINS[mode](voters)
    chosen = _page_states_more(voters, _arbitrated(voters, chosen)) if stated else chosen
    if chosen is None:
        return None
    whole = without_floods(without_rules(voters.supported(chosen)))
    return Body(cut(whole), _quality(voters, chosen, mode, whole))


def _fast(voters: Voters) -> Name | None:
    if _lost_in_table(voters, FIRST):
        return CHECK
    return FIRST if voters.words(FIRST) >= SHORT else voters.medoid((FIRST, DEFAULT, CHECK), ("json-ld",))


def _balanced(voters: Voters) -> Name | None:
    strict = _strict(voters)
    if _lost_in_table(voters, strict):
        return CHECK
    first = strict if voters.words(strict) >= SHORT else DEFAULT
    if voters.agree(first, CHECK) >= AGREED:
        return first
    return voters.medoid((strict, DEFAULT, CHECK, "newspaper4k"), ("json-ld",))


def _best(voters: Voters) -> Name | None:
    strict = _strict(voters)
    if _lost_in_table(voters, strict):
        return CHECK
    sure = voters.words(strict) >= SHORT and voters.agree(strict, CHECK) >= AGREED
    names: tuple[Name, ...] = (strict, "newspaper4k", CHECK) if sure else (strict, DEFAULT, CHECK, "newspaper4k")
    return voters.medoid(names, ("json-ld",))


def _strict(voters: Voters) -> Name:
    """Return trafilatura's precision mode: without its helpers where the check confirms what it finds alone."""
    sure = voters.words(FIRST) >= SHORT and voters.agree(FIRST, CHECK) > CONFIRMED
    return FIRST if sure else STRICT


def _lost_in_table(voters: Voters, name: Name) -> bool:
    return in_table(voters.text(name)) and voters.agree(name, CHECK) >= AGREED


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
        agreement=max((value for name, value in agreement.items() if independent(chosen, name)), default=0.0),
        mode=mode,
        voters=tuple(
            Voter(extractor=name, agreement=agreement[name], characters=len(voters.text(name))) for name in others
        ),
        disagrees=voters.agree(FIRST, CHECK) < AGREED,
        characters=len(kept),
        cut=len(kept) < len(whole) or (chosen == "newspaper4k" and len(whole) >= _NEWSPAPER_LIMIT),
    )
