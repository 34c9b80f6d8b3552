"""Pages that stand before an article: consent walls, paywalls, tests for robots. Pure.

Strings alone prove nothing, as these are the very things our sources write about: a wall is short, says little else,
and says it in its title, in lines of its own, or in the machinery it loads. A page with more than 250 words of text
shows its article, whatever stands around it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from . import wall_words as said
from .canonical import host_of
from .page import Wall
from .visible import visible_text
from .words import count_words

MAX_WALL_WORDS: Final = 250
"""A page with more text than this shows its article, whatever stands around it."""

MAX_TEASER_WORDS: Final = 120
"""A body with more words than this is worth having, even if the rest must be paid for."""

MAX_TEST_WORDS: Final = 60
"""Words of text up to which a page may be a test for robots by its title or by what it loads."""

MAX_EMPTY_WORDS: Final = 25
"""Words of text up to which a page holds no article at all."""

MAX_SHELL_WORDS: Final = 150
"""Visible words, menus included, up to which a page may be a wall for what it says alone."""

MAX_PROMPT_WORDS: Final = 25
"""Words of a line by which a wall may be told; longer lines report on such lines."""

_ADDRESSED: Final = 2
"""Times that a question for consent speaks to its reader, at least."""

_PROMPTS_AT_END: Final = 4
_MAX_SHELL: Final = 5000
_MAX_PROMPT: Final = 300
_MAX_JUDGED: Final = 20_000


@dataclass(frozen=True, slots=True)
class View:
    """What a wall is told by: the page's address, title, body and source, and what the page calls itself.

    `free` is its own word on being free to read; `article` whether it says in its metadata that it is an article.
    """

    url: str
    title: str
    text: str
    html: str
    free: bool | None = None
    article: bool = False


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a page shows: the words of its body, all its visible text, and its source in lower case.

    `small` says that the whole page has few words.
    """

    words: int
    text: str
    source: str
    small: bool


def find_wall(view: View) -> Wall | None:
    """Return the wall that a page is, or None for an article or anything else."""
    words = count_words(view.text)
    if words > MAX_WALL_WORDS:
        return None
    text = visible_text(view.html)
    shown = _Shown(words, text, view.html.lower(), len(text) < _MAX_SHELL and count_words(text) <= MAX_SHELL_WORDS)
    return _bot(view, shown) or _consent(view, shown) or _paywall(view, shown)


def _bot(view: View, shown: _Shown) -> Wall | None:
    if shown.words > MAX_TEASER_WORDS:
        return None
    title = view.title.strip()
    strong = any(mark in shown.source for mark in said.CHALLENGES)
    if said.BOT_TITLE.match(title) and (shown.words <= MAX_TEST_WORDS or strong):
        return Wall("bot", f"a test for robots: {title[:80]}")
    if shown.words <= MAX_TEST_WORDS and strong and not view.article:
        return Wall("bot", "a test for robots")
    return _blocked(view, shown) if shown.words <= (MAX_EMPTY_WORDS if view.article else MAX_TEST_WORDS) else None


def _blocked(view: View, shown: _Shown) -> Wall | None:
    """Return the wall of a page with next to no text, by what it says or loads."""
    if shown.small and any(_says(line, said.BOT_TEXT) for line in shown.text.split("\n")):
        return Wall("bot", "the page blocks programs that read it")
    if shown.words > MAX_EMPTY_WORDS:
        return None
    if not view.article and any(mark in shown.source for mark in said.CAPTCHAS):
        return Wall("bot", "a test for robots")
    if shown.small and said.SCRIPT_NEEDED.search(shown.text):
        return Wall("bot", "the page asks for JavaScript")
    return None


def _consent(view: View, shown: _Shown) -> Wall | None:
    if said.CONSENT_HOST.match(host_of(view.url)) or said.CONSENT_PATH.search(_path(view.url)):
        return Wall("consent", "redirected to a page that asks for consent")
    text = f"{view.title}\n{view.text if shown.words > MAX_EMPTY_WORDS else shown.text}"
    text = text[:_MAX_JUDGED]
    hits = [len(pattern.findall(text)) for pattern in said.CONSENT]
    kinds, total = sum(map(bool, hits)), sum(hits)
    boilerplate = len(said.CONSENT_BOILERPLATE.findall(text))
    enough = 3 - bool(boilerplate) + (2 if view.article and not boilerplate else 0)
    spoken_to = boilerplate or len(said.ADDRESS.findall(text)) >= _ADDRESSED
    if spoken_to and kinds >= enough and (total + 2 * boilerplate) * 20 >= count_words(text):
        return Wall("consent", "the page asks for consent to cookies or tracking")
    return None


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def _paywall(view: View, shown: _Shown) -> Wall | None:
    if view.free is False:
        return Wall("paywall", "the publisher marks the page as not free to read")
    if view.free is True or shown.words > MAX_TEASER_WORDS:
        return None
    if _prompt(view.text, shown.text):
        return Wall("paywall", "the page asks for a subscription")
    return None


def _prompt(body: str, visible: str) -> bool:
    """Say whether a line asks for a subscription: a short one outside the body, or at its end."""
    lines = [line.strip() for line in body.split("\n")]
    inside = frozenset(lines[:-_PROMPTS_AT_END])
    return any(_is_prompt(line) for line in visible.split("\n") if line not in inside)


def _is_prompt(line: str) -> bool:
    if len(line) > _MAX_PROMPT or not any(hint in line.lower() for hint in said.PROMPT_HINTS):
        return False
    return _says(line, said.PAYWALL)


def _says(line: str, what: re.Pattern[str]) -> bool:
    """Say whether a line says something in a few words; longer ones report on it."""
    return what.search(line) is not None and count_words(line) <= MAX_PROMPT_WORDS


def without_prompts(text: str) -> str:
    """Return the text of a teaser up to the line near its end that asks for a subscription, if there is one."""
    lines = text.split("\n")
    for at in range(max(0, len(lines) - _PROMPTS_AT_END), len(lines)):
        if _is_prompt(lines[at]) and all(count_words(line) <= MAX_PROMPT_WORDS for line in lines[at:]):
            return "\n".join(lines[:at])
    return text
