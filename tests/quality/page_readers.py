"""Those who read the pages: the product in each of its modes, and three libraries on their own beside it."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any, get_args

from pipeline.events import ExtractionMode
from pipeline.extraction import Extracted, Wall, extract_page
from pipeline.extraction.page import PageRules
from tests.quality.page_articles import Page
from tests.quality.page_scores import Answer

NOW = datetime(2026, 1, 1, tzinfo=UTC)
Reader = Callable[[Page, bytes], Answer]


def modes() -> dict[str, Mapping[str, Any]]:
    """Return the product's modes by name, with the arguments that ask for them."""
    return {name: {"rules": PageRules(mode=name)} for name in get_args(ExtractionMode)}


def product(page: Page, html: bytes, **mode: Any) -> Answer:
    """Return what the product makes of a page."""
    found = extract_page(html, page.url + page.asked, charset=page.header, now=NOW, **mode)
    if isinstance(found, Extracted):
        published = found.published
        facts = (found.text, found.title, found.authors, published, found.language, found.canonical_url, found.site)
        return Answer(*facts)
    return Answer(state=found.kind if isinstance(found, Wall) else "not_an_article")


def trafilatura(page: Page, html: bytes) -> Answer:
    """Return what trafilatura finds in its own default mode."""
    from trafilatura import bare_extraction

    found = bare_extraction(html, url=page.url, with_metadata=True, include_comments=False)
    if found is None:
        return Answer(state="not_an_article")
    day = datetime.fromisoformat(found.date).replace(tzinfo=UTC) if found.date else None
    names = tuple(name.strip() for name in (found.author or "").split(";") if name.strip())
    return Answer(found.text or "", found.title or "", names, day, found.language, found.url or "")


def newspaper(page: Page, html: bytes) -> Answer:
    """Return what newspaper4k finds, with the bytes decoded for it."""
    from newspaper import Article, Config

    config = Config()
    config.fetch_images, config.memorize_articles = False, False
    article = Article(page.url, config=config)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            article.download(input_html=decoded(page, html))
            article.parse()
    except Exception as error:  # noqa: BLE001 - languages whose extras are not installed raise
        return Answer(state=type(error).__name__)
    when = article.publish_date if isinstance(article.publish_date, datetime) else None
    when = when.replace(tzinfo=when.tzinfo or UTC) if when else None
    link = article.canonical_link or ""
    return Answer(article.text, article.title, tuple(article.authors), when, article.meta_lang, link)


def resiliparse(page: Page, html: bytes) -> Answer:
    """Return the main text that Resiliparse finds; it reads no metadata."""
    from resiliparse.extract.html2text import extract_plain_text

    text = extract_plain_text(
        decoded(page, html), main_content=True, alt_texts=False, comments=False, preserve_formatting=True
    )
    return Answer(text)


def decoded(page: Page, html: bytes) -> str:
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    return bytes_to_str(html, page.header or detect_encoding(html, html5_compatible=True))


def readers(*, libraries: bool) -> dict[str, Reader]:
    """Return all readers by name."""
    ours: dict[str, Reader] = {name: partial(product, **mode) for name, mode in modes().items()}
    theirs: dict[str, Reader] = {"trafilatura": trafilatura, "newspaper4k": newspaper, "Resiliparse": resiliparse}
    return ours | theirs if libraries else ours
