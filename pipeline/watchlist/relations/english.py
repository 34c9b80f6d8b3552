"""English: its words of grammar, its hedges, and its rules, which lie beside by subject."""

from __future__ import annotations

from typing import Final

from .english_business import BUSINESS
from .english_contracts import CONTRACTS
from .english_justice import JUSTICE
from .english_security import SECURITY
from .grammar import Grammar

_DAY: Final = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH: Final = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_TIME: Final = (
    rf"(?:on|last|this|late|early) {_DAY}|{_DAY}|(?:in|since|by|during|on) (?:early |mid |late )?(?:{_MONTH}|\d{{4}})(?: \d+)?"
    r"|(?:last|this|next|earlier this|late last|early this) (?:week|month|year|spring|summer|autumn|fall|winter)|today|yesterday"
)
_WHO: Final = r"(?:it|they|we|he|she|the (?:company|agency|firm|department|force|group|ministry|vendor|maker|platform))"

ENGLISH: Final = Grammar(
    language="en",
    stops=(
        "that|which|who|whose|after|before|because|since|although|though|while|whereas|when|where|if|unless|but|as|said|"
        "says|say|and|or|than|until"
    ),
    prepositions="of|by|with|against|to|from|about|on|over|for|in|at|into|via|between|under|through|without|near|during",
    blocks="of|by|with|against|from|about|on|over|for|than|via|between|unlike|like|versus|under",
    subject=(
        r"has|have|had|having|is|was|are|were|be|been|being|gets?|got|also|then|now|did|does|do|will|would|could|may|"
        r"might|should|shall|must|can|cannot|not|never|to|which|who|that|both|all|jointly|together|itself|even|"
        r"(?:did|does|do|was|were|is|has|have|had|wo|would|could|ca|should)n't|won't|can't|"
        r"plans?|planned|wants?|wanted|hopes?|hoped|considers?|considered|threatens?|threatened|seeks?|sought|intends?|"
        r"agrees?|agreed|decides?|decided|refuses?|refused|declines?|declined|denie[sd]|vows?|vowed|tries|tried|expects|"
        r"weighs|weighed|considering|planning|trying|looking|likely|yet|set|poised|expected|said|claims?|claimed|about|"
        r"(?!(?:fami|anoma|app|rep|supp|rel|mono)ly\b)\w+ly|first|once|again|already|soon|just|still|later|finally|, "
        rf"{_TIME} ,|{_TIME}|by court order|in \w+|for the (?:first|second) time"
    ),
    heads=(
        r"officials?|officers?|agents?|police|investigators?|executives?|lawyers|prosecutors|regulators?|board|unit|"
        r"department|authorities|researchers|spokes(?:man|woman|person)|owner|inc|corp|ltd|llc|\.|'s (?:chief|board|parent|lawyers|owner)"
    ),
    said=(
        rf"(?:, )?(?:said|says|announced|announces|confirmed|confirms|denied|denies|admitted|admits|revealed|claimed|claims|"
        rf"disclosed|wrote|told \w+)(?: (?:{_TIME}))?(?: that)? {_WHO}"
    ),
    about=(
        r"users?|user's|accounts?|customers?'?|subscribers|shares?|stocks?|shareholders?|investors?|employees?|staffers?|staff|"
        r"executives?|engineers?|founders?|co-founders?|ceo|chief|boss|director|directors|workers?|rivals?|competitors?|critics?|"
        r"opponents?|supporters?|spokes(?:man|woman|person)|victims?|targets?|lawyers?|officials?|officers?|agents?|"
        r"contractors?|suppliers?|vendors?|partners?|headquarters|offices?|building|stores?|posts?|videos?|groups?|pages?"
    ),
    before=(
        r"could|would|may|might|should|can|cannot|will|shall|must|won't|\w+n't|not|never|no|none|nothing|nobody|neither|nor|without|"
        r"hardly|den(?:y|ies|ied|ying)|refus(?:e|es|ed|ing)|declin(?:e|es|ed|ing)|rejects?|rejected|rejecting|rejection of|yet|fail(?:s|ed)?|"
        r"avoid(?:s|ed)?|plan(?:s|ned|ning)?|consider(?:s|ed|ing)?|want(?:s|ed|ing)?|hop(?:e|es|ed|ing)|seeks?|seeking|sought|"
        r"inten(?:d|ds|ded|ding|t|tion|tions)|aim(?:s|ed|ing)?|expect(?:s|ed|ing)?|propos(?:e|es|ed|al|als|ing)|weigh(?:s|ed|ing)?|mull(?:s|ed|ing)?|"
        r"discuss(?:es|ed|ing)?|debat(?:e|es|ed|ing)|threat(?:en|ens|ened|ening|s)?|prepar(?:e|es|ed|ing)|vow(?:s|ed|ing)?|pledg(?:e|es|ed)|"
        r"promis(?:e|es|ed)|try|tries|tried|trying|attempt(?:s|ed)?|set to|poised|due to|likely|unlikely|possibl[ey]|potential|potentially|"
        r"if|unless|whether|in case|hypothetical|urg(?:e|es|ed|ing)|ask(?:s|ed|ing)?|call(?:s|ed|ing)? (?:for|on)|calls|demand(?:s|ed|ing)?|"
        r"press(?:es|ed|ing)|petition(?:s|ed|ing)?|request(?:s|ed|ing)?|recommend(?:s|ed|ing|ation)?|lobb(?:y|ies|ied|ying)|"
        r"pressured?|alleg(?:e|es|ed|edly|ing|ation|ations)|claims?|claimed|claiming|accus(?:e|es|ed|ing|ation)|rumou?rs?|rumou?red|reportedly|purported(?:ly)?|"
        r"suspect(?:s|ed)?|suspicions?|speculat\w+|said to|believed to|thought to|apparently|supposed(?:ly)?|question(?:s|ed)? whether|"
        r"to|rather than|instead of|talks|bid|bids|interested|idea|option|chance|against (?:cancel\w+|end\w+|sign\w+|buy\w+|renew\w+|bann\w+)|"
        r"against|opposed?|opposes|opposition to|vote on|votes? (?:against|down)|voted against|no plans|ready"
    ),
    firm=r"agree[sd]? to|agreed on|voted to|votes to|had to|has to|moves? to|moved to|forced to|decid(?:es|ed) to|known to|chose to|began to|able to|allowed to|going on to|on to",
    after=(
        r"(?:is|are|was|were) (?:expected|planned|proposed|likely|unlikely|possible|rejected|denied|considered|being considered|"
        r"due|pending|discussed|blocked|voted down|called off)|could|would|may|might|should|will|expected|looms?|unlikely|fell through|"
        r"has been proposed|never"
    ),
    breaks=(
        r"but|after|because|since|although|though|whereas|while|when|as|however|, and|, he|, she|, it|, they|, who|despite|following|over"
    ),
    words={
        "contract": (
            r"(?:sub)?contracts?|agreements?|deals?|subscriptions?|partnerships?|licen[cs]es?|memorandum|mou|purchase order|task order|"
            r"contract extension|renewal"
        ),
        "generic": (
            r"city|council|county|town|village|state|police|department|ministry|government|army|navy|military|agency|agencies|sheriff|"
            r"commission|board|authorities|authority|district|schools?|university|parliament|mayor|commissioners|supervisors|force|"
            r"intelligence|officials|trustees|pentagon|court"
        ),
        "court": (r"court|judge|jury|jurors|tribunal|appeals court|supreme court|judges|magistrate|justices"),
        "money": r"[$€£¥₹]\S*|\S*\d\S*|million|billion|dollars|euros|pounds|shekels|rupees",
        "records": (
            r"e-?mails?|documents?|records?|files?|papers?|contracts?|invoices?|memos?|pages?|correspondence|messages?|slides?|"
            r"presentations?|logs?|spreadsheets?|receipts?|manuals?|letters?|transcripts?|brochures?|filings?"
        ),
        "data": (
            r"data|images?|photos?|e-?mails?|files?|records?|source code|gigabytes|terabytes|documents?|passwords?|logins?|credentials|"
            r"messages?|database|databases|servers?|systems?|network|recordings?|footage|videos?|faceprints|locations?|information|code|feeds?"
        ),
        "flaw": (
            r"zero-days?|zero-clicks?|0-days?|vulnerabilit(?:y|ies)|flaws?|security holes?|holes?|bugs?|exploits?|weakness(?:es)?|"
            r"backdoors?|security (?:gaps?|issues?|problems?)|loopholes?"
        ),
        "suit": (
            r"lawsuits?|suits?|class actions?|class-actions?|legal actions?|cases?|complaints?|proceedings|legal challenges?|"
            r"claims?|petitions?"
        ),
        "fine": r"fines?|penalt(?:y|ies)|sanction|settlement",
        "probe": r"investigations?|probes?|inquir(?:y|ies)|enquir(?:y|ies)|proceedings|audit|review",
        "people": r"employees?|staff|jobs?|workers?|people|workforce|positions?|roles|staffers|headcount|engineers",
        "be": r"is|was|are|were|been|being|be|gets|got|getting",
    },
    rules=(*CONTRACTS, *JUSTICE, *BUSINESS, *SECURITY),
    triggers={
        "access_cutoff": (
            "cut shut bann bar block suspen revok remov terminat evict boot kick delet disabl pull lock lost los stop halt ceas "
            "end withdr den expel oust take took limit restrict purg"
        ),
        "contract_signed": (
            "sign ink award renew extend approv enter struck strike reach seal finali conclu land won win wins secur clinch receiv "
            "partner team hire contracted contracts chose select tap pick got gave give hand grant expand okay authori agree"
        ),
        "contract_ended": (
            "end cancel terminat drop scrap sever cut axe ditch let laps expir renew rescind paus suspen pull back walk broke break "
            "abandon quit tore void halt stop discontinu phas part dump non remov switch turn shut deactivat"
        ),
        "purchase": (
            "buy bought purchas acquir procur licens order paid pay spen spent sold sell suppl deliver ship export obtain invest"
        ),
        "trial": "test trial pilot tried tries experiment trying",
        "lawsuit": "sue suing suit lawsuit court case class complaint legal proceeding claim petition litigation",
        "ruling": (
            "rul held hold holds found find decid order dismiss reject upheld uphold overturn toss denied side sided grant cleared clear lost los "
            "liable verdict judg injunction won win wins convict acquit affirm refus barr convic juror jury court"
        ),
        "penalty": "fine fining penal pay paid settle settl hit slap sanction",
        "ban": "ban banned bans banning barr bar prohibit forbid forbad outlaw block order moratorium stop halt suspend paus told cease",
        "sanction": "sanction blacklist entity_list list export_control trade",
        "records_disclosed": (
            "email e_mail document record file paper contract invoice memo page correspond message slide presentation log leak releas disclos "
            "obtain publish"
        ),
        "investigation": "investigat prob inquir enquir raid search open launch",
        "breach": "hack breach broke break compromis stole steal leak expos spill intru infiltrat cyberattack left dump ransom",
        "acquisition": "acqui buy bought snap took take taken takeover merg purchas scoop sold sale paid pay swallow agree",
        "funding": "rais secur series funding invest put pump pour got close clos land bag valu round",
        "layoffs": "laid lay layoff fire firing cut slash axe shed dismiss let redundan job",
        "launch": "launch unveil introduc releas roll debut announc present",
        "exploit": (
            "exploit zero vulnerab flaw hole bug weakness backdoor patch fix hack infect target compromis security"
        ),
    },
)
