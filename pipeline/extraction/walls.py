"""Pages that stand before an article: consent walls, paywalls, tests for robots. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from .canonical import host_of
from .page import Wall
from .words import count_words

MAX_WALL_WORDS: Final = 250
"""A page with more text than this shows its article, whatever stands around it."""

MAX_TEASER_WORDS: Final = 120
"""A body with more words than this is worth having, even if the rest must be paid for."""


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_BOT_TITLE: Final = _any_of(
    r"just a moment|un momento|einen moment|un instant|please wait|one more step|attention required|client challenge",
    r"access (?:to this page has been )?denied|pardon our interruption|ddos.guard",
    r"are you (?:a robot|human)|robot check|checking your browser|(?:human|security|browser) (?:verification|check)",
    r"verify(?:ing)? (?:that )?you are (?:a )?human",
)
_BOT_MARK: Final = _any_of(
    r"/cdn-cgi/challenge-platform/|cf-chl-|cf_chl_opt|_Incapsula_Resource|px-captcha|captcha-delivery\.com",
    r"/_sec/cp_challenge|g-recaptcha|h-captcha|awswaf|enable javascript and cookies to continue",
    r"unusual traffic from your",
)
_CONSENT_HOST: Final = re.compile(
    r"(?:consent|guce|cmp|privacy-?(?:gate|wall)|myprivacy|collectconsent)\.", re.IGNORECASE
)
_CONSENT: Final = (
    _any_of(r"\bcookies?\b|\bcookie-"),
    _any_of(r"\bconsent|einwillig|zustimm|consenti|consentement|toestemming|samtyck|zgod[aęy]"),
    _any_of(
        r"(?:accept|reject) all|i agree|akzeptieren|ablehnen|accepter|tout refuser|aceptar|rechazar|accetta|rifiuta",
        r"accepteren|aceitar|rejeitar|godkänn|akceptuj",
    ),
    _any_of(r"\bpartners?\b|\bpartnern\b|partenaires|socios|anbieter"),
    _any_of(r"personali[sz]ed|personalisiert|personnalis|personalizad|gepersonaliseerd|personalizzat"),
    _any_of(r"privacy (?:policy|settings|choices)|datenschutz|confidentialité|privacidad|privacybeleid|informativa"),
    _any_of(
        r"store and/or access information|auf einem gerät|sur un (?:appareil|terminal)|en un dispositivo|werbefrei"
    ),
)
_PAYWALL: Final = _any_of(
    r"subscribe (?:now )?to (?:continue|keep) reading",
    r"to (?:continue|keep) reading,? (?:please|subscribe|log in|sign in)",
    r"(?:article|story|content) is (?:only )?(?:available |reserved )?(?:for|to) (?:our )?(?:subscribers|members)",
    r"(?:for|to) subscribers only|exclusive to subscribers|unlock this (?:article|story)",
    r"you have reached your (?:article )?limit|jetzt weiterlesen|weiterlesen mit|nur für abonnent",
    r"réservé (?:à nos |aux )abonnés|riservato agli abbonati|exclusivo para assinantes|alleen voor abonnees",
    r"suscr[ií]b(?:ete|ase) para (?:seguir|continuar)|(?:exclusivo|solo) para suscriptores|只限订阅|订阅后",
)


@dataclass(frozen=True, slots=True)
class View:
    """What a wall is told by: the page's address, title, body and source, and whether it calls itself free to read."""

    url: str
    title: str
    text: str
    html: str
    free: bool | None = None


def find_wall(view: View) -> Wall | None:
    """Return the wall that a page is, or None for an article or anything else."""
    words = count_words(view.text)
    if words > MAX_WALL_WORDS:
        return None
    return _bot(view, words) or _consent(view, words) or _paywall(view, words)


def _bot(view: View, words: int) -> Wall | None:
    if words > MAX_TEASER_WORDS:
        return None
    if _BOT_TITLE.match(view.title.strip()) and (words < 60 or _BOT_MARK.search(view.html)):
        return Wall("bot", f"a test for robots: {view.title.strip()[:80]}")
    if words < 25 and _BOT_MARK.search(view.html):
        return Wall("bot", "a test for robots")
    return None


def _consent(view: View, words: int) -> Wall | None:
    if _CONSENT_HOST.match(host_of(view.url)):
        return Wall("consent", "redirected to a page that asks for consent")
    text = f"{view.title}\n{view.text}"
    hits = [len(pattern.findall(text)) for pattern in _CONSENT]
    kinds, total = sum(map(bool, hits)), sum(hits)
    if kinds >= 3 and total * 20 >= words:
        return Wall("consent", "the page asks for consent to cookies or tracking")
    return None


def _paywall(view: View, words: int) -> Wall | None:
    if words > MAX_TEASER_WORDS:
        return None
    if view.free is False:
        return Wall("paywall", "the publisher marks the page as not free to read")
    if _PAYWALL.search(view.html):
        return Wall("paywall", "the page asks for a subscription")
    return None
