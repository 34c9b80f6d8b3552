"""What walls say and load, in the languages of our sources. Judged in `walls`, never by themselves."""

from __future__ import annotations

import re
from typing import Final


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


BOT_TITLE: Final = re.compile(
    r"(?:just a moment|un momento(?:, por favor)?|nur einen moment|einen moment(?:,? bitte)?|un instant|un momentje|"
    r"um momento|momencik|один момент|请稍候|しばらくお待ちください|잠시만 기다|please wait|one more step|"
    r"attention required|client challenge|access (?:to this page )?(?:has been |is )?denied|zugriff verweigert|"
    r"accès refusé|acceso denegado|accesso negato|acesso negado|toegang geweigerd|pardon our interruption|ddos.guard|"
    r"are you (?:a )?(?:robot|human)|robot (?:check|or human)|bot (?:check|verification)|checking your browser|"
    r"(?:human|security|browser|captcha) (?:verification|check(?:point)?)|vercel security checkpoint|"
    r"verif(?:y|ying) (?:that )?you are (?:a )?human|verification required|making sure you.re not a bot|"
    r"(?:403|429|503)\b.{0,40}|forbidden|request (?:rejected|blocked)|too many requests|security violation|"
    r"(?:you have been |your (?:access|request) (?:has been |is |was ))?blocked|"
    r"sucuri website firewall.{0,40}|captcha|"
    r"javascript (?:is )?(?:required|disabled)|enable javascript)"
    r"[\s.…!?]*(?:$|[|\-–—].{0,60}$)",
    re.IGNORECASE,
)
"""Titles of tests for robots; nothing but a name may follow, as in `Attention Required! | …`."""

CHALLENGES: Final = (
    "_cf_chl_opt", "cf-chl-", "/cdn-cgi/challenge-platform/h/", "cf-error-details", "captcha-delivery.com",
    "px-captcha", "/_sec/cp_challenge", "sec-if-cpt-container", "errors.edgesuite.net", "incapsula incident id",
    "awswafcookiedomainlist", "window.gokuprops",
    "kpsdk.configure", "sucuri_cloudproxy_js", "/.within.website/x/cmd/anubis",
    "ddos-guard.net/", "_imperva_captcha", "geo.captcha", "/_fs-ch-", "vercel/security",
)  # fmt: skip
"""Machinery that only pages with a test load, in lower case; ordinary pages load the sensors of the same firms."""

CAPTCHAS: Final = ("g-recaptcha", "h-captcha", "cf-turnstile", "_incapsula_resource", "/cdn-cgi/challenge-platform/")
"""Machinery that ordinary pages load as well, for their forms."""

BOT_TEXT: Final = _any_of(
    r"(?:verify|confirm|prove|make sure)(?: that)? you(?: are|.re) (?:a )?(?:human|not a (?:ro)?bot)",
    r"enable javascript and cookies to continue|checking (?:your browser|if the site connection is secure)",
    r"unusual (?:traffic|activity) from your|(?:automated|bot) (?:traffic|requests|activity) (?:from|detected)",
    r"press (?:&|and) hold|incapsula incident|pardon our interruption|please enable js and disable any ad blocker",
    r"you (?:have been|are) (?:blocked|unable to access)|"
    r"you don.t have permission to access|reference #\d+\.[0-9a-f]+",
    r"the requested url was rejected|your access to this (?:site|service) has been (?:limited|blocked)|ray id",
    r"bist du ein (?:mensch|roboter)|ich bin kein roboter|bestätigen sie,? dass sie (?:ein mensch|kein roboter)",
    r"vérifi\w+ que vous (?:êtes|n.êtes) (?:humain|pas un robot)|je ne suis pas un robot",
    r"(?:verifi\w+|confirm\w+) que (?:eres|es|usted es) (?:un )?humano|no soy un robot|non sono un robot",
    r"não sou um robô|ik ben geen robot|nie jestem robotem|我不是机器人|私はロボットではありません",
)
SCRIPT_NEEDED: Final = _any_of(
    r"(?:enable|activate|turn on|requires?|needs?|aktivier\w*|activez|activer|active|activa|habilit\w*|abilita\w*|"
    r"attiva\w*|ative|inschakel\w*|włącz\w*|включите|启用)[^.\n]{0,60}javascript",
    r"javascript[^.\n]{0,60}(?:disabled|required|enabled?|turned off|deaktiviert|aktivier|désactivé|activ|habilit|"
    r"disabilitat|desativad|uitgeschakeld|wyłączon|отключ|启用|有効)",
)
CONSENT_HOST: Final = re.compile(
    r"(?:consent|guce|cmp|privacy-?(?:gate|wall)|myprivacy|collectconsent|zustimmung|toestemming)\.", re.IGNORECASE
)
CONSENT_PATH: Final = re.compile(
    r"^/(?:zustimmung|consent|cookie-?(?:wall|consent)|privacy-?(?:gate|wall)|collectconsent|tcf|cmp)(?:/|$)",
    re.IGNORECASE,
)
CONSENT: Final = (
    _any_of(r"\bcookies?\b|\bcookie-|クッキー|쿠키|файлы cookie"),
    _any_of(
        r"\bconsent|einwillig|zustimm|consenti|consentement|toestemming|"
        r"samtyck|samtykke|suostum|zgod[aęy]|согласи|同意|동의"
    ),
    _any_of(
        r"(?:accept|reject|allow|agree to) all|i agree|akzeptieren|ablehnen|accepter|tout refuser|aceptar|rechazar|"
        r"accetta|rifiuta|accepteren|aceitar|rejeitar|godkänn|godta|accepter alle|hyväksy|akceptuj|принять|接受|拒否"
    ),
    _any_of(r"\bpartners?\b|\bpartnern\b|partenaires|socios|anbieter|parceiros|kumppan|partnerzy|партн"),
    _any_of(
        r"personali[sz]ed|personalisiert|personnalis|personalizad|gepersonaliseerd|personalizzat|spersonalizowan|"
        r"anpassa\w* annonser|персонализ"
    ),
    _any_of(
        r"privacy (?:policy|settings|choices)|datenschutz|confidentialité|privacidad|privacybeleid|informativa|"
        r"privacidade|integritetspolicy|personvern|prywatności|конфиденциальн"
    ),
    _any_of(
        r"werbefrei|pur-abo|ohne werbung|sans publicité|sin publicidad|legitimate interest|berechtigte\w* interesse"
    ),
)
ADDRESS: Final = _any_of(
    r"\b(?:you|your|we|our|wir|unsere?\w*|sie|ihre?\w*|vous|votre|vos|nous|nos|notre|nosotros|nuestr\w+|usted|tus?|sus?|noi|"
    r"nostr\w+|tuo|tuoi|wij|onze|uw|je|jouw|nós|nossos?|seus?|vi|våra?|vores|din|ditt|dina|nasi|twoj\w+|twoją|my)\b|"
    r"\bмы\b|\bваш\w*|您|お客様|귀하",
)
"""A wall speaks to its reader; a report on one speaks of others."""

CONSENT_BOILERPLATE: Final = _any_of(
    r"store and/or access information|access information on a device|"
    r"auf einem (?:end)?gerät (?:speichern|gespeichert)|"
    r"sur un (?:appareil|terminal)|en un dispositivo|su un dispositivo|num dispositivo|op een apparaat",
    r"we and our \d* ?(?:\w+ )?partners|wir und unsere \d* ?partner|nous et nos \d* ?partenaires",
    r"nosotros y nuestros \d* ?socios|noi e i nostri \d* ?partner|"
    r"wij en onze \d* ?partners|nós e os nossos \d* ?parceiros",
    r"before you continue to|bevor sie (?:zu .{1,30} )?(?:weitergehen|fortfahren)|avant (?:de continuer|d.accéder)",
    r"part of the .{3,30} family of brands|we use cookies and data to",
)
"""Sentences of the consent frameworks, which no reporter would write."""

PROMPT_HINTS: Final = (
    "subscri", "abonn", "suscri", "assin", "abbon", "prenumer", "member", "to continue", "to keep", "log in", "sign",
    "weiterlesen", "freischalten", "lesen sie", "exklusiv", "exclusiv", "il vous reste", "seguir leyendo", "leggere",
    "para continuar", "socios", "unlock", "free article", "all your", "your limit", "your article", "verder", "czyta",
    "dostęp", "läsa", "les videre", "læs videre", "tilaa", "подпис", "会員", "残り", "订阅", "구독", "abone",
    "full article",
)  # fmt: skip
"""Of these, in lower case, a line must hold one before it is looked at closely."""

PAYWALL: Final = _any_of(
    r"(?:continue|keep|go on|read on|read more) with (?:a|your|our) (?:free )?(?:subscription|account|trial)",
    r"(?:subscribe|sign up|register|log in|sign in|join)\b.{0,40}\bto (?:continue|keep|finish) (?:reading|"
    r"the article)",
    r"to (?:continue|keep) reading\b.{0,30}(?:subscribe|log ?in|sign ?in|sign up|register|create)|"
    r"continue reading your article",
    r"(?:article|story|content) is (?:only )?(?:available |reserved |exclusive )?(?:for|"
    r"to) (?:our )?(?:paid )?(?:subscribers|members)",
    r"(?:for|to) subscribers only|exclusive to subscribers|"
    r"(?:unlock|read) (?:this|the full|the rest of (?:this|the)) (?:article|story) "
    r"(?:with|by|for)|unlock this (?:article|story)|subscribers? (?:can|may) read|already a subscriber\?",
    r"you(?:.ve| have) (?:reached|used) (?:your|all)\b.{0,30}(?:limit|free articles)|"
    r"free articles? (?:left|remaining)",
    r"jetzt weiterlesen|weiterlesen mit|(?:nur )?für abonnent|"
    r"mit .{1,20}\+ weiterlesen|dieser (?:artikel|beitrag) ist (?:exklusiv|nur)",
    r"sie haben bereits ein abo|artikel freischalten|jetzt (?:abonnieren|abo) und weiterlesen|lesen sie weiter mit",
    r"réservé (?:à nos |aux )abonnés|il vous reste .{1,20} (?:de cet article|à (?:lire|découvrir))|"
    r"la suite est réservée|"
    r"abonnez-vous pour (?:lire|continuer|accéder)|pour lire la suite.{0,30}abonn",
    r"suscr[ií]b(?:ete|ase|ite)\b.{0,30}para (?:seguir|continuar|leer)|"
    r"(?:exclusivo|solo|sólo|reservado) para (?:suscriptores|socios)|"
    r"(?:contenido|artículo) (?:exclusivo|solo)|para seguir leyendo",
    r"riservato (?:agli|ai nostri) abbonati|abbonati per (?:continuare|leggere)|per continuare a leggere|"
    r"contenuto (?:riservato|per gli abbonati)",
    r"(?:exclusivo|reservado|apenas) (?:para|a) assinantes|"
    r"assine para (?:continuar|ler)|para continuar (?:lendo|a ler)|"
    r"conteúdo exclusivo",
    r"(?:alleen|exclusief) voor abonnees|(?:verder|verderlezen|lees verder)\b.{0,20}abonn|"
    r"word abonnee|lees dit artikel (?:met|verder)",
    r"(?:tylko )?dla (?:prenumeratorów|subskrybentów)|aby (?:czytać dalej|przeczytać cały)|"
    r"dostęp do treści płatn|wykup (?:dostęp|subskrypcję)",
    r"(?:för|for) (?:våra )?(?:prenumeranter|abonnenter|abonnement)|"
    r"logga in för att läsa|fortsätt läsa med|les videre med|"
    r"læs videre",
    r"(?:jatka|lue) .{0,20}tilaa|tilaajille|(?:только )?для подписчиков|"
    r"оформите подписку|会員限定|有料会員|残り\d+文字|只限订阅|订阅后|구독자 전용",
    r"abonelere özel|sadece aboneler",
)
