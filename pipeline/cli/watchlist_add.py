"""The command `watchlist add`."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from .options import ConfigOption
from .output import line, note
from .watchlist_files import RETAG, DryOption, FileOption, folder_of, loaded, write_entities

if TYPE_CHECKING:
    from pipeline.watchlist import Watchlist
    from pipeline.watchlist.model import Entity

KINDS: Final = ("vendor", "platform", "agency", "civil_society")
_YES: Final = frozenset({"y", "yes"})

NameArgument = Annotated[str | None, typer.Argument(metavar="NAME", help="Its name; asked for on a terminal.")]
KindOption = Annotated[
    str | None, typer.Option("--kind", metavar="KIND", help="vendor, platform, agency, civil_society.")
]
IdOption = Annotated[str | None, typer.Option("--id", metavar="ID", help="Its id; made from the name without it.")]


def _many(flag: str, text: str) -> Any:  # noqa: ANN401 - what Annotated holds has no other type
    return typer.Option(flag, metavar="TEXT", help=text + " (repeatable).")


Many = list[str] | None


def add(
    name: NameArgument = None,
    *,
    kind: KindOption = None,
    entity_id: IdOption = None,
    alias: Annotated[Many, _many("--alias", "Another name")] = None,
    product: Annotated[Many, _many("--product", "A product that stands for it")] = None,
    former: Annotated[Many, _many("--former", "A name no longer in use")] = None,
    long_form: Annotated[Many, _many("--long-form", "A full name, never ambiguous")] = None,
    country: Annotated[Many, _many("--country", "Code of a seat, such as US")] = None,
    technology: Annotated[Many, _many("--technology", "Id of a technology")] = None,
    context: Annotated[Many, _many("--context", "A word that speaks for it nearby")] = None,
    exclude: Annotated[Many, _many("--exclude", "A phrase that speaks against it")] = None,
    ambiguous: Annotated[bool, typer.Option("--ambiguous", help="The name also means something else.")] = False,
    general: Annotated[bool, typer.Option("--general", help="Most news on it is not on surveillance.")] = False,
    parent: Annotated[str | None, typer.Option("--parent", metavar="ID", help="Its owner on the watchlist.")] = None,
    owner: Annotated[str | None, typer.Option("--owner", metavar="TEXT", help="Its owner elsewhere.")] = None,
    website: Annotated[str | None, typer.Option("--website", metavar="URL", help="Its own website.")] = None,
    file: FileOption = None,
    dry_run: DryOption = False,
    config: ConfigOption = None,
) -> None:
    """Add an organisation to the watchlist.

    It is written at the end of a file of the watchlist folder, whose comments stay: --file, or the one that lists most
    organisations like it. The file is replaced only if the whole watchlist is free of errors with it. On a terminal,
    what is missing is asked for. Organisations only: people have no place on the watchlist.
    """
    facts: dict[str, Any] = {
        "id": entity_id,
        "name": name,
        "kind": kind,
        "ambiguous": ambiguous,
        "aliases": alias,
        "products": product,
        "former_names": former,
        "long_forms": long_form,
        "context": context,
        "exclude": exclude,
        "parent": parent,
        "owner": owner,
        "country": country,
        "technologies": technology,
        "general": general,
        "links": {"website": website} if website else None,
    }
    folder = folder_of(config)
    watchlist = loaded(folder)
    if sys.stdin.isatty() and (name is None or kind is None):
        _ask(facts)
    entity = entity_of(facts)
    target = file or home_of(entity, folder)
    _refuse_known(entity, watchlist)
    write_entities(folder, target, [entity], dry_run=dry_run)
    if not dry_run:
        line(f"added '{entity.id}' to {folder / target}")
        _warn(folder, {entity.id})


def entity_of(facts: dict[str, Any]) -> Entity:
    """Return an entity from what was given. Raises ConfigError that says what is wrong or missing."""
    from pydantic import ValidationError

    from pipeline.events import ConfigError
    from pipeline.settings.explain import explain
    from pipeline.watchlist.imports import slug
    from pipeline.watchlist.model import Entity

    given = {key: value for key, value in facts.items() if value not in (None, [], ())}
    given.setdefault("id", slug(str(given.get("name", ""))))
    for key, flag in (("name", "NAME"), ("kind", "--kind")):
        if key not in given:
            raise ConfigError(f"{flag} is missing", hint=f"kinds are {', '.join(KINDS)}" if key == "kind" else "")
    try:
        return Entity.model_validate(given)
    except ValidationError as error:
        raise ConfigError(explain(error.errors(include_url=False)[0], Entity, given)) from None


def home_of(entity: Entity, folder: Path) -> str:
    """Return the file that lists most organisations of this kind with these technologies."""
    from pipeline.watchlist.reading import read_folder

    wanted = set(entity.technologies)
    likes: Counter[str] = Counter()
    for one in read_folder(folder, lambda _: None).placed:
        if one.entity.kind == entity.kind:
            likes[one.document.path.name] += 1 + 1000 * len(wanted & set(one.entity.technologies))
    return likes.most_common(1)[0][0] if likes else f"{entity.kind}.yaml"


def _ask(facts: dict[str, Any]) -> None:
    """Ask for what is missing; an empty answer leaves it out."""
    for key, text in (
        ("name", "Name"),
        ("kind", f"Kind ({', '.join(KINDS)})"),
        ("aliases", "Other names (parted by |)"),
        ("products", "Products (parted by |)"),
        ("country", "Countries, as codes (parted by |)"),
        ("technologies", "Technologies, as ids (parted by |)"),
        ("ambiguous", "Does the name also mean something else? (y/n)"),
        ("context", "Words that speak for it nearby (parted by |)"),
    ):
        if facts[key]:
            continue
        answer = typer.prompt(text, default="", show_default=False, err=True).strip()
        if key == "ambiguous":
            facts[key] = answer.lower() in _YES
        elif key in {"name", "kind"}:
            facts[key] = answer or None
        else:
            facts[key] = [part.strip() for part in answer.split("|") if part.strip()]


def _refuse_known(entity: Entity, watchlist: Watchlist) -> None:
    from pipeline.events import ConfigError
    from pipeline.watchlist.fold import fold_name
    from pipeline.watchlist.names import names_of

    wanted = fold_name(entity.name)
    for other in watchlist.entities:
        if other.id == entity.id:
            raise ConfigError(f"'{other.id}' is listed already", hint="give another --id, or edit its file")
        if not entity.ambiguous and any(name.plain == wanted and not name.ambiguous for name in names_of(other)):
            raise ConfigError(f"'{entity.name}' is a name of '{other.id}'", hint="edit its file")


def _warn(folder: Path, ids: set[str]) -> None:
    from pipeline.watchlist.checking import check

    for problem in check(folder).problems:
        if problem.entity_id in ids:
            note(str(problem))
    note(RETAG)
