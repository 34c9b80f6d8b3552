"""What commands print, where it goes, and the small rules beside them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.cli.dead_letters import content
from pipeline.cli.feeds import check_feed, chosen
from pipeline.cli.output import cell, dump, listing
from pipeline.cli.search import earliest, wanted_facets
from pipeline.cli.settings import effective
from pipeline.events import ConfigError
from pipeline.feeds import Catalogue, Feed
from pipeline.fetching import Fetched, FetchFailure
from pipeline.settings import IndexSettings, Loaded, Settings

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
ROWS = [{"id": "a", "at": NOW, "names": ["x", "y"], "more": 1}, {"id": "b\tc", "at": None, "names": [], "more": 2}]
FEED = Feed(id="a", url="https://a.example/feed", outlet="A")
RSS = b"""<rss version="2.0"><channel><title>A</title><item><title>One</title><link>https://a.example/1</link>
<pubDate>Fri, 01 May 2026 12:00:00 GMT</pubDate></item></channel></rss>"""


@contextmanager
def stdout(capsys: pytest.CaptureFixture[str]) -> Iterator[list[str]]:
    lines: list[str] = []
    yield lines
    lines += capsys.readouterr().out.splitlines()


def test_a_pipe_gets_lines_with_tabs_between_and_a_head(capsys: pytest.CaptureFixture[str]) -> None:
    with stdout(capsys) as lines:
        listing(("id", "at", "names"), ROWS, as_json=False, empty="")
    assert lines == ["id\tat\tnames", "a\t2026-05-01 12:00\tx, y", "b c\t\t"]


def test_a_machine_gets_every_field_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    with stdout(capsys) as lines:
        listing(("id",), ROWS, as_json=True, empty="")
    assert json.loads(lines[0])[0] == {"id": "a", "at": "2026-05-01T12:00:00+00:00", "names": ["x", "y"], "more": 1}


def test_nothing_found_is_a_remark_for_people_and_an_empty_array_for_machines(
    capsys: pytest.CaptureFixture[str],
) -> None:
    listing(("id",), [], as_json=False, empty="nothing")
    assert capsys.readouterr() == ("", "nothing\n")
    listing(("id",), [], as_json=True, empty="nothing")
    assert capsys.readouterr() == ("[]\n", "")


def test_json_keeps_letters_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    dump({"ü": "─"})
    assert capsys.readouterr().out == '{"ü": "─"}\n'


@pytest.mark.parametrize(("value", "text"), [(None, ""), (True, "true"), (1234, "1234"), (("a", "b"), "a, b")])
def test_cells(value: object, text: str) -> None:
    assert cell(value) == text


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        ("2026-04-01", datetime(2026, 4, 1, tzinfo=UTC)),
        ("2026-04-01T10:00+02:00", datetime(2026, 4, 1, 8, tzinfo=UTC)),
        ("36h", NOW - timedelta(hours=36)),
        ("7d", NOW - timedelta(days=7)),
        ("2w", NOW - timedelta(days=14)),
    ],
)
def test_since(since: str, expected: datetime) -> None:
    assert earliest(since, NOW) == expected


@pytest.mark.parametrize("since", ["yesterday", "7", "-7d", "2026-13-01", "1234567d"])
def test_since_that_is_no_time(since: str) -> None:
    with pytest.raises(ConfigError, match="--since"):
        earliest(since, NOW)


def test_facets() -> None:
    assert wanted_facets(" org, outlet,") == {"org": 10, "outlet": 10}
    with pytest.raises(ConfigError, match="cannot count by 'person'"):
        wanted_facets("person")


def test_content_of_a_dead_letter_is_json_if_it_can_be() -> None:
    assert content(b'{"a": 1}') == {"a": 1}
    assert content(b"\xff{") == "\\xff{"


def test_effective_settings_mask_secrets_and_tell_their_origin() -> None:
    settings = Settings(index=IndexSettings.model_validate({"password": "hunter2"}))
    rows = effective(Loaded(settings, None, {"index.password": "/run/secrets/index__password"}))
    row = next(row for row in rows if row["key"] == "index.password")
    assert (row["value"], row["from"]) == ("**********", "/run/secrets/index__password")
    assert "hunter2" not in str(rows)


class FakeFetcher:
    def __init__(self, answer: Fetched | FetchFailure) -> None:
        self.answer = answer

    def get(self, url: str, *, kind: str = "page", headers: Mapping[str, str] | None = None) -> Fetched | FetchFailure:
        return self.answer


def fetched(body: bytes, **more: object) -> Fetched:
    facts = {"url": FEED.url, "final_url": FEED.url, "status": 200, "headers": {}, "body": body, "elapsed": 0.1}
    rest = {"content_type": "", "charset": None, "etag": None, "last_modified": None}
    return Fetched(**{**facts, **rest, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("answer", "ok", "entries", "detail"),
    [
        (fetched(RSS), True, 1, ""),
        (fetched(RSS, moved=True, final_url="https://b.example/"), True, 1, "moved to https://b.example/"),
        (fetched(b"<html><body>no feed</body></html>"), False, 0, "html: a web page, not a feed"),
        (FetchFailure("gone", "status 404", 404), False, 0, "gone: status 404"),
    ],
)
def test_checking_a_feed(answer: Fetched | FetchFailure, ok: bool, entries: int, detail: str) -> None:
    row = check_feed(FEED, FakeFetcher(answer))  # type: ignore[arg-type]
    assert (row["ok"], row["entries"], row["detail"]) == (ok, entries, detail)


def test_feeds_are_chosen_by_id_and_paused_ones_only_so(tmp_path: object) -> None:
    paused = Feed(id="b", url="https://b.example/feed", outlet="B", enabled=False)
    catalogue = Catalogue((FEED, paused), path=__import__("pathlib").Path("feeds.yaml"))
    assert chosen(catalogue, []) == (FEED,)
    assert chosen(catalogue, ["b"]) == (paused,)
    with pytest.raises(ConfigError, match="no feed is called 'bb'"):
        chosen(catalogue, ["bb"])
