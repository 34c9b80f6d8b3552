"""Closed word lists by which a name is told to be a company's, a person's or another thing's.

Folded, in the languages of the feeds: en es fr de it pt nl pl.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


def _either(text: str) -> str:
    return "|".join(sorted(text.split(), key=len, reverse=True))


COMPANY: Final = _either(
    r"""
    company companies firm firms startup startups start-up start-ups manufacturer manufacturers subsidiary giant
    vendor vendors contractor supplier conglomerate consultancy
    empresa empresas firma compania fabricante proveedora proveedor contratista consultora
    entreprise entreprises societe societes fabricant fournisseur prestataire filiale
    unternehmen hersteller anbieter dienstleister lieferant konzern unternehmens herstellers anbieters firmen
    azienda aziende societa impresa produttore fornitore
    companhia fornecedora fornecedor fabricantes
    bedrijf bedrijven fabrikant leverancier aanbieder onderneming
    firmy firme firmie spolka spolki spolke producent producenta dostawca dostawcy dostawce
    """
)
"""Nouns that stand before or behind a company's name and never for a person."""

COMPOUND: Final = r"(?:firma|firmen|hersteller|anbieter|unternehmen|konzern|bedrijf|fabrikant|leverancier)"
"""Ends of compounds in German and Dutch that say the same, as in `Spähsoftwarehersteller`."""

MAKER: Final = _either(
    r"""
    maker makers developer developers provider providers broker brokers seller sellers reseller distributor
    integrator
    desarrolladora desarrollador distribuidora editeur developpeur entwickler sviluppatore sviluppatrice
    desenvolvedora desenvolvedor ontwikkelaar maker tworca tworcy
    """
)
"""Nouns that say what somebody makes or sells; a person may be one."""

GOODS: Final = _either(
    r"""
    software spyware stalkerware malware technology technologies tool tools toolkit camera cameras scanner scanners
    platform system systems sensor sensors drone drones product products app apps database algorithm device devices
    products' licence licences license licenses subscription services service implant exploit exploits customers
    clients
    programa programas tecnologia herramienta herramientas camaras sistema sistemas plataforma producto productos
    logiciel logiciels technologie outil outils systeme systemes plateforme produit produits
    technik technologie technologien werkzeug systeme kameras plattform produkt produkte spahsoftware
    uberwachungssoftware
    strumento strumenti telecamere piattaforma prodotto prodotti
    ferramenta ferramentas produto produtos
    programma systeem systemen camera's gereedschap
    oprogramowanie oprogramowania narzedzie narzedzia kamery platforma platformy produkt
    """
)

BY: Final = _either(
    "from by of made-by de da do del della di du des von vom der van od firmy par por pela pelo dal dalla"
)

TRADE: Final = (
    r"spyware|stalkerware|malware|hacking|surveil|wiretap|intercept|espion|espia|spiona|uberwach|spah|vigilan|"
    r"sorveglian|biometr|facial|face recogn|face.scan|gesichtserkenn|rozpoznawani[ae] twarzy|gezichtsherken|"
    r"inwigil|"
    r"szpieg|podsluch|track(?:ing|er)|geolocat|geoloc|location data|phone.(?:crack|unlock|hack|extract)|forensi|"
    r"plate read|license plate|licence plate|kennzeichen|matricul|predictive polic|data broker|zero.(?:day|click)|"
    r"exploit|cell.site|imsi|monitor(?:ing|eo|agg|ament)|police tech|polic(?:e|ing) software|gunshot|body.?cam|"
    r"ankle|osint|open.source intelligence|social media (?:monitor|intellig)|deep packet|lawful interc|"
    r"cyber.?(?:weapon|intelligence|arms)|eavesdrop|snoop|afluister|bewaking|abhor|ausspah|staatstrojaner|trojan|troyano|schnuffel"
)
"""Beginnings of words of the trade, beside the terms of `technologies.yaml`."""

SELLS: Final = _either(
    r"""
    sells sold makes made develops developed markets marketed builds built provides provided supplies supplied
    offers offered licenses licensed produces produced manufactures distributes
    vende vendio desarrolla fabrica ofrece comercializa suministra proporciona
    vend developpe fabrique propose commercialise fournit
    verkauft entwickelt vertreibt herstellt anbietet liefert
    vende sviluppa produce fornisce offre
    desenvolve fornece oferece produz comercializa
    verkoopt ontwikkelt maakt levert
    sprzedaje produkuje dostarcza oferuje opracowuje
    """
)

DEALS: Final = _either(
    r"""
    contract contracts deal agreement agreements partnership subscription licence license
    contrato contratos acuerdo convenio contrat accord marche vertrag vertrage auftrag rahmenvertrag
    contratto accordo contract overeenkomst acordo convenio umowe umowa umowy kontrakt
    """
)
WITH: Final = _either("with con avec mit com met z ze to al a an")

SUFFIXES: Final = words_of(
    """
    inc ltd llc corp corporation plc gmbh ag kg srl spa sa sas sarl bv nv oy ab as aps kk pty lda ltda sp limited co
    ai
    technologies technology systems system labs lab laboratories solutions software networks network analytics
    intelligence forensics cyber security robotics biometrics industries international holdings holding group
    electronics works tech dynamics imaging automation
    aerospace defense defence technik engineering partners secure communications telecom consulting enterprises
    ventures vision data sensing optics sistemas tecnologias tecnologia
    technik technologie systeme soluciones solucoes soluzioni informatica informatique securite sicherheit
    """
)
"""Last words of company names."""

NOT_VENDORS: Final = words_of(
    """
    police policia policja polizei polizia department sheriff ministry ministerio ministere ministerium ministero
    office
    bureau agency agencia agence agentur agenzia court tribunal gericht corte university universidad universite
    universitat universita council commission comision kommission congress congreso parliament parlamento parlement
    senate
    senado union association asociacion verband foundation fundacion fondation stiftung institute instituto institut
    school hospital army navy force forces marines party partei partido parti committee comite authority autoridad
    autorite behorde government gobierno gouvernement regierung governo city county state federal republic embassy
    nations assembly district attorney prosecutor fiscalia staatsanwaltschaft procura supreme center centre act law
    bill amendment directive regulation code treaty constitution times post news journal herald tribune gazette
    magazine
    radio tv television guardian telegraph observer chronicle courier daily weekly zeitung presse press wire report
    street avenue road airport park square bridge river valley island prison jail street church bank conference
    summit
    forum festival cup league club stadium internet web day week month year war olympics games coalition campaign
    amnesty watch rights network's alliance liberties federation
    """
)
"""Words that make a capitalised phrase an agency, a place, a law, an outlet or a group, but no vendor."""

OUTLETS: Final = words_of(
    """
    reuters bloomberg wired motherboard techcrunch forbes politico axios propublica vice bbc cnn npr nbc abc cbs
    haaretz calcalist globes lighthouse bellingcat gizmodo engadget cyberscoop bleepingcomputer zdnet theverge
    arstechnica intercept guardian spiegel heise golem netzpolitik mediapart lemonde liberation figaro repubblica
    corriere wyborcza onet folha globo estadao publico elpais animal politico proceso nrc volkskrant tagesschau
    afp dpa ansa efe pap associated citizenlab youtube wikipedia
    """
)

TITLES: Final = words_of(
    """
    mr mrs ms miss mx dr prof professor sir dame lord lady judge justice sheriff senator sen rep representative gov
    governor president minister chancellor mayor chief captain sergeant sgt lieutenant lt colonel col general gen
    officer detective commissioner deputy attorney councilmember councilman councilwoman alderman king queen prince
    princess pope rabbi imam father sister don dona senor senora sr sra monsieur madame mme herr frau dott signor
    signora sig pan pani meneer mevrouw ceo cto coo cfo ciso founder co-founder cofounder director executive
    chairman
    chairwoman spokesperson spokesman spokeswoman researcher analyst lawyer journalist reporter activist
    entrepreneur
    author expert engineer scientist secretary ambassador billionaire investor hacker suspect plaintiff defendant
    whistleblower employee officers presidente ministro ministra alcalde juez director directora fundador periodista
    abogado portavoz ministre juge maire directeur fondateur avocat journaliste geschaftsfuhrer grunder sprecher
    sprecherin
    minister burgermeister richter anwalt journalist forscher amministratore fondatore giornalista avvocato
    ricercatore
    prezes dyrektor zalozyciel rzecznik dziennikarz adwokat oprichter directeur woordvoerder onderzoeker advocaat
    """
)
"""Words before a name that say it is a person's."""

STAFF: Final = words_of(
    "ceo cto coo cfo ciso chief president founder cofounder co-founder director spokesperson spokesman"
)
"""Words behind a company's name that lead to a person of it."""

SPEAKING: Final = words_of(
    """
    said says told tells wrote writes added adds tweeted testified explained argued noted recalled replied asked
    thinks
    believes joked laughed emailed insisted lamented dijo dice afirmo explico anadio declaro a-dit explique affirme
    sagte sagt erklarte schrieb meinte ha-detto dichiara spiega disse afirmou explicou zei zegt vertelde powiedzial
    powiedziala mowi stwierdzil
    """
)
PRONOUNS: Final = r"\b(?:he|she|his|her|him|himself|herself|ella|elle|er selbst|sie selbst|lui|hij|zij)\b"

OPENERS: Final = words_of(
    """
    the a an this that these those its his her their our your my in on at by for from with to of and or but as if
    when
    while where after before since until because although how why what who which is are was were be been has have
    had
    it he she they we i you not no new old now many most some all both one two three several other another such also
    according yet so then there here earlier later last next today yesterday meanwhile however under over between
    among
    during without within per via against using like including
    el la los las un una unos unas y o de en con por para segun su sus este esta estos ese como pero que si no ya
    mas
    le les une des du et ou dans sur pour par avec chez selon ce cette ces son sa ses mais que il elle ils on nous
    der die das ein eine einen einem einer und oder im am mit bei von zu laut dem den des auch als wie nach wenn
    aber
    il lo gli uno della dello delle degli dei del nel nella secondo questo questa anche come dopo se ma
    os as um uma na no nas nos segundo este esta isso mas ao aos
    het een op bij van voor volgens dit dat deze die maar ook als na om
    w z ze na do od po przez wedlug oraz i ale ten ta to jak gdy
    january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday
    """
)
"""Words that a capital at the start of a sentence, or a headline's, may make look like the start of a name."""

DEMONYMS: Final = {
    word: code
    for code, words in {
        "IL": "israeli israeli-based israelische israelischen israelischer israeli israelienne israelien "
        "israelita izraelski israelense izraelska izraelskiej israelisch israelise israeliana israeliano "
        "tel-aviv-based",
        "US": "american us u.s us-based u.s.-based estadounidense americaine americain amerikanische "
        "amerikanischen amerikanischer us-amerikanische americana americano amerikaans amerikaanse "
        "amerykanska amerykanski",
        "GB": "british uk u.k uk-based london-based britanica britanico britannique britische britischen "
        "britischer britannica britannico brits britse brytyjska brytyjski",
        "CN": "chinese china-based chino china chinoise chinois chinesische chinesischen chinesischer cinese "
        "chinesa chines chinees chinska chinski",
        "RU": "russian ruso rusa russe russische russischen russischer russo russa rosyjska rosyjski",
        "FR": "french francesa frances francaise francais franzosische franzosischen franzosischer francese "
        "frans franse francuska francuski",
        "DE": "german alemana aleman allemande allemand deutsche deutschen deutscher tedesca tedesco alema "
        "duitse duits niemiecka niemiecki",
        "IT": "italian italiana italiano italienne italien italienische italienischen italienischer italiaanse "
        "wloska wloski",
        "ES": "spanish espanola espanol espagnole espagnol spanische spanischen spanischer spagnola spagnolo "
        "espanhola hiszpanska hiszpanski",
        "GR": "greek griega griego grecque griechische griechischen greca greco grega grego griekse grecka",
        "CY": "cypriot cyprus-based chipriota chypriote zyprische cipriota cypryjska",
        "CA": "canadian canadiense canadienne canadien kanadische kanadischen canadese canadense kanadyjska",
        "IN": "indian india indio indienne indien indische indischen indiana indiano indyjska",
        "CH": "swiss suiza suizo suisse schweizer svizzera svizzero suica suico zwitserse szwajcarska",
        "AT": "austrian austriaca autrichienne osterreichische osterreichischen austriaco oostenrijkse "
        "austriacka",
        "NL": "dutch holandesa neerlandaise niederlandische olandese nederlandse nederlands holenderska",
        "PL": "polish polaca polonaise polnische polnischen polacca polonesa poolse polska polski",
        "MX": "mexican mexicana mexicano mexicaine mexikanische messicana mexicaanse meksykanska",
        "BR": "brazilian brasilena brasileno bresilienne brasilianische brasiliana brasileira brasileiro "
        "braziliaanse brazylijska",
        "JP": "japanese japonesa japonaise japanische giapponese japanse japonska",
        "KR": "korean south-korean coreana coreenne sudkoreanische sudcoreana koreaanse koreanska",
        "AE": "emirati dubai-based abu-dhabi-based emiratie emiratische emiratina",
        "TR": "turkish turca turque turkische turkischen turkse turecka",
        "HU": "hungarian hungara hongroise ungarische ungherese hongaarse wegierska",
        "AU": "australian australiana australienne australische australiaanse australijska",
        "SE": "swedish sueca suedoise schwedische svedese zweedse szwedzka",
        "FI": "finnish finlandesa finlandaise finnische finlandese finse finska",
        "DK": "danish danesa danoise danische danese deense dunska",
        "SG": "singaporean singapore-based",
        "MK": "macedonian north-macedonian mazedonische",
        "BG": "bulgarian bulgara bulgare bulgarische",
        "CZ": "czech checa tcheque tschechische ceca czeska",
        "UA": "ukrainian ucraniana ukrainische",
        "ZA": "south-african sudafricana",
        "CO": "colombian colombiana",
        "AR": "argentine argentinian argentina",
        "PA": "panamanian",
        "BE": "belgian belga belge belgische belgijska",
        "EU": "european europea europeenne europaische europaischen europea europese europejska",
    }.items()
    for word in words.split()
}  # fmt: skip
"""Words for where somebody is from, and the ISO 3166 code of the country."""


@cache
def given_names() -> frozenset[str]:
    """Return given names, folded."""
    text = files(__package__).joinpath("given_names.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())
