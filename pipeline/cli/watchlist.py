"""The commands `watchlist check`, `watchlist show` and `watchlist try`: look at the watchlist, change nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Final

import typer

from .files import STDIN
from .options import ConfigOption, JsonOption
from .output import cell, dump, line, note

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.watchlist import Watchlist
    from pipeline.watchlist.model import Entity, Name
    from pipeline.watchlist.trial import Trial

WhoArgument = Annotated[str, typer.Argument(metavar="ID|NAME", help="Id, or any of its names.")]
TextArgument = Annotated[str, typer.Argument(metavar="TEXT", help="Text of an article; - is standard input.")]
TitleOption = Annotated[str, typer.Option("--title", help="Its headline.")]
LanguageOption = Annotated[
    str | None, typer.Option("--lang", metavar="CODE", help="Its language, such as en or pt-br.")
]
StrictOption = Annotated[bool, typer.Option("--strict", help="Exit code 1 for warnings as well.")]

_NAME_GROUPS: Final = (
    ("aliases", "also called"),
    ("products", "products"),
    ("former_names", "formerly"),
)


def check(*, strict: StrictOption = False, as_json: JsonOption = False, config: ConfigOption = None) -> None:
    """Check the watchlist: every error and every doubtful name.

    An error keeps the watchlist from being used: files that do not fit, ids given twice, unknown parents and
    technologies, names that two organisations claim. A warning does not: an ambiguous name without context words, an
    everyday word that is not marked as ambiguous, a spelling given twice. The exit code is 1 for an error.
    """
    from pipeline.watchlist.checking import check as check_folder

    folder = _folder(config)
    checked = check_folder(folder)
    errors, warnings = checked.of("error"), checked.of("warning")
    if as_json:
        dump(
            {"folder": str(folder), **_counts(checked.watchlist), "problems": [asdict(one) for one in checked.problems]}
        )
    else:
        for problem in checked.problems:
            line(str(problem))
        note(_verdict(folder, checked.watchlist, len(errors), len(warnings)))
    if errors or (strict and warnings):
        raise typer.Exit(1)


def show(who: WhoArgument, *, as_json: JsonOption = False, config: ConfigOption = None) -> None:
    """Show an organisation: its names, relatives and rules."""
    from pipeline.watchlist.lookup import find_entities

    watchlist = _load(config)
    found = find_entities(watchlist, who)
    if as_json:
        dump([_as_data(entity, watchlist) for entity in found])
        return
    for number, entity in enumerate(found):
        line("\n" * (number > 0) + "\n".join(described(entity, watchlist)))


def try_text(
    text: TextArgument = STDIN,
    *,
    title: TitleOption = "",
    lang: LanguageOption = None,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Tell what a text would be tagged with, and why.

    Every listed name that stands in the text is told: those that count with their evidence, the others with the reason
    why they do not.
    """
    from datetime import UTC, datetime

    from pipeline.watchlist.batch import PlainArticle, article_of
    from pipeline.watchlist.trial import Trier

    told = sys.stdin.buffer.read().decode("utf-8-sig", "replace") if text == STDIN else text
    article = article_of(PlainArticle(id="try", title=title, text=told, lang=lang), now=datetime.now(UTC))
    trial = Trier(_load(config)).try_article(article)
    if as_json:
        dump(trial_data(trial))
    else:
        from .explained import show_trial

        show_trial(trial)


def trial_data(trial: Trial) -> dict[str, object]:
    """Return a trial as plain data."""
    tagged = trial.tagged.model_dump(mode="json", exclude={"article"})
    return {**tagged, "rejected": [asdict(one) for one in trial.rejected]}


def described(entity: Entity, watchlist: Watchlist) -> Iterator[str]:
    """Yield the lines that tell who an organisation is and how it is found."""
    from pipeline.watchlist.lookup import relatives_of

    relatives = relatives_of(watchlist, entity)
    flag = ", ambiguous" if entity.ambiguous else ""
    yield f"{entity.name} ({entity.id}): {entity.kind.replace('_', ' ')}{flag}"
    parent = f"{relatives.parent.name} ({relatives.parent.id})" if relatives.parent else entity.owner or ""
    names = {label: _names(getattr(entity, key)) for key, label in _NAME_GROUPS}
    facts = {
        "seat": cell(entity.country),
        "sells or runs": cell([_technology(one, watchlist) for one in entity.technologies]),
        "belongs to": parent,
        "owns": cell([f"{child.name} ({child.id})" for child in relatives.children]),
        "full names": cell(entity.long_forms),
        **names,
        "written": _case(entity),
        "context": cell(entity.context),
        "excluded by": cell(entity.exclude),
        "languages": cell(entity.languages),
        "relevance": "counts only together with a technology" if entity.general else "",
        "website": entity.links.website or "",
        "wikidata": entity.links.wikidata or "",
    }
    yield from (f"  {label + ':':15}{value}" for label, value in facts.items() if value)


def _names(names: Sequence[Name]) -> str:
    return cell([f"{name.name}{_rules(name)}" for name in names])


def _rules(name: Name) -> str:
    rules = [
        "ambiguous" if name.ambiguous else "",
        f"case {name.case}" if name.case else "",
        f"only in {cell(name.languages)}" if name.languages else "",
    ]
    said = "; ".join(rule for rule in rules if rule)
    return f" [{said}]" if said else ""


def _case(entity: Entity) -> str:
    from pipeline.watchlist.names import default_case

    case = entity.case or default_case(entity.name, ambiguous=entity.ambiguous)
    return {"exact": "letter by letter", "initial": "with its capitals", "any": "in capitals or not"}[case]


def _technology(technology_id: str, watchlist: Watchlist) -> str:
    return next((one.name for one in watchlist.technologies if one.id == technology_id), technology_id)


def _as_data(entity: Entity, watchlist: Watchlist) -> dict[str, object]:
    from pipeline.watchlist.lookup import relatives_of

    relatives = relatives_of(watchlist, entity)
    return {**entity.model_dump(mode="json"), "children": [child.id for child in relatives.children]}


def _counts(watchlist: Watchlist) -> dict[str, object]:
    from collections import Counter

    kinds = Counter(entity.kind for entity in watchlist.entities)
    names = sum(
        1 + len(e.aliases) + len(e.products) + len(e.former_names) + len(e.long_forms) for e in watchlist.entities
    )
    countries = {country for entity in watchlist.entities for country in entity.country}
    return {
        "organisations": len(watchlist.entities),
        "kinds": dict(sorted(kinds.items())),
        "names": names,
        "countries": len(countries),
        "technologies": len(watchlist.technologies),
        "version": watchlist.version,
    }


def _verdict(folder: Path, watchlist: Watchlist, errors: int, warnings: int) -> str:
    counts = _counts(watchlist)
    found = ", ".join(
        f"{number} {word}{'s' * (number != 1)}" for number, word in ((errors, "error"), (warnings, "warning"))
    )
    return f"{folder}: {counts['organisations']} organisations, {counts['names']} names; {found}"


def _folder(config: Path | None) -> Path:
    from pipeline.settings import load_settings

    return load_settings(config).watchlist.folder


def _load(config: Path | None) -> Watchlist:
    from pipeline.watchlist import load_watchlist

    return load_watchlist(_folder(config))
