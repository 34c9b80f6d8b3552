"""Names that are no news: share buttons, calls to follow, links to other articles, credits, notices. Pure functions.

Judged is the line a name stands in, and the sentence within it, by their form: what is left of them without brands,
calls and the small words of buttons; labels at the start; how many separators they have. Nothing of an article is
looked at but the surroundings of names found in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from . import chrome
from .fold import Folded, fold
from .matcher import Found, Hit
from .sentences import Sentences

LINE: Final = 240
"""Code points a button, a label with its links or a notice has at most; longer lines are prose."""

CALL_WORDS: Final = 24
LABEL_REACH: Final = 8
"""Lines looked at above a line for the heading of a list of links."""

_WORD: Final = re.compile(r"[^\W_][\w'’-]*")
_ENDS: Final = re.compile(r"[.!?…。][\"'”’»)\]]*\s*$")
_STOPS: Final = re.compile(r"[;.!?…。](?:\s|$)")
_SEPARATED: Final = re.compile(r"[|·•»›]| / |(?:^| )#(?=\w)")
_HANDLE: Final = re.compile(r"@\w+")
_TAG: Final = re.compile(r"[^\W\d_]{2}")
_OWNED: Final = re.compile(r"© ?(?:Copyright )?(?:(?:19|20)\d\d|[A-Z]\w)")
_BEFORE_CALLS: Final = chrome.NOISE | chrome.GLUE | chrome.OURS | {"please", "bitte", "por", "and", "don't", "forget"}
_BUTTONS: Final = chrome.BRANDS | chrome.NOISE | chrome.CALLS
_NO_NEWS: Final = _BUTTONS | chrome.GLUE | chrome.OURS
_SIGNS: Final = "|·•»›/#"
_SUFFIX: Final = re.compile(r"'\w+$")
_Line = tuple[int, int]


def without_boilerplate(folded: Folded, found: Found) -> Found:
    """Return what was found in a text but for the names in share buttons, links, credits and other boilerplate."""
    if not found.hits:
        return found
    judge = _Judge(folded)
    kept = [hit for hit in found.hits if not judge.is_boilerplate(hit)]
    return found if len(kept) == len(found.hits) else replace(found, hits=kept)


class _Judge:
    """Judges the lines of one text, each line and sentence once."""

    def __init__(self, folded: Folded) -> None:
        self._folded = folded
        self._source = folded.source
        self._sentences = Sentences(folded.source)
        self._known: dict[tuple[int, int, str], bool] = {}

    def is_boilerplate(self, hit: Hit) -> bool:
        start, end = self._folded.span(hit.start, hit.end)
        line = _line(self._source, start, end)
        sentence = self._sentences.around(start, end)
        if self._holds("page", sentence, is_page_part) or self._holds("page", line, is_page_part):
            return True
        if self._is_linked(line):
            return True
        before = _plain(self._source[max(line[0], start - 120) : start])
        if chrome.is_credit(before):
            return True
        if hit.name.entity.kind != "platform":
            return False
        after = _plain(self._source[end : min(line[1], end + 40)])
        return self._holds("call", sentence, is_call) or is_contact(before, after)

    def _holds(self, rule: str, span: _Line, test: Callable[[str], bool]) -> bool:
        if span[1] - span[0] > LINE:
            return False
        key = (*span, rule)
        if key not in self._known:
            self._known[key] = test(self._source[slice(*span)])
        return self._known[key]

    def _is_linked(self, line: _Line) -> bool:
        """Whether a heading such as "Related stories" stands above a line without a full stop, among such lines."""
        at, end = line
        if end - at > LINE or _ENDS.search(self._source[at:end]):
            return False
        above = [part.strip() for part in self._source[max(0, at - 1500) : at].split("\n")]
        lines = [part for part in above if part]
        for part in reversed(lines[-LABEL_REACH:]):
            if len(part) > LINE or _ENDS.search(part):
                return False
            if is_heading(part):
                return True
        return False


def is_page_part(text: str) -> bool:
    """Whether a line is a part of the page rather than of the article: links, buttons side by side, a notice."""
    plain = _plain(text)
    return _is_label(plain) or _is_row(text, plain) or _OWNED.search(text) is not None or chrome.is_notice(plain)


def is_heading(text: str) -> bool:
    """Whether a line is nothing but a label, such as "Read also:"."""
    plain = _plain(text).strip(" :>|-")
    label = chrome.LABEL.match(plain)
    return label is not None and len(_WORD.findall(label["rest"])) <= 1


def is_call(text: str) -> bool:
    """Whether a sentence asks the reader to share or follow: a call, brands, and hardly a word beside them.

    Beside them may stand the outlet's name in capitals, or two words where the sentence says "us" or "our".
    """
    cased = _WORD.findall(_HANDLE.sub("", fold(text).cased))
    words = [_SUFFIX.sub("", word) if "'" in word else word for word in map(str.lower, cased)]
    if not words or len(words) > CALL_WORDS:
        return False
    opener = next((word for word in words if word in chrome.CALLS or word not in _BEFORE_CALLS), "")
    if opener not in chrome.CALLS and not set(words[-2:]) & chrome.LATE:
        return chrome.FIND_ME.search(_plain(text)) is not None
    rest = [word for word, plain in zip(cased, words, strict=True) if plain not in _NO_NEWS]
    ours = bool(chrome.OURS & set(words))
    return len(rest) <= (4 if ours else 0) or (len(rest) <= 4 and all(word[0].isupper() for word in rest))


def is_contact(before: str, after: str) -> bool:
    """Whether the words around a messenger tell how to reach somebody: "Reach us on Signal", "Signal: jane.01"."""
    last = re.split(r"[.!?] ", before)[-1]
    return chrome.REACHED.search(last) is not None or chrome.HANDLE.match(after) is not None


def _is_label(plain: str) -> bool:
    if chrome.READ.match(plain):
        return True
    label = chrome.LABEL.match(plain)
    if label is None:
        return False
    rest = label["rest"].lstrip()
    return rest[:1] in {":", "|", "»", ">", "→", "·"} or re.match(r"[^.:;!?]{1,40}: ", rest) is not None or not rest


def _is_row(text: str, plain: str) -> bool:
    """Whether a line is a row of buttons or tags: brands alone, or short parts with signs between and no full stop."""
    first = _WORD.search(plain)
    if first is not None and first.group() in _BUTTONS:
        words = _WORD.findall(plain)
        if len(words) > 1 and all(word in _BUTTONS for word in words):
            return len(chrome.BRANDS & set(words)) > 1 or bool(chrome.CALLS & set(words))
    if not any(sign in text for sign in _SIGNS):
        return False
    parts = [part for part in _SEPARATED.split(text) if _TAG.search(part)]
    return len(parts) >= 3 and not _STOPS.search(text) and len(_WORD.findall(plain)) <= 4 * len(parts)


def _line(source: str, start: int, end: int) -> _Line:
    stop = source.find("\n", end)
    return source.rfind("\n", 0, start) + 1, len(source) if stop < 0 else stop


def _plain(text: str) -> str:
    return text.lower() if text.isascii() and "  " not in text else fold(text).cased.lower()


__all__: Sequence[str] = ("is_call", "is_contact", "is_heading", "is_page_part", "without_boilerplate")
