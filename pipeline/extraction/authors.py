"""The byline as printed. Names are text of the publication: they are never looked up, tagged or kept as entities."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

MAX_AUTHORS: Final = 10

_LEAD: Final = re.compile(
    r"^(?:(?:written|reported|posted|story)\s+)?(?:by|von|par|por|di|door|av|przez)\s*:?\s+", re.IGNORECASE
)
_SPLIT: Final = re.compile(r"\s*(?:[,;|/&·•]|\s(?:and|und|et|y|e|en|och|with|mit)\s)\s*", re.IGNORECASE)
_NO_NAME: Final = re.compile(r"https?:|www\.|\.(?:com|org|net|html?)\b|[@<>{}#=]|\d{2}", re.IGNORECASE)
_ROLE: Final = re.compile(
    r"\b(?:admin|editor|editors|editorial|staff|reporter|correspondent|journalist|redaktion|redaction|rédaction|redacción|"
    r"newsroom|updated|published|min(?:ute)?s? read|contributor)\b",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(r"\S*(?:https?:|www\.|@)\S*", re.IGNORECASE)
_MARK: Final = re.compile(r"\s*\(.*?\)\s*$")


def clean_authors(
    bylines: Iterable[str], sites: Iterable[str] = (), organisations: Iterable[str] = ()
) -> tuple[str, ...]:
    """Return the names in some bylines, in order, each once; sites, roles, addresses and long phrases are left out.

    A byline that is a site or among `organisations` is one name, whatever words it is made of.
    """
    outlets = {site.casefold() for site in sites}
    whole = outlets | {name.casefold() for name in organisations}
    names: dict[str, str] = {}
    for line in bylines:
        for part in [line] if line.casefold() in whole else _parts(line):
            name = _MARK.sub("", part).strip(" .:-–—\"'")
            if _is_name(name) and name.casefold() not in outlets:
                names.setdefault(name.casefold(), name)
    return tuple(names.values())[:MAX_AUTHORS]


def _parts(line: str) -> list[str]:
    return _SPLIT.split(_LEAD.sub("", _ADDRESS.sub(" ", line[:300]).strip()))


def _is_name(text: str) -> bool:
    return 2 <= len(text) <= 60 and len(text.split()) <= 5 and not _NO_NAME.search(text) and not _ROLE.search(text)
