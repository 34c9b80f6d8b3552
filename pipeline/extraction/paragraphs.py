"""The text of a body: one paragraph a line, without what is printed above an article. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from .clutter_words import is_label
from .words import tokens

MAX_CHARACTERS: Final = 250_000
"""A longer text is cut at the end of a paragraph; a long novel's chapter has 50,000."""

LONGEST_LINE: Final = 100_000
"""Characters of the longest paragraph that is kept beside others."""

LONG_ROW: Final = 250
"""Characters in one row of a table from which the row holds paragraphs, not figures."""

_RULE: Final = re.compile(r"\|[-|: ]*")
_HEAD_LINES: Final = 5
_HEAD_LENGTH: Final = 120
_DATE: Final = (
    r"(?:\w+,? )?(?:\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{4}|\d{1,2}\.? (?:de )?\w+\.?,? (?:de )?\d{4}"
    r"|\w+\.? \d{1,2}, \d{4})"
)
_CHANGED: Final = r"(?:(?:last )?(?:updated|published|posted)\W{1,3}(?:on |at )?(?:\d{1,2}[:.]\d\d\W{1,3})?)?"
_STAMP: Final = re.compile(rf"\W*{_CHANGED}{_DATE}\b", re.IGNORECASE)
_EASTERN_STAMP: Final = re.compile(
    r"[^\d]{0,8}\d{4}\s?[年년./-]\s?\d{1,2}\s?[月월./-]\s?\d{1,2}\s?[日일.]?\s*(?:[(（][^)）]{1,5}[)）])?"
    r"[^\d]{0,4}(?:\d{1,2}\s?[:時时시点]\s?\d{1,2}(?:[:分분]\d{0,2})?)?\W{0,3}"
)
_REPORTER: Final = re.compile(r"\W*[\w·]{2,5}\s?(?:기자|特派員|記者|记者)\W*")
_CREDIT: Final = re.compile(
    r"(?:©|\(c\)\s|copyright\b)|\b(?:all rights reserved|無断転載|무단전재|版权所有)", re.IGNORECASE
)
_ITEM: Final = re.compile(r"[-•*] ?(?=\w)")
_AUTHOR: Final = re.compile(r"\W*(?:by|von|par|por|di|door)\s+(?=\w)", re.IGNORECASE)
_HANDLE: Final = re.compile(r"@\w+")
_SMALL: Final = frozenset(
    (
        "and",
        "und",
        "et",
        "y",
        "e",
        "i",
        "en",
        "the",
        "of",
        "for",
        "de",
        "del",
        "di",
        "da",
        "du",
        "la",
        "le",
        "van",
        "von",
        "der",
        "bin",
        "al",
    )
)
_NAME: Final = re.compile(r"[\w'’.-]+")
_MAX_STAMP_WORDS: Final = 12
_MAX_CREDIT: Final = 40
_TAGS: Final = 2
_TAG_WORDS: Final = 3
_TAG_LENGTH: Final = 40
_SENTENCE_ENDS: Final = ".!?:;…。！？"


def tidy(text: str) -> str:
    """Return the text in composed form (NFC), one paragraph a line, without empty lines."""
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def without_rules(text: str) -> str:
    """Return the text without the marks that trafilatura draws tables with: rules go, cells stand side by side."""
    if "|" not in text:
        return text
    lines = (
        line.strip("| ") if line.startswith("|") else line for line in text.split("\n") if not _RULE.fullmatch(line)
    )
    return "\n".join(line for line in lines if line)


def trimmed(text: str, *titles: str) -> str:
    """Return the text without labels of advertisements, and without what is printed above and below an article."""
    lines = [line for line in text.split("\n") if not is_label(line)]
    return without_tail(without_head("\n".join(lines) or text, *titles))


def without_head(text: str, *titles: str) -> str:
    """Return the text without what is printed above an article: a repeated title and what precedes it, a byline."""
    lines = text.split("\n")
    known = [words for words in map(tokens, titles) if words]
    for at, line in enumerate(lines[:_HEAD_LINES]):
        if len(line) > _HEAD_LENGTH and tokens(line) not in known:
            break
        if tokens(line) in known:
            lines = lines[at + 1 :]
            break
    while len(lines) > 1 and (is_byline(lines[0]) or _is_tag(lines[0])):
        lines = lines[1:]
    return "\n".join(lines) if lines else text


def without_tail(text: str) -> str:
    """Return the text without what is printed below an article: tags, a list of buttons, the owner of its rights."""
    lines = text.split("\n")
    while len(lines) > 1 and len(lines[-1].split()) <= _MAX_CREDIT and _CREDIT.search(lines[-1]):
        lines = lines[:-1]
    end = len(lines)
    while end > 1 and _is_tag(lines[end - 1]):
        end -= 1
    if len(lines) - end < _TAGS:
        return "\n".join(lines)
    heading = end > 1 and len(lines[end - 1].split()) <= _TAG_WORDS and lines[end - 1][-1] not in ".!?…。！？"
    return "\n".join(lines[: end - heading])


def _is_tag(line: str) -> bool:
    """Say whether a line is an item of a list with a word or two, as tags and buttons are."""
    return bool(_ITEM.match(line)) and len(line.split()) <= _TAG_WORDS + 1 and len(line) <= _TAG_LENGTH


def is_byline(line: str) -> bool:
    """Say whether a line holds only who wrote an article or when: no sentence, and no heading that begins so."""
    if _EASTERN_STAMP.fullmatch(line) or _REPORTER.fullmatch(line):
        return True
    if len(line) > _HEAD_LENGTH or line[-1:] in _SENTENCE_ENDS:
        return False
    if _STAMP.match(line):
        return len(_NAME.findall(line)) <= _MAX_STAMP_WORDS
    author = _AUTHOR.match(line)
    return author is not None and all(
        not word[0].islower() or word in _SMALL
        for word in _NAME.findall(_HANDLE.sub("", _STAMP.sub("", line[author.end() :])))
    )


def cut(text: str, limit: int = MAX_CHARACTERS) -> str:
    """Return at most `limit` characters of a text, whole paragraphs of it where the first is not longer."""
    if len(text) <= limit:
        return text
    end = text.rfind("\n", 0, limit + 1)
    return text[: end if end > 0 else limit]


def without_floods(text: str) -> str:
    """Return the text without lines so long that they are none of an article's, where other lines are left."""
    if len(text) <= LONGEST_LINE:
        return text
    return "\n".join(line for line in text.split("\n") if len(line) <= LONGEST_LINE) or text


def in_table(text: str) -> bool:
    """Say whether most of a text is one row of a table: the page is laid out with tables, its paragraphs are lost."""
    row = max((line for line in text.split("\n") if line.startswith("|")), key=len, default="")
    return len(row) * 2 > len(text) and len(row) > LONG_ROW
