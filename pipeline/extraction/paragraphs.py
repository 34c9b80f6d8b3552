"""The text of a body: one paragraph a line, without what is printed above an article. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from .words import tokens

MAX_CHARACTERS: Final = 250_000
"""A longer text is cut at the end of a paragraph; a long novel's chapter has 50,000."""

LONG_ROW: Final = 250
"""Characters in one row of a table from which the row holds paragraphs, not figures."""

_RULE: Final = re.compile(r"\|[-|: ]*")
_HEAD_LINES: Final = 5
_HEAD_LENGTH: Final = 120
_DATE: Final = (
    r"(?:\w+,? )?(?:\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{4}|\d{1,2}\.? (?:de )?\w+\.?,? (?:de )?\d{4}"
    r"|\w+\.? \d{1,2}, \d{4})"
)
_STAMP: Final = re.compile(rf"\W*{_DATE}\b", re.IGNORECASE)
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
    while len(lines) > 1 and is_byline(lines[0]):
        lines = lines[1:]
    return "\n".join(lines) if lines else text


def is_byline(line: str) -> bool:
    """Say whether a line holds only who wrote an article or when: no sentence, and no heading that begins so."""
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


def in_table(text: str) -> bool:
    """Say whether most of a text is one row of a table: the page is laid out with tables, its paragraphs are lost."""
    row = max((line for line in text.split("\n") if line.startswith("|")), key=len, default="")
    return len(row) * 2 > len(text) and len(row) > LONG_ROW
