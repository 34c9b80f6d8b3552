"""The designators of agencies, "Police Department" or "préfecture de police", read from `forms.csv` and made ready.

A row of the file has a rule id, the family that the id of an agency is made with (`=`: the wording itself), marks,
the usual country, and forms parted by `|`; `(a/b)` stands for either ending. Marks say where the place stands:

- `L` left ("Oakland Police Department"), `R` right after a preposition ("Questura di Roma"), `D` right at once
  ("Polizeipräsidium Köln"), `J` left without a space (北京市公安局);
- `G` left as a German adjective ("Berliner Polizei");
- `N` a country, left: "Danish Ministry of Justice", "Israel's ...";
- `A` it also counts alone; `any`: in any case where a place stands beside it;
- `certain`: a common word, so that the place must be one beyond doubt; `again`: only where the agency is named in full.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Final

from ahocorasick_rs import AhoCorasick, Implementation

from pipeline.watchlist.fold import fold_cased, fold_name

_CHOICE: Final = re.compile(r"\(([^)]*)\)")
_SPACELESS: Final = re.compile("^[\u0e00-\u0eff\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_FILE: Final = Path(__file__).parent / "forms.csv"


@dataclass(frozen=True, slots=True)
class Form:
    """One wording of a designator. `cased` is how it must be written, `plain` how it is searched for."""

    rule: str
    family: str
    marks: frozenset[str]
    country: str
    text: str
    cased: str
    plain: str
    spaceless: bool

    @property
    def wording(self) -> bool:
        """Whether the wording itself names the kind of agency, for want of a family."""
        return self.family == "="


@dataclass(frozen=True, slots=True)
class Forms:
    """All forms with the automaton that finds them: `patterns[i]` stands for `groups[i]`."""

    automaton: AhoCorasick
    patterns: tuple[str, ...]
    groups: tuple[tuple[Form, ...], ...]


@cache
def forms() -> Forms:
    """Return the forms, read once a process."""
    groups: dict[str, list[Form]] = {}
    for form in read():
        pattern = form.plain if form.spaceless else f" {form.plain} "
        groups.setdefault(pattern, []).append(form)
    automaton = AhoCorasick(list(groups), store_patterns=False, implementation=Implementation.DFA)
    return Forms(automaton, tuple(groups), tuple(tuple(group) for group in groups.values()))


def read() -> Iterator[Form]:
    """Yield every form of the file, each wording of a row once."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            seen: set[str] = set()
            for first, text in ((part, text) for part in row["forms"].split("|") for text in expanded(part)):
                form = _form(row, next(expanded(first)), text)
                if form.plain not in seen:
                    seen.add(form.plain)
                    yield form


def expanded(part: str) -> Iterator[str]:
    """Yield what `Komend(a/y) Policji` stands for, the basic form first."""
    pieces = _CHOICE.split(part)
    choices = [piece.split("/") if index % 2 else [piece] for index, piece in enumerate(pieces)]
    return ("".join(chosen) for chosen in product(*choices))


def _form(row: dict[str, str], basic: str, text: str) -> Form:
    plain = fold_name(text)
    marks = frozenset(row["marks"].split())
    return Form(
        row["rule"], row["family"], marks, row["country"], basic, fold_cased(text), plain, bool(_SPACELESS.match(plain))
    )
