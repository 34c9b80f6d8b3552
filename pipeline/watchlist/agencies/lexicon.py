"""Word lists that tell a place before "Police Department" from any other word. Folded, in lower case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pipeline.watchlist.lexicon import ACTING, FUNCTION_WORDS, PREPOSITIONS


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ARTICLES: Final = _words("la las los le les el del de des du da do san santa saint st sao den van")
"""Words of grammar that also begin the name of a place when they have a capital, as in "Las Vegas"."""

GENERIC: Final = _words(
    """
    local nearby neighboring neighbouring city county state town township village borough municipal municipality
    metropolitan metro federal national military secret riot campus transit railway railroad traffic religious
    morality border civil civilian community university college school tribal regional provincial suburban rural
    urban small-town big-city small-city new old former their armed undercover private public special international
    world chief deputy police department smart modern fashion thought grammar dream karma tone style language word
    space robot time internet cyber online virtual digital future fake mock model major minor large small big many
    several some most more other every each all any own same different certain various multiple two three four five
    six seven eight nine ten hundred dozens hundreds thousands first second third last next another area district
    division bureau service force joint central northern southern eastern western north south east west royal
    imperial interim acting constitutional independent political politicized militarized corrupt brutal good bad
    better best worst real true anti pro post mid colonial communist nazi soviet apartheid occupation kitchen tourist
    tourism marine harbor harbour airport park highway forest wildlife game family special-operations elite mounted
    canine k-9 k9 detective homicide uniformed plainclothes american british un nato eu attorney attorneys
    attorney's sheriff sheriff's prosecutor prosecutor's prosecutors district-attorney general government ministry
    intelligence security safety justice law enforcement crime criminal immigration customs grand top senior
    embattled troubled nation republic estado nacion republica pais país patria republique etat nation land stato
    dept officer officers
    """
)
STOP: Final = (FUNCTION_WORDS | PREPOSITIONS | ACTING) - ARTICLES | _words(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december jan feb mar apr jun jul aug sept oct nov dec chief officer officers
    detective detectives sergeant sgt lieutenant lt captain capt major commander commissioner sheriff sheriffs
    deputy deputies mayor governor gov president minister senator sen rep judge justice attorney mr mrs ms dr
    former retired ex current longtime interim acting according additionally afterwards again ago along already
    also although amid among another any are around as asked because become becomes behind below beside besides
    beyond both calls contact contacted despite did dozens each earlier either embattled even every few finally
    first further had has help here how however if inside instead is its later local many may meanwhile more most
    moreover much nearby nearly neighboring neighbouring neither never news no nor notably now officials one only
    other others our outside over past per please previously rather read recently retired see several similarly
    since six so some soon still such suburban that their them then there therefore these they this those three
    thus today together tonight two until up upon updated us using via video was watch we what whatever when where
    whether which while who whole whose why will with within without would yet you your follow
    exclusive report update breaking opinion editorial analysis photo photos courtesy image credit source sources
    ask asks tell tells says said say call urge urges inside meet meets join joins thank thanks sue sues suing
    troopers trooper agents agent investigators authorities officials residents residents' councils council
    sues suspends blasts slams probes audits fires hires arrests charges backs seeks wants gets puts hits
    """
)
"""Words that end the name of a place to the left: what stands before them belongs to something else."""

FICTIONAL: Final = _words("gotham zootopia metropolis raccoon hawkins sunnydale smallville lego keystone riverdale")
FICTIONAL_PHRASES: Final = frozenset({"raccoon city", "gotham city", "keystone cops", "south park", "cabot cove"})

QUALIFIERS: Final = _words(
    """
    north south east west new old upper lower greater great fort port mount lake san santa saint st ft mt st. ft. mt.
    los las la el le de des del northern southern eastern western central royal rio palo little big cape point
    bay grand glen park mid inner west-central isle
    """
)
"""Words that open the name of a place, so that one before a known place is not to be cut off."""

UNITS: Final = _words(
    "county city town township village borough parish valley district municipality metro metropolitan"
)
"""Words that follow the name of a place and belong to it."""

NOT_AGENCY: Final = _words(
    """
    association associations union unions federation foundation commission commissioner museum gazette academy
    story stories league club memorial benevolent protective athletic activities brotherhood fund charity band
    choir orchestra oversight accountability ombudsman monitor complaints squad-car dog dogs line stop box blotter
    procedural drama show film movie series novel game games simulator week day tape scanner-app
    """
)
"""What after "Police" makes it another organisation, or none."""

_DEMONYMS: Final = """
    AF:afghan AL:albanian DZ:algerian AO:angolan AR:argentine,argentinian AM:armenian AU:australian AT:austrian
    AZ:azerbaijani,azeri BH:bahraini BD:bangladeshi BY:belarusian BE:belgian BO:bolivian BA:bosnian BR:brazilian
    GB:british BG:bulgarian BF:burkinabe KH:cambodian CM:cameroonian CA:canadian CL:chilean CN:chinese CO:colombian
    CG:congolese HR:croatian CU:cuban CY:cypriot CZ:czech DK:danish DO:dominican NL:dutch EC:ecuadorian EG:egyptian
    EE:estonian ET:ethiopian FI:finnish FR:french GE:georgian DE:german GH:ghanaian GR:greek GT:guatemalan HT:haitian
    HN:honduran HU:hungarian IS:icelandic IN:indian ID:indonesian IR:iranian IQ:iraqi IE:irish IL:israeli IT:italian
    CI:ivorian JM:jamaican JP:japanese JO:jordanian KZ:kazakh KE:kenyan KW:kuwaiti KG:kyrgyz LA:lao LV:latvian
    LB:lebanese LY:libyan LT:lithuanian LU:luxembourgish MK:macedonian MG:malagasy MW:malawian MY:malaysian ML:malian
    MT:maltese MX:mexican MD:moldovan MN:mongolian ME:montenegrin MA:moroccan MZ:mozambican MM:burmese NA:namibian
    NP:nepali,nepalese NI:nicaraguan NG:nigerian NE:nigerien NO:norwegian OM:omani PK:pakistani PS:palestinian
    PA:panamanian PY:paraguayan PE:peruvian PH:philippine PL:polish PT:portuguese QA:qatari RO:romanian RU:russian
    RW:rwandan SV:salvadoran SA:saudi SN:senegalese RS:serbian SG:singaporean SK:slovak SI:slovenian,slovene SO:somali
    ZA:south-african KR:south-korean KP:north-korean ES:spanish LK:sri-lankan SD:sudanese SE:swedish CH:swiss SY:syrian
    TW:taiwanese TJ:tajik TZ:tanzanian TH:thai TG:togolese TN:tunisian TR:turkish TM:turkmen UG:ugandan UA:ukrainian
    AE:emirati UY:uruguayan UZ:uzbek VE:venezuelan VN:vietnamese YE:yemeni ZM:zambian ZW:zimbabwean
    """
DEMONYMS: Final[Mapping[str, str]] = {
    name.replace("-", " "): code
    for code, names in (item.split(":") for item in _DEMONYMS.split())
    for name in names.split(",")
}

FORCES: Final[Mapping[str, str]] = {
    name: country
    for country, names in {
        "GB": """avon and somerset|bedfordshire|cambridgeshire|cheshire|city of london|cleveland|cumbria|derbyshire
            |devon and cornwall|devon & cornwall|avon & somerset|dorset|durham|dyfed-powys|dyfed powys|essex
            |gloucestershire|greater manchester|gwent|hampshire|hampshire and isle of wight|hertfordshire|humberside
            |kent|lancashire|leicestershire|lincolnshire|merseyside|norfolk|north wales|north yorkshire
            |northamptonshire|northumbria|nottinghamshire|south wales|south yorkshire|staffordshire|suffolk|surrey
            |sussex|thames valley|warwickshire|west mercia|west midlands|west yorkshire|wiltshire|royal gibraltar
            |jersey|states of jersey|isle of man|northern ireland|ministry of defence""",
        "CA": "peel regional|york regional|halton regional|durham regional|niagara regional|waterloo regional",
        "AU": "victoria|queensland|northern territory|western australia|new south wales|nsw|south australia|tasmania",
        "IN": """uttar pradesh|up|maharashtra|tamil nadu|karnataka|kerala|gujarat|punjab|haryana|bihar|rajasthan
            |west bengal|kolkata|andhra pradesh|telangana|assam|odisha|jammu and kashmir|uttarakhand|goa""",
        "PK": "punjab|sindh|islamabad",
        "NL": """noord-nederland|oost-nederland|midden-nederland|noord-holland|den haag|rotterdam|zeeland-west-brabant
            |oost-brabant|limburg|amsterdam""",
    }.items()
    for name in (" ".join(part.split()) for part in names.split("|"))
}
"""Forces whose place no gazetteer of cities holds, by the words before "Police"."""

SETTLEMENTS: Final = (
    *("stadt", "burg", "berg", "dorf", "heim", "hausen", "furt", "bach", "ingen", "hafen", "bruck", "brucken"),
    *("kirchen", "rode", "leben", "bronn", "hagen", "weiler", "buttel", "munde", "land", "walde", "kreis", "beck"),
)
"""Endings by which a German noun with a capital is known as a place."""

STEMS: Final = _words(
    """
    北海 青森 岩手 宮城 秋田 山形 福島 茨城 栃木 群馬 埼玉 千葉 東京 神奈川 新潟 富山 石川 福井 山梨 長野 岐阜 静岡
    愛知 三重 滋賀 京都 大阪 兵庫 奈良 和歌山 鳥取 島根 岡山 広島 山口 徳島 香川 愛媛 高知 福岡 佐賀 長崎 熊本 大分
    宮崎 鹿児島 沖縄 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南
    陕西 甘肃 青海 广西 内蒙古 西藏 宁夏 新疆 香港 澳門 澳门 臺北 台北 高雄
    """
)
"""Provinces and prefectures of East Asia that the gazetteer of cities lacks, without the sign for what they are."""

OTHER_SCRIPTS: Final[Mapping[str, str]] = dict(
    pair.split(":")
    for pair in _words("""دبي:Dubai القاهرة:Cairo بغداد:Baghdad عمان:Amman بيروت:Beirut الرياض:Riyadh الشارقة:Sharjah
    दिल्ली:Delhi मुंबई:Mumbai बेंगलुरु:Bengaluru हैदराबाद:Hyderabad चेन्नई:Chennai कोलकाता:Kolkata लखनऊ:Lucknow
    जयपुर:Jaipur पटना:Patna भोपाल:Bhopal अहमदाबाद:Ahmedabad पुणे:Pune नोएडा:Noida इंदौर:Indore
    """)
)
"""Cities by their names in scripts of which the gazetteer has none."""

ADJECTIVES: Final[Mapping[str, str]] = dict(
    pair.split(":")
    for pair in _words(
        """
        bayerisch:Bayern hessisch:Hessen sachsisch:Sachsen niedersachsisch:Niedersachsen brandenburgisch:Brandenburg
        saarlandisch:Saarland thuringisch:Thuringen baden-wurttembergisch:Baden-Wurttemberg munchner:Munchen
        nordrhein-westfalisch:Nordrhein-Westfalen rheinland-pfalzisch:Rheinland-Pfalz munchener:Munchen
        schleswig-holsteinisch:Schleswig-Holstein mecklenburg-vorpommerisch:Mecklenburg-Vorpommern bremer:Bremen
        sachsen-anhaltisch:Sachsen-Anhalt thuringer:Thuringen dresdner:Dresden zurcher:Zurich leipziger:Leipzig
        osterreichisch:Osterreich schweizerisch:Schweiz franzosisch:Frankreich italienisch:Italien spanisch:Spanien
        polnisch:Polen ungarisch:Ungarn griechisch:Griechenland israelisch:Israel russisch:Russland
        ukrainisch:Ukraine britisch:Grossbritannien danisch:Danemark niederlandisch:Niederlande turkisch:Turkei
        serbisch:Serbien
        """
    )
)
"""What German adjectives stand for, without their endings; those of other cities are the name and `er`."""
