"""English rules: takeovers, money raised, jobs cut, products brought out."""

from __future__ import annotations

from typing import Final

from .grammar import Rule

_BUY: Final = (
    r"acquire[ds]?|acquiring|bought|buys?|buying|snap(?:ped|s) up|takes? over|took over|taken over|swallow(?:ed|s)(?: up)?|merge[ds]? with|"
    r"purchase[ds]?|scoop(?:ed|s) up|agree[sd]? to (?:buy|acquire)|gobbled up"
)
_PART: Final = r"(?:(?:parts?|most|all|some|half|the (?:parent|owner|maker)|a (?:majority )?(?:stake|share)|control|assets) (?:of|in) )"
_THINGS: Final = r"software|cameras?|licen[cs]es?|services?|data|tools?|products?|phones?|devices?|technology|drones?|subscriptions?|systems?|stock"
_PRODUCT: Final = (
    r"app|tool|tools|platform|product|products|service|system|software|camera|cameras|drone|drones|feature|version|model|assistant|device|"
    r"scanner|radar|sensor|sensors|api|dashboard|suite|line|search|headset|glasses|taser|robot|dashcam|doorbell"
)
_LAUNCH: Final = r"launch(?:ed|es|ing)|unveil(?:ed|s|ing)|introduc(?:ed|es|ing)|roll(?:ed|s|ing) out|debut(?:ed|s)|brought out|brings out"
_NO_LAUNCH: Final = (
    r"investigation|probe|inquiry|lawsuit|suit|campaign|appeal|attack|attacks|foundation|contest|boat|podcast|book|bid|review|website|site|"
    r"programme for|fund|petition|report|complaint|challenge|search for|hunt|rocket|satellite|rockets|satellites|scholarship|ad|advert|blog|process|"
    r"charm|offensive|defen[cs]e|policy|rules|criticism|bill|shop|cafe|initial|ipo|offering|hiring"
)
_JOBS: Final = r"laid off|lays off|laying off|cut|cuts|cutting|slashed|slashes|axed|axes|sheds|shed|dismissed|dismisses|let go|eliminated|eliminates|made redundant"
_FIRED: Final = r"fired|fires|firing|sacked|sacks"

BUSINESS: Final = (
    Rule(
        "acquired.active",
        "acquisition",
        f"<^buyer:VPC> [[{_BUY}]] /{_PART}?/ . <target:VP!> /(?!(?:'s )?(?:\\S+ )?(?:{_THINGS}) )/",
    ),
    Rule(
        "acquired.investors",
        "acquisition",
        f"(firms?|investors?|company|equity|group|capital|fund|partners|maker|giant|consortium|rival|start-?up) [[{_BUY}]] /{_PART}?/ . <target:V!>",
    ),
    Rule(
        "acquired.passive",
        "acquisition",
        "<^target:VP!> [[acquired|bought|taken over|purchased|snapped up|swallowed]] (.. by .. <buyer:VPC>)?",
        weak=True,
    ),
    Rule("acquired.sold", "acquisition", "<^target:V!> @be . [[sold]] (.. (to|by) . <buyer:VP>)?", weak=True),
    Rule(
        "acquired.own",
        "acquisition",
        "<buyer:VPC> 's . [[acquisition|takeover|purchase|buyout]] of . <target:VP!>",
        nominal=True,
    ),
    Rule(
        "acquired.noun",
        "acquisition",
        "[[acquisition|takeover|buyout|sale]] of . <target:VP!> .. (by|to) .. <buyer:VPC>",
        nominal=True,
    ),
    Rule(
        "acquired.completed",
        "acquisition",
        "<^buyer:VPC> [[complete[ds]|close[ds]|announce[ds]|finali[sz]e[ds]|confirm(?:ed|s)]] .. (acquisition|takeover|purchase|buyout) of . <target:VP!>",
    ),
    Rule(
        "acquired.paid",
        "acquisition",
        "<^buyer:VPC> [[(?:agree[sd]? to |will |to )?pay|paid|pays|paying]] .. @money .. for . <target:VP!>",
        weak=True,
    ),
    Rule("acquired.merged", "acquisition", "<^buyer:VP> (and|with) . <target:VP> .. [[merged|merge]]"),
    Rule(
        "raised.money",
        "funding",
        "<^company:VP> [[rais(?:ed|es|ing)|secure[ds]|close[ds]|land(?:ed|s)|bag(?:ged|s)|nab(?:bed|s)|pull(?:ed|s) in|collected|attracted]] (about|around|over|nearly|almost|more|than|up|to|a|an|another|some|its|roughly)? (than)? [$€£¥₹]\\S+ (million|billion|m|bn)? /(?!(?:\\S+ )?(?:contract|deal|order|settlement) )/",
    ),
    Rule(
        "raised.millions",
        "funding",
        "<^company:VP> [[rais(?:ed|es|ing)|secure[ds]|land(?:ed|s)|pull(?:ed|s) in|collected|attracted]] (about|around|over|nearly|almost|more|another|some|roughly)? (than)? \\S+ (million|billion) (dollars|euros|pounds|shekels)? /(?!(?:\\S+ )?(?:contract|deal|order|settlement) )/",
    ),
    Rule(
        "raised.round",
        "funding",
        "<^company:VP> [[rais(?:ed|es|ing)|secure[ds]|close[ds]|announce[ds]|land(?:ed|s)|complete[ds]|got|received|won]] .. (series [a-h]|(?:funding|financing|investment|seed) round|seed funding|venture funding|venture capital|in funding|from investors|in investment)",
    ),
    Rule(
        "raised.from",
        "funding",
        "<^company:V> [[got|received|gets|receives|raised|secured|won|took]] .. @money .. from .. (investors?|venture|fund|backers|capital)",
    ),
    Rule(
        "raised.into",
        "funding",
        "[[put|puts|invest(?:ed|s)|pump(?:ed|s)|pour(?:ed|s)|plough(?:ed|s)]] .. @money .. (into|in) . <company:V!>",
    ),
    Rule(
        "raised.led",
        "funding",
        "(led|leads|backed|joined) .. [[(?:funding|investment|financing) round|series [a-h]|round]] .. (in|into|for|of) . <company:V!>",
    ),
    Rule("raised.own", "funding", "<company:V> 's . [[series [a-h]|funding round|seed round]]", nominal=True),
    Rule(
        "laid_off.active",
        "layoffs",
        f"<^company:VPC> [[{_JOBS}|{_FIRED}]] .. (@people|per cent|percent|half|third|quarter)",
    ),
    Rule(
        "laid_off.at",
        "layoffs",
        "[[layoffs?|lay-offs?|job cuts|redundancies|job losses|mass layoffs]] (at|by|in|for) . <company:VP>",
        nominal=True,
    ),
    Rule("laid_off.noun", "layoffs", "<company:VP> 's? . [[layoffs?|lay-offs?|job cuts|redundancies]]", nominal=True),
    Rule(
        "laid_off.announced",
        "layoffs",
        "<^company:VP> [[announce[ds]|confirm(?:ed|s)|began|begins|started|starts|carried out]] .. (layoffs?|lay-offs?|job cuts|redundancies)",
    ),
    Rule(
        "laid_off.jobs",
        "layoffs",
        "@people .. [[(?:will |to |must |have )?(?:go|be cut|be lost|gone)|cut|lost|laid off|made redundant|let go|eliminated|fired|sacked]] .. (at|from|by) . <company:VP>",
    ),
    Rule(
        "laid_off.lose",
        "layoffs",
        "<^company:VP> @people .. [[(?:will |to |must )?(?:go|be laid off|lose their jobs)|lost their jobs|lose their jobs|were laid off]]",
    ),
    Rule("launched.active", "launch", f"<^company:V> [[{_LAUNCH}]] /(?!(?:\\S+ ){{0,3}}?(?:{_NO_LAUNCH}) )/"),
    Rule(
        "launched.product",
        "launch",
        f"<^company:V> [[release[ds]|announce[ds]|present(?:ed|s)|{_LAUNCH}]] . ({_PRODUCT})",
    ),
    Rule("launched.technology", "launch", f"<^company:VP> [[{_LAUNCH}|release[ds]]] .. <technology:T>"),
    Rule(
        "launched.passive",
        "launch",
        "[[introduced|launched|unveiled|released|rolled out|brought out]] .. by . <company:V>",
    ),
    Rule(
        "launched.noun",
        "launch",
        "[[launch|introduction|release|roll-?out|unveiling]] of ... by . <company:V>",
        nominal=True,
    ),
    Rule("launched.own", "launch", "<company:V> 's . [[launch|introduction|roll-?out|unveiling]] of", nominal=True),
)
