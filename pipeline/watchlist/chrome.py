"""The words of what surrounds articles on web pages, folded: share buttons, calls to follow, labels of links, notices.

Languages of the feeds: English, Spanish, French, German, Italian, Portuguese, Dutch, Polish, Turkish.
"""

from __future__ import annotations

import re
from typing import Final

from .matcher import automaton


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


BRANDS: Final = _words(
    """
    facebook fb twitter x instagram insta whatsapp telegram signal linkedin reddit pinterest tumblr flipboard pocket
    youtube tiktok snapchat threads bluesky mastodon messenger viber line wechat weibo vk vkontakte xing skype discord
    slack twitch truth gab parler teams google apple spotify podcasts play store rss feedly substack patreon threema
    """
)
CALLS: Final = _words(
    """
    share follow like tweet retweet pin repost join subscribe find get watch listen download connect contact message
    text send reach email e-mail mail sign click tap add visit see chat discuss comment print tip tips receive install
    sharing
    comparte compartir comparta compartelo siguenos sigue siga siganos seguinos suscribete suscribase unete unase recibe
    reciba descarga descargue escribenos contactanos contacta
    partager partagez partage suivez-nous suivez suivre abonnez-vous abonnez rejoignez rejoignez-nous retrouvez
    retrouvez-nous recevez telechargez contactez contactez-nous ecrivez
    teilen teile teilt folgen folge folgt abonnieren abonniere besuchen besuche finden lesen tweeten twittern
    weiterleiten diskutieren schreiben kontaktieren herunterladen merken empfehlen
    condividi condividere condividilo seguici segui seguite seguiteci iscriviti iscrivetevi scarica ricevi unisciti
    scrivici entra contattaci
    compartilhe compartilhar partilhe partilhar siga-nos segue-nos inscreva-se assine receba baixe entre participe
    fale acompanhe acompanhe-nos curta subscreva
    deel delen volg volgen abonneer schrijf ontvang meld word tip tips stuur bekijk
    udostepnij udostepnic obserwuj polub sledz subskrybuj dolacz dolaczcie pobierz napisz skontaktuj przeslij znajdziesz
    paylas paylasin paylasmak takip abone katil katilin indir indirin gonder begen
    """
)
LATE: Final = _words(
    "teilen folgen abonnieren merken empfehlen et edin ol olun paylas paylasin katilin indir delen weiterleiten"
)
"""Calls that stand at the end: "Auf Facebook teilen", "Google News'te takip et"."""

NOISE: Final = _words(
    """
    this that story article articles page post posts link copy copied url print email e-mail mail sms news newsletter
    newsletters update updates alert alerts app apps channel channels group groups community social media network
    networks account accounts now here latest more free daily breaking open window new button buttons save bookmark
    click opens clicking in all also too below above today first live video videos podcast comments conversation
    friend friends team editors desk newsroom reporter securely feed feeds icon logo options
    esta este nota noticia noticias articulo articulos pagina enlace copiar correo imprimir redes sociales canal grupo
    aqui ahora gratis ultimas actualidad cuenta boletin clic nuestro nuestra nuestras nuestros perfil
    cet article cette lien copier imprimer courriel reseaux sociaux chaine groupe ici actualites actualite infos info
    compte gratuitement notre nos lettre aussi
    artikel beitrag diesen diese seite link kopieren drucken netzwerke kanal gruppe hier jetzt nachrichten neuigkeiten
    kostenlos unseren unserem unser unsere auch profil mehr sowie per
    questo questa articolo pagina copia stampa canale gruppo qui ora notizie notizia gratis nostro nostra profilo
    este esta artigo materia reportagem noticia noticias pagina link copiar imprimir redes canal grupo clique aqui
    agora gratis nosso nossa nossos nossas perfil conteudo tambem comunidade
    dit artikel bericht pagina kopieer print kanaal groep hier nu nieuws gratis onze ons ook onlangs via kopieren
    ten artykul strona skopiuj drukuj kanal grupa tutaj teraz wiadomosci nasz nasza naszym naszej profil takze rowniez
    haber haberi haberler sayfa baglanti kopyala yazdir kanal grup burada simdi ucretsiz hesap bizi kanalimiza
    """
)
OURS: Final = _words(
    """
    us our me my we you your nos nuestro nuestra nuestros nuestras nous notre uns unser unsere unseren unserem unserer
    dich euch ci nostro nostra nosso nossa nossos nossas ons onze nas nasz nasza naszym naszej nami bizi bize
    kanalimiza suivez-nous abonnez-vous retrouvez-nous rejoignez-nous siguenos siganos seguinos seguici seguiteci
    siga-nos segue-nos acompanhe-nos contactez-nous contattaci contactanos escribenos
    """
)
GLUE: Final = _words(
    """
    on via at by with to the a an of for in and or it its is through using
    en por con a al el la los las de del y o un una lo su
    sur par avec le la les l des du d et ou au aux vous
    auf bei mit uber und oder der die das den dem zu im in von sie es
    su tramite il lo gli i e o con da di del della sul sulla via per
    no na nos nas em pelo pela pelos o os as um uma e ou do da se
    op met de het en of je ons bij naar
    na w we i lub oraz za przez do z przez sie
    te ta de da ve veya ile uzerinden ye ya
    """
)
_LABELS: Final = (
    r"related(?: (?:stories|articles|coverage|content|links|posts|news|reading|topics))?|read (?:more|also|next|on)|"
    r"also read|see also|more (?:from|on|stories|news|about|like this|in)|you (?:may|might) also like|recommended|"
    r"must reads?|don't miss|most (?:read|popular|viewed)|trending(?: now)?|top stories|editors?'?s? picks?|"
    r"further reading|up next|tags?|topics?|keywords?|filed under|categories|category|companies mentioned|"
    r"sponsored(?: content)?|advertisement|"
    r"(?:le(?:a|e|er)|ver|mira) (?:tambien|mas)|te puede interesar|(?:notas|noticias) relacionadas|"
    r"mas (?:informacion|noticias|sobre|de)|temas|etiquetas|lo mas leido|"
    r"(?:a )?lire (?:aussi|egalement|plus)|lire la suite|voir aussi|sur le meme (?:sujet|theme)|a decouvrir|"
    r"nos articles|mots[- ]cles|"
    r"lesen sie (?:auch|mehr|weiter)|mehr (?:zum thema|dazu|von|uber|aus)|siehe auch|zum thema|weiterlesen|"
    r"auch interessant|meistgelesen|schlagworter|themen|verwandte (?:artikel|themen)|"
    r"leggi (?:anche|altro|tutto)|(?:potrebbe|ti potrebbe) interessar[a-z]*|vedi anche|articoli correlati|argomenti|"
    r"leia (?:tambem|mais)|veja (?:tambem|mais)|saiba mais|mais (?:lidas|sobre)|(?:materias|noticias) relacionadas|"
    r"assuntos|ler mais|"
    r"lees (?:ook|meer|verder)|meer (?:over|van|nieuws)|bekijk ook|gerelateerd[a-z]*|trefwoorden|onderwerpen|"
    r"czytaj (?:takze|tez|rowniez|wiecej|dalej)|zobacz (?:takze|tez|rowniez|wiecej)|przeczytaj[a-z ]*|"
    r"polecamy|powiazane|tagi|tematy|"
    r"ayrica (?:okuyun|bakin)|ilgili haberler|devamini oku|etiketler|benzer haberler|"
    r"share(?: this)?(?: \w+)?|follow(?: us)?|teilen|compartir|comparte|partager|condividi|compartilhe|deel|udostepnij|"
    r"paylas"
)
LABEL: Final = re.compile(rf"^\W*(?:{_LABELS})\b(?P<rest>.*)$", re.DOTALL)
READ: Final = re.compile(
    r"^\W*(?:read (?:more|also|next)|also read|le(?:a|e|er) (?:tambien|mas)|(?:a )?lire (?:aussi|egalement)|"
    r"lesen sie (?:auch|mehr)|leggi anche|lei(?:a|am) (?:tambem|mais)|lees (?:ook|meer)|"
    r"czytaj (?:takze|tez|rowniez|wiecej)|zobacz (?:takze|tez|rowniez)|ayrica okuyun)\b"
)
"""Labels that need no colon: no sentence of news begins with them."""

_PICTURE_WORDS: Final = automaton(
    (
        "photo", "picture", "image", "illustration", "screenshot", "video", "graphic", "credit", "fot", "bild",
        "grafik", "abbildung", "quelle", "immagine", "beeld", "zdjecie", "zrodlo", "gorsel", "kaynak",
    )
)  # fmt: skip
"""Every word of `_PICTURE` begins with one of these."""

_PICTURE: Final = (
    r"(?:photo(?:graph)?s?|pictures?|images?|illustration|screenshots?|video|graphic|credits?|fotos?|fotografia|"
    r"imagen|credito|bild(?:er)?|grafik|abbildung|quelle|immagine|imagem|beeld|zdjecie|zrodlo|fot|gorsel|fotograf|"
    r"kaynak)"
)
_CREDIT: Final = re.compile(
    rf"(?:^|[(\[|.] ?|-- ?)(?:[\w ]{{0,20}} )?{_PICTURE}\.?(?: credit| courtesy| source)?"
    rf"(?: ?[:/|©-]| by | courtesy of | via | de | von | di )[^.!?()\[\]]{{0,80}}$"
)
"""What stands before the name in "(Photo: Jane Doe / Meta)", up to the name."""

_NOTICE: Final = re.compile(
    r"recaptcha|all rights reserved|alle rechte vorbehalten|tous droits reserves|todos los derechos reservados|"
    r"tutti i diritti riservati|todos os direitos reservados|wszelkie prawa zastrzezone|tum haklari saklidir|"
    r"alle rechten voorbehouden|\(c\) ?(?:19|20)\d\d|"
    r"copyright (?:\(c\) )?(?:19|20)\d\d|"
    r"\b(?:we|our|you|your|wir|unsere?|ihre?|nous|notre|vous|nuestr\w*|usted|noi|nostr\w*|noss[oa]s?|seus?|wij|"
    r"onze|uw|nasz\w*|accept|akzeptieren|accepter|aceptar|accetta\w*|aceit\w*|akceptuj\w*)\b.* "
    r"(?:cookies?|ciastecz\w+)\b|"
    r"cookies? (?:policy|settings|consent|preferences)|"
    r"view (?:this (?:post|photo|profile)|more) on |a post shared by|this (?:embed|content|post|tweet|video) "
    r"(?:is|was) (?:not available|unavailable|hosted|provided|embedded|loaded)|"
    r"(?:download|get|available|descarga\w*|laden|telecharge\w*|scarica\w*|baixe\w*|pobierz|indir\w*|nu) "
    r"(?:\w+[ ']){0,5}(?:app store|google play|play store)|"
    r"(?:google|apple) (?:news|podcasts?)(?:'\w+)? (?:\w+ )?(?:takip|follow|folgen|abonnieren|suivre|seguir|segui)|"
    r"(?:preferred|trusted|bevorzugte|fuente|fonte|source) (?:source|quelle|preferida|preferita|preferee) \w+ google|"
    r"script (?:async|src)|enable javascript"
)
_NOTICE_WORDS: Final = automaton(
    (
        "recaptcha", "rights reserved", "rechte vorbehalten", "droits reserves", "derechos reservados",
        "diritti riservati", "direitos reservados", "prawa zastrzezone", "haklari saklidir", "rechten voorbehouden",
        "(c)", "copyright", "cookie", "ciastecz", "view ", "post shared by", "this embed", "this content", "this post",
        "this tweet", "this video", "app store", "play store", "google", "apple news", "apple podcast", "script ",
        "javascript",
    )
)  # fmt: skip
"""Every alternative of a notice holds one of these: one search for them costs a tenth of the expression."""

REACHED: Final = re.compile(
    r"\b(?:reach|reached|contact|contacted|message|messaged|email|emailed|text|texted|tip|tips|"
    r"write|dm|erreich\w+|contactar|contactez|joindre|contattar\w*|contat\w+|bereik\w+|kontakt\w*)\b"
    r"(?=.*(?:\b(?:us|me|you|uns|mich|nous|nos|ci|mi|securely|tips?|username|encrypted)\b|@\w)|(?<=can be reached))"
    r".*\b(?:on|via|at|over|through|by|per|uber|auf|bei|por|en|par|sur|su|tramite|pelo|"
    r"no|op|na|przez) "
)
HANDLE: Final = re.compile(r"^(?: at| username| handle|\)?:) ?[@+]?[\w.+-]*(?:\d\d|@)|^ ?[:(] ?@\w|^ ?: ?\+?\d")
"""What follows the messenger in "on Signal at jane.01"."""

FIND_ME: Final = re.compile(
    r"\b(?:find|follow|join|like|tweet|reach|contact|folgen sie|folg\w*|seguir|siga|sigue|suivez|segui\w*|volg|"
    r"obserwuj|sledz)[ -](?:@\w+|us|me|our [\w ]{1,30}|my [\w ]{1,20}|uns|mir|nos|nous|moi|ci|mi|ons|mij|nas|mnie)\b"
)


def is_notice(plain: str) -> bool:
    """Whether folded text in lower case holds a notice: of rights, cookies, apps, or what could not be embedded."""
    return bool(_NOTICE_WORDS.find_matches_as_indexes(plain)) and _NOTICE.search(plain) is not None


def is_credit(before: str) -> bool:
    """Whether folded text in lower case before a name makes it the one who took or owns a picture."""
    return bool(_PICTURE_WORDS.find_matches_as_indexes(before)) and _CREDIT.search(before) is not None
