"""Articles to pages: templates in the style of real ones, filled and encoded, the same bytes on every run."""

from __future__ import annotations

from datetime import UTC
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tests.quality.page_articles import Page, pages
from tests.quality.page_bulk import DATA, Bulk


@cache
def environment() -> Environment:
    loader = FileSystemLoader(DATA / "templates")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.globals["utc"] = UTC
    return made


def render(page: Page) -> bytes:
    """Return the bytes of a page, in its encoding; what the encoding cannot say stands as a character reference."""
    same = [other for other in pages() if other.language == page.language and other.id != page.id]
    bulk = Bulk(page.id, page.language, page.published, [(other.title, other.lead) for other in same])
    html = (
        environment()
        .get_template(f"{page.template}.html")
        .render(page=page, body=page.body, w=bulk.words, bulk=bulk, label=label(page), iso=page.published.isoformat())
    )
    return html.encode(page.encoding, "xmlcharrefreplace")


def label(page: Page) -> str:
    """Return the charset that the page itself claims: empty for none."""
    return page.encoding if page.label is None else page.label
