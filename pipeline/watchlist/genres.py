"""What kind of news an article is, by its words: policy, police, or something else altogether, such as a recipe.

The lists are beginnings of words, folded, in the languages of the feeds. One search over the title and the beginning
of the text counts the different ones of each kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from ahocorasick_rs import AhoCorasick

from .fold import Folded, fold_name
from .matcher import automaton

SPACELESS: Final = "\u2e80"
"""The first of the scripts that put no spaces between words."""

READ: Final = 3000
"""Characters of the text that are read: enough to tell a genre, and a bound for very long pages."""

POLICY: Final = "policy"
FORCE: Final = "police and justice"

_WORDS: Final[Mapping[str, str]] = {
    POLICY: """
        privacy|civil libert|civil rights|human rights|digital rights|rights group|surveil|watchdog|regulator|
        oversight|ordinance|moratorium|outlaw|lawsuit|sued |sues |suing|unconstitutional|unlawful|fourth amendment|
        warrant|data protection|gdpr|ai act|legislat|lawmaker|bill would|senator|parliament|city council|county board|
        council|supervisors|contract|procurement|activist|dissident|journalists|protesters|campaigners|
        export control|sanction|entity list|public records|freedom of information|misuse|misidentif|wrongful arrest|
        false match|consent|data broker|personal data|eavesdrop|wiretap|espionage|spying|spied|snoop|monitored|
        police state|mass arrest|banned|bans |ban on|bias|constitutional|ruled |tribunal|fined |encrypt|vetoe|
        privacidad|derechos humanos|derechos digitales|libertades|vigilancia|espiar|espiona|espio |
        proteccion de datos|demanda judicial|inconstitucional|tribunal|ayuntamiento|concejo|congreso|licitacion|
        contrato|prohib|multa|periodistas|activistas|datos personales|vie privee|droits humains|droits de l homme|
        libertes|donnees personnelles|cnil|surveillance|espionn|conseil municipal|conseil d etat|parlement|depute|
        juristes|recours|contrat|interdi|tribunal|amende|journalistes|militants|marche public|
        conservation des donnees|datenschutz|grundrecht|burgerrecht|menschenrecht|uberwach|ausspah|verfassungs|
        gericht|gesetz|landtag|bundestag|innenminister|burgerrechtler|journalisten|aktivisten|vertrag|verbot|bussgeld|
        personenbezogen|richtervorbehalt|garante|diritti|liberta civili|privacy|sorveglian|spiare|spiat|parlamento|
        consiglio comunale|contratto|vieta|divieto|multa|giornalisti|attivisti|dati personali|tribunale|privacidade|
        direitos humanos|direitos digitais|vigilancia|espionagem|espiona|dados pessoais|justica|liminar|
        inconstitucional|congresso|licitacao|contrato|proib|jornalistas|ativistas|defensoria|lgpd|burgerrechten|
        mensenrechten|toezichthouder|inspectie|tweede kamer|kamerleden|gemeenteraad|grondwet|rechter|persoonsgegevens|
        afluister|bespied|journalisten|activisten|verbod|boete|contract|wet |prywatnos|prawa czlowieka|praw czlowieka|
        inwigil|podsluch|sejm|senat|trybunal|sad |rzecznik praw|ustaw|umow|dziennikarz|aktywist|dane osobowe|
        danych osobowych|kara |zakaz|przetarg|приватн|слежк|прав человека|персональн|суд |закон|журналист|стеження|
        прав людини|gizlilik|insan haklari|kisisel veri|gozetim|gazeteci|mahkeme|خصوصي|حقوق الانسان|مراقبه|صحفي|
        निजता|मानवाधिकार|अदालत|隐私|法院|违法|法律|个人信息|人权|监管|プライバシー|個人情報|弁護士会|違法|人権|裁判|개인정보|사생활|법원|시민단체|인권""",
    FORCE: """
        police|officers|sheriff|law enforcement|detective|prosecutor|immigration|border patrol|border agent|deport|
        federal agents|intelligence agenc|intelligence service|secret service|spy agenc|authorities|judge|court|
        government|ministry|minister|prison|jail|school district|public school|policia|fiscalia|ministerio|gobierno|
        juez|jueza|inteligencia|gendarm|prefect|ministere|gouvernement|parquet|renseignement|juge|polizei|polizist|
        staatsanwalt|ministerium|regierung|geheimdienst|verfassungsschutz|richter|behorde|polizia|carabinieri|
        questura|procura|ministero|governo|giudice|servizi segreti|ministerio publico|juiz|juiza|desembargador|
        governo|secretaria de seguranca|politie|justitie|officier van justitie|minister|inlichtingendienst|policj|
        policja|prokurat|minister|rzad|sluzb|straz|полици|спецслужб|власт|поліці|polis|hukumet|الشرطه|الحكوم|पुलिस|सरकार|警方|警察|公安|政府|検察|경찰|검찰|정부""",
    "market news": """
        shares |stocks|stock market|nasdaq|dow jones|s p 500|ftse|wall street|analysts expect|earnings per share|
        price target|traders|bull market|rally|hedge fund|etf |futures |bourse|indice|bolsa|acciones|aktien|borse|
        dax |azioni|piazza affari|beurs|aandelen|gield|akcje|ibovespa|acoes""",
    "shopping and product advice": """
        discount|best deals|deal |deals |prime day|black friday|cyber monday|coupon|lowest price|price drop|
        sale price|buying guide|gift guide|we tested|hands on|our review|review |unboxing|best budget|how to set up|
        how to install|battery life|worth buying|add to cart|oferta|descuento|rebaja|bon plan|soldes|promo|rabatt|
        angebot|schnappchen|im test|kaufberatung|sconto|offerta|desconto|aanbieding|korting|promocj|promocja""",
    "fiction, film and games": """
        film |films |movie|box office|novel |novelist|trailer|episode|season finale|screenplay|blockbuster|netflix|
        sequel|protagonist|gameplay|playstation|xbox|nintendo|thriller|opera |soundtrack|album|theatre|actress|cinema|
        pelicula|novela|roman |romancier|cinema|acteur|kino|schauspiel|spielfilm|romanzo|attrice|filme|novela|
        speelfilm|acteur|powiesc|serial |aktork""",
    "sport": """
        striker|goalkeeper|midfield|quarterback|touchdown|playoff|championship|grand slam|premier league|world cup|
        coach |referee|stadium|half time|inning|boxing|delantero|portero|golazo|gardien de but|attaquant|torwart|
        sturmer|bundesliga|attaccante|portiere|serie a |goleiro|atacante|doelman|spits |bramkarz|napastnik|
        mistrzostw""",
    "leisure and nature": """
        recipe|tablespoon|simmer|oven|garnish|constellation|telescope|comet |astronom|meteor shower|migrat|nesting|
        wildlife|gardening|antique|collector|horoscope|receta|recette|rezept|ricetta|receita|recept |przepis|
        sternbild|teleskop|constelac|costellaz|gwiazdozbior|vogel|oiseau|uccell|passaro|aves |ptak""",
}
ELSEWHERE: Final = tuple(kind for kind in _WORDS if kind not in {POLICY, FORCE})


@dataclass(frozen=True, slots=True)
class Genres:
    """The different words of each kind: those of the title, and all of them, in the order found."""

    title: Mapping[str, tuple[str, ...]]
    all: Mapping[str, tuple[str, ...]]

    def words(self, kind: str) -> tuple[str, ...]:
        """Return the different words of a kind."""
        return self.all.get(kind, ())


NO_GENRES: Final = Genres({}, {})


def read_genres(title: Folded, text: Folded) -> Genres:
    """Return the words of each kind in a title and the beginning of a text."""
    in_title = _find(title.hay)
    in_text = _find(text.hay[:READ] + " ")
    return Genres(in_title, {kind: _both(in_title, in_text, kind) for kind in _WORDS})


def _both(title: Mapping[str, tuple[str, ...]], text: Mapping[str, tuple[str, ...]], kind: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*title.get(kind, ()), *text.get(kind, ()))))


def _find(hay: str) -> dict[str, tuple[str, ...]]:
    engine, words = _engine()
    found: dict[str, dict[str, None]] = {}
    for index, _, _ in engine.find_matches_as_indexes(hay, overlapping=True):
        word, kinds = words[index]
        for kind in kinds:
            found.setdefault(kind, {})[word] = None
    return {kind: tuple(ones) for kind, ones in found.items()}


@cache
def _engine() -> tuple[AhoCorasick, tuple[tuple[str, tuple[str, ...]], ...]]:
    kinds: dict[str, list[str]] = {}
    for kind, block in _WORDS.items():
        for text in filter(None, (part.lstrip("\n ") for part in block.split("|"))):
            plain = fold_name(text)
            word = ("" if plain[0] >= SPACELESS else " ") + plain + (" " if text.endswith(" ") else "")
            if kind not in kinds.setdefault(word, []):
                kinds[word].append(kind)
    return automaton(list(kinds)), tuple((word.strip(), tuple(of)) for word, of in kinds.items())
