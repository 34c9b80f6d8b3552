"""Walls, and articles about walls. Wording after real ones, outlets invented."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extraction.visible import visible_text
from pipeline.extraction.walls import View, find_wall, without_prompts

WORDING = yaml.safe_load((Path(__file__).parents[2] / "data" / "walls.yaml").read_text(encoding="utf-8"))
URL = "https://www.herald.example/news/deal"
TEASER = (
    "The council of Ellwick voted on Tuesday to end its contract with Nordwatch Systems, the maker of the cameras that "
    "have read every licence plate on the ring road for two years. The vote was eleven to four."
)


def seen(html, *, title="Council ends deal", text="", url=URL, free=None, article=False):
    found = find_wall(View(url, title, text, html, free, article))
    return found.kind if found else None


@pytest.mark.parametrize("page", WORDING["bots"], ids=lambda page: page["title"])
def test_tests_for_robots(page):
    title, html = page["title"], page["html"]
    assert seen(f"<html><title>{title}</title><body>{html}", title=title, text=visible_text(html)) == "bot"


@pytest.mark.parametrize("text", WORDING["consent"])
@pytest.mark.parametrize("body", [True, False])
def test_questions_for_consent(text, body):
    assert seen(f"<html><body><p>{text}</p>", text=text if body else "", title="Herald") == "consent"


@pytest.mark.parametrize(
    "url",
    [
        "https://consent.herald.example/v2/collectConsent?sessionId=3",
        "https://myprivacy.herald.example/consent?siteKey=1",
        "https://guce.herald.example/copyConsent",
        "https://www.herald.example/zustimmung?url=%2Fnews",
        "https://www.herald.example/consent/tcf/news/deal",
    ],
)
def test_addresses_of_consent_pages(url):
    assert seen("<html><body>x", url=url) == "consent"


@pytest.mark.parametrize("prompt", WORDING["prompts"])
def test_paywalls(prompt):
    inside = f"{TEASER}\n{prompt}"
    assert seen(f"<p>{TEASER}</p><div>{prompt}</div>", text=TEASER, article=True) == "paywall"
    assert seen(f"<p>{TEASER}</p><div>{prompt}</div>", text=inside, article=True) == "paywall"
    assert without_prompts(inside) == without_prompts(f"{inside}\nFrom one crown a week.") == TEASER
    assert seen(f"<p>{TEASER}</p><div>{prompt}</div>", text=TEASER, free=True) is None
    assert seen(f"<p>{TEASER}</p><script>t='{prompt}'</script>", text=TEASER) is None
    assert seen(f"<p>{TEASER}</p><div>{prompt}</div>", text="word " * 300) is None


def test_a_text_that_ends_without_asking_is_whole():
    report = "Subscribe to continue reading, the banner said.\n" + f"{TEASER}\n" * 4
    assert without_prompts(report) == report
    assert without_prompts(TEASER) == TEASER


def test_a_page_that_calls_itself_not_free():
    assert seen("<p>x", text=TEASER, free=False) == "paywall"
    assert seen("<p>x", text=TEASER * 5, free=False) == "paywall"
    assert seen("<p>x", text=TEASER * 8, free=False) is None


@pytest.mark.parametrize("about", WORDING["articles"], ids=lambda about: about["title"])
@pytest.mark.parametrize("article", [True, False])
def test_articles_about_walls_are_articles(about, article):
    title, text = about["title"], about["text"]
    menu = "<nav>" + "".join(f"<a href='/{n}'>Section {n} of the paper</a><br>" for n in range(40)) + "</nav>"
    sensors = "<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script><div class='g-recaptcha'></div>"
    page = f"<html><head><title>{title} | Herald</title></head><body>{menu}<h1>{title}</h1><p>{text}</p>{sensors}"
    assert seen(page, title=f"{title} | Herald", text=text, article=article) is None
    assert seen(f"<h1>{title}</h1><p>{text}</p>", title=title, text=text, article=article) is None


def test_only_what_is_seen_is_read():
    page = (
        "<!-- <p>no</p> --><p>a <b>b</b>c</p><script>if (a<b) '</p>'</script><style>x{}</style><div>d &amp; e<br>1 < 2"
    )
    assert visible_text(page) == "a bc\nd & e\n1 < 2"
    assert visible_text("<script>never closed <p>x") == ""
    assert visible_text("<!-- never closed <p>x</p>") == ""


@settings(deadline=None, max_examples=100)
@given(st.text("<>/!-sctiptle pab&;\n", max_size=120), st.text(max_size=60), st.sampled_from([True, False, None]))
def test_any_page_is_judged(html, text, free):
    found = find_wall(View(URL, text[:20], text, html, free))
    assert found is None or found.kind in {"bot", "consent", "paywall"}
    assert "<script" not in visible_text(html)
