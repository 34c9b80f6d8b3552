"""The watchlist as it is written in files: organisations and the technologies they sell.

An entity is a vendor, a platform, an agency or a civil society organisation. There is no kind for people, on purpose:
the product watches organisations only.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from pipeline.events import EntityKind

CaseRule = Literal["exact", "initial", "any"]
"""How a name must be written to count: letter by letter, with its capitals at the starts of words, or anyhow."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]


STEM: Final = 4
"""Letters that a word of a term with `*` must have at least; shorter ones would be found in many other words."""


def _checked_term(text: str) -> str:
    words = text.replace("-", " ").split()
    if "*" in text and max(sum(map(str.isalnum, word)) for word in words) < STEM:
        raise ValueError(f"'{text}': a term with * needs a word of at least {STEM} letters")
    if any("*" in word.strip("*") for word in words):
        raise ValueError(f"'{text}': * may stand only at the beginning or the end of a word")
    return text


class Form(BaseModel):
    """A part of a watchlist file: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Name(Form):
    """One way to name an organisation, with rules of its own."""

    name: Text = Field(description="The name as it is written in articles.")
    case: CaseRule | None = Field(
        None, description="`exact`, `initial` (capitals at word starts) or `any`; default by form."
    )
    ambiguous: bool = Field(False, description="The name also means something else: it needs evidence around it.")
    context: tuple[Text, ...] = Field(
        (), description="Beginnings of words that speak for this name, beside the entity's."
    )
    exclude: tuple[Text, ...] = Field((), description="Phrases that speak against this name, beside the entity's.")
    languages: tuple[Language, ...] = Field((), description="Counts only in articles in these languages; empty is all.")


def _as_name(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


NameOrText = Annotated[
    Name,
    BeforeValidator(_as_name, json_schema_input_type=str | Name),
]


class Links(Form):
    """Where to read about an organisation."""

    wikidata: Annotated[str, StringConstraints(pattern=r"^Q[1-9][0-9]*$")] | None = Field(
        None, description="Wikidata id."
    )
    website: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")] | None = Field(
        None, description="Own website."
    )


class Entity(Form):
    """An organisation on the watchlist."""

    id: Slug = Field(description="Stable id: lower-case letters, digits and hyphens. Never reuse it for another one.")
    kind: EntityKind = Field(description="`vendor`, `platform`, `agency` or `civil_society`.")
    name: Text = Field(description="The name shown; also matched.")
    case: CaseRule | None = Field(None, description="Case rule of `name`; default by form.")
    ambiguous: bool = Field(
        False, description="`name` also means something else. Other names carry a flag of their own."
    )
    aliases: tuple[NameOrText, ...] = Field((), description="Other names in use.")
    products: tuple[NameOrText, ...] = Field((), description="Products whose name in an article stands for the maker.")
    former_names: tuple[NameOrText, ...] = Field((), description="Names no longer in use.")
    long_forms: tuple[Text, ...] = Field(
        (), description="Full names that are never ambiguous and prove the short ones."
    )
    context: tuple[Text, ...] = Field((), description="Beginnings of words that speak for an ambiguous name nearby.")
    exclude: tuple[Text, ...] = Field((), description="Phrases with or beside the name that show another meaning.")
    parent: Slug | None = Field(None, description="Id of the owner, if it is on the watchlist.")
    owner: Text | None = Field(None, description="Name of the owner, if it is not on the watchlist.")
    country: tuple[Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,3}$")], ...] = Field(
        (), description="ISO 3166 codes of its seats, `EU` or `INT`."
    )
    technologies: tuple[Slug, ...] = Field((), description="Ids of `technologies.yaml` that it sells or runs.")
    general: bool = Field(
        False, description="Most news about it is not about surveillance: relevant only together with a technology."
    )
    languages: tuple[Language, ...] = Field(
        (), description="Ambiguous names count only in articles in these languages."
    )
    links: Links = Field(default_factory=Links, description="Where to read more.")


class WatchlistFile(Form):
    """A file of the watchlist folder: a list of organisations."""

    entities: tuple[Entity, ...] = Field(description="The organisations.")


Term = Annotated[Text, AfterValidator(_checked_term)]


class AmbiguousTerms(Form):
    """Terms that also mean something else, and what shows that the technology is meant."""

    terms: tuple[Term, ...] = Field(min_length=1, description="The terms, written as those of the technology.")
    context: tuple[Text, ...] = Field(min_length=1, description="Beginnings of words that speak for the terms nearby.")
    exclude: tuple[Text, ...] = Field((), description="Phrases nearby that show another meaning of these terms.")


class Technology(Form):
    """A kind of surveillance technology and the terms that name it in articles."""

    id: Slug = Field(description="Stable id, used by `technologies` of entities and as a search facet.")
    name: Text = Field(description="The name shown.")
    terms: tuple[Term, ...] = Field(
        (),
        description="Terms in any language; a plural in -s is found too. `*` at the beginning or the end of a word "
        "stands for any letters, as in `Gesichtserkennung*`.",
    )
    ambiguous: tuple[AmbiguousTerms, ...] = Field(
        (),
        description="Terms that count only beside context words, or in an article on a vendor that sells the "
        "technology.",
    )
    exclude: tuple[Text, ...] = Field((), description="Phrases nearby that show another meaning of any of its terms.")
    common: bool = Field(
        False, description="Often named in other news, as CCTV is in reports of crimes: counts half for relevance."
    )


class TechnologiesFile(Form):
    """`technologies.yaml` of the watchlist folder."""

    technologies: tuple[Technology, ...] = Field(description="The technologies.")
    topic: tuple[Text, ...] = Field(
        (),
        description="Beginnings of words that are typical of articles on surveillance; they speak for ambiguous names.",
    )
