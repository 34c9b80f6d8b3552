"""Names that behave like vendors' are found in eight languages; persons, places, outlets and agencies are not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.events import Mention, Place, Relevance, TaggedArticle
from pipeline.watchlist.discovery import Finder, Sighting
from pipeline.watchlist.discovery.find import hidden
from pipeline.watchlist.discovery.lexicon import given_names
from pipeline.watchlist.discovery.ranking import Bar, Seen, known_names, rank
from pipeline.watchlist.discovery.store import Discovery
from pipeline.watchlist.model import Technology

from .samples import ENTITIES, NOW, article, watchlist

FINDER = Finder(
    (
        Technology(id="spyware", name="Spyware", terms=("spyware", "phone-cracking software")),
        Technology(id="alpr", name="Plates", terms=("license plate reader",)),
    )
)


def tagged(text: str, language: str = "en", mentions: tuple[str, ...] = (), **more: object) -> TaggedArticle:
    found = tuple(
        Mention(
            entity_id=name.lower().replace(" ", "-"), kind="vendor", name=name, surface=name, field="text",
            start=text.index(name), end=text.index(name) + len(name), sentence=text, confidence=1.0, rule="name.full",
        )
        for name in mentions
    )  # fmt: skip
    return TaggedArticle(
        article=article(text, language=language, **more),
        mentions=found,
        relevance=Relevance(relevant=True),
        watchlist_version="",
    )


def names(text: str, language: str = "en", mentions: tuple[str, ...] = (), **more: object) -> dict[str, Sighting]:
    return {one.key: one for one in FINDER.find(tagged(text, language, mentions, **more)).names}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Quillon, a maker of spyware, denied the claims."),
        ("en", "The spyware company Quillon was sanctioned."),
        ("en", "Phone-hacking firm Quillon won the tender."),
        ("en", "Spyware from Quillon was found on two phones."),
        ("en", "The tool, which was developed by Quillon, tracks phones for the surveillance unit."),
        ("en", "The county signed a five-year contract with Quillon for license plate readers."),
        ("en", "Police bought licences for phone-cracking software from Quillon."),
        ("en", "Quillon's surveillance software scrapes faces."),
        ("en", "Quillon, which sells location data to police, declined to comment."),
        ("en", "The Israeli startup called Quillon sells zero-day exploits."),
        ("en", "Quillon cameras read license plates at the border."),
        ("en", "Quillon CEO and investors met over the wiretapping inquiry."),
        ("es", "El fabricante de programas espía Quillon vendió su tecnología al ejército."),
        ("es", "La empresa israelí Quillon ganó el contrato de vigilancia."),
        ("fr", "La société Quillon, éditeur d'un logiciel espion, a été perquisitionnée."),
        ("fr", "L'entreprise israélienne Quillon vend des outils de reconnaissance faciale."),
        ("de", "Der Anbieter Quillon verkauft Spähsoftware an Behörden."),
        ("de", "Die Überwachungsfirma Quillon ist insolvent."),
        ("it", "L'azienda milanese Quillon, produttore di spyware, ha negato."),
        ("it", "La società Quillon vende strumenti di sorveglianza."),
        ("pt", "A empresa israelense Quillon vende ferramentas de espionagem."),
        ("nl", "Het Israëlische spywarebedrijf Quillon leverde afluistersoftware aan de politie."),
        ("pl", "Izraelska firma Quillon sprzedaje oprogramowanie szpiegowskie."),
    ],
)
def test_what_behaves_like_a_vendor_is_seen(language: str, text: str) -> None:
    assert set(names(text, language)) == {"quillon"}


def test_a_word_of_the_trade_may_be_part_of_a_name() -> None:
    assert set(names("It was bought from Hacking Quorum, the company that sold spyware.")) == {"hacking quorum"}


def test_a_sighting_says_what_it_rests_on() -> None:
    text = "Rival sellers such as NSO Group, Candiru and Quillon offer spyware. The Israeli firm Quillon closed."
    one = names(text, mentions=("NSO Group", "Candiru"))["quillon"]
    assert one.name == "Quillon"
    assert set(one.rules) == {"listed with vendors", "called a company"}
    assert (one.firm, one.technologies, one.beside, one.country) == (True, ("spyware",), ("NSO Group", "Candiru"), "IL")


def test_outside_the_trade_the_same_words_weigh_little() -> None:
    (trade,) = names("The spyware company Quillon grew.").values()
    (other,) = names("The bakery company Quillon grew.").values()
    assert other.weight < trade.weight / 2


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Spyware seller Tal Dilian was sanctioned. Dilian's software was found."),
        ("en", "The company founder Omri Lavie said the spyware firm would appeal."),
        ("en", "The hacking firm Zorban Kelluk founded sells spyware."),
        ("en", "The county signed a contract with Zorban Kelluk for spyware. Kelluk's software failed."),
        ("en", "Spyware company CEO Zorban Kelluk resigned; he sold the tool."),
        ("en", "“It is spyware,” said Kelluk. Kelluk's software was infected. Kelluk's tools spread."),
        ("en", "Zorban Kelluk, a spyware developer, was arrested. Kelluk's tools were sold."),
        ("en", "Zorban Kelluk, who runs a spyware company, was arrested."),
        ("en", "Zorban Kelluk, 45, bought spyware. Police bought software from Kelluk."),
        ("en", "Mr Kelluk's spyware was found. Spyware from Kelluk spread."),
        ("en", "Sheriff Kelluk's cameras read plates; the contract with Kelluk ended."),
        ("en", "Zorban Kelluk told reporters that spyware sells. Zorban Kelluk's software was seized."),
        ("es", "El fundador Zorban Kelluk vendió programas espía. El contrato con Kelluk terminó."),
        ("de", "Der Gründer Zorban Kelluk verkauft Spähsoftware. Software von Kelluk war dabei."),
        ("fr", "Le fondateur Zorban Kelluk vend un logiciel espion. Un contrat avec Kelluk existe."),
        ("it", "Il fondatore Zorban Kelluk vende spyware. Il software di Kelluk fu sequestrato."),
    ],
)
def test_persons_are_never_seen(language: str, text: str) -> None:
    assert names(text, language) == {}


@pytest.mark.parametrize(
    "text",
    [
        "The surveillance company Palo Verde Police Department uses the tool.",
        "Spyware from Germany was found. Software from Paris tracks phones.",
        "The spyware company, Reuters reported, was sold. Software from Bloomberg tracks it.",
        "A contract with Outlet for surveillance ended. Outlet's software failed.",
        "Android spyware and iPhone spyware are sold. The AI company grew. GPS tracking software from GPS.",
        "The company Border bought software. Software from Border tracks people who cross a border.",
        "The European Parliament, a customer of the spyware company, voted. Parliament's software failed.",
    ],
)
def test_places_agencies_outlets_and_words_are_not_seen(text: str) -> None:
    assert names(text) == {}


def test_in_german_a_noun_is_no_name() -> None:
    assert names("Der Hersteller Kunden ausspäht. Die Software von Kunden überwacht die Kunden.", "de") == {}


def test_what_is_tagged_already_is_not_seen() -> None:
    text = "The spyware company Quillon was sanctioned. Spyware from Fenwick Abbey spread."
    one = tagged(text, mentions=("Quillon",))
    place = Place(
        place_id="1", kind="city", name="Fenwick Abbey", country="GB", latitude=0, longitude=0, surface="Fenwick Abbey",
        field="text", start=text.index("Fenwick"), end=text.index("Fenwick") + 13, confidence=1,
    )  # fmt: skip
    assert FINDER.find(one.model_copy(update={"places": (place,)})).names == ()


def test_articles_that_have_nothing_to_do_with_the_trade_are_passed_over() -> None:
    one = tagged("The spyware company Quillon was sanctioned.")
    assert FINDER.find(one.model_copy(update={"relevance": Relevance(relevant=False)})).names == ()


PATTERNS = [
    "The spyware company {} was sanctioned.",
    "{}, a maker of spyware, denied it.",
    "Spyware from {} was found on phones.",
    "A contract with {} for license plate readers ended.",
    "{}'s surveillance software scrapes faces.",
    "{}, which sells spyware to police, grew.",
    "Der Anbieter {} verkauft Spähsoftware.",
    "La empresa {} vende programas de vigilancia.",
    "La société {} vend un logiciel espion.",
    "Firma {} sprzedaje oprogramowanie szpiegowskie.",
]
patterns = st.lists(st.sampled_from(PATTERNS), min_size=1, max_size=4)
surnames = st.from_regex(r"[A-Z][a-z]{3,9}", fullmatch=True)


@given(st.sampled_from(sorted(given_names())), surnames, patterns)
@settings(deadline=None, max_examples=80)
def test_given_name_and_surname_are_never_proposed(given_name: str, surname: str, chosen: list[str]) -> None:
    person = f"{given_name.title()} {surname}"
    found = names(" ".join(pattern.format(person) for pattern in chosen))
    assert found == {}


KNOWN = known_names(watchlist())


def test_every_given_name_makes_a_person() -> None:
    every = enumerate(sorted(given_names()))
    seen = [name for number, name in every if names(PATTERNS[number % len(PATTERNS)].format(f"{name.title()} Zorvik"))]
    assert seen == []


LISTED = [name.name for entity in ENTITIES for name in (entity, *entity.aliases, *entity.products)]


@given(st.lists(st.tuples(st.sampled_from([*LISTED, "Quillon"]), st.sampled_from(PATTERNS)), max_size=8))
@settings(deadline=None, max_examples=40)
def test_listed_names_are_never_proposed(chosen: list[tuple[str, str]]) -> None:
    seen = [
        Seen(one, f"art-{number}", f"outlet-{number}", "", "", NOW)
        for number, (name, pattern) in enumerate(chosen)
        for one in names(pattern.format(name)).values()
    ]
    found = rank(seen, KNOWN, Bar(1, 1, 1, 0.0))
    assert {one.name for one in found} <= {"Quillon"}


def proposals(*articles: tuple[str, str, str], dismissed: tuple[str, ...] = (), bar: Bar | None = None) -> list[str]:
    """Return the names that articles of (outlet, path, text) lead to."""
    discovery = Discovery(None, FINDER)
    for outlet, path, text in articles:
        discovery.take(tagged(text, outlet=outlet, article_id=f"{outlet}/{path}", site=f"{outlet}.example"))
    found = rank(discovery.seen(), known_names(watchlist(), dismissed), bar or Bar())
    discovery.close()
    return [one.name for one in found]


ONE, TWO = "The spyware company Quillon was sanctioned.", "Quillon, which sells location data, closed."


def test_a_name_is_proposed_when_it_comes_again_elsewhere_in_other_words() -> None:
    assert proposals(("a", "1", ONE), ("b", "1", TWO)) == ["Quillon"]


@pytest.mark.parametrize(
    "articles",
    [
        [("a", "1", ONE)],
        [("a", "1", ONE), ("a", "2", TWO)],
        [("a", "1", ONE), ("b", "1", ONE), ("c", "1", ONE)],
        [("a", "1", ONE), ("a", "1", ONE), ("a", "1", TWO)],
        [("a", "1", "Spyware from Quillon spread."), ("b", "1", "Quillon's spyware spread.")],
    ],
    ids=["once", "one outlet", "copies", "one article again", "never called a firm"],
)
def test_less_than_that_is_not_enough(articles: list[tuple[str, str, str]]) -> None:
    assert proposals(*articles) == []


def test_an_article_in_other_words_replaces_what_was_seen_in_it() -> None:
    assert proposals(("a", "1", ONE), ("b", "1", TWO), ("b", "1", "Nothing to see.")) == []


def test_a_person_in_one_article_is_none_to_propose_in_others() -> None:
    person = "The founder Zorban Kelluk said it was spyware."
    firm = ("The spyware company Zorban Kelluk grew.", "The hacking firm Zorban Kelluk sells spyware.")
    assert proposals(("a", "1", firm[0]), ("b", "1", firm[1]), ("c", "1", person)) == []


def test_what_was_dismissed_is_not_proposed() -> None:
    assert proposals(("a", "1", ONE), ("b", "1", TWO), dismissed=("QUILLON Inc.",)) == []


def test_short_and_long_forms_of_a_name_are_one() -> None:
    long = "The spyware company Quillon Technologies was sanctioned. Spyware from Quillon spread."
    assert proposals(("a", "1", long), ("b", "1", TWO)) in (["Quillon Technologies"], ["Quillon"])


def test_names_of_persons_are_not_kept() -> None:
    found = FINDER.find(tagged("The founder Zorban Kelluk said it was spyware."))
    assert found.persons == {hidden("zorban kelluk")}
    assert "kelluk" not in repr(found).lower()
