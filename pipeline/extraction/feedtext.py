"""The text that a feed gives of an article: whether it is the whole, and what the site's software added to it. Pure."""

from __future__ import annotations

import re
from typing import Final

from .words import count_words

FULL_WORDS: Final = 250
"""Words from which a feed is taken to carry the whole article, unless its text says that it goes on elsewhere.

Teasers have 20 to 120 words, WordPress's own 55. Where a whole article has fewer, its page is fetched for nothing: that
costs one request, while a teaser taken for the whole would cost the article.
"""

_TAIL: Final = 400
_CREDITS: Final = (
    r"the post .{1,300}? (?:first )?appeared (?:first )?on ",
    r"der beitrag .{1,300}? erschien zuerst auf ",
    r"l[’']article .{1,300}? est apparu en premier sur ",
    r"la entrada .{1,300}? (?:se publicó primero|aparece primero|apareció primero) en ",
    r"l[’']articolo .{1,300}? (?:proviene da|sembra essere il primo su) ",
    r"(?:o post|o artigo|a postagem) .{1,300}? apareceu primeiro em ",
    r"het bericht .{1,300}? verscheen eerst op ",
    r"artykuł .{1,300}? pochodzi z serwisu ",
    r"(?:запись|сообщение) .{1,300}? (?:впервые )?появил(?:ась|ись|ось) (?:сначала )?на ",
    r"(?:this )?(?:article|story|post) (?:was )?(?:originally |first )(?:appeared|published) (?:on|in|at) ",
)
_CREDIT: Final = re.compile(rf"\s*(?<!\w)(?:{'|'.join(_CREDITS)})[^\n]{{1,200}}$", re.IGNORECASE)
_GOES_ON: Final = re.compile(
    r"(?:…|\.\.\.|[\[(](?:…|\.\.\.|&hellip;|more|mehr|suite)[\])])[^\w\n]*$"
    r"|(?:read (?:more|on|the (?:full|rest|whole|entire)|full)|continue reading|keep reading"
    r"|(?:full|more) (?:story|article)"
    r"|view (?:full )?(?:article|post|original)|click here to|weiterlesen|mehr lesen|zum artikel|lire (?:la suite|plus)"
    r"|en savoir plus|leer más|seguir leyendo|sigue leyendo|leggi (?:tutto|l[’']articolo)|continua a leggere"
    r"|lees (?:verder|meer)|l[eê]r mais|leia mais|continue lendo|läs mer|les mer|læs mere"
    r"|lue lisää|czytaj (?:więcej|dalej)"
    r"|číst (?:dál|více)|devamını oku|читать (?:далее|дальше|полностью)|читати далі|διαβάστε περισσότερα"
    r"|続きを読む|全文を読む|阅读全文|閱讀全文|查看全文|繼續閱讀|继续阅读"
    r"|더 ?보기|계속 읽기|اقرأ المزيد|המשך קריאה)[^\n]{0,120}$",
    re.IGNORECASE,
)


def without_credit(text: str) -> str:
    """Return a text without the last line with which publishing software names post and site."""
    at = max(0, len(text) - 2 * _TAIL)
    return text[:at] + _CREDIT.sub("", text[at:].rstrip())


def whole(text: str) -> bool:
    """Say whether a text of a feed is a whole article, so that its page need not be fetched."""
    text = without_credit(text).rstrip()
    return _GOES_ON.search(text[-_TAIL:]) is None and count_words(text) >= FULL_WORDS
