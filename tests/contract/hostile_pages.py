"""Foreign HTML at its worst, one function per page, each with whether an article must come out all the same.

The sizes are those that hurt a library in measurements: nothing here is refused for being odd.
"""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable
from typing import Final

SENTENCE: Final = "The council voted on Tuesday to end its contract with the maker of the licence plate readers. "
STORY: Final = "".join(f"<p>{SENTENCE}Paragraph {n} tells what the residents said.</p>" for n in range(12)).encode()
HEAD: Final = b"<!doctype html><html lang=en><head><meta charset=utf-8><title>Council ends deal</title></head><body>"
ARTICLE: Final = b"<article><h1>Council ends deal</h1>" + STORY + b"</article>"
PAGE: Final = HEAD + ARTICLE + b"</body></html>"


def with_head(*extra: bytes) -> bytes:
    """Return the story with more in its head."""
    return PAGE.replace(b"</head>", b"".join(extra) + b"</head>")


def around(before: bytes, after: bytes = b"") -> bytes:
    """Return the story with something in the body before and after it."""
    return HEAD + before + ARTICLE + after + b"</body></html>"


def ld(data: bytes) -> bytes:
    """Return a script of JSON-LD."""
    return b'<script type="application/ld+json">' + data + b"</script>"


def noise(size: int) -> bytes:
    """Return bytes without a pattern."""
    return random.Random(7).randbytes(size)


ENTITIES = (
    b'<!DOCTYPE html [<!ENTITY a "'
    + b"lol" * 30
    + b'">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12))
    + b"]>"
)
EXTERNAL = (
    b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY % p SYSTEM '
    b'"http://127.0.0.1:9/e.dtd"> %p;]>'
)
XHTML = (
    b'<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" '
    b'"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd"><html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en">'
    b"<head><title>Council ends deal</title></head><body>" + ARTICLE + b"&nbsp;&hearts;</body></html>"
)

READABLE: Final[dict[str, Callable[[], bytes]]] = {
    "nested 300 deep": lambda: around(b"<div>" * 300, b"</div>" * 300),
    "nested 1,900 deep": lambda: around(b"<div>" * 1_900, b"</div>" * 1_900),
    "nested 5,000 deep": lambda: around(b"<div>" * 5_000, b"</div>" * 5_000),
    "100k divs opened": lambda: around(b"<div>" * 100_000),
    "100k divs, closed": lambda: around(b"<div>" * 100_000, b"</div>" * 100_000),
    "a deep side piece before the story": lambda: around(b"<div>" * 5_000 + b"side" + b"</div>" * 5_000),
    "50k nested spans": lambda: around(b"<span>" * 50_000),
    "50k nested fonts": lambda: around(b"<font color=red>" * 50_000),
    "5k nested tables": lambda: around(b"<table><tr><td>" * 5_000),
    "50k unclosed p b": lambda: around(b"<p><b>" * 50_000),
    "2k nested lists": lambda: around(b"<ul><li>" * 2_000),
    "100k meta": lambda: with_head(b"<meta name=a content=b>" * 100_000),
    "1.3 MB of scripts": lambda: with_head(
        *(b"<script>var a%d=[%s];</script>" % (n, b"'<p>x',{k:1}," * 990) for n in range(100))
    ),
    "1.3 MB in one script": lambda: with_head(b"<script>", b"x='<div>';if(a<b&&c>d){f('</p>')}" * 40_000, b"</script>"),
    "2 MB data URI": lambda: around(b'<img src="data:image/png;base64,' + b"iVBORw0KGgo" * 190_000 + b'">'),
    "4 MB of data URIs": lambda: around(b'<img src="data:image/png;base64,%s">' % (b"iVBORw0KGgo" * 40_000) * 9),
    "1 MB title": lambda: PAGE.replace(b"Council ends deal</title>", b"Council " * 130_000 + b"</title>"),
    "1 MB heading": lambda: PAGE.replace(b"<h1>Council", b"<h1>" + b"Council " * 130_000),
    "4 MB JSON-LD": lambda: with_head(ld(b'["' + b"a" * 4_000_000 + b'"]')),
    "deep JSON-LD": lambda: with_head(ld(b"[" * 100_000)),
    "deep JSON-LD graph": lambda: with_head(ld(b'{"@graph":[' * 20_000 + b"]}" * 20_000)),
    "odd JSON-LD types": lambda: with_head(ld(b'{"@type":{"a":1},"headline":[{}],"author":5,"datePublished":[[]]}')),
    "200k digits as date": lambda: with_head(
        b'<meta property="article:published_time" content="' + b"1" * 200_000 + b'">'
    ),
    "1 MB of dates in JSON-LD": lambda: with_head(
        ld(b'{"@type":"NewsArticle","datePublished":"' + b"2024-01-01T" * 90_000 + b'"}')
    ),
    "blank byline": lambda: around(b"<p class=byline>By " + b" , " * 70_000 + b"</p>"),
    "200 kB byline": lambda: around(b"<p class=byline>By " + b"Ann and " * 25_000 + b"</p>"),
    "200 kB of spaces": lambda: around(b"<h2>" + b" " * 200_000 + b"</h2>"),
    "delimiters": lambda: PAGE.replace(b"Council ends deal</title>", b" | - : " * 30_000 + b"</title>"),
    "entity flood": lambda: around(b"<p>" + b"&amp;lt;&#x41;&bogus;&#99999999;" * 30_000 + b"</p>"),
    "billion laughs": lambda: ENTITIES + PAGE.replace(b"<h1>", b"<h1>&m;"),
    "external entity": lambda: EXTERNAL + PAGE.replace(b"<h1>", b"<h1>&x;"),
    "XHTML": lambda: XHTML,
    "comment opened 50k times": lambda: around(b"<!--" * 50_000 + b"-->"),
    "CDATA and PIs": lambda: around(b"<![CDATA[ x ]]><?php echo 1 ?>" * 10_000),
    "SVG and MathML": lambda: around(
        b"<svg><g><title>x</title><foreignObject><p>y</p></foreignObject></g></svg>" * 500
        + b"<math><mi>x</mi></math>" * 500
    ),
    "noscript": lambda: around(b"<noscript><iframe src=x></iframe><p>Please enable scripts.</p></noscript>"),
    "conflicting doctypes": lambda: b"<!DOCTYPE html>" * 1_000 + PAGE,
    "two bodies": lambda: PAGE + PAGE,
    "control characters": lambda: PAGE.replace(b" voted", b" voted\x0b"),
    "a NUL in every sentence": lambda: PAGE.replace(b" voted", b" voted\x00"),
    "2k attributes a tag": lambda: around((b"<i " + b" ".join(b"a%d=1" % n for n in range(1_990)) + b"></i>") * 50),
    "100k bare attributes": lambda: around(b"<i " + b" ".join(b"a%d" % n for n in range(100_000)) + b"></i>"),
    "100k attributes": lambda: around(b"<i " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b"></i>"),
}
"""Pages that hold the story, which must come out."""

SLOW: Final = frozenset(
    {"50k unclosed p b", "100k meta", "4 MB JSON-LD", "1 MB heading", "entity flood", "5k nested tables"}
)
"""Readable pages that may need more time than a page has."""

UNREADABLE: Final[dict[str, Callable[[], bytes]]] = {
    "5 MB, and the story first": lambda: around(b"", b"<p>x y z</p>" * 420_000),
    "empty": lambda: b"",
    "blank": lambda: b" \n\t" * 10_000,
    "noise": lambda: noise(100_000),
    "zeros": lambda: bytes(100_000),
    "one NUL": lambda: b"\x00",
    "gzip": lambda: gzip.compress(PAGE),
    "PDF": lambda: b"%PDF-1.7\n" + noise(10_000),
    "PNG": lambda: b"\x89PNG\r\n\x1a\n" + noise(10_000),
    "a million br": lambda: HEAD + b"<br>" * 1_000_000,
    "300k p br": lambda: b"<p>x<br>" * 300_000,
    "100k links": lambda: HEAD + b'<a href="/a">word</a> ' * 100_000,
    "300k links": lambda: b"<a href=x>t</a>" * 300_000,
    "a table of 200k cells": lambda: (
        HEAD + b"<table>" + (b"<tr>" + b"<td>1</td>" * 20 + b"</tr>") * 10_000 + b"</table>"
    ),
    "a 4 MB word": lambda: b"<p>" + b"x" * 4_000_000,
    "a text of 11 MB": lambda: HEAD + b"<p>" + SENTENCE.encode() * 120_000,
    "plaintext": lambda: HEAD + b"<plaintext>" + b"</p><b>" * 10_000,
    "frameset": lambda: b"<html><frameset cols=50%,50%><frame src=a><frame src=b></frameset></html>",
    "a million quotes": lambda: b"<a href='" + b"\"'" * 500_000,
    "half a tag": lambda: b"<" * 500_000,
    "unended comment": lambda: HEAD + b"<!--" + STORY,
    "unended script": lambda: HEAD + b"<script>" + STORY,
    "unended title": lambda: b"<title>" + STORY,
    "only JSON": lambda: b'{"a":[' + b"1," * 100_000 + b"1]}",
    "1.2m unclosed i": lambda: b"<i>x" * 1_200_000,
}
"""Pages without a story."""
