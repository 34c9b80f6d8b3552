"""Small closed word lists of grammar and trade, folded, in the languages of the feeds. Measured with the weights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PREPOSITIONS: Final = _words(
    """
    by from with to of at on via against using through between for and or like including de del por con para
    contra par avec pour chez sur von mit bei durch gegen fur an auf di da per su van door met tegen voor em
    pelo pela com od przez dla
    """
)
FUNCTION_WORDS: Final = _words(
    """
    the a an this that these those its his her their our your my in on at by for from with to of and or but
    nor so yet as if when while where after before since until because although though how why what who
    which is are was were be been has have had do does did will would can could may might must not no also
    even just only both either neither than then there here it he she they we i you meanwhile however today
    yesterday now still once under over between among during without within per via against using like
    including le la les l un une des du de et ou dans sur pour par avec chez selon el los las unos y o en
    con segun der die das ein eine und oder im am mit bei von zu laut il lo gli uno e nel secondo het een op
    bij van voor volgens os um uma na com segundo
    """
)
DESCRIBING: Final = _words(
    """
    company firm maker vendor startup start-up app platform giant provider contractor developer manufacturer
    supplier broker agency product tool software spyware malware system called named dubbed branded group
    regulator watchdog outfit seller reseller empresa firma societe entreprise unternehmen hersteller
    anbieter azienda societa bedrijf fabrikant firmy spolka
    """
)
ORGANISATION_NOUNS: Final = _words(
    """
    inc ltd llc corp plc gmbh ag spa srl bv sa co group technologies technology systems labs lab solutions
    software enterprise enterprises networks spyware malware app platform tool contract contracts camera
    cameras scanner scanners employee employees executive executives ceo cto spokesperson spokesman
    spokeswoman user users customer customers devices officials agents officers account accounts subsidiary
    api apis product products shareholders investors engineers lawyers doorbell doorbells
    camaras camara programa programas sistema sistemas software plataforma empresa contrato productos
    logiciel logiciels camera cameras societe entreprise contrat outil outils produits
    kameras unternehmen firma programm vertrag produkte trojaner
    telecamere telecamera azienda societa programma contratto piattaforma
    cameras camera empresa ferramenta contrato
    bedrijf programma contract producten
    kamery oprogramowanie oprogramowania firma firmy program programu systemu
    """
)
ACTING: Final = _words(
    """
    said says sued sues announced announces told tells denied denies declined declines sold sells bought
    buys acquired acquires signed signs banned bans blocked blocks suspended suspends revoked revokes
    launched launches raised raises won wins agreed agrees confirmed confirms accused accuses warned warns
    refused refuses removed removes fined fines filed files paid pays provides provided offers offered
    claims claimed argued argues wrote writes uses used gave gives cut cuts ended ends markets marketed
    developed develops shared collects collected scraped scrapes tracked tracks gave gives answered
    answers responded responds replied replies rejected rejects settled settles received receives asked asks
    appealed appeals
    supplied supplies supplied published publishes reported
    reports demanded demands ordered orders arrested arrests want
    wants urged urges charged charges planned plans faces faced filed helped helps
    dijo dice anuncio vendio compro demando nego cortaron corto respondio acuso confirmo presento pidio ofrece
    vende exige denuncio utilizo uso usa investiga rechazo sostiene asegura
    affirme dit annonce vend vendu achete poursuit refuse demande accuse confirme utilise propose avertit
    prevoit estime denonce
    sagt sagte teilte erklarte verkauft verkaufte kauft kaufte klagt verklagt lehnt bestatigt bestatigte warnt
    warnte liefert lieferte nutzt nutzte fordert forderte kritisiert kritisierte
    dice afferma annuncia vende venduto compra accusa conferma nega chiede denuncia usa fornisce
    disse diz anunciou vendeu comprou negou confirmou acusou processou pediu oferece vende usa investiga
    afirmou afirma informou
    zegt zei verkoopt verkocht kocht koopt ontkent bevestigt waarschuwt levert gebruikt eist weigert
    powiedzial twierdzi sprzedaje sprzedal kupil kupilo kupila odmowil zaprzecza ostrzega potwierdzil uzywa
    ustalil poinformowal poinformowala
    """
)
DEMONYMS: Final = _words(
    """
    israeli american chinese russian french german italian spanish british canadian greek indian us uk u.s
    u.k eu european swiss austrian dutch polish hungarian mexican brazilian australian japanese swedish
    danish
    """
)
AUXILIARIES: Final = _words(
    """
    has had have will would did does is was ha han habia hat hatte hatten haben wird a ont avait avaient ha
    hanno aveva
    darf durfen muss mussen will wollen kann konnen soll sollen must may might can could should puede pueden debe peut
    doit pode deve moet mag mogen moze tem teve vai heeft had hebben zal
    """
)
POSTS: Final = _words(
    """
    post posts account accounts user users message messages ad ads video videos page pages profile profiles
    group groups
    thread threads chat chats channel channels posted wrote writes publicacion publicaciones cuenta cuentas mensaje
    mensajes usuarios escribio publico publication publications compte comptes message utilisateurs ecrit
    beitrag beitrage konto konten nachricht nachrichten nutzer schrieb account messaggio messaggi utenti profilo
    conta contas mensagem mensagens usuarios escreveu bericht berichten gebruikers schreef wpis wpisy konto konta
    """
)
"""What stands on a platform: "a post on X"."""

TRADING: Final = _words(
    """
    use uses used using buy buys bought buying purchase purchased acquire acquired sue sued suing tell told
    telling ask
    asked sell sold selling deploy deployed test tested ban banned drop dropped fine fined hire hired pay
    paid accuse accused contact contacted block blocked
    usa usar usando uso compro comprar compra demando contrato utiliza utilizo
    utilise utiliser achete acheter poursuit
    nutzt nutzen nutzte kauft kaufte verklagt setzt
    usa usare acquistato comprato usato utilizza
    usou usar comprou comprar processou contratou
    gebruikt gebruiken kocht koopt
    kupilo kupil kupila kupuje uzywa uzywal uzywala stosuje
    """
)
PREFIXES: Final = _words("ex pro anti non post pre former like co neo inter pan")
GLUED: Final = _words(
    """
    owned made led backed based linked run style built developed affiliated funded related type branded powered like
    sponsored equipped connected operated free specific only
    """
)
HEADS: Final = tuple(
    _words(
        """
        konzern software skandal tochter chef spionage trojaner system kamera affare einsatz vertrag mutter gruppe
        aktie produkt nutzer plattform app daten server programm technik technologie hersteller mitarbeiter bedrijf
        topman dochter schandaal camera spyware gebruiker product
        """
    )
)
SHOUTED: Final = _words(
    "epic clear nice target tea ring fog echo shift titan flock meta signal nest gab line x persona"
)
"""Names that are also words which are shouted, so that their capitals prove little."""

ACTING_FORMS: Final = ACTING | _words(
    """
    gekauft verkauft gesagt erklart mitgeteilt angekundigt bestatigt verklagt entwickelt geliefert gewonnen abgelehnt
    dicho anunciado confirmado vendido comprado demandado negado desarrollado
    dit annonce confirme vendu achete refuse developpe porte
    detto annunciato confermato venduto comprato negato sviluppato
    dito anunciado confirmado negado desenvolvido
    gezegd verkocht gekocht bevestigd aangekondigd ontwikkeld
    told sell buy use pay sue appeal
    """
)
KIND_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    kind: tuple(f" {stem}" for stem in text.split())
    for kind, text in {
        "vendor": """
            spyware software contract customer vendor surveil
            contrato proveedor comprar compro vigilancia espia espion logiciel fournisseur surveillance
            vertrag uberwach spionage gekauft hersteller
            contratto acquist sorveglianza spia fornitore
            fornecedor vigilancia comprou espiao
            leverancier gekocht spionage
            oprogramowan kupil kupuj umow szpieg inwigil
            """,
        "platform": """
            posted tweet account user message app chat social subpoena scrap content moderat
            usuari cuenta mensaje publicaci datos redes utilisat compte message donnees reseau
            nutzer konto konten nachricht daten netzwerk account utent messagg dati
            conta contas mensage dados rede gebruik bericht gegevens uzytkownik wiadomosc konto kont dane danych
            """,
        "agency": """
            agent officer official detain detention arrest deport investigat raid warrant
            agentes deteni detuvo investiga espia enquet policier surveill beamt ermittl verhaft uberwach
            agenti indagin arrest operaca investiga agenten onderzoek aanhoud funkcjonariusz sledztw podsluch
            """,
        "civil_society": """
            campaign lawsuit sued researcher report letter complaint lawyer activist advoca
            denunci demanda derechos informe plainte droits rapport avocat klage verein burgerrecht bericht
            diritti denunc ricorso direitos denuncia acao rechten rechtszaak klacht fundacj praw skarg
            """,
    }.items()
}
"""Beginnings of words that go with a kind of organisation in news of its doings, whatever its name is."""
