"""A real browser on a real console; without Chromium the tests skip, in CI they fail."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from pipeline.app import App
from pipeline.app.console import console_beside
from pipeline.app.run import prepare
from pipeline.settings.tree import ConsoleSettings, Settings
from tests.browser.library import library


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    found = App(Settings(data_dir=tmp_path_factory.mktemp("browser"), console=ConsoleSettings(port=0)))
    prepare(found)
    found.index.upsert(library())
    found.index.refresh()
    yield found
    found.close()


@pytest.fixture(scope="session")
def address(app: App) -> Iterator[str]:
    with console_beside(app) as found:
        yield found.rstrip("/")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium: apt-get install chromium")
        pytest.skip("no Chromium: install it to run the browser tests")
    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that fails its test when a script fails, the content policy is broken or another host is asked."""
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900})
    found, problems = context.new_page(), []
    found.on("pageerror", lambda error: problems.append(str(error)))
    found.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    found.on("request", lambda asked: problems.append(asked.url) if not asked.url.startswith(address) else None)
    found.on("dialog", lambda shown: (problems.append(shown.message), shown.dismiss()))
    yield found
    context.close()
    assert [one for one in problems if "status of 4" not in one] == []
