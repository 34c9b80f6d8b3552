"""What the demo site answers, request by request, without a socket."""

from __future__ import annotations

import json
import re
from email.utils import parsedate_to_datetime

import pytest

from pipeline.app.demo.answers import Answer, answer
from pipeline.app.demo.content import FeedSpec, PageKind, Piece, load_content
from pipeline.app.demo.render import SUMMARY_WORDS, summary
from pipeline.feeds import ParsedFeed, parse_feed

CONTENT = load_content()
PORT = 8000


def get(outlet: str, path: str, revision: int = 0, **headers: str) -> Answer:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return answer(CONTENT, f"{outlet}.localhost:{PORT}", path, sent, revision)


def piece_with(page: PageKind) -> Piece:
    return next(piece for event in CONTENT.events for piece in event.pieces if piece.page == page)


def parsed(feed: FeedSpec, revision: int = 0) -> ParsedFeed:
    reply = get(feed.outlet, feed.path, revision)
    found = parse_feed(
        reply.body, url=f"http://{feed.outlet}.localhost:{PORT}{feed.path}", content_type=reply.headers["Content-Type"]
    )
    assert isinstance(found, ParsedFeed)
    return found


@pytest.mark.parametrize("feed", CONTENT.feeds, ids=lambda feed: feed.id)
def test_a_feed_carries_its_articles_newest_first(feed: FeedSpec) -> None:
    entries = parsed(feed).entries
    wanted = CONTENT.carried(feed)
    assert [entry.title for entry in entries] == [piece.wording.title for piece in wanted]
    assert [entry.published for entry in entries] == [piece.published for piece in wanted]
    assert all(entry.url.startswith(f"http://{feed.outlet}.localhost:{PORT}/") for entry in entries)


@pytest.mark.parametrize("feed", CONTENT.feeds, ids=lambda feed: feed.id)
def test_a_feed_answers_304_to_whoever_has_it(feed: FeedSpec) -> None:
    first = get(feed.outlet, feed.path)
    tag, stamp = first.headers["ETag"], first.headers["Last-Modified"]
    assert get(feed.outlet, feed.path, if_none_match=tag).status == 304
    assert get(feed.outlet, feed.path, if_none_match=f'"x", W/{tag}').status == 304
    assert get(feed.outlet, feed.path, if_modified_since=stamp).status == 304
    assert get(feed.outlet, feed.path, if_none_match='"x"', if_modified_since=stamp).status == 200
    assert get(feed.outlet, feed.path, if_modified_since="yesterday").status == 200
    assert get(feed.outlet, feed.path, if_none_match=tag).body == b""


def test_feeds_of_revised_articles_change_with_the_revision_and_no_others() -> None:
    for feed in CONTENT.feeds:
        before, after = get(feed.outlet, feed.path), get(feed.outlet, feed.path, revision=1)
        revised = any(piece.revised for piece in CONTENT.carried(feed))
        assert (before.headers["ETag"] != after.headers["ETag"]) is revised
        if revised:
            times = [parsedate_to_datetime(reply.headers["Last-Modified"]) for reply in (before, after)]
            assert times[0] <= times[1]
            assert parsed(feed, 0).entries != parsed(feed, 1).entries


def test_a_revised_page_shows_its_new_wording_at_the_same_address() -> None:
    piece = next(piece for event in CONTENT.events for piece in event.pieces if piece.revised)
    assert piece.revised is not None
    assert piece.wording.title in get(piece.outlet, piece.path).body.decode()
    assert piece.revised.title in get(piece.outlet, piece.path, revision=1).body.decode()
    assert piece.wording.title not in get(piece.outlet, piece.path, revision=1).body.decode()


def test_one_feed_is_not_well_formed_and_can_be_read_all_the_same() -> None:
    from xml.etree import ElementTree as ET

    feed = next(feed for feed in CONTENT.feeds if feed.quirk == "malformed")
    with pytest.raises(ET.ParseError):
        ET.fromstring(get(feed.outlet, feed.path).body)
    assert len(parsed(feed).entries) == len(CONTENT.carried(feed))


def test_well_formed_feeds_are_well_formed() -> None:
    from xml.etree import ElementTree as ET

    for feed in CONTENT.feeds:
        if feed.format == "json":
            assert json.loads(get(feed.outlet, feed.path).body)["version"].endswith("1.1")
        elif not feed.quirk:
            ET.fromstring(get(feed.outlet, feed.path).body)


def test_an_article_in_two_feeds_has_tracking_parameters_in_one_of_them() -> None:
    feed = next(feed for feed in CONTENT.feeds if feed.query)
    entry = parsed(feed).entries[0]
    assert "utm_source" in entry.url
    assert get(feed.outlet, entry.url.split(str(PORT), 1)[1]).status == 200


@pytest.mark.parametrize(
    ("page", "status"), [("missing", 404), ("gone", 410), ("consent", 200), ("paywall", 200), ("denied", 200)]
)
def test_pages_out_of_reach_do_not_show_their_text(page: PageKind, status: int) -> None:
    piece = piece_with(page)
    reply = get(piece.outlet, piece.path)
    assert reply.status == status
    if page != "denied":
        assert piece.wording.paragraphs[0][:60].encode() not in reply.body


def test_robots_are_kept_out_of_the_members_pages_only() -> None:
    from protego import Protego

    piece = piece_with("denied")
    rules = Protego.parse(get(piece.outlet, "/robots.txt").body.decode())
    assert not rules.can_fetch(f"http://{piece.outlet}.localhost{piece.path}", "Undersight")
    assert rules.can_fetch(f"http://{piece.outlet}.localhost/2020/01/x", "Undersight")


def test_a_moved_article_is_linked_by_an_address_that_redirects() -> None:
    piece = piece_with("moved")
    reply = get(piece.outlet, piece.link)
    assert (reply.status, reply.headers["Location"]) == (301, f"http://{piece.outlet}.localhost:{PORT}{piece.path}")
    assert get(piece.outlet, piece.path).status == 200


def test_a_slow_page_is_slow_and_no_other() -> None:
    assert get(piece_with("slow").outlet, piece_with("slow").path).delay >= 1
    assert get(piece_with("article").outlet, piece_with("article").path).delay == 0


def test_the_latin_page_is_in_latin_1() -> None:
    piece = piece_with("latin1")
    reply = get(piece.outlet, piece.path)
    assert reply.headers["Content-Type"].endswith("charset=iso-8859-1")
    assert "análisis" in reply.body.decode("iso-8859-1")
    with pytest.raises(UnicodeDecodeError):
        reply.body.decode("utf-8")


def test_articles_name_their_source_and_escape_what_must_be() -> None:
    piece = piece_with("article")
    page = get(piece.outlet, piece.path).body.decode()
    assert "Demo text in our own words; source: " in page
    assert "Technik &amp; Freiheit" in get("technik-freiheit", "/").body.decode()


def test_structured_data_is_valid_json_with_the_article_s_time() -> None:
    piece = piece_with("slow")
    page = get(piece.outlet, piece.path).body.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    assert json.loads(found[1])["datePublished"] == piece.published.isoformat()


def test_home_pages_list_all_articles_and_the_newsstand_all_outlets() -> None:
    for outlet in CONTENT.outlets.values():
        page = get(outlet.slug, "/").body.decode()
        assert all(f'href="{piece.link}"' in page for piece in CONTENT.pieces(outlet.slug))
    stand = answer(CONTENT, f"127.0.0.1:{PORT}", "/", {}, 0).body.decode()
    assert all(f"http://{slug}.localhost:{PORT}/" in stand for slug in CONTENT.outlets)


@pytest.mark.parametrize(("host", "path"), [("harbor-courier.localhost", "/nothing"), ("elsewhere", "/"), ("", "/x")])
def test_what_is_not_there_is_a_404(host: str, path: str) -> None:
    assert answer(CONTENT, host, path, {}, 0).status == 404


def test_a_summary_is_too_short_to_stand_for_its_article() -> None:
    for event in CONTENT.events:
        assert len(summary(event.pieces[0].wording).split()) <= SUMMARY_WORDS
