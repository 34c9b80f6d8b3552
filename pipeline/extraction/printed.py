"""Dates as they are printed beside a headline, in the words of some twenty languages. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from .dates import PageDate, plausible, read_date

MAX_LINE: Final = 120
"""Characters of a line that may print the date of an article; longer ones tell of other days."""

MAX_BESIDE: Final = 60
"""Characters that may stand beside the date: a place, an author, `Published`."""

_MONTHS: Final = (
    "jan janv ene gen led sty янв січ oca ianu ιαν tammik जनवरी يناير",
    "feb fev fevr uno lut фев лют sub φεβ helmik फरवरी فبراير",
    "mar maart marz mars brez мар бер μαρ maalis मार्च مارس",
    "apr avr abr dub kwi апр кві nis απρ huhtik अप्रैल ابريل",
    "mai maj may mei mag kvet maa май мая трав μαι touko मई مايو",
    "jun juin giu cze cerv июн черв haz iun ιουν kesak जून يونيو",
    "jul juil lug lip cervenc июл лип tem iul ιουλ heinak जुलाई يوليو",
    "aug aou ago srp sie авг серп agu αυγ elok अगस्त اغسطس",
    "sep set zar wrz сен вер eyl szept σεπ syysk सितंबर سبتمبر",
    "oct okt out ott rij paz окт жов eki οκτ lokak अक्टूबर अक्तूबर اكتوبر",
    "nov lis ноя лист kas noi νοε marras नवंबर نوفمبر",
    "dec dez dic pros gru дек груд ara δεκ jouluk दिसंबर ديسمبر",
)


def _folded(text: str) -> str:
    """Return a text in lower case without accents."""
    return "".join(one for one in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(one))


_STEMS: Final = sorted(
    ((_folded(stem), month) for month, stems in enumerate(_MONTHS, start=1) for stem in stems.split()),
    key=lambda pair: -len(pair[0]),
)
_YEAR: Final = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_OF: Final = r"(?:\s*(?:de|del|of|d')\s+|[\s/-]+)"
_NAMED: Final = (
    re.compile(
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:\.|er|st|nd|rd|th|º|°)?,?{_OF}(?P<name>[^\s\d.,/()]{{3,14}})[.,]?{_OF}{_YEAR}"
    ),
    re.compile(rf"(?P<name>[^\s\d.,/()]{{3,14}})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}"),
    re.compile(rf"{_YEAR}\.?\s+(?P<name>[^\s\d.,/()]{{3,14}})\.?\s+(?P<day>\d{{1,2}})(?!\d)"),
)
_FIGURES: Final = re.compile(
    r"(?<![\d.])(?:(?:19|20)\d\d\s?[-/.年년]\s?\d{1,2}\s?[-/.月월]\s?\d{1,2}(?!\d)|\d{1,2}[./]\s?\d{1,2}[./]\s?(?:19|20)\d\d(?!\d))"
)


def printed_date(lines: Iterable[str], now: datetime) -> PageDate | None:
    """Return the first date that a short line prints, of the day of an article; None where none does."""
    for line in lines:
        if len(line) <= MAX_LINE and (found := _read(line)) is not None and plausible(found.at, now):
            return found
    return None


def _read(line: str) -> PageDate | None:
    figures = _FIGURES.search(line)
    if figures is not None:
        return read_date(line[figures.start() :]) if len(line) - len(figures[0]) <= MAX_BESIDE else None
    folded = _folded(line)
    for form in _NAMED:
        match = form.search(folded)
        if match is not None and len(folded) - len(match[0]) <= MAX_BESIDE:
            return _named(match)
    return None


def _named(match: re.Match[str]) -> PageDate | None:
    month = next((number for stem, number in _STEMS if match["name"].startswith(stem)), None)
    if month is None:
        return None
    try:
        day = datetime(int(match["year"]), month, int(match["day"]), tzinfo=UTC)
    except ValueError:
        return None
    return PageDate(day, exact=False, timed=False)
