"""Agencies by pattern: each string must give exactly these surfaces, or none; an id is that of the agency."""

from __future__ import annotations

import pytest

from pipeline.events import Mention
from pipeline.watchlist import Tagger

from .samples import article, watchlist

TAGGER = Tagger(watchlist())


def agencies(text: str, title: str = "", **more: object) -> list[Mention]:
    tagged = TAGGER.tag(article(text, title, **more))  # type: ignore[arg-type]
    return [m for m in tagged.mentions if m.rule.startswith("pattern.") and m.status == "accepted"]


def ids(text: str, title: str = "", **more: object) -> set[str]:
    return {mention.entity_id for mention in agencies(text, title, **more)}


FOUND: list[tuple[str, list[str]]] = [
    # English, municipal police
    ("The Fairbrook Police Department bought drones.", ["Fairbrook Police Department"]),
    ("After Oakland Police Department officers left, it rained.", ["Oakland Police Department"]),
    ("A sergeant of the Fairbrook Police Department's drone unit", ["Fairbrook Police Department"]),
    ("Using Oakland Police Department records, she showed it.", ["Oakland Police Department"]),
    ("On Monday Fairbrook Police Department officers came.", ["Fairbrook Police Department"]),
    ("Fairbrook and Larkmoor Police Department", ["Larkmoor Police Department"]),
    ("the City of Oakland Police Department said", ["City of Oakland Police Department"]),
    ("the Larkmoor Metropolitan Police Department", ["Larkmoor Metropolitan Police Department"]),
    ("St. Louis Police Department", ["St. Louis Police Department"]),
    ("Coeur d'Alene Police Department", ["Coeur d'Alene Police Department"]),
    ("Las Vegas Police Department", ["Las Vegas Police Department"]),
    ("the Miami-Dade Police Department", ["Miami-Dade Police Department"]),
    ("the Oakland police department said", ["Oakland police department"]),
    ("In a statement, Oakland police said so.", ["Oakland police"]),
    ("OAKLAND POLICE DEPARTMENT", ["OAKLAND POLICE DEPARTMENT"]),
    ("the Oakland Police\nDepartment said", ["Oakland Police\nDepartment"]),
    ("Oakland Police Chief Jane Roe said so.", ["Oakland Police"]),
    ("the Fairbrook Division of Police", ["Fairbrook Division of Police"]),
    ("Oakland’s Police Department said", ["Oakland’s Police Department"]),
    # English, counties, states, offices
    ("The Alden County Sheriff's Office declined.", ["Alden County Sheriff's Office"]),
    ("The Alden County Sheriff’s Office declined.", ["Alden County Sheriff’s Office"]),
    ("the Alden County sheriff's department said", ["Alden County sheriff's department"]),
    ("The Sheriff's Office of Alden County declined.", ["Sheriff's Office of Alden County"]),
    ("The Sheriff of Alden County declined.", ["Sheriff of Alden County"]),
    ("the Prince George's County Police Department", ["Prince George's County Police Department"]),
    ("the Will County Sheriff's Office", ["Will County Sheriff's Office"]),
    ("the Van Buren County Sheriff's Office", ["Van Buren County Sheriff's Office"]),
    ("Troopers of the Oregon State Police closed it.", ["Oregon State Police"]),
    ("the Ohio State Highway Patrol", ["Ohio State Highway Patrol"]),
    ("the Georgia Bureau of Investigation", ["Georgia Bureau of Investigation"]),
    ("the Arizona Department of Public Safety", ["Arizona Department of Public Safety"]),
    ("the Florida Department of Law Enforcement", ["Florida Department of Law Enforcement"]),
    ("the Illinois Department of Corrections", ["Illinois Department of Corrections"]),
    ("the Larkmoor County District Attorney's Office", ["Larkmoor County District Attorney's Office"]),
    ("the Texas Attorney General's Office sued", ["Texas Attorney General's Office"]),
    ("the Office of the Attorney General of Texas sued", ["Office of the Attorney General of Texas"]),
    ("the California Department of Justice", ["California Department of Justice"]),
    ("the Blaine County (Mont.) Sheriff's Office", ["Blaine County (Mont.) Sheriff's Office"]),
    # English, abroad
    ("Dorset Police and Devon and Cornwall Police agreed.", ["Dorset Police", "Devon and Cornwall Police"]),
    ("West Midlands Police said", ["West Midlands Police"]),
    ("the Police Service of Northern Ireland", ["Police Service of Northern Ireland"]),
    ("the Danish Ministry of Justice", ["Danish Ministry of Justice"]),
    ("Israel's Ministry of Defense said", ["Israel's Ministry of Defense"]),
    ("the Ministry of the Interior of Chile", ["Ministry of the Interior of Chile"]),
    ("the Iraqi interior ministry said", ["Iraqi interior ministry"]),
    ("the Peruvian National Police", ["Peruvian National Police"]),
    ("the Ministry of Home Affairs said", ["Ministry of Home Affairs"]),
    ("the Crown Prosecution Service", ["Crown Prosecution Service"]),
    ("South Korea's National Intelligence Service", ["South Korea's National Intelligence Service"]),
    ("the Canada Border Services Agency", ["Canada Border Services Agency"]),
    # Spanish
    ("La Fiscalía Provincial de Valdeflores investiga.", ["Fiscalía Provincial de Valdeflores"]),
    ("la Policía Local de Jerez de la Frontera", ["Policía Local de Jerez de la Frontera"]),
    ("la Policía Municipal de Madrid", ["Policía Municipal de Madrid"]),
    ("la Policía Nacional del Perú", ["Policía Nacional del Perú"]),
    ("El Ministerio del Interior de Chile anunció", ["Ministerio del Interior de Chile"]),
    ("El Ministerio de Justicia y Seguridad apeló", ["Ministerio de Justicia y Seguridad"]),
    (
        "la Secretaría de Seguridad Ciudadana de la Ciudad de México",
        ["Secretaría de Seguridad Ciudadana de la Ciudad de México"],
    ),
    ("la Ertzaintza detuvo a dos", ["Ertzaintza"]),
    # French
    ("La préfecture de police de Paris a dit", ["préfecture de police de Paris"]),
    ("la police municipale de Montreval", ["police municipale de Montreval"]),
    ("le parquet de Paris a ouvert", ["parquet de Paris"]),
    ("le parquet d’Aix-en-Provence", ["parquet d’Aix-en-Provence"]),
    ("le ministère de l’Intérieur", ["ministère de l’Intérieur"]),
    ("le ministère de la Justice", ["ministère de la Justice"]),
    # German
    ("Die Staatsanwaltschaft Musterstadt ermittelt.", ["Staatsanwaltschaft Musterstadt"]),
    ("die Staatsanwaltschaft München I", ["Staatsanwaltschaft München I"]),
    ("das Landeskriminalamt Baden-Württemberg", ["Landeskriminalamt Baden-Württemberg"]),
    ("des Landeskriminalamts Bayern", ["Landeskriminalamts Bayern"]),
    ("das LKA Bayern", ["LKA Bayern"]),
    ("das Polizeipräsidium Frankfurt am Main", ["Polizeipräsidium Frankfurt am Main"]),
    ("Das Bundesministerium des Innern will", ["Bundesministerium des Innern"]),
    ("Die Polizei Berlin testet", ["Polizei Berlin"]),
    ("die Kantonspolizei Zürich", ["Kantonspolizei Zürich"]),
    ("Die Berliner Polizei testet", ["Berliner Polizei"]),
    ("teilte das bayerische Landeskriminalamt mit", ["bayerische Landeskriminalamt"]),
    ("ein Sprecher des Bayerischen Innenministeriums", ["Bayerischen Innenministeriums"]),
    ("das polnische Justizministerium", ["polnische Justizministerium"]),
    # Italian
    ("la Questura di Roma", ["Questura di Roma"]),
    ("la Procura di Milano", ["Procura di Milano"]),
    ("la Polizia locale di Borgoverde", ["Polizia locale di Borgoverde"]),
    ("il Ministero dell'Interno", ["Ministero dell'Interno"]),
    # Portuguese
    ("A Polícia Civil de Serra Clara comprou", ["Polícia Civil de Serra Clara"]),
    ("a Polícia Militar do Estado de São Paulo", ["Polícia Militar do Estado de São Paulo"]),
    ("o Ministério da Justiça", ["Ministério da Justiça"]),
    # Dutch
    ("De politie Oost-Brabant wil niets zeggen.", ["politie Oost-Brabant"]),
    ("de politie-eenheid Den Haag", ["politie-eenheid Den Haag"]),
    ("Het Openbaar Ministerie kreeg toegang.", ["Openbaar Ministerie"]),
    ("het ministerie van Justitie en Veiligheid", ["ministerie van Justitie en Veiligheid"]),
    # Polish, inflected
    ("Komenda Wojewódzka Policji w Krakowie", ["Komenda Wojewódzka Policji w Krakowie"]),
    ("rzecznik Komendy Miejskiej Policji w Łodzi", ["Komendy Miejskiej Policji w Łodzi"]),
    ("do Prokuratury Okręgowej w Warszawie", ["Prokuratury Okręgowej w Warszawie"]),
    ("Prokuratura Krajowa przesłuchała", ["Prokuratura Krajowa"]),
    ("z Ministerstwem Sprawiedliwości", ["Ministerstwem Sprawiedliwości"]),
    ("w Ministerstwie Spraw Wewnętrznych i Administracji", ["Ministerstwie Spraw Wewnętrznych i Administracji"]),
    # other scripts
    ("北京市公安局发布", ["北京市公安局"]),
    ("美国国防部表示", ["美国国防部"]),
    ("東京の警視庁によると", ["警視庁"]),
    ("神奈川県警は", ["神奈川県警"]),
    ("서울경찰청은", ["서울경찰청"]),
    ("경찰청이 밝혔다", ["경찰청"]),
    ("في وزارة الداخلية", ["وزارة الداخلية"]),
    ("شرطة دبي", ["شرطة دبي"]),
    ("दिल्ली पुलिस ने", ["दिल्ली पुलिस"]),
    ("İstanbul Emniyet Müdürlüğü", ["İstanbul Emniyet Müdürlüğü"]),
    ("İçişleri Bakanlığı açıkladı", ["İçişleri Bakanlığı"]),
    ("в Министерстве внутренних дел", ["Министерстве внутренних дел"]),
    ("Служби безпеки України", ["Служби безпеки України"]),
]
TRAPS = [
    # a designator alone, or a word that is no place
    "The police department said no.",
    "Police Department",
    "A Police Department spokesman spoke.",
    "Local Police Department wins prize",
    "The City Police Department",
    "Your local police department may do so.",
    "The State Police and the Highway Patrol came.",
    "Two Police Departments share data.",
    "Small police department, big drones.",
    "The Sheriff's Office said no.",
    "Their sheriff's department",
    "A new police service for all",
    "Campus Police arrived.",
    "American police use it.",
    "US police use it.",
    "UK police forces",
    "French police arrested two men.",
    "The Attorney General's Office",
    "The District Attorney's Office",
    "National Police Week begins.",
    # people
    "Sheriff Dana Hill spoke.",
    "Sheriff Dana Hill of Alden County spoke.",
    "Attorney General Ana Vale sued.",
    "Alden County Sheriff Dana Hill spoke.",
    "District Attorney Max Orr",
    "the sheriff of Alden County, a tall man",
    "the Sheriff of Nottingham",
    "Ministro dell'Interno Rossi",
    "la Fiscalía de Álvaro Pérez",
    "la procura di Gratteri",
    "le parquet de chêne",
    "国防部长",
    # fiction, bands, media, unions
    "Police Academy 4 is on tonight.",
    "Gotham City Police Department",
    "The Police played Roxanne.",
    "The Police Gazette of 1890",
    "Fashion Police returns to television.",
    "The Thought Police would like it.",
    "Karma Police by Radiohead",
    "The Ministry of Silly Walks",
    "Ministry of Sound opens a club.",
    "Oakland Police Officers Association",
    "Oakland Police Foundation",
    "the Oakland Police Commission",
    "West Midlands Police and Crime Commissioner",
    "Fairbrook Police Academy",
    # words that are places elsewhere, and words with capitals for another reason
    "Nice police work, everyone.",
    "Mobile police units came.",
    "Reading police reports takes time.",
    "Most police agree.",
    "Bath police is a word.",
    "They Police The Streets At Night",
    "Apple police, as users call them",
    # other languages
    "la policía local",
    "la Policía detuvo a dos",
    "dass die Staatsanwaltschaft Anklage erhob",
    "Die Staatsanwaltschaft ermittelt.",
    "Die Polizei Hinweise geben",
    "Das Polizeipräsidium teilte mit",
    "la police municipale",
    "le parquet a ouvert une enquête",
    "la procura ha chiesto",
    "la questura",
    "a polícia civil",
    "de politie Volgens haar",
    "komenda policji",
    "公安局",
    "यह पुलिस है",
    "gemeente Utrecht",
    # courts, cities and other bodies are none
    "The Supreme Court of Ohio ruled.",
    "The Oakland City Council voted.",
    "Amtsgericht Musterstadt",
    "Ministry of Health",
    "ministère de la Culture",
    "die schnelle Polizei kam",
    "ein Serbian intelligence service report, and foreign intelligence services",
    "Unser Partner Polizei",
    # joined
    "oakland-police-department",
    "https://site.example/Oakland/Police/Department",
    "Oakland, Police Department",
    "Oakland. Police Department",
    "Oakland\n\nPolice Department",
    "@Oakland Police",
]


@pytest.mark.parametrize(("text", "surfaces"), FOUND)
def test_what_is_found(text: str, surfaces: list[str]) -> None:
    assert [mention.surface for mention in agencies(text)] == surfaces


@pytest.mark.parametrize("text", TRAPS)
def test_what_is_none(text: str) -> None:
    assert [mention.surface for mention in agencies(text)] == []


SAME: list[tuple[str, list[str]]] = [
    (
        "agency:us-ca-oakland-police",
        [
            "Oakland Police Department",
            "Oakland police said",
            "the City of Oakland Police Department",
            "Oakland's Police Department",
        ],
    ),
    ("agency:fairbrook-police", ["Fairbrook Police Department", "Fairbrook Division of Police"]),
    (
        "agency:alden-county-sheriff",
        ["Alden County Sheriff's Office", "Alden County sheriff’s department", "Sheriff's Office of Alden County"],
    ),
    ("agency:us-or-state-police", ["Oregon State Police", "the OREGON STATE POLICE"]),
    (
        "agency:dk-ministry-of-justice",
        ["Danish Ministry of Justice", "Denmark's Justice Ministry", "the Ministry of Justice of Denmark"],
    ),
    ("agency:cl-ministry-of-interior", ["Ministerio del Interior de Chile", "the Chilean interior ministry"]),
    ("agency:de-by-criminal-police", ["Landeskriminalamt Bayern", "LKA Bayern", "bayerisches Landeskriminalamt"]),
    ("agency:it-rome-police", ["Questura di Roma"]),
    ("agency:pl-lodz-prosecutor", ["Prokuratura Okręgowa w Łodzi", "Prokuraturą Rejonową w Łodzi"]),
    ("agency:pl-prokuratura-krajowa", ["Prokuratura Krajowa", "Prokuraturze Krajowej"]),
    ("agency:cn-beijing-police", ["北京市公安局", "北京公安局"]),
    ("agency:gb-west-midlands-police", ["West Midlands Police", "West Midlands police"]),
]


@pytest.mark.parametrize(("entity_id", "texts"), SAME)
def test_an_agency_has_one_id_under_all_its_wordings(entity_id: str, texts: list[str]) -> None:
    assert {frozenset(ids(text)) for text in texts} == {frozenset({entity_id})}


def test_a_place_that_several_share_is_told_by_the_article_or_stays_open() -> None:
    plain = "The Springfield Police Department bought drones."
    assert ids(plain) == {"agency:springfield-police"}
    assert ids(plain + " The council in Springfield, Missouri, agreed.") == {"agency:us-mo-springfield-police"}
    assert ids("The Birmingham Police Department bought drones in Alabama.") == {"agency:us-al-birmingham-police"}


def test_a_ministry_without_a_country_has_that_of_the_site_or_of_the_only_one_named() -> None:
    bare = "El Ministerio del Interior compró un programa."
    assert ids(bare) == {"agency:ministerio-del-interior"}
    assert ids(bare, site="diario.example.cl") == {"agency:cl-ministry-of-interior"}
    assert ids("El Ministerio del Interior de Chile dijo que sí. " + bare) == {"agency:cl-ministry-of-interior"}


def test_a_short_form_counts_where_the_article_defines_it() -> None:
    text = "FPD cars are new. The Fairbrook Police Department (FPD) bought them; the FPD’s budget grew."
    found = agencies(text)
    assert [m.surface for m in found] == ["FPD", "Fairbrook Police Department", "FPD", "FPD"]
    assert {m.entity_id for m in found} == {"agency:fairbrook-police"}
    assert agencies("The FPD bought them.") == []
    assert [m.surface for m in agencies("The Springfield Police Department (MO) and MO")] == [
        "Springfield Police Department"
    ]


def test_pd_and_a_capital_police_count_where_the_agency_is_named_in_full() -> None:
    full = "The Fairbrook Police Department bought drones."
    assert [m.surface for m in agencies(full + " Officers of Fairbrook PD and Fairbrook police flew them.")] == [
        "Fairbrook Police Department",
        "Fairbrook PD",
        "Fairbrook police",
    ]
    assert agencies("Fairbrook PD flew them, and so did Fairbrook police.") == []


def test_a_capital_police_after_an_unknown_word_is_a_candidate_only() -> None:
    tagged = TAGGER.tag(article("He spoke to Fairbrook Police about it."))
    assert [(m.surface, m.status) for m in tagged.mentions] == [("Fairbrook Police", "candidate")]


def test_a_dateline_makes_a_place() -> None:
    assert [m.surface for m in agencies("FAIRBROOK — Two men were held, Fairbrook police said.")] == [
        "Fairbrook police"
    ]


def test_headlines_in_capitals_hold_no_more_than_the_place() -> None:
    title = "Council Ends Oakland Police Department Deal After Outcry"
    assert [m.surface for m in agencies("", title)] == ["Oakland Police Department"]
    text = "The Fairbrook Police Department lost its contract."
    title = "Why Voters Blame Fairbrook Police Department"
    assert [m.surface for m in agencies(text, title)] == ["Fairbrook Police Department"] * 2


def test_names_evidence_and_rule_are_told() -> None:
    mention = agencies("Rzecznik Prokuratury Okręgowej w Łodzi milczy.")[0]
    assert mention.kind == "agency"
    assert mention.name == "Prokuratura Okręgowa w Łodzi"
    assert mention.rule == "pattern.pl.prosecutor"
    assert "Prokuratura Okręgowa" in mention.evidence[0]
    assert mention.sentence == "Rzecznik Prokuratury Okręgowej w Łodzi milczy."
    assert agencies("In a statement Oakland police said so.")[0].name == "Oakland Police"
    assert (
        agencies("the Oakland\npolice department")[0].confidence < agencies("Oakland Police Department")[0].confidence
    )
