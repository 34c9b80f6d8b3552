"""When two printings of an article are the same wording: what is left out of account before they are compared.

White space, the form of quotes, dashes and compatibility characters, and lines that are no part of the text: a byline,
a date, links to other articles. Letters are compared as they are: "us" to "US" is an edit.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_SAME: Final = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′´`ʼ＇", "'"),
        **dict.fromkeys("“”„‟″«»‹›＂", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff", None),
    }
)
_ENDS: Final = (".", "!", "?", "。", "！", "？", "؟", "।")
_LONGEST_FURNITURE: Final = 160
_HEAD_LINES: Final = 3
_BYLINE: Final = re.compile(r"\W*(?:by|von|par|por|di|door|av|przez)\s+\w", re.IGNORECASE)
_DATE: Final = re.compile(
    r"\W*(?:(?:last |first )?(?:updated|modified|published|posted|edited)|aktualisiert|stand:|veröffentlicht|"
    r"mis à jour|publié|actualizado|publicado|atualizado|aggiornato|pubblicato|bijgewerkt|gepubliceerd|обновлено|"
    r"更新|发布|發布|公開)\D{0,40}\d[^.!?]{0,60}$"
    r"|\W*(?:\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4})[^.!?]{0,40}$"
    r"|\W*\d{1,2}\.? \w+ \d{4}\W{0,3}(?:\d{1,2}[:.]\d\d[^.!?]{0,20})?$",
    re.IGNORECASE,
)
_LINK: Final = re.compile(
    r"\W*(?:related(?: (?:articles?|stories|coverage|topics?|posts?))?|read (?:more|next|also)|also read|see also|"
    r"more (?:on this|stories|from|like this)|most read|recommended|lesen sie auch|mehr zum thema|auch interessant|"
    r"lire aussi|à lire(?: aussi)?|voir aussi|(?:lea|lee|leia) (?:también|também|mais)|leer más|te puede interesar|"
    r"leggi anche|lees (?:ook|meer)|czytaj (?:też|także)|читайте также|相关阅读|相關閱讀|延伸阅读|関連記事|اقرأ أيضا)"
    r"(?:\W|$)",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """Return a line as wordings are compared: NFKC, straight quotes and dashes, single blanks, no invisible signs."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_SAME)).translate(_SAME)
    return " ".join(text.replace("`", "'").split())


def own_lines(text: str) -> list[str]:
    """Return the lines of a text, as printed, that make its wording; a byline, dates and links are left out."""
    lines = [line for line in text.splitlines() if line.strip()]
    return [line for at, line in enumerate(lines) if not _is_furniture(line.strip(), head=at < _HEAD_LINES)]


def _is_furniture(line: str, *, head: bool) -> bool:
    if len(line) > _LONGEST_FURNITURE:
        return False
    if _LINK.match(line):
        return ":" in line[:40] or not line.endswith(_ENDS)
    if line.endswith(_ENDS):
        return False
    return bool(_DATE.match(line) or (head and len(line) <= _LONGEST_FURNITURE // 2 and _BYLINE.match(line)))
