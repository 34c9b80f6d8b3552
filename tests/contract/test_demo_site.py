"""The demo site on a real socket, and the configuration it writes, read by the readers of the product."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from pipeline.alerts import load_alerts
from pipeline.app.demo import DemoSite, write_config
from pipeline.app.demo.content import FeedSpec, Piece
from pipeline.events import ConfigError
from pipeline.feeds import load_catalogue
from pipeline.settings import load_settings
from pipeline.watchlist import load_watchlist


@pytest.fixture
def site() -> Iterator[DemoSite]:
    with DemoSite() as running:
        yield running


def fetch(site: DemoSite, outlet: str, path: str, method: str = "GET") -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection("127.0.0.1", site.port, timeout=10)
    try:
        connection.request(method, path, headers={"Host": f"{outlet}.localhost:{site.port}"})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def to_be_revised(site: DemoSite) -> tuple[FeedSpec, Piece]:
    return next((feed, piece) for feed in site.content.feeds for piece in site.content.carried(feed) if piece.revised)


def test_it_listens_on_loopback_only(site: DemoSite) -> None:
    assert site.url == f"http://127.0.0.1:{site.port}/"
    response, body = fetch(site, "harbor-courier", "/")
    assert response.status == 200
    assert b"Harbor Courier" in body
    assert site._server is not None
    assert site._server.socket.getsockname()[0] == "127.0.0.1"


def test_outlets_are_told_apart_by_the_host(site: DemoSite) -> None:
    names = {slug: outlet.name for slug, outlet in site.content.outlets.items()}
    for slug, name in names.items():
        assert f"<title>{name}</title>".replace("&", "&amp;").encode() in fetch(site, slug, "/")[1]


def test_a_connection_serves_several_requests_and_head_has_no_body(site: DemoSite) -> None:
    connection = HTTPConnection("127.0.0.1", site.port, timeout=10)
    try:
        for method in ("GET", "HEAD", "GET"):
            connection.request(method, "/robots.txt", headers={"Host": f"harbor-courier.localhost:{site.port}"})
            response = connection.getresponse()
            assert response.status == 200
            assert bool(response.read()) is (method == "GET")
    finally:
        connection.close()


def test_a_busy_port_is_one_clear_line(site: DemoSite) -> None:
    with pytest.raises(ConfigError, match=f"port {site.port} is in use") as caught:
        DemoSite(port=site.port).start()
    assert "choose another" in str(caught.value)


def test_a_port_that_does_not_exist_is_one_clear_line() -> None:
    with pytest.raises(ConfigError, match="port 70000"):
        DemoSite(port=70000).start()


def test_a_stopped_site_frees_its_port_and_says_so() -> None:
    site = DemoSite()
    with site:
        port = site.port
    site.stop()
    with pytest.raises(ConfigError, match="not running"):
        _ = site.port
    with DemoSite(port=port) as again:
        assert again.port == port


def test_articles_are_revised_once_they_have_been_read(site: DemoSite) -> None:
    feed, piece = to_be_revised(site)
    assert piece.revised is not None
    fetch(site, piece.outlet, piece.path)
    assert site.revision == 0
    body = fetch(site, feed.outlet, feed.path)[1].decode()
    assert piece.wording.title in body
    assert site.revision == 1
    assert piece.revised.title in fetch(site, feed.outlet, feed.path)[1].decode()
    assert piece.revised.title in fetch(site, piece.outlet, piece.path)[1].decode()


def test_without_updates_articles_are_revised_on_demand_only() -> None:
    with DemoSite(updates=False) as site:
        feed, piece = to_be_revised(site)
        for _ in range(2):
            fetch(site, piece.outlet, piece.path)
            fetch(site, feed.outlet, feed.path)
        assert site.revision == 0
        offered = site.offered
        site.advance()
        assert site.revision == 1
        assert site.offered > offered


def test_what_it_offers_is_what_its_feeds_carry_with_revisions(site: DemoSite) -> None:
    carried = [piece for feed in site.content.feeds for piece in site.content.carried(feed)]
    assert site.offered == len(carried) + sum(1 for piece in carried if piece.revised)


def test_the_configuration_is_read_by_the_readers_of_the_product(site: DemoSite, tmp_path: Path) -> None:
    file = write_config(tmp_path / "a folder", site)
    settings = load_settings(file, env={})
    assert settings.data_dir.is_absolute()
    assert settings.fetching.allow_private
    catalogue = load_catalogue(settings.feeds.file)
    assert [feed.id for feed in catalogue.enabled] == [feed.id for feed in site.content.feeds]
    assert all(f".localhost:{site.port}/" in feed.url for feed in catalogue.feeds)
    book = load_alerts(settings.alerts.file)
    assert len(book.rules) == 4
    assert set(book.channels) == {"log"}


def test_the_organisations_expected_are_on_the_shipped_watchlist(site: DemoSite) -> None:
    known = {entity.id for entity in load_watchlist(Path(__file__).parents[2] / "config" / "watchlist").entities}
    assert {wanted for event in site.content.events for wanted in event.entities} <= known
