"""The console as it is served: a real server over a real index, asked as a browser and a program would."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import feedparser
import httpx2
import pytest

from pipeline.app import App
from pipeline.app.console import console_beside
from pipeline.app.run import prepare
from pipeline.bus import Message, Slot
from pipeline.bus.envelope import Failure, Work, dead_record
from pipeline.bus.topics import topic
from pipeline.console.export import row
from pipeline.events import ConfigError, Story
from pipeline.index import Hit
from pipeline.settings.tree import ConsoleSettings, Settings
from tests.unit.index.making import event, mention, place, story

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "\"><script src='//evil.example/x.js'></script>",
    "'-alert(1)-'",
    "{{7*7}}${7*7}",
    "<style>*{background:url(//evil.example)}</style>",
    "</title><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "javascript:alert(1)",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx2.Client]:
    with console(tmp_path_factory.mktemp("console"), stories()) as client:
        yield client


class console:  # noqa: N801 - reads as a function where it is used
    """A console over an index with these stories, and a client that asks it."""

    def __init__(self, folder: Path, found: list[Story], token: str = "") -> None:
        self._app = App(Settings(data_dir=folder, console=ConsoleSettings(port=0, token=token)))
        prepare(self._app)
        self._app.index.upsert(found)
        self._app.index.refresh()
        self._beside = console_beside(self._app)

    def __enter__(self) -> httpx2.Client:
        self._client = httpx2.Client(base_url=self._beside.__enter__(), trust_env=False)
        return self._client

    def __exit__(self, *_: object) -> None:
        self._client.close()
        self._beside.__exit__(None, None, None)
        self._app.close()


def stories() -> list[Story]:
    makers = [mention("NSO Group", entity_id="nso-group"), mention("Meta", "platform")]
    text = "NSO Group was fined.\nMeta had asked for it."
    plain = [
        story(
            n, f"Spyware story {n}", text, mentions=makers, technologies=["spyware"], outlets=["Example Wire", "Copy"]
        )
        for n in range(1, 31)
    ]
    evil = [
        story(
            100 + n,
            bad,
            f"{bad} and more spyware\n{bad}",
            mentions=[mention(bad, entity_id="evil")],
            authors=[bad],
            outlets=[bad],
        )
        for n, bad in enumerate(HOSTILE)
    ]
    rich = story(200, "Rich", text, events=[event("ban")], level="major", places=[place("Munich", "DE")])
    return [*plain, *evil, rich]


def test_stories_are_listed_searched_and_paged(site: httpx2.Client) -> None:
    first = site.get("/", params={"q": "title:story"})
    assert first.status_code == 200
    assert first.text.count('class="card"') == 20
    more = first.text.partition('class="more"><a href="')[2].partition('"')[0].replace("&amp;", "&")
    second = site.get(more)
    assert second.text.count('class="card"') == 10


def test_matches_are_marked_and_facets_narrow(site: httpx2.Client) -> None:
    page = site.get("/", params={"q": "spyware"}).text
    assert '<mark class="hit">Spyware</mark> story' in page
    assert "q=%28spyware%29+AND+vendor%3A%22NSO+Group%22" in page


def test_a_query_that_cannot_be_read_is_explained(site: httpx2.Client) -> None:
    answer = site.get("/", params={"q": "a AND (b"})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


def test_a_story_is_shown_with_its_organisations_marked(site: httpx2.Client) -> None:
    page = site.get("/stories/sto-1").text
    assert 'href="/organisations/nso-group"' in page
    assert 'href="https://news.example/1" rel="noreferrer noopener nofollow"' in page
    assert "Copy" in page


def test_what_happened_and_how_grave_it_is_are_shown(site: httpx2.Client) -> None:
    page = site.get("/stories/sto-200").text
    assert "badge major" in page
    assert "<b>ban</b>" in page
    assert "Munich" in page


def test_an_organisation_is_shown_with_its_company(site: httpx2.Client) -> None:
    page = site.get("/organisations/nso-group").text
    assert "<h1>NSO Group" in page
    assert "30 stories" in page
    assert "Meta" in page


@pytest.mark.parametrize("path", ["/stories/sto-nothing", "/organisations/nobody", "/nothing", "/static/../web.py"])
def test_what_is_not_there_is_said(site: httpx2.Client, path: str) -> None:
    assert site.get(path).status_code == 404


PAGES = ["/feeds", "/alerts", "/status", "/help", "/static/console.css", "/static/console.js", "/static/icon.svg"]


@pytest.mark.parametrize("path", PAGES)
def test_other_pages_are_there(site: httpx2.Client, path: str) -> None:
    assert site.get(path).status_code == 200


def test_every_answer_carries_the_security_headers(site: httpx2.Client) -> None:
    for path in ("/", "/nothing", "/static/console.css", "/api/v1/stories", "/feed.rss"):
        headers = site.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("bad", HOSTILE)
def test_foreign_markup_is_shown_and_never_run(site: httpx2.Client, bad: str) -> None:
    number = 100 + HOSTILE.index(bad)
    for path in (f"/stories/sto-{number}", "/?q=spyware&sort=relevance", "/organisations/evil", "/?q=title:alert"):
        page = site.get(path).text.lower()
        assert page.count("<script") == page.count('<script src="/static/console.js" defer></script>') == 1
        for forbidden in ("onerror=alert(1)>", "<svg onload", "<img src=x", "<style>", 'href="javascript', "49$"):
            assert forbidden not in page


@pytest.mark.parametrize("bad", HOSTILE)
def test_a_hostile_query_is_shown_as_words(site: httpx2.Client, bad: str) -> None:
    page = site.get("/", params={"q": bad}).text.lower()
    assert page.count("<script") == 1
    assert "<svg onload" not in page
    assert "<img src=x" not in page


def test_another_host_is_not_answered(site: httpx2.Client) -> None:
    assert site.get("/", headers={"host": "rebound.example"}).status_code == 421


def test_changes_from_another_page_are_refused(site: httpx2.Client) -> None:
    assert site.post("/sign-in", headers={"origin": "http://evil.example"}).status_code == 403


def test_the_api_finds_the_same(site: httpx2.Client) -> None:
    found = site.get("/api/v1/stories", params={"q": "title:story", "size": "5", "facets": "vendor"}).json()
    assert found["total"] == 30
    assert len(found["stories"]) == 5
    assert found["facets"] == {"vendor": [{"value": "NSO Group", "count": 30}]}
    after = site.get("/api/v1/stories", params={"q": "title:story", "size": "5", "cursor": found["cursor"]}).json()
    assert {one["id"] for one in after["stories"]}.isdisjoint(one["id"] for one in found["stories"])
    assert site.get("/api/v1/stories/sto-1").json()["story_id"] == "sto-1"


@pytest.mark.parametrize(
    "asked",
    [{"q": "a AND (b"}, {"size": "0"}, {"size": "x"}, {"size": "9" * 30}, {"facets": "person"}, {"cursor": "x"}],
)
def test_the_api_explains_what_it_does_not_understand(site: httpx2.Client, asked: dict[str, str]) -> None:
    answer = site.get("/api/v1/stories", params=asked)
    assert answer.status_code == 400
    assert answer.json()["error"]


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_a_search_is_a_feed(site: httpx2.Client, kind: str) -> None:
    answer = site.get(f"/feed.{kind}", params={"q": "title:story"})
    parsed = feedparser.parse(answer.content)
    assert not parsed.bozo
    assert len(parsed.entries) == 30
    assert parsed.entries[0].title.startswith("Spyware story")
    assert ET.fromstring(site.get(f"/feed.{kind}").content) is not None


def test_a_search_is_a_json_feed(site: httpx2.Client) -> None:
    feed = json.loads(site.get("/feed.json", params={"q": "title:story"}).content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert len(feed["items"]) == 30


def test_a_token_is_asked_for_once(tmp_path: Path) -> None:
    with console(tmp_path, stories()[:1], token="open sesame") as client:
        assert client.get("/api/v1/stories").status_code == 401
        assert client.get("/api/v1/stories", headers={"authorization": "Bearer open sesame"}).status_code == 200
        away = client.get("/", headers={"accept": "text/html"})
        assert (away.status_code, away.headers["location"]) == (303, "/sign-in")
        own = {"sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded"}
        assert client.post("/sign-in", content="token=wrong", headers=own).status_code == 401
        signed = client.post("/sign-in", content="token=open+sesame", headers=own)
        assert "HttpOnly" in signed.headers["set-cookie"]
        cookie = signed.headers["set-cookie"].partition(";")[0]
        assert client.get("/", headers={"cookie": cookie}).status_code == 200


def test_an_open_address_needs_a_token(tmp_path: Path) -> None:
    app = App(Settings(data_dir=tmp_path, console=ConsoleSettings(host="0.0.0.0", port=0)))
    with pytest.raises(ConfigError, match="there is no console"), console_beside(app):
        pass


def test_a_taken_port_is_no_end(site: httpx2.Client, tmp_path: Path) -> None:
    taken = httpx2.URL(str(site.base_url)).port
    app = App(Settings(data_dir=tmp_path, console=ConsoleSettings(port=taken or 0)))
    with console_beside(app) as address:
        assert httpx2.URL(address).port != taken


def test_the_feeds_and_saved_searches_of_the_newsroom_are_listed(site: httpx2.Client) -> None:
    assert "/?q=feed:" in site.get("/feeds").text
    assert "/feed.rss?q=" in site.get("/alerts").text


def test_names_are_completed(site: httpx2.Client) -> None:
    found = site.get("/api/v1/complete", params={"q": "citizen l"}).json()
    assert {"value": 'civil_society:"Citizen Lab"', "label": "civil society"} in found


def test_dead_letters_are_shown_and_sent_back(tmp_path: Path) -> None:
    app = App(Settings(data_dir=tmp_path, console=ConsoleSettings(port=0)))
    prepare(app)
    message = Message(Slot(topic("articles"), 0), 7, "k", b"no event", {}, 0)
    app.bus.publish([dead_record(Work(message, 1), "tag", Failure("quarantine", "malformed <b>event</b>"), app.now())])
    own = {"sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded"}
    with console_beside(app) as address, httpx2.Client(base_url=address, trust_env=False) as client:
        assert "malformed &lt;b&gt;event" in client.get("/status").text
        assert client.post("/dead-letters/replay", content="id=").status_code == 403
        assert client.post("/dead-letters/replay", content="id=none", headers=own).status_code == 404
        sent = client.post("/dead-letters/replay", content="id=", headers=own)
        assert sent.headers["location"] == "/status?replayed=1"
        assert "None." in client.get("/status?replayed=1").text
    app.close()


def test_a_search_is_a_file(site: httpx2.Client) -> None:
    lines = site.get("/export.jsonl", params={"q": "title:story"}).text.splitlines()
    assert len({json.loads(line)["id"] for line in lines}) == 30
    answer = site.get("/export.csv", params={"q": "title:story"})
    assert "attachment" in answer.headers["content-disposition"]
    table = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(table) == 30
    assert table[0]["organisations"] == "NSO Group; Meta"
    assert site.get("/export.csv", params={"q": "a AND ("}).status_code == 400


def test_no_cell_of_a_spreadsheet_is_a_formula() -> None:
    hit = Hit(story(1, '=HYPERLINK("http://evil.example")', "x", outlets=["@SUM(1)"]), 1.0)
    assert [cell[:2] for cell in row(hit) if "HYPER" in cell or "SUM" in cell] == ["'@", "'="]
