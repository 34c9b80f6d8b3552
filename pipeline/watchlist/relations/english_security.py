"""English rules: break-ins, leaks and flaws."""

from __future__ import annotations

from typing import Final

from .grammar import Rule

_WHO: Final = r"hackers?|intruders?|attackers?|hacktivists?|thieves|criminals|someone|gang|gangs|group|groups|hack|cybercriminals|spies|ransomware"
_BROKE: Final = r"broke into|breaks? into|broken into|hack(?:ed|s) into|hack(?:ed|s)|breach(?:ed|es)|compromise[ds]|infiltrated|penetrated|broke in to|got into|hit"
_STOLE: Final = (
    r"stole|stolen|steals|stealing|exfiltrated|took|dumped|grabbed|leaked|published|posted|downloaded|swiped"
)
_BREACH: Final = r"data breach|security breach|breach|hack|cyberattack|cyber-attack|data leak|ransomware attack|intrusion|data theft|hacking|security incident"
_FOUND: Final = r"found|finds|discover(?:ed|s)|uncover(?:ed|s)|identif(?:ied|ies)|disclose[ds]|reveal(?:ed|s)|detail(?:ed|s)|demonstrate[ds]|spotted|spots|warn(?:ed|s) of|exposed|documented|caught|detected|linked"
_USED: Final = r"exploit(?:ed|s|ing)|use[ds]|using|abuse[ds]|abusing|weaponi[sz]ed|leverage[ds]"
_PATCH: Final = r"patch(?:ed|es|ing)?|fix(?:ed|es)?|close[ds]|plug(?:ged|s)|address(?:ed|es)"
_PHONES: Final = r"phones?|devices?|handsets?|users?|accounts?|journalists?|reporters?|activists?|smartphones?"

SECURITY: Final = (
    Rule("breached.broke_into", "breach", f"({_WHO}) .. [[{_BROKE}]] . <victim:*>"),
    Rule(
        "breached.passive",
        "breach",
        "<^victim:*> @be . [[hacked|breached|compromised|hit by (?:a |an )?(?:\\S+ )?(?:hack|breach|cyberattack|ransomware)]]",
    ),
    Rule("breached.headline", "breach", "<victim:VC> [[hacked|breached]] /(?=[,.]|by |in |again |as |after |$|and )/"),
    Rule("breached.stolen_from", "breach", f"[[{_STOLE}]] .. @data .. (from|of|belonging to) .. <victim:*>"),
    Rule(
        "breached.data_stolen_from",
        "breach",
        "@data .. [[stolen|leaked|exfiltrated|taken|dumped]] .. (from|by) . <victim:V>",
    ),
    Rule(
        "breached.own_data",
        "breach",
        "<victim:*> 's . @data .. [[stolen|hacked|leaked|exposed|breached|compromised|published online|dumped]]",
    ),
    Rule("breached.at", "breach", f"[[{_BREACH}]] (at|of) . <victim:*>", nominal=True),
    Rule("breached.noun", "breach", "<victim:VC> 's? [[data breach|breach|hack|data leak]]", nominal=True),
    Rule(
        "breached.suffered",
        "breach",
        f"<^victim:*> [[suffer(?:ed|s)|confirm(?:ed|s)|disclose[ds]|reported|admit(?:ted|s)|acknowledged|notified .{{0,40}}? of|warned .{{0,40}}? of]] .. ({_BREACH})",
    ),
    Rule(
        "breached.leaked",
        "breach",
        "<^victim:V> [[leak(?:ed|s)|expose[ds]|spill(?:ed|s)|left|leaving|exposing|leaking]] .. @data",
    ),
    Rule(
        "breached.left_open",
        "breach",
        "[[left|leaves|expose[ds]|leaving|exposing|spilled|leaked]] .. @data .. (of|on|from|belonging to) .. <victim:V>",
    ),
    Rule(
        "breached.left_open_of",
        "breach",
        "[[left|leaves|expose[ds]|leaving|exposing|spilled|leaked]] . <victim:V> .. @data",
    ),
    Rule("exploited.active", "exploit", f"<^vendor:V> [[{_USED}]] .. @flaw .. (in|of|on|against) .. <platform:P>"),
    Rule("exploited.own", "exploit", f"<^vendor:V> [[{_USED}]] . <platform:P> 's? . (@flaw|servers)"),
    Rule(
        "exploited.by", "exploit", f"@flaw .. (in|of|on) . <platform:P> .. [[exploited|used|abused]] .. by . <vendor:V>"
    ),
    Rule(
        "exploited.patched",
        "exploit",
        f"<^platform:P> [[{_PATCH}]] .. @flaw .. (used|exploited|abused|linked|deliver|install|by) .. <vendor:V>",
    ),
    Rule(
        "exploited.patched_alone", "exploit", f"<^platform:P> [[{_PATCH}]] .. @flaw .. (exploited|used|abused|attacks?)"
    ),
    Rule(
        "exploited.found_in",
        "exploit",
        f"[[{_FOUND}]] .. @flaw .. (in|by|of|from) . <vendor:V> (.. (against|in|on|targeting) .. <platform:P>)?",
    ),
    Rule(
        "exploited.found_own",
        "exploit",
        f"[[{_FOUND}]] .. <vendor:V> 's? . @flaw (.. (against|in|on|targeting) .. <platform:P>)?",
    ),
    Rule(
        "exploited.flaw_in",
        "exploit",
        "@flaw in . <vendor:V> .. [[lets?|allow(?:ed|s)?|expose[ds]?|enable[ds]?|left|gave|gives|mean[ts]?]]",
    ),
    Rule("exploited.flaws_of", "exploit", "<vendor:V> .. (has|had|have|contain(?:ed|s)?|suffer(?:ed|s)) .. [[@flaw]]"),
    Rule(
        "exploited.hacked",
        "exploit",
        f"<platform:P> ({_PHONES})? .. [[hacked|infected|targeted|compromised]] (with|using|by) .. <vendor:V>",
    ),
    Rule(
        "exploited.via",
        "exploit",
        "<^vendor:V> [[hacked|infected|targeted|compromised]] .. (through|via|using) .. <platform:P>",
    ),
    Rule(
        "exploited.zero_click",
        "exploit",
        "<vendor:V> 's . [[zero-click|zero-day|exploit|exploit chain]] .. (against|in|for|on|targeting) .. <platform:P>",
        nominal=True,
    ),
)
