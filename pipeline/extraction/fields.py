"""Where pages say what: meta tags and XPaths for title, site, date and author, the surest of each first."""

from __future__ import annotations

import re
from typing import Final

LD: Final = "//script[contains(translate(@type, 'LDJSON', 'ldjson'), 'ld+json')]"
TITLES: Final = ("og:title", "twitter:title", "dc.title", "dcterms.title", "parsely-title", "sailthru.title", "title")
DESCRIPTIONS: Final = ("og:description", "description", "twitter:description")
SITES: Final = (
    "og:site_name", "application-name", "apple-mobile-web-app-title", "al:ios:app_name", "al:android:app_name",
    "twitter:app:name:iphone", "publisher", "dc.publisher", "dcterms.publisher", "copyright",
)  # fmt: skip
DATES: Final = (
    "article:published_time", "og:article:published_time", "article:published", "article.published",
    "og:published_time", "datepublished", "date_published", "date-published", "parsely-pub-date", "sailthru.date",
    "cxenseparse:publishtime", "cxenseparse:recs:publishtime", "vr:published_time", "bt:pubdate",
    "rnews:datepublished", "published_time", "published-time", "publisheddate", "published-date", "published_at",
    "published", "mediator_published_time", "originalpublicationdate", "article_date_original", "article:create_at",
    "weibo:article:create_at", "iso-8601-publish-date", "ptime", "pdate", "pubdate", "pub_date", "publishdate",
    "publish-date", "publish_date", "publish_time", "publishtime", "publication_date", "publication-date",
    "publicationdate", "og:pubdate", "og:release_date", "release_date", "article:date", "citation_publication_date",
    "citation_online_date", "dc.date.issued", "dcterms.issued", "dc.issued", "dc.date.published", "dc.date.created",
    "dcterms.created", "dcterms.date", "dc.date", "dc:date", "date.created", "created", "displaydate",
    "analytics.publisheddate", "timestamp",
)  # fmt: skip
AUTHORS: Final = (
    "author", "parsely-author", "sailthru.author", "cxenseparse:author", "article:author_name", "article:author",
    "byl", "dc.creator", "dc:creator", "dcterms.creator", "citation_author", "authors", "author_name", "vr:author",
    "dable:author", "mediator_author", "content_author", "page_author",
)  # fmt: skip
LABELLED: Final = (("twitter:label1", "twitter:data1"), ("twitter:label2", "twitter:data2"))
WRITTEN_BY: Final = re.compile(
    r"written by|author|verfasst von|autor\w*|écrit par|escrito por|scritto da|geschreven door|skriv\w+ av|"
    r"napisane przez|написано|yazan|作者|著者",
    re.IGNORECASE,
)
_ASIDE: Final = (
    "[not(ancestor-or-self::*[not(self::body or self::html)][self::aside or self::footer or self::nav or "
    "contains(@class, 'omment') or contains(@id, 'omment') or contains(@class, 'elated') or "
    "contains(@class, 'sidebar') or contains(@class, 'teaser')])]"
)
"""What stands beside the article. The classes of the body itself tell of the layout (`right-sidebar`)."""


def _any_class(*words: str) -> str:
    return " or ".join(f"contains(@class, '{word}')" for word in words)


_NAMED: Final = _any_class(
    "author-name", "author__name", "authorName", "AuthorName", "author_name", "byline__name", "byline-name",
    "journalist-name",
)  # fmt: skip
_LINE: Final = f"{_any_class('byline', 'Byline')} or @class='byl' or contains(@data-component, 'yline')"
_SMALL: Final = "self::a or self::span or self::p or self::div or self::address or self::li or self::strong or self::h4"
_AUTHOR: Final = f"{_any_class('author', 'Author')} or contains(@id, 'author') or @class='writer'"
BYLINE: Final = (
    "//@class[contains(., 'uthor') or contains(., 'yline') or contains(., 'journalist-name') or .='byl' or .='writer']"
    "/..|//@itemprop[contains(., 'author') or .='creator']/..|//@rel[.='author']/..|//@id[contains(., 'author')]/.."
    "|//@data-testid[.='AuthorURL']/..|//@data-component[contains(., 'yline')]/..|//@property[.='foaf:name']/.."
)
"""Whatever may be a byline; `BYLINES` tell them apart. Attributes first: five times as fast as asking each element."""

BYLINES: Final = tuple(
    f"self::*[{mark}]{_ASIDE}{below}"
    for mark, below in (
        ("@itemprop='author'", "//*[@itemprop='name']"),
        ("@rel='author' or @data-testid='AuthorURL'", ""),
        ("@itemprop='author' or @itemprop='author name' or @itemprop='creator'", ""),
        (f"{_NAMED} or @property='foaf:name'", ""),
        (_LINE, ""),
        (f"({_SMALL}) and ({_AUTHOR})", ""),
    )
)
HEADLINES: Final = (
    "//@itemprop[.='headline']/parent::*[not(self::meta)]|//*[self::h2 or self::h3]["
    f"{_any_class('entry-title', 'article-title', 'headline', 'post-title')}]"
)
PIECES: Final = "//h1//*[self::span or self::div or self::strong or self::a]"
_OF_ARTICLE: Final = (
    "//time[not(contains(@class, 'pdate') or contains(@class, 'odified') or @itemprop='dateModified')]"
    f"{_ASIDE}/@datetime"
)
TIMES: Final = (
    "//@itemprop[.='datePublished']/../@content",
    "//@itemprop[.='datePublished']/../@datetime|//@pubdate/../@datetime",
    "//time[contains(@class, 'publish') or contains(@class, 'entry-date')]/@datetime",
    "//abbr[contains(@class, 'published')]/@title",
    f"(//article|//main|//header){_OF_ARTICLE}",
)
