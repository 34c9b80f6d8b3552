"""Journeys of an analyst and an operator through the console."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from pipeline.app import App
from tests.unit.index.making import story


def test_an_analyst_searches_and_opens_a_story(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Search the stories").fill("camera contract")
    page.keyboard.press("Enter")
    expect(page.locator(".bar")).to_contain_text("45 stories")
    expect(page.locator("mark.hit").first).to_be_visible()
    page.get_by_role("link", name="Council ends camera contract, part 1", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Council ends camera contract, part 1")
    expect(page.locator(".text a.vendor")).to_have_text(["Nordwatch Systems"])


def test_a_mention_says_who_is_meant_and_leads_there(page: Page) -> None:
    page.goto("/stories/sto-1")
    mark = page.locator(".text a.vendor")
    assert "90% sure. unambiguous name" in (mark.get_attribute("title") or "")
    mark.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nordwatch Systems")
    expect(page.locator(".chart rect")).not_to_have_count(0)
    expect(page.get_by_label("Named together with")).to_contain_text("Clearlake")


def test_a_facet_narrows_the_search(page: Page) -> None:
    page.goto("/?q=contract")
    page.locator(".facet", has_text="Significance").get_by_role("link", name="notable").click()
    expect(page.locator(".bar")).to_contain_text("9 stories")
    expect(page.get_by_label("Search the stories")).to_have_value("(contract) AND level:notable")


def test_pages_follow_each_other(page: Page) -> None:
    page.goto("/?q=contract")
    first = page.locator(".card h2").first.inner_text()
    page.get_by_role("link", name="More stories").click()
    expect(page.locator(".card")).to_have_count(20)
    assert page.locator(".card h2").first.inner_text() != first
    page.get_by_role("link", name="More stories").click()
    expect(page.locator(".card")).to_have_count(5)
    expect(page.get_by_role("link", name="More stories")).to_have_count(0)


def test_a_wrong_query_is_explained_and_kept(page: Page) -> None:
    page.goto("/")
    box = page.get_by_label("Search the stories")
    box.fill("camera AND (police")
    box.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Search the stories")).to_have_value("camera AND (police")


def test_keys_move_through_the_stories(page: Page) -> None:
    page.goto("/?q=contract")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(".card h2 a").nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator(".card h2 a").first).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_label("Search the stories")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/stories/sto-1$"))


def test_words_are_completed(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Search the stories").press_sequentially("contract clearvi")
    option = page.locator("#completions option").first
    expect(option).to_have_attribute("value", re.compile('^contract vendor:"Clearview AI"'))


def test_a_new_story_is_told_of(page: Page, app: App) -> None:
    page.clock.install()
    page.goto("/?q=balloon")
    expect(page.locator(".empty")).to_contain_text("Nothing found")
    app.index.upsert([story(901, "A balloon with a camera", "It flew.")])
    app.index.refresh()
    page.clock.run_for(6000)
    page.get_by_role("link", name="1 new story").click()
    expect(page.locator(".card")).to_have_count(1)
    app.index.delete(["sto-901"])
    app.index.refresh()


def test_an_operator_looks_at_feeds_alerts_and_status(page: Page) -> None:
    page.goto("/")
    for name in ("Feeds", "Alerts", "Status", "Help"):
        page.get_by_role("navigation").get_by_role("link", name=name).click()
        expect(page.get_by_role("navigation").get_by_role("link", name=name)).to_have_attribute("aria-current", "page")
        expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_examples_of_the_help_are_searches(page: Page) -> None:
    page.goto("/help")
    for link in [one.get_attribute("href") for one in page.locator("td a").all()]:
        page.goto(link or "")
        expect(page.locator(".bar")).to_be_visible()


@pytest.mark.parametrize("path", ["/?q=hostile", "/stories/sto-66", "/?q=%3Cscript%3Ealert(3)%3C/script%3E"])
def test_foreign_markup_does_nothing(page: Page, path: str) -> None:
    page.goto(path)
    page.wait_for_timeout(300)
    assert page.locator("main img, main script").count() == 0


def test_arabic_runs_from_right_to_left(page: Page) -> None:
    page.goto("/stories/sto-60")
    assert page.locator("h1").evaluate("node => getComputedStyle(node).direction") == "rtl"


def test_it_works_without_scripts(browser: Browser, address: str) -> None:
    with browser.new_context(base_url=address, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/")
        page.get_by_label("Search the stories").fill("contract")
        page.get_by_role("button", name="Search").click()
        expect(page.locator(".bar")).to_contain_text("45 stories")


@pytest.mark.parametrize("path", ["/?q=contract", "/stories/sto-1", "/organisations/nordwatch", "/feeds", "/status"])
def test_nothing_is_wider_than_a_phone(browser: Browser, address: str, path: str) -> None:
    with browser.new_context(base_url=address, viewport={"width": 360, "height": 740}) as context:
        page = context.new_page()
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path", ["/?q=contract", "/stories/sto-5", "/organisations/nordwatch", "/feeds", "/alerts", "/status", "/help"]
)
def test_no_barrier_is_found(browser: Browser, address: str, path: str, scheme: str) -> None:
    with browser.new_context(base_url=address, color_scheme=scheme, bypass_csp=True) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(path)
        found = Axe().run(page).response["violations"]
    grave = [one for one in found if one["impact"] in {"serious", "critical"}]
    assert [(one["id"], one["nodes"][0]["html"], one["nodes"][0]["failureSummary"]) for one in grave] == []
