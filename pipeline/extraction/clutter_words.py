"""Words by which lines are known that stand inside articles and are none of their text. Pure."""

from __future__ import annotations

import re
from typing import Final

MAX_LEAD_IN: Final = 6
"""Words that lead to another article, at most."""

_LEAD_IN_ENDS: Final = re.compile(r"(?:[:：»>→►▶|–—]|\s-|^[\W_]*)$")
_LEAD_INS: Final = re.compile(
    r"\W*(?:read (?:more|also|next)|see also|also read|related|more on this|lire (?:aussi|également)|à lire(?: aussi)?|"
    r"lesen sie (?:auch|mehr)|mehr zum thema|siehe auch|le[ea] también|te puede interesar|leia (?:também|mais)|"
    r"leggi anche|lees ook|läs (?:också|mer)|les også|læs også|lue myös|čtěte také|přečtěte si|čítajte aj|czytaj także|"
    r"zobacz (?:też|także)|przeczytaj także|olvassa el|citește și|читайте (?:также|також)|смотрите также|по теме|"
    r"ilgili haber|ayrıca okuyun|यह भी पढ़ें|ये भी पढ़ें|اقرأ أيضا|اقرأ المزيد|"
    r"관련기사|関連記事|相关阅读|延伸阅读|相關新聞)\W*",
    re.IGNORECASE,
)
_SIGN_UP: Final = re.compile(
    r"[/.](?:e?newsletters?|sign-?up|subscribe|subscriptions?|inscription|anmelden|suscri\w+|email-alerts?)"
    r"(?:[/?.#]|-(?:sign|anm|abo|insc|regis)\w*|$)",
    re.IGNORECASE,
)
_PROFILE: Final = re.compile(
    r"(?:https?:)?//(?:[\w-]+\.)?(?:facebook\.com|twitter\.com|x\.com|instagram\.com|t\.me|telegram\.me|whatsapp\.com/channel|"
    r"youtube\.com|tiktok\.com|linkedin\.com/(?:company|in)|news\.google\.com/publications|vk\.com|threads\.(?:net|com)|"
    r"bsky\.app/profile|flipboard\.com|zen\.yandex\.\w+|dzen\.ru|viber\.com)/@?[\w.%-]*/?(?:[?#].*)?",
    re.IGNORECASE,
)
_FOLLOW: Final = re.compile(
    r"\b(?:follow|join|like|subscribe|abonn\w*|folg\w+|suive?z|rejoignez|s[ií]gu?e(?:nos|n|r|me)?\w*|seguirnos|únete|seguici|"
    r"iscriviti|acompanhe|siga|volg|prenumer\w*|följ|følg|seuraa|sleduj\w*|obserwuj\w*|polub|dołącz|подпи[сш]\w+|підпи[сш]\w+|"
    r"читайте нас|следите|приєдн\w+|takip|katılın|फॉलो|जुड़ें|تابع\w*|انضم|اشترك\w*)\b|구독|팔로우|フォロー|关注|關注",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(
    r"[\W_]*(?:(?:advert(?:isement|ising)?|ad|ads|sponsored|promoted|publicité|anzeige|werbung|publicidad|anuncio|pubblicità|"
    r"publicidade|реклама|إعلان|اعلان|广告|廣告|広告|광고|reklama|reklam|advertentie|annons|annonse|annonce|mainos|hirdetés|"
    r"διαφήμιση|quảng cáo|विज्ञापन|โฆษณา|פרסומת|iklan|publicitate|(?:story|article) continues (?:below|after) "
    r"advertisement|continue reading below|scroll to continue|view this email in your browser|share this article)"
    r"[\W_]*)+",
    re.IGNORECASE,
)


def is_lead_in(text: str, *, known: bool = False) -> bool:
    """Say whether the words before a link announce another article: `Read also:`, `Čtěte také`.

    Where not only `known` words count, any few with a colon or dash behind them do.
    """
    text = text.strip()
    short = len(text.split()) <= MAX_LEAD_IN
    return short and bool(_LEAD_INS.fullmatch(text) or (not known and _LEAD_IN_ENDS.search(text)))


def is_sign_up(address: str) -> bool:
    """Say whether a link leads to where a newsletter is ordered."""
    return bool(_SIGN_UP.search(address))


def is_profile(address: str) -> bool:
    """Say whether a link leads to somebody's page or channel on a social network, and to no single post."""
    return bool(_PROFILE.fullmatch(address))


def asks_to_follow(text: str) -> bool:
    """Say whether a line asks its reader to follow somebody."""
    return bool(_FOLLOW.search(text))


def is_label(line: str) -> bool:
    """Say whether a line is nothing but the label of an advertisement or of a tool of the page."""
    return len(line) <= 60 and bool(_LABEL.fullmatch(line) or not any(map(str.isalnum, line)))
