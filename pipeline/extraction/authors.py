"""The byline as printed. Names are text of the publication: they are never looked up, tagged or kept as entities.

What counts as a name: persons, and the agencies and organisations that a page credits. Left out: the outlet itself,
roles and desks ("Staff", "Redaktion"), titles and degrees, places, dates, addresses, photographers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from .plain import plain
from .words import tokens

MAX_AUTHORS: Final = 10

_BY: Final = (
    r"by|von|par|por|di|door|av|af|przez|autorzy?|autore|autor(?:e[ns]|in)?|auteurs?|aut(?:h)?ors?|verfasser|redacteur|"
    r"oleh|yazan|автор|текст|skrevet av|skrevet af|teksti|texte?s?|text[eo]?|tekst|de la redacción de|a cura di|"
    r"propos recueillis par|recueilli par|από|του|כתב|بقلم|كتب|کاتب|作者|文|撰文|記者|记者|取材|執筆"
)
_LEAD: Final = re.compile(
    rf"^(?:(?:an?|ein|eine|une?|un|una)?\s*[\w-]+\s+){{0,3}}by\s*:?\s+(?=[^\W\d_])|^(?:{_BY})\s*(?:[:：/]\s*|\s)\s*|"
    r"^(?:text|ein\w*|kommentar|analyse|reportage|interview|gastbeitrag|artículo|articolo|article)[\s\w]{0,20}?\s"
    r"(?:von|par|por|di)\s+",
    re.IGNORECASE,
)
_ONLY_BY: Final = re.compile(_BY, re.IGNORECASE)
_CREDIT: Final = re.compile(
    r"\b(?:photo(?:s|graphs?|graphy)?|fotos?|video|illustrations?|images?|pictures?|grafi[ck]a?|edited|editing|"
    r"additional reporting|with reporting|writing|compiled|translated|übersetz\w+|traduit|traducido|published|updated|"
    r"posted|last modified|publié|veröffentlicht|publicado|aktualisiert|mis à jour|actualizado|aggiornato|"
    r"pubblicato)\b.*$",
    re.IGNORECASE | re.DOTALL,
)
_PLACE: Final = re.compile(r"\s+(?:in|from|for|at|of|aus|für|per|para|pour|en|à|w)\s+(?:the\s+|der\s+)?[^\W\d_a-z].*$")
_SPLIT: Final = re.compile(
    r"\s*[,;|/&·•、，；＋+\n]\s*|\s+(?:[Aa]nd|AND|[Uu]nd|sowie|et|och|og|with|mit|avec|con|oraz|ve|dan|și|és|ja|і|та|και|"
    r"و|और|và|e|y|i|и|en)\s+"
)
_NARROW: Final = re.compile(r"\s(?:e|y|i|en|et)\s")
"""Connectors that also stand inside names (Ortega y Gasset, Costa e Silva): they part only names of two words."""

_NO_NAME: Final = re.compile(
    r"https?:|www\.|\.(?:com|org|net|html?|de|fr|uk)\b|[@<>{}#=?!%$€£\[\]|_]|\d{2}|^\d", re.IGNORECASE
)
_ROLE: Final = re.compile(
    r"\b(?:admin(?:istrator)?|webmaster|editors?|editor-in-chief|editorial|desk|staff|reporters?|correspondents?|"
    r"journalists?|columnists?|writers?|bureau|producer|redaktion\w*|chefredak\w+|redaktør|redaktör|"
    r"redakteur\w*|korrespondent\w*|"
    r"redacc?[ti]?ion|rédaction|rédacteur|redacción|redação|redazione|redactie|redakcja|redaktor|toimitus|редакция|"
    r"редактор|corresponsal|correspondant\w*|corrispondente|journaliste|periodista|giornalista|jornalista|newsroom|team|updated|"
    r"published|min(?:ute)?s?\s+read|contributors?|contributed|guest|author|anonymous|unknown|null|undefined|none|user|"
    r"ceo|founder|professor of|director of|head of|senior|fellow|share|follow|comments?|subscribe|read more|view all|"
    r"編集部|编辑|責任編輯|编辑部|本报讯|기자|뉴스룸)(?:\b|$)",
    re.IGNORECASE,
)
_WEEKDAY: Final = re.compile(
    r"\b(?:mon|tues?|wednes|thurs?|fri|satur|sun)day\b|\b(?:january|february|march|april|june|july|august|september|"
    r"october|november|december)\s+\d|\b\d{1,2}\s?(?:am|pm|h)\b|\bago\b|\bvor \d|\bhace \d|\bil y a\b",
    re.IGNORECASE,
)
_TITLE: Final = re.compile(
    r"^(?:(?:dr|prof|mr|mrs|ms|mme|mlle|sra?|dott|ing|mag|drs|phd|rev|hon)\.?(?:\s*-?ing\.?)?\s+)+(?=\w)", re.IGNORECASE
)
_DEGREE: Final = re.compile(r"^(?:ph\.?\s?d|m\.?d|m\.?a|m\.?sc|b\.?a|jr|sr|esq|cfa|llm|mba|rn)\.?$", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"\S*(?:https?:|www\.|@)\S*", re.IGNORECASE)
_MARK: Final = re.compile(r"\s*[(（\[].*?[)）\]]?\s*$")
_EDGES: Final = " \t.:;-–—−\"'“”„«»*>|"
_NO_CAPITALS: Final = re.compile(r"[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_AGENCIES: Final = frozenset("afp ansa ap apa dpa efe epd kna lusa pap pti reuters sda sid tass ap/dpa".split())  # noqa: SIM905


def clean_authors(
    bylines: Iterable[str], sites: Iterable[str] = (), organisations: Iterable[str] = ()
) -> tuple[str, ...]:
    """Return the names in some bylines, in order, each once.

    A byline that is a site or among `organisations` is one name, whatever words it is made of; sites are left out.
    """
    outlets = {_key(plain(site)) for site in sites}
    whole = outlets | {_key(plain(name)) for name in organisations}
    names: dict[str, str] = {}
    for line in map(plain, bylines):
        for name in [line.strip(_EDGES)] if _key(line) in whole else _parts(line):
            if _is_name(name) and not _is_outlet(name, outlets):
                names.setdefault(_key(name), name)
    return tuple(names.values())[:MAX_AUTHORS]


def _key(name: str) -> str:
    return "".join(tokens(name))


def _parts(line: str) -> list[str]:
    line = _CREDIT.sub("", _ADDRESS.sub(" ", line[:300])).strip(_EDGES)
    line = _LEAD.sub("", line).strip(_EDGES)
    parts = [_bare(part) for part in _split(line)]
    return _inverted(_without_places([part for part in parts if part and not _DEGREE.match(part)], line))


def _split(line: str) -> list[str]:
    """Return the parts of a byline; a connector that may be part of a name parts only what is two words or more."""
    parts, start = [], 0
    for match in _SPLIT.finditer(line):
        left, right = line[start : match.start()], line[match.end() :]
        if _NARROW.fullmatch(match[0]) and min(len(left.split()), len(_SPLIT.split(right, 1)[0].split())) < 2:
            continue
        parts.append(left)
        start = match.end()
    return [*parts, line[start:]]


def _bare(part: str) -> str:
    part = _LEAD.sub("", part.strip(_EDGES))
    part = _PLACE.sub("", _MARK.sub("", part))
    name = _TITLE.sub("", part).strip(_EDGES)
    return _cased(name)


def _cased(name: str) -> str:
    """Return a name written in capitals throughout as it is usually written."""
    if name.isupper() and " " in name and name.isascii() and not _NO_NAME.search(name):
        return re.sub(r"[A-Z]+", lambda match: match[0].capitalize() if len(match[0]) > 2 else match[0], name)
    return name


def _without_places(parts: Sequence[str], line: str) -> list[str]:
    """Return the parts without a single word after a full name, which in `Ann Example, Berlin` is a place."""
    if "," not in line or not any(" " in part for part in parts[:1]):
        return list(parts)
    return [part for part in parts if " " in part or _NO_CAPITALS.search(part) or part.casefold() in _AGENCIES]


def _inverted(parts: list[str]) -> list[str]:
    """Return `Example, Ann`, as library records have it, as one name."""
    if len(parts) == 2 and all(part.istitle() and part.isalpha() and part.isascii() for part in parts):
        return [f"{parts[1]} {parts[0]}"] if not {part.casefold() for part in parts} & _AGENCIES else parts
    return parts


def _is_name(text: str) -> bool:
    if (
        _ONLY_BY.fullmatch(text)
        or not 2 <= len(text) <= 60
        or len(text.split()) > 6
        or not any(one.isalpha() for one in text)
    ):
        return False
    return not (_NO_NAME.search(text) or _ROLE.search(text) or _WEEKDAY.search(text))


def _is_outlet(name: str, outlets: Iterable[str]) -> bool:
    key = _key(name)
    return any(key in {outlet, f"the{outlet}", outlet.removeprefix("the")} for outlet in outlets if outlet)
