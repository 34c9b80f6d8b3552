"""Words of everyday language, for which no organisation may be taken without evidence."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

from .fold import fold_name

_FILE: Final = "common_words.txt"


@cache
def common_words() -> frozenset[str]:
    """Return words of the commonest languages, folded. They were listed by hand: a warning list, no dictionary."""
    text = files(__package__).joinpath(_FILE).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(fold_name(word) for line in lines for word in line.split())


def is_common(name: str) -> bool:
    """Whether a name is a single everyday word, in the singular or with a plural -s, whatever its capitals are."""
    plain = fold_name(name)
    return name.isalnum() and (plain in common_words() or plain.removesuffix("s") in common_words())
