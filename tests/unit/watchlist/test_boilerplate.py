from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.watchlist import Tagger
from pipeline.watchlist.boilerplate import is_call, is_contact, is_heading, is_page_part
from pipeline.watchlist.chrome import is_notice
from pipeline.watchlist.model import Entity
from pipeline.watchlist.watchlist import assemble

from .samples import article

PLATFORMS = ("Facebook", "Twitter", "Instagram", "WhatsApp", "YouTube", "Telegram", "Signal", "LinkedIn", "Google")
VENDORS = ("Geofeedia", "Palantir", "Cellebrite")
TAGGER = Tagger(
    assemble(
        tuple(
            Entity(id=name.lower(), kind=kind, name=name)  # type: ignore[arg-type]
            for names, kind in ((PLATFORMS, "platform"), (VENDORS, "vendor"))
            for name in names
        ),
        (),
        (),
    )
)
NEWS = "Palantir sells software to the police. The contract ends in May.\n"


def found(line: str) -> list[str]:
    return [m.surface for m in TAGGER.tag(article(NEWS + line)).mentions][1:]


@pytest.mark.parametrize(
    "line",
    [
        "Share on Facebook",
        "Share this article: Facebook | X | WhatsApp | Email",
        "Click to share on Twitter (Opens in new window)",
        "Follow us on X, Instagram and Telegram.",
        "Follow the Hillside Courier on Facebook.",
        "Follow @hillside on Facebook.",
        "Join our Telegram channel for daily updates",
        "Send tips via Signal.",
        "You can reach our reporter securely on Signal at jane.22.",
        "Jane Doe writes on cities. Signal: jane.22",
        "Police car on a bridge. (Photo: Jane Doe / Palantir)",
        "Photo courtesy of Cellebrite",
        "Read more: Palantir wins contract",
        "Related: Cellebrite buys a rival",
        "Tags: Palantir, Cellebrite, Geofeedia",
        "Police | Palantir | Cellebrite",
        "Related stories\nPalantir wins contract\nCellebrite buys a rival",
        "Download our app from the App Store or Google Play.",
        "View this post on Instagram",
        "This site is protected by reCAPTCHA and the Google Privacy Policy applies.",
        "We use cookies from Google and YouTube. Accept all cookies from Google?",
        "© 2024 Geofeedia",
        "Síguenos en Instagram y Facebook",
        "Únete a nuestro canal de WhatsApp",
        "Lea también: Palantir gana un contrato",
        "Suivez-nous sur Facebook et Instagram.",
        "Partager sur Facebook, WhatsApp",
        "Lire aussi Palantir obtient un marché",
        "Auf Facebook teilen",
        "Folgen Sie uns auf Instagram und Facebook.",
        "Lesen Sie auch: Palantir in Bayern",
        "Seguici su Facebook e Telegram.",
        "Leggi anche: Palantir e la polizia",
        "Siga-nos no Instagram e no Telegram",
        "Receba as notícias pelo WhatsApp",
        "Deel dit bericht via LinkedIn of WhatsApp",
        "Volg ons op Instagram",
        "Udostępnij na Facebooku: Facebook, Twitter",
        "Czytaj też: Palantir i policja",
        "Google News'te takip et",
        "Bizi Instagram ve Facebook üzerinden takip edin",
    ],
)
def test_boilerplate_names_nobody(line: str) -> None:
    assert found(line) == []


@pytest.mark.parametrize(
    ("line", "surfaces"),
    [
        ("Facebook shares data with Cellebrite.", ["Facebook", "Cellebrite"]),
        ("Police follow protesters on Facebook.", ["Facebook"]),
        ("Users share photos on Instagram and Facebook.", ["Instagram", "Facebook"]),
        ("Share prices of Facebook fell.", ["Facebook"]),
        ("The photos were taken from Facebook by Geofeedia.", ["Facebook", "Geofeedia"]),
        ("Agents used Facebook to find them and follow them.", ["Facebook"]),
        ("Investigators contacted the girl on Facebook, the court heard.", ["Facebook"]),
        ("Images from Facebook were fed to Geofeedia.", ["Facebook", "Geofeedia"]),
        ("More than 20 forces use Cellebrite.", ["Cellebrite"]),
        ("Related firms of Palantir were named too.", ["Palantir"]),
        ("Cellebrite: the firm that opens phones", ["Cellebrite"]),
        ("Facebook owns WhatsApp and Instagram.", ["Facebook", "WhatsApp", "Instagram"]),
        ("It set cookies for Google, a court found.", ["Google"]),
        ("Polizisten folgen Verdächtigen auf Facebook.", ["Facebook"]),
        ("La policía comparte datos con Palantir.", ["Palantir"]),
        ("Related stories were deleted. Palantir said so.", ["Palantir"]),
    ],
)
def test_news_is_kept(line: str, surfaces: list[str]) -> None:
    assert found(line) == surfaces


def test_only_platforms_are_lost_to_a_call_but_everybody_to_a_list_of_links() -> None:
    assert found("Follow us on Facebook for Palantir.") == ["Palantir"]
    assert found("More from us: Palantir on Facebook") == []


def test_a_title_is_never_boilerplate() -> None:
    tagged = TAGGER.tag(article("", title="Read more: Palantir wins"))
    assert [m.surface for m in tagged.mentions] == ["Palantir"]


def test_a_list_of_links_ends_at_the_next_sentence() -> None:
    assert found("Read also\nPalantir wins contract\nThe city pays Cellebrite.\nCellebrite") == ["Cellebrite"] * 2


def test_forms() -> None:
    assert is_heading("Related stories:")
    assert not is_heading("Related firms were named")
    assert is_call("Share on Facebook")
    assert not is_call("Facebook shares rose")
    assert is_contact("contact us via ", "")
    assert is_contact("", ": @jane")
    assert not is_contact("He sent it on ", ".")
    assert is_page_part("All rights reserved.")
    assert not is_page_part("The right to data is reserved.")


NOTICES = """
this site uses recaptcha now
all rights reserved by us
alle rechte vorbehalten hier
tous droits reserves ici
todos los derechos reservados hoy
tutti i diritti riservati qui
todos os direitos reservados aqui
wszelkie prawa zastrzezone tutaj
tum haklari saklidir burada
alle rechten voorbehouden hier
it stands here (c) 2024 somewhere
it is copyright 2024 somewhere
they think we may set cookies
here nasze i ciasteczka
the cookie policy was long
one can view more on facebook
here is a post shared by somebody
where this embed was not available
where this tweet is unavailable
go download our app store
go get it from google play
even google news takip
even apple podcasts follow
as preferred source on google
so script async runs
please enable javascript
""".strip().split("\n")


@pytest.mark.parametrize("line", NOTICES)
def test_every_kind_of_notice_is_known(line: str) -> None:
    assert is_notice(line)
    assert is_page_part(line)


@pytest.mark.parametrize("word", ["Photo", "Image", "Imagen", "Bild", "Foto", "Fot", "Zdjęcie", "Görsel", "Quelle"])
def test_credits_are_known_by_their_word(word: str) -> None:
    assert found(f"The city pays a lot of money. ({word}: Jane Roe / Cellebrite)") == []


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=200))
def test_any_text_is_judged(text: str) -> None:
    for judge in (is_page_part, is_heading, is_call):
        assert judge(text) in (True, False)
    tagged = TAGGER.tag(article(f"{text}\nThe city pays Cellebrite a lot of money.\n{text}"))
    assert "Cellebrite" in [m.surface for m in tagged.mentions]
