"""English rules: lawsuits, rulings, penalties, bans, sanctions, investigations and records that came out."""

from __future__ import annotations

from typing import Final

from .grammar import Rule

_FILE: Final = r"filed|files|brought|brings|launched|launches|lodged|lodges|began|begins|opened|starts|started|took|takes|bringing|filing|initiated|pursued"
_RULE: Final = (
    r"ruled|rules|held|holds|found|finds|decided|decides|ordered|orders|dismissed|dismisses|rejected|rejects|upheld|upholds|overturned|overturns|"
    r"tossed|tosses|threw out|throws out|denied|denies|sided|sides|granted|grants|cleared|clears|refused|refuses|barred|bars|blocked|blocks|affirmed|affirms|"
    r"convicted|convicts|acquitted|allowed|allows|declared|declares|concluded|concludes|sentenced|struck down|strikes down|let|lets|revived|revives"
)
_BAN: Final = r"ban(?:ned|s|ning)|bar(?:red|s|ring)|prohibit(?:ed|s|ing)?|forb(?:ade|ids?|idding)|outlaw(?:ed|s|ing)?"
_STOP: Final = r"stop|cease|halt|delete|suspend|end|quit|destroy|wipe|shut|withdraw|pull|refrain|leave|divest"
_OPEN: Final = r"open(?:ed|s|ing)?|launch(?:ed|es|ing)?|beg[au]n|begins?|start(?:ed|s)|announce[ds]|initiat(?:ed|es)|confirm(?:ed|s)|order(?:ed|s)|conduct(?:ed|s|ing)|leading|leads|led"
_SHOW: Final = r"shows?|showed|showing|reveals?|revealed|revealing|details?|detailed|detailing|indicates?|suggests?|describes?|described|confirm(?:ed|s)?|expos(?:e|es|ed)|outline[ds]?"
_GOT: Final = r"obtained|released|reviewed|seen|published|acquired|uncovered|disclosed|unearthed|received|shared|posted|provided|turned over|handed over"
_LIST: Final = r"entity list|trade blacklist|blacklist|sanctions list|export control list|export blacklist|sanctions|commerce department's list|unverified list|restricted list|denied .{0,20}list"

JUSTICE: Final = (
    Rule("sued.active", "lawsuit", "<^plaintiff:*> [[sued|sues|suing|sue]] . <defendant:*>"),
    Rule("sued.together", "lawsuit", "<plaintiff:*> , .. , [[sued|sues|suing]] . <defendant:*>"),
    Rule("sued.passive", "lawsuit", "<^defendant:*> [[sued]] .. by .. <plaintiff:*>"),
    Rule("sued.was", "lawsuit", "<^defendant:*> @be [[sued]]"),
    Rule("sued.generic", "lawsuit", "[[sued|sues|are suing|is suing]] . <defendant:*>", weak=True),
    Rule("sued.filed", "lawsuit", f"<^plaintiff:*> [[{_FILE}]] .. @suit .. against .. <defendant:*>"),
    Rule(
        "sued.own",
        "lawsuit",
        "<plaintiff:*> 's . [[(?:class[- ]action )?@suit]] .. against .. <defendant:*>",
        nominal=True,
    ),
    Rule("sued.by", "lawsuit", "[[@suit]] .. by . <plaintiff:*> .. against . <defendant:*>", nominal=True),
    Rule("sued.against_by", "lawsuit", "[[@suit]] .. against . <defendant:*> .. by . <plaintiff:*>", nominal=True),
    Rule(
        "sued.brought_by",
        "lawsuit",
        "[[lawsuits?|suits?|cases?|complaints?|actions?|claims?]] (brought|filed|lodged) .. by . <plaintiff:*>",
        nominal=True,
        weak=True,
    ),
    Rule("sued.filed_against", "lawsuit", f"[[{_FILE}]] .. @suit .. against . <defendant:*>", weak=True),
    Rule(
        "sued.suit_filed",
        "lawsuit",
        "[[lawsuits?|class[- ]actions?|suits?|legal action|cases?]] .. (was|were|filed|brought|lodged|been) .. against . <defendant:*>",
        weak=True,
    ),
    Rule("sued.noun", "lawsuit", "[[lawsuits?|class[- ]actions?]] against . <defendant:*>", nominal=True, weak=True),
    Rule(
        "sued.court",
        "lawsuit",
        "<^plaintiff:*> [[(?:took|taken|takes|taking|take|hauled|dragged)]] . <defendant:*> (back)? to court",
    ),
    Rule(
        "sued.takes_on",
        "lawsuit",
        "<^defendant:*> [[fac(?:es|ed|ing)|hit (?:with|by)|slapped with|named in]] .. (lawsuits?|class-actions?|class action|suit) (.. (by|from) . <plaintiff:*>)?",
        weak=True,
    ),
    Rule(
        "sued.lost",
        "lawsuit",
        "<^defendant:*> [[lost|loses|settled|settles]] .. (lawsuit|suit|case) .. (brought|filed) by . <plaintiff:*>",
    ),
    Rule("ruled.court", "ruling", f"<^authority:J> [[{_RULE}]] .. (that|against|in|for|with|whether)? .. <target:*>"),
    Rule("ruled.judge", "ruling", f"@court (in|for|of|on)? .. [[{_RULE}]] that .. <target:*>"),
    Rule("ruled.direct", "ruling", f"@court (in|for|of|on|from)? .. [[{_RULE}]] .. <target:*>"),
    Rule(
        "ruled.held", "ruling", "<target:*> ... , (the|a|an) .. @court .. [[ruled|held|found|decided|said|says|rules]]"
    ),
    Rule("ruled.lost", "ruling", "<^target:*> [[lost|loses|wins|won]] .. (lawsuit|case|appeal|suit|bid|battle|motion)"),
    Rule(
        "ruled.liable",
        "ruling",
        "<^target:*> [[(?:found|held|ruled|convicted|acquitted|declared)]] (liable|guilty|responsible|of|to have|in breach|in contempt)",
    ),
    Rule(
        "ruled.must",
        "ruling",
        "<^target:*> (must|has to|to) .. , (the|a|an) .. @court .. [[ruled|held|found|decided|rules]]",
    ),
    Rule("ruled.against", "ruling", "[[rulings?|judge?ment|verdict|injunction]] .. against . <target:*>", nominal=True),
    Rule(
        "ruled.court_against",
        "ruling",
        "@court [[rulings?|judge?ment|verdict|decision|order]] (against|on|in favou?r of) . <target:*>",
        nominal=True,
    ),
    Rule("ruled.in_favour", "ruling", f"@court .. [[{_RULE}]] (in favou?r of|for|with|against) . <target:*>"),
    Rule(
        "ruled.case",
        "ruling",
        "@court .. [[dismissed|tossed|threw out|rejected|upheld|revived]] .. (case|lawsuit|appeal|claims?|suit|motion|complaint|fine) .. (against|by|of|from|brought by) .. <target:*>",
    ),
    Rule("fined.active", "penalty", "<^authority:A> [[fine[ds]|fining|penali[sz]e[ds]]] . <target:*>"),
    Rule("fined.generic", "penalty", "[[fined|fines]] . <target:VP>", weak=True),
    Rule("fined.passive", "penalty", "<^target:*> @be . [[fined|penali[sz]ed]] (.. by . <authority:A>)?"),
    Rule(
        "fined.headline",
        "penalty",
        r"<^target:VP> [[fined]] (@money|by|over|for|after|more|nearly|almost|about|record) (... by . <authority:A>)?",
    ),
    Rule(
        "fined.imposed",
        "penalty",
        "<^authority:A> [[impose[ds]|levie[ds]|issue[ds]|slap(?:ped|s)|hand(?:ed|s)|gave|hit|announced?]] .. @fine .. (on|against|to) .. <target:*>",
    ),
    Rule("fined.hit_with", "penalty", "<^authority:A> [[hits?|slap(?:ped|s)|struck]] . <target:*> with .. @fine"),
    Rule(
        "fined.was_imposed",
        "penalty",
        "@fine .. [[imposed|levied|slapped|issued|handed]] .. (on|to|against) . <target:*> (.. by . <authority:A>)?",
    ),
    Rule(
        "fined.got",
        "penalty",
        "<^target:*> [[hit with|slapped with|handed|given|received|receives|gets|got]] .. (fine|penalty) (.. (by|from) . <authority:A>)?",
    ),
    Rule(
        "fined.pay",
        "penalty",
        "<^target:VPC> [[(?:must|has to|have to|had to|will|to|agree[sd]? to|agreeing to|ordered to|was ordered to|forced to|told to) pay|pays|paid|paying]] .. (@fine|damages|settle|to settle|compensation) (... (by|with|to|the|from) . <authority:A>)?",
    ),
    Rule(
        "fined.pay_said",
        "penalty",
        "<^target:VPC> [[(?:must|has to|will|to) pay]] .. @fine , . <authority:A> (said|announced)",
    ),
    Rule(
        "fined.settled",
        "penalty",
        "<^target:VP> [[settle[ds]?|settling|reach(?:ed|es) (?:a|an) .{0,30}?settlement|agree[sd]? to settle|agree[sd]? to (?:a|an) .{0,30}?settlement]] .. with . <authority:A>",
    ),
    Rule(
        "fined.charges",
        "penalty",
        "<^target:VP> [[settle[ds]?|agree[sd]? to settle|to settle]] . <authority:A> .. (charges|allegations|complaint|case|claims)",
    ),
    Rule("fined.own", "penalty", "<authority:A> 's . [[fine|penalty]] (against|on|for) . <target:*>", nominal=True),
    Rule("fined.against", "penalty", "[[fine|penalty]] .. against . <target:VP>", nominal=True, weak=True),
    Rule(
        "fined.faces",
        "penalty",
        "<^target:*> [[fac(?:es|ed|ing)|risk(?:s|ed)]] .. @fine (.. (by|from) . <authority:A>)?",
        hedged=True,
    ),
    Rule("banned.active", "ban", f"<^authority:A> [[{_BAN}|block(?:ed|s)]] .. <target:VP>"),
    Rule(
        "banned.technology",
        "ban",
        f"<^authority:A> [[{_BAN}|(?:stop|halt|suspend|pause)(?:ped|ed|s|d)? (?:the |all )?use of|suspended|suspends]] .. <technology:T>",
    ),
    Rule(
        "banned.generic",
        "ban",
        f"[[{_BAN}|outlaws?]] (the|all|new)? (use|sale|import|purchase|sales|imports|equipment|products|cameras|gear)? (of|from|by)? . <target:VP>",
        weak=True,
    ),
    Rule(
        "banned.generic_technology", "ban", f"[[{_BAN}]] . (use|sale|police use|government use)? (of)? . <technology:T>"
    ),
    Rule(
        "banned.passive",
        "ban",
        "<^target:VP> @be . [[banned|barred|outlawed|prohibited|forbidden]] (.. by . <authority:A>)?",
        weak=True,
    ),
    Rule(
        "banned.passive_technology",
        "ban",
        "<^technology:T> @be . [[banned|barred|outlawed|prohibited|forbidden]] (.. by . <authority:A>)?",
    ),
    Rule(
        "banned.ordered",
        "ban",
        f"<^authority:A> [[order(?:ed|s)|tells|told|direct(?:ed|s)|instruct(?:ed|s)]] . <target:VP> .. to ({_STOP})",
    ),
    Rule(
        "banned.ordered_generic", "ban", f"[[ordered|orders|tells|directed]] . <target:VP> .. to ({_STOP})", weak=True
    ),
    Rule(
        "banned.was_ordered", "ban", f"<^target:VP> [[ordered|told|directed]] (.. by . <authority:A>)? .. to ({_STOP})"
    ),
    Rule(
        "banned.must",
        "ban",
        f"<^target:VP> [[(?:must|has to|will have to) (?:{_STOP})]] ... , . <authority:A> (said|says|ruled|ordered|orders)",
    ),
    Rule("banned.own", "ban", "<authority:A> 's . [[ban|moratorium|prohibition]] on . <target:VP>", nominal=True),
    Rule(
        "banned.own_technology",
        "ban",
        "<authority:A> 's . [[ban|moratorium|prohibition]] on .. <technology:T>",
        nominal=True,
    ),
    Rule(
        "banned.passed",
        "ban",
        "[[(?:approve|pass|adopt|enact|impose|introduce|announce|sign|vote for|voted for|back)(?:e?d|es|s)?]] .. (ban|moratorium|prohibition) on .. <target:VP>",
    ),
    Rule(
        "banned.passed_technology",
        "ban",
        "[[(?:approve|pass|adopt|enact|impose|introduce|announce|sign|vote for|voted for)(?:e?d|es|s)?]] .. (ban|moratorium|prohibition) on .. <technology:T>",
    ),
    Rule("sanctioned.active", "sanction", "<^authority:A> [[sanction(?:ed|s|ing)|blacklist(?:ed|s|ing)]] . <target:*>"),
    Rule("sanctioned.generic", "sanction", "[[sanctioned|sanctions|blacklisted|blacklists]] . <target:V>"),
    Rule("sanctioned.passive", "sanction", "<^target:VP> @be . [[sanctioned|blacklisted]] (.. by . <authority:A>)?"),
    Rule(
        "sanctioned.listed",
        "sanction",
        f"<^authority:A> [[plac(?:ed|es|ing)|put(?:s|ting)?|add(?:ed|s|ing)|nam(?:ed|es)|list(?:ed|s)]] . <target:VP> .. (on|to|in) .. ({_LIST})",
    ),
    Rule(
        "sanctioned.listed_generic",
        "sanction",
        f"[[plac(?:ed|es|ing)|put(?:s|ting)?|add(?:ed|s|ing)]] . <target:VP> .. (on|to) .. ({_LIST})",
    ),
    Rule(
        "sanctioned.was_listed",
        "sanction",
        f"<^target:VP> [[placed|put|added|named|listed]] .. (on|to|in) .. ({_LIST}) (.. by . <authority:A>)?",
    ),
    Rule(
        "sanctioned.came_under",
        "sanction",
        "<^target:VP> [[came under|comes under|fell under|hit (?:with|by)|subject to|placed under]] .. (sanctions|export controls?|export restrictions) (.. by . <authority:A>)?",
    ),
    Rule(
        "sanctioned.imposed",
        "sanction",
        "[[impose[ds]|imposing|announce[ds]|slap(?:ped|s)|levie[ds]|issue[ds]]] .. (sanctions|export controls?|export restrictions) .. (on|against) .. <target:VP>",
    ),
    Rule(
        "sanctioned.authority_imposed",
        "sanction",
        "<^authority:A> [[impose[ds]|imposing|announce[ds]|slap(?:ped|s)|levie[ds]|issue[ds]]] .. (sanctions|export controls?) .. (on|against) .. <target:VP>",
    ),
    Rule(
        "records.by",
        "records_disclosed",
        f"@records .. [[{_GOT}]] .. (by|to|with) .. <source:*> ... ({_SHOW}) ... <subject:*>",
    ),
    Rule(
        "records.by_two",
        "records_disclosed",
        f"@records .. [[{_GOT}]] .. (by|to|with) .. <source:*> ... ({_SHOW}) .. <subject:*> .. <subject2:*>",
    ),
    Rule("records.show", "records_disclosed", f"@records .. [[{_GOT}|leaked]] ... ({_SHOW}) .. <subject:*>"),
    Rule(
        "records.show_two",
        "records_disclosed",
        f"@records .. [[{_GOT}|leaked]] ... ({_SHOW}) .. <subject:*> .. <subject2:*>",
    ),
    Rule(
        "records.say",
        "records_disclosed",
        f"(e-?mails?|documents?|records?|files|invoices?|contracts?|memos?|logs?|messages) [[{_SHOW}]] (that|how|the|a)? . <subject:*>",
    ),
    Rule(
        "records.gave",
        "records_disclosed",
        "<^subject:A> [[released|hand(?:ed|s) over|turned over|turns over|disclosed|publishe[ds]|releases|provided]] .. @records ... to . <source:C>",
    ),
    Rule(
        "records.released",
        "records_disclosed",
        "<^subject:A> [[released|hand(?:ed|s) over|turned over|disclosed|was forced to release|were forced to release]] .. @records .. (on|about|showing|detailing|under|of)",
    ),
    Rule(
        "records.source",
        "records_disclosed",
        "<^source:*> [[obtain(?:ed|s)|got|received|publishe[ds]|released|releases|uncovered|acquired|unearthed|posted|reviewed]] .. @records .. (about|on|from|showing|of|that|which|detailing|revealing) .. <subject:*>",
    ),
    Rule(
        "records.source_use",
        "records_disclosed",
        "<^source:*> [[obtain(?:ed|s)|got|received|publishe[ds]|released|releases|uncovered|acquired|unearthed|posted|reviewed]] .. @records .. (about|on|from|showing|of|that|which|detailing|revealing) .. <subject:*> ('s|used|uses|use|bought|paid) .. <subject2:*>",
    ),
    Rule("records.leaked", "records_disclosed", "[[(?:(?:@records) )?leaked (?:(?:@records) )?from]] . <subject:*>"),
    Rule("records.leaked_own", "records_disclosed", "[[leaked]] . <subject:*> @records"),
    Rule(
        "probed.active",
        "investigation",
        "<^authority:A> [[investigat(?:es|ed|ing)|prob(?:es|ed|ing)|raid(?:ed|s|ing)|search(?:ed|es)|looking into|looks into]] . <target:*>",
    ),
    Rule(
        "probed.whether",
        "investigation",
        "<^authority:A> [[investigat(?:es|ed|ing)|prob(?:es|ed|ing)|examining|examines|looking into]] (whether|how|if|claims|allegations|complaints|reports)? .. (use|that|of|by|against)? .. <target:VP>",
    ),
    Rule(
        "probed.opened",
        "investigation",
        f"<^authority:A> [[{_OPEN}]] .. @probe .. (into|of|against|over|on) .. <target:*>",
    ),
    Rule(
        "probed.use",
        "investigation",
        f"<^authority:A> [[{_OPEN}]] .. @probe .. (into|of|against|over|on) .. <target:A> 's use of . <target2:V>",
    ),
    Rule("probed.generic", "investigation", f"[[{_OPEN}]] .. @probe .. (into|of|against) .. <target:VP>", weak=True),
    Rule(
        "probed.passive",
        "investigation",
        "<^target:*> [[(?:under (?:\\S+ )?investigation|under scrutiny|investigated|probed|raided)]] (.. by . <authority:A>)?",
    ),
    Rule(
        "probed.own",
        "investigation",
        "<authority:A> 's . [[@probe]] (into|of|against|over) .. <target:*>",
        nominal=True,
    ),
    Rule("probed.noun", "investigation", "[[investigation|probe|inquiry]] into . <target:VP>", nominal=True),
    Rule(
        "probed.noun_by",
        "investigation",
        "[[investigation|probe|inquiry]] (into|of) . <target:VP> .. by . <authority:A>",
        nominal=True,
    ),
)
