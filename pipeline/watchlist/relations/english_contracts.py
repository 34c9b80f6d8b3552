"""English rules: contracts, purchases, trials, and access cut off."""

from __future__ import annotations

from typing import Final

from .grammar import Rule

_SIGN: Final = (
    r"signed|signs?|signing|inked|inks?|awarded|awards?|awarding|renew(?:ed|s|ing)?|extend(?:ed|s|ing)?|approve[ds]?|approving|entered into|enters into|"
    r"struck|strikes|reached|reaches|sealed|finali[sz]e[ds]|concluded|expand(?:ed|s)|okayed|authori[sz]e[ds]|agreed|agrees|gave|gives"
)
_WIN: Final = r"won|wins?|winning|landed|lands|secured|secures|clinched|clinches|received|receives|got|gets|scored|obtained|picked up|nabbed"
_END: Final = (
    r"end(?:ed|s|ing)?|cancel(?:l?ed|s|l?ing|lation)?|terminat(?:e[ds]?|ing)|drop(?:ped|s|ping)?|scrap(?:ped|s|ping)?|sever(?:ed|s|ing)?|cut(?:s|ting)?|"
    r"axe[ds]|ditch(?:ed|es|ing)?|rescind(?:ed|s)|pause[ds]|suspend(?:ed|s)|pull(?:ed|s) out of|back(?:ed|s) out of|walk(?:ed|s) away from|broke off|"
    r"abandon(?:ed|s)?|quit|tore up|void(?:ed|s)|halt(?:ed|s)|discontinue[ds]|"
    r"(?:did|does|do|will|would|has|had|have|was|were)(?:n't| not) renew(?:ed)?|not renewing|not to renew|declin(?:ed|es) to renew|refus(?:ed|es) to renew|let"
)
_QUIT: Final = (
    r"stop(?:ped|s)? (?:using|working with|its use of|their use of|the use of|use of)|end(?:ed|s) (?:its |their |the )?(?:use of|work with|partnership with|relationship with)|"
    r"dropped|drops|ditche[ds]|dumped|dumps|abandons|abandoned|discontinued|discontinues|phased out|parted ways with|parts ways with|"
    r"cuts? ties with|severed ties with|severs ties with|switched off|turned off|shut off|removed|cancell?ed|cancels|scrapped|deactivated"
)
_BUY: Final = r"bought|buys?|buying|purchase[ds]?|purchasing|acquire[ds]?|acquiring|procure[ds]?|procuring|licensed|licenses|licensing"
_TEST: Final = r"test(?:ed|s|ing)?|trial(?:l?ed|s|l?ing)?|pilot(?:ed|s|ing)?|tried out|tries out|trying out|experiment(?:ed|s|ing)? with"
_RAN: Final = r"ended|ends|began|begins|started|starts|launched|launches|ran|runs|running|completed|completes|concluded|conducted|conducts|held|kicked off|announced|extended"
_CUT: Final = (
    r"cut(?:s|ting)? off|shut(?:s|ting)? (?:out|off|down)|bann(?:ed|ing)|bans?|kick(?:ed|s|ing)? off|kick(?:ed|s)|block(?:ed|s|ing)?|"
    r"suspend(?:ed|s|ing)?|boot(?:ed|s)|remove[ds]?|removing|evict(?:ed|s)|expel(?:led|s)|oust(?:ed|s)|disable[ds]?|bar(?:red|s|ring)?|lock(?:ed|s) out|"
    r"took down|takes down|taken down|purge[ds]"
)
_REVOKE: Final = (
    r"revoke[ds]?|revoking|suspend(?:ed|s|ing)?|terminat(?:e[ds]?|ing)|cut(?:s|ting)?(?: off)?|end(?:ed|s|ing)?|withdrew|withdraws|pull(?:ed|s|ing)?|"
    r"restrict(?:ed|s|ing)?|limit(?:ed|s|ing)?|remove[ds]?|block(?:ed|s|ing)?|denie[ds]|shut(?:s|ting)? (?:off|down)|disable[ds]?|delete[ds]?|"
    r"discontinue[ds]?|stop(?:ped|s)?|took away|closed?|closes"
)
_ACCESS: Final = (
    r"access|accounts?|api|apis|feed|feeds|data|licen[cs]e|apps?|pages|profiles|infrastructure|services|firehose|keys?"
)
_BARRED: Final = r"cut off|banned|suspended|blocked|shut out|kicked off|barred|removed|booted|locked out|evicted|expelled|ousted|thrown off|denied access|disabled"
_SALES: Final = r"sales|selling|access|service|services|exports|exporting|deliveries|support|updates|supplying|supplies|use|shipments|licen[cs]es"

CONTRACTS: Final = (
    Rule("cutoff.active", "access_cutoff", f"<^platform:P> [[{_CUT}]] . <vendor:V>"),
    Rule(
        "cutoff.accounts",
        "access_cutoff",
        f"<^platform:P> [[{_CUT}|{_REVOKE}]] .. (accounts|access|api|apps?|pages|profiles|infrastructure|services) .. <vendor:V>",
    ),
    Rule("cutoff.access", "access_cutoff", f"<^platform:P> [[{_REVOKE}]] . <vendor:V> 's? . ({_ACCESS})"),
    Rule(
        "cutoff.access_for", "access_cutoff", f"<^platform:P> [[{_REVOKE}]] .. access . (for|of|from|by) . <vendor:V>"
    ),
    Rule(
        "cutoff.plug",
        "access_cutoff",
        "<^platform:P> [[pull(?:ed|s|ing)? the plug on|turn(?:ed|s) off|clos(?:ed|es) the tap (?:on|for)]] . <vendor:V>",
    ),
    Rule("cutoff.passive", "access_cutoff", f"<^vendor:V> [[{_BARRED}]] (from|of|by|off) .. <platform:P>"),
    Rule("cutoff.lost", "access_cutoff", "<^vendor:V> [[los(?:t|es|ing)]] .. access to .. <platform:P>"),
    Rule(
        "cutoff.access_was",
        "access_cutoff",
        "<vendor:V> 's . (access|account|accounts|api) .. @be . [[cut|cut off|revoked|suspended|terminated|blocked|removed|shut off|withdrawn|ended]] (.. by . <platform:P>)?",
    ),
    Rule(
        "cutoff.noun",
        "access_cutoff",
        "[[suspension|removal|banning|ban|cut-?off|expulsion|eviction]] (of|on) . <vendor:V> (by|from) . <platform:P>",
        nominal=True,
    ),
    Rule(
        "cutoff.own_noun",
        "access_cutoff",
        "<platform:P> 's . [[suspension|removal|banning|ban|cut-?off|expulsion|eviction]] (of|on) . <vendor:V>",
        nominal=True,
    ),
    Rule(
        "cutoff.customer",
        "access_cutoff",
        f"<^vendor:V> [[stop(?:ped|s)?|halt(?:ed|s)?|suspend(?:ed|s)?|end(?:ed|s)?|cease[ds]|cut(?:s)? off|block(?:ed|s)|revoke[ds]|bar(?:red|s)]] . ({_SALES}) .. (to|for|by|in|from) . <agency:A>",
    ),
    Rule(
        "cutoff.customer_off",
        "access_cutoff",
        "<^vendor:V> [[cut(?:s|ting)? off|banned|bans|blocked|blocks|barred]] . <agency:A>",
    ),
    Rule(
        "cutoff.sales",
        "access_cutoff",
        "<^vendor:V> [[stop(?:ped|s)|halt(?:ed|s)|suspend(?:ed|s)|cease[ds]]] . (sales|selling|exports|exporting|deliveries) .. (to|in)",
    ),
    Rule(
        "cutoff.customers_use",
        "access_cutoff",
        "<^vendor:V> [[bar(?:red|s)|block(?:ed|s)|stop(?:ped|s)|cut(?:s)? off|suspend(?:ed|s)|ban(?:ned|s)]] . (customers?|clients?|agencies|countries|governments?|police|users) .. (from|in|over|using)",
    ),
    Rule(
        "signed.agency", "contract_signed", f"<^agency:A> [[{_SIGN}]] .. @contract .. (with|to|for|from) .. <vendor:VP>"
    ),
    Rule(
        "signed.vendor",
        "contract_signed",
        f"<^vendor:VP> [[{_SIGN}|{_WIN}]] .. @contract .. (with|from|by|for|at) .. <agency:A>",
    ),
    Rule(
        "signed.product",
        "contract_signed",
        f"<^agency:A> [[signed|signs|renew(?:ed|s)|extend(?:ed|s)|approve[ds]]] . <vendor:VP> 's? . @contract",
    ),
    Rule(
        "signed.gave",
        "contract_signed",
        "<^agency:A> [[awarded|awards|gave|gives|handed|hands|granted|grants]] . <vendor:VP> .. @contract",
    ),
    Rule(
        "signed.awarded",
        "contract_signed",
        "<^vendor:VP> [[awarded|given|handed|granted]] .. @contract (.. (by|from|with) .. <agency:A>)?",
    ),
    Rule(
        "signed.between",
        "contract_signed",
        "@contract between . <agency:A> (and|with) . <vendor:VP> .. [[signed|renewed|extended|approved|agreed|reached|struck]]",
    ),
    Rule(
        "signed.between_vendor",
        "contract_signed",
        "@contract between . <vendor:VP> (and|with) . <agency:A> .. [[signed|renewed|extended|approved|agreed|reached|struck]]",
    ),
    Rule(
        "signed.vendors_own",
        "contract_signed",
        "<vendor:VP> 's . @contract .. with .. <agency:A> .. (@be|has|have) . [[signed|renewed|extended|approved]]",
    ),
    Rule(
        "signed.agencys_own",
        "contract_signed",
        "<agency:A> 's . @contract .. (with|for) .. <vendor:VP> .. (@be|has|have) . [[signed|renewed|extended|approved]]",
    ),
    Rule(
        "signed.was",
        "contract_signed",
        "@contract (with|to|for) . <vendor:VP> .. (@be|has|have) . [[signed|renewed|extended|approved|awarded]] .. by . <agency:A>",
    ),
    Rule("signed.to", "contract_signed", "@contract .. [[awarded|given]] to . <vendor:VP> (.. by . <agency:A>)?"),
    Rule("signed.for", "contract_signed", f"[[{_SIGN}]] .. @contract with . <vendor:VP> .. for . <agency:A>"),
    Rule(
        "signed.generic",
        "contract_signed",
        f"@generic (.)? [[{_SIGN}|voted to (?:approve|renew|extend)]] .. @contract .. with . <vendor:V>",
    ),
    Rule(
        "signed.generic_vendor",
        "contract_signed",
        f"<^vendor:V> [[{_SIGN}|{_WIN}]] .. @contract .. (with|from|by|for) .. @generic",
    ),
    Rule("signed.money", "contract_signed", f"<^vendor:V> [[{_WIN}|signed|signs|awarded]] .. @money .. @contract"),
    Rule(
        "signed.hired",
        "contract_signed",
        "<^agency:A> [[sign(?:ed|s)? (?:up )?(?:with|for)|contracted with|partner(?:ed|s)? with|teamed up with|hire[ds]|chose|chooses|select(?:ed|s)|pick(?:ed|s)|tapped|taps]] . <vendor:V>",
    ),
    Rule("ended.agency", "contract_ended", f"<^agency:A> [[{_END}]] .. @contract .. with .. <vendor:VP>"),
    Rule("ended.vendor", "contract_ended", f"<^vendor:VP> [[{_END}]] .. @contract .. with .. <agency:A>"),
    Rule(
        "ended.product",
        "contract_ended",
        f"<^agency:A> [[{_END}]] . <vendor:VP> 's? . (@contract|program|programme|cameras?|system|pilot|service|software)",
    ),
    Rule("ended.quit", "contract_ended", f"<^agency:A> [[{_QUIT}]] .. <vendor:V>"),
    Rule(
        "ended.between",
        "contract_ended",
        "@contract between . <agency:A> (and|with) . <vendor:VP> .. [[lapsed|expired|ended|terminated|cancell?ed|ran out|not renewed|over|scrapped|dropped]]",
    ),
    Rule(
        "ended.between_vendor",
        "contract_ended",
        "@contract between . <vendor:VP> (and|with) . <agency:A> .. [[lapsed|expired|ended|terminated|cancell?ed|ran out|not renewed|over|scrapped|dropped]]",
    ),
    Rule(
        "ended.vendors_own",
        "contract_ended",
        "<vendor:V> 's? . @contract (.. with .. <agency:A>)? .. [[lapsed|expired|ended|terminated|cancell?ed|ran out|not renewed|scrapped|dropped|paused|suspended]] (.. by . <agency2:A>)?",
    ),
    Rule(
        "ended.agencys_own",
        "contract_ended",
        "<agency:A> 's . @contract .. (with|for) .. <vendor:VP> .. [[lapsed|expired|ended|terminated|cancell?ed|ran out|not renewed|scrapped|dropped|paused|suspended]]",
    ),
    Rule(
        "ended.with",
        "contract_ended",
        "@contract (with|for) . <vendor:VP> .. [[lapsed|expired|ended|terminated|cancell?ed|ran out|not renewed|scrapped|dropped]] (.. by . <agency:A>)?",
    ),
    Rule(
        "ended.noun",
        "contract_ended",
        "[[end|termination|cancellation|non-renewal|expiry|expiration]] of .. <agency:A> 's . @contract .. with .. <vendor:VP>",
        nominal=True,
    ),
    Rule(
        "ended.noun_vendor",
        "contract_ended",
        "[[end|termination|cancellation|non-renewal|expiry|expiration]] of .. @contract .. with .. <vendor:V> (.. by . <agency:A>)?",
        nominal=True,
    ),
    Rule(
        "ended.cancelling",
        "contract_ended",
        "[[cancelling|canceling|ending|terminating|dropping]] .. <agency:A> 's . @contract .. with .. <vendor:VP>",
    ),
    Rule(
        "ended.generic",
        "contract_ended",
        f"@generic (.)? [[{_END}|vot(?:ed|es) to (?:end|cancel|terminate)]] .. @contract .. with . <vendor:V>",
    ),
    Rule(
        "ended.generic_product",
        "contract_ended",
        f"@generic (.)? [[{_END}]] . <vendor:V> 's? . (@contract|program|programme|cameras)",
    ),
    Rule("ended.generic_quit", "contract_ended", f"@generic (.)? [[{_QUIT}]] . <vendor:V>"),
    Rule("bought.agency", "purchase", f"<^agency:A> [[{_BUY}]] .. <vendor:V>"),
    Rule("bought.from", "purchase", f"<^agency:A> [[{_BUY}|obtained|ordered]] ... from . <vendor:VP>"),
    Rule("bought.paid", "purchase", "<^agency:A> [[pa(?:id|ys?|ying)]] . <vendor:V>"),
    Rule(
        "bought.paid_to",
        "purchase",
        "<^agency:A> [[pa(?:id|ys?|ying)|spen(?:t|ds?|ding)]] .. @money .. (to|on|for|with) .. <vendor:VP>",
    ),
    Rule(
        "bought.passive",
        "purchase",
        "<^vendor:V> [[bought|purchased|acquired|procured|licensed|ordered]] by . <agency:A>",
    ),
    Rule(
        "bought.noun",
        "purchase",
        "[[purchase|acquisition|procurement]] of . <vendor:V> .. by . <agency:A>",
        nominal=True,
    ),
    Rule(
        "bought.own_noun",
        "purchase",
        "<agency:A> 's . [[purchase|acquisition|procurement]] of .. <vendor:V>",
        nominal=True,
    ),
    Rule(
        "bought.sold",
        "purchase",
        "<^vendor:VP> [[sold|sells|supplied|delivered|shipped|exported|licensed]] .. to . <agency:A>",
    ),
    Rule(
        "bought.was_sold",
        "purchase",
        "<^vendor:VP> .. [[sold|supplied|delivered|shipped|exported|licensed]] .. to . <agency:A>",
    ),
    Rule("trial.agency", "trial", f"<^agency:A> [[{_TEST}]] .. <vendor:VP>"),
    Rule(
        "trial.technology", "trial", f"<^agency:A> [[{_TEST}]] .. <technology:T> (.. (by|from|made by) . <vendor:VP>)?"
    ),
    Rule(
        "trial.ran",
        "trial",
        f"<^agency:A> [[{_RAN}]] .. (pilots?|trials?|tests?|testing|test run) .. (of|with|using) .. <vendor:VP>",
    ),
    Rule(
        "trial.ran_technology",
        "trial",
        f"<^agency:A> [[{_RAN}]] .. (pilots?|trials?|tests?|testing|test run) .. (of|with|using) .. <technology:T>",
    ),
    Rule(
        "trial.noun",
        "trial",
        "[[trial|pilot|test|testing]] .. (of|with) . <vendor:V> ... (by|at|with|to|for) . <agency:A>",
        nominal=True,
    ),
    Rule(
        "trial.own_noun",
        "trial",
        "<agency:A> 's . [[trial|pilot|test|testing]] .. (of|with) . <vendor:VP>",
        nominal=True,
    ),
)
