"""URLs as identities."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extraction.canonical import canonical_url, host_of, page_url, site_of


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://a.example/x", "https://a.example/x"),
        (" https://a.example/x\n", "https://a.example/x"),
        ("HTTPS://WWW.A.Example/X", "https://www.a.example/X"),
        ("https://a.example", "https://a.example/"),
        ("https://a.example:443/x", "https://a.example/x"),
        ("http://a.example:80/x", "http://a.example/x"),
        ("http://a.localhost:8080/x", "http://a.localhost:8080/x"),
        ("https://user:secret@a.example/x", "https://a.example/x"),
        ("https://a.example./x", "https://a.example/x"),
        ("https://a.example/x#top", "https://a.example/x"),
        ("https://a.example/x?utm_source=rss&utm_medium=feed", "https://a.example/x"),
        ("https://a.example/x?id=4&fbclid=z&page=2", "https://a.example/x?id=4&page=2"),
        ("https://a.example/x?b=2&a=1", "https://a.example/x?b=2&a=1"),
        ("https://a.example/x?", "https://a.example/x"),
        ("https://a.example/x?&&a=1&", "https://a.example/x?a=1"),
        ("https://a.example/a/../b/./c", "https://a.example/b/c"),
        ("https://a.example/a/..", "https://a.example/"),
        ("https://a.example/%7euser/%e2%82%ac", "https://a.example/~user/%E2%82%AC"),
        ("https://a.example/€ uro", "https://a.example/%E2%82%AC%20uro"),
        ("https://a.example/100%", "https://a.example/100%25"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        ("https://[2001:DB8::1]:8443/x", "https://[2001:db8::1]:8443/x"),
        ("https://a.example/x?ref=home&source=2", "https://a.example/x?ref=home&source=2"),
        ("mailto:desk@a.example", "mailto:desk@a.example"),
        ("https://[broken/x", "https://[broken/x"),
        ("https://a.example:99999/x", "https://a.example:99999/x"),
        ("", ""),
        ("http://.//0", "http://.//0"),
        ("https://a.example/x?amp", "https://a.example/x"),
        ("https://a.example/x?amp=1&id=3&outputType=amp", "https://a.example/x?id=3"),
        ("https://a.example/x?amp=2", "https://a.example/x?amp=2"),
        ("https://a.example/x?id=1&amp;utm_source=x", "https://a.example/x?id=1"),
        ("https://a.example/x?UTM_Source=x&CMP=share&at_medium=rss&__s=1&wt.mc_id=2", "https://a.example/x"),
        ("https://a.example/x?srsltid=x&gad_source=1&ysclid=2&_branch_match_id=3", "https://a.example/x"),
        ("https://a.example/x?attack=1&cmpt=2&feature_id=3", "https://a.example/x?attack=1&cmpt=2&feature_id=3"),
        ("https://www-a-example.cdn.ampproject.org/c/s/www.a.example/x/amp?b=1", "https://www.a.example/x/amp?b=1"),
        ("https://www-a-example.cdn.ampproject.org/v/www.a.example/x?amp_js_v=0.1&usqp=mq", "http://www.a.example/x"),
        ("https://www.google.com/amp/s/www.a.example/x", "https://www.a.example/x"),
        ("https://www.google.com/amp/about", "https://www.google.com/amp/about"),
    ],
)
def test_canonical_form(url, canonical):
    assert canonical_url(url) == canonical


PIECES = st.text(alphabet="abcXYZ019/.-_~%?&=#:@[]+ üß中\t\n\\;,*'", max_size=40)


@settings(deadline=None)
@given(st.sampled_from(["http://", "https://", "HTTP://", ""]), PIECES, PIECES)
def test_the_canonical_form_is_its_own_canonical_form(scheme, host, rest):
    once = canonical_url(f"{scheme}{host}/{rest}")
    assert canonical_url(once) == once


@settings(deadline=None)
@given(st.text(max_size=80), st.text(max_size=40))
def test_no_address_raises(url, claimed):
    once = canonical_url(url)
    assert canonical_url(once) == once
    assert isinstance(page_url(url, (claimed,)), str)
    assert isinstance(site_of(url), str)


@settings(deadline=None)
@given(st.dictionaries(st.from_regex(r"[a-z]{1,6}", fullmatch=True), st.from_regex(r"[a-z0-9]{0,5}", fullmatch=True)))
def test_tracking_parameters_never_change_the_identity(params):
    plain = "https://a.example/x?" + "&".join(f"{name}={value}" for name, value in params.items())
    tracked = plain + "&utm_campaign=spring&gclid=1"
    assert canonical_url(tracked) == canonical_url(plain)


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.bbc.co.uk/news", "bbc.co.uk"),
        ("https://edition.cnn.com/x", "cnn.com"),
        ("https://someone.github.io/post", "someone.github.io"),
        ("https://one.blogspot.com/", "one.blogspot.com"),
        ("http://herald.localhost:8080/a", "herald.localhost"),
        ("http://www.herald.localhost/a", "herald.localhost"),
        ("http://localhost:8080/", "localhost"),
        ("http://127.0.0.1:8080/", "127.0.0.1"),
        ("http://[::1]/", "::1"),
        ("https://www.ellwick.example/", "ellwick.example"),
        ("https://co.uk/", "co.uk"),
        ("https://A.Example./", "a.example"),
        ("not a url", ""),
        ("https://[broken/", ""),
    ],
)
def test_site(url, site):
    assert site_of(url) == site


def test_host():
    assert host_of("https://WWW.A.Example:8443/x") == "www.a.example"
    assert host_of("https://[broken/") == ""


@pytest.mark.parametrize(
    ("claimed", "result"),
    [
        (("https://www.a.example/story",), "https://www.a.example/story"),
        (("/story?utm_source=x",), "https://m.a.example/story"),
        (("https://b.example/story",), "https://m.a.example/story-4?p=1"),  # another site
        (("https://www.a.example/",), "https://m.a.example/story-4?p=1"),  # the front page
        (("https://b.example/x", "https://www.a.example/ok"), "https://www.a.example/ok"),
        (("javascript:void(0)", "", "https://[broken"), "https://m.a.example/story-4?p=1"),
        ((), "https://m.a.example/story-4?p=1"),
        (("https://a.example",), "https://m.a.example/story-4?p=1"),
        (("//www.a.example/story#top",), "https://www.a.example/story"),
    ],
)
def test_a_page_may_claim_addresses_of_its_own_site_alone(claimed, result):
    assert page_url("https://m.a.example/story-4?p=1&fbclid=2", claimed) == result


@pytest.mark.parametrize(
    ("own", "claimed", "result"),
    [
        # the article of an AMP page and of a page of an article
        ("/news/council-ends-camera-deal/amp", "/news/council-ends-camera-deal", "/news/council-ends-camera-deal"),
        ("/news/council-ends-deal?page=2", "/news/council-ends-deal", "/news/council-ends-deal"),
        ("/news/2024/council-ends-deal", "/story/council-ends-deal", "/story/council-ends-deal"),
        # the section, which careless templates name
        ("/news/council-ends-camera-deal", "/news/", "/news/council-ends-camera-deal"),
        ("/news/uk/48372615", "/news", "/news/uk/48372615"),
    ],
)
def test_a_page_may_not_claim_to_be_its_section(own, claimed, result):
    base = "https://www.a.example"
    assert page_url(base + own, (base + claimed,)) == base + result
