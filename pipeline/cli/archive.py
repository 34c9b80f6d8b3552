"""The commands `archive list`, `archive show` and `archive re-extract`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from .options import ConfigOption, JsonOption, SizeOption, opened
from .output import Row, cell, dump, line, listing, note
from .search import SinceOption, earliest

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.app import App
    from pipeline.app.again import Again
    from pipeline.extraction.reports import PageReport
    from pipeline.fetching.archive import Archived, Capture
    from pipeline.settings import Settings
    from pipeline.settings.tree import ExtractionSettings

COLUMNS: Final = ("date", "size", "title", "url", "record_id")
AGAIN: Final = ("result", "words", "title", "url", "detail")

SiteOption = Annotated[str, typer.Option("--site", metavar="SITE", help="Of this site or host, such as bbc.co.uk.")]
UrlOption = Annotated[str, typer.Option("--url", metavar="TEXT", help="With this in the address.")]
PageArgument = Annotated[str, typer.Argument(metavar="URL|ID", help="An address, or an id as `archive list` shows it.")]
RawOption = Annotated[bool, typer.Option("--raw", help="The page itself, byte for byte.")]
TextOption = Annotated[bool, typer.Option("--text", help="The article that is found in it now.")]
HeadersOption = Annotated[bool, typer.Option("--headers", help="The headers it came with.")]
QualityOption = Annotated[
    Literal["fast", "balanced", "best"] | None,
    typer.Option("--quality", help="As the setting extraction.quality, which it replaces."),
]
DryOption = Annotated[bool, typer.Option("--dry-run", help="Publish nothing, say what would come of it.")]
ChangedOption = Annotated[bool, typer.Option("--changed-only", help="Publish only what the index has otherwise.")]


def list_pages(
    *,
    site: SiteOption = "",
    since: SinceOption = "",
    url: UrlOption = "",
    size: SizeOption = 20,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """List the pages in the archive, the newest first."""
    with opened(config) as app:
        found = list(_captures(app, site, since, url))
    rows = [_row(capture) for capture in reversed(found[-size:])]
    listing(COLUMNS, rows, as_json=as_json, empty="no such page in the archive")
    if len(found) > size:
        note(f"{len(found):,} pages, {size} shown")


def show_page(
    page: PageArgument,
    *,
    raw: RawOption = False,
    text: TextOption = False,
    headers: HeadersOption = False,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Show a page of the archive, or one of its parts.

    Of several pages of one address the newest is shown. Without an option: what is known of it.
    """
    from pipeline.events import ConfigError

    if sum((raw, text, headers)) > 1:
        raise ConfigError("one part at a time", hint="--raw, --text or --headers")
    with opened(config) as app:
        found = _page(app, page)
        settings = app.settings
    if raw:
        sys.stdout.buffer.write(found.body)
        sys.stdout.buffer.flush()
    elif text:
        _show_text(found, settings, as_json=as_json)
    elif headers and not as_json:
        for name, value in found.headers:
            line(f"{name}: {value}")
    else:
        _show_facts(found, as_json=as_json)


def re_extract(
    *,
    site: SiteOption = "",
    since: SinceOption = "",
    url: UrlOption = "",
    quality: QualityOption = None,
    dry_run: DryOption = False,
    changed_only: ChangedOption = False,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Extract pages from the archive once more, and tag them.

    Takes the newest page of every entry. Its article is published again, with the same ids and in the lane for old
    material: a new wording becomes a revision of the story it is in, the same wording changes nothing, and no alert is
    raised. A page that gives no whole article now leaves what is known as it is. The hops that tag, group and index
    must run, now or later.
    """
    from pipeline.app.again import extract_again, newest, publish
    from pipeline.extraction import ExtractionPool
    from pipeline.extraction.sites import FILE, Sites

    with opened(config) as app, closing(Sites(app.settings.data_dir / FILE)) as sites:
        pages = newest(_captures(app, site, since, url))
        with closing(ExtractionPool(_extraction(app.settings, quality, len(pages)))) as pool:
            found = _Told(extract_again(app, pages, pool, sites))
            wanted = (one for one in found if one.result == "changed" or not changed_only)
            count = sum(one.article is not None for one in wanted) if dry_run else publish(app, wanted)
    listing(AGAIN, found.rows, as_json=as_json, empty="no such page in the archive")
    if not as_json:
        results = ", ".join(f"{number:,} {result}" for result, number in sorted(found.counts.items()))
        line(f"{len(found.rows):,} pages: {results or 'none'}; {count:,} {'would be ' if dry_run else ''}published")


class _Told:
    """Passes results on and remembers what is to be told of them, without their texts."""

    def __init__(self, results: Iterable[Again]) -> None:
        self._results = results
        self.rows: list[Row] = []
        self.counts: Counter[str] = Counter()

    def __iter__(self) -> Iterator[Again]:
        for one in self._results:
            self.counts[one.result] += 1
            self.rows.append(_again(one))
            yield one


def _again(one: Again) -> Row:
    article = one.article
    return {
        "result": one.result,
        "words": article.words if article else None,
        "title": article.title if article else one.capture.title,
        "url": one.capture.url,
        "detail": one.detail,
        "entry_id": one.capture.entry_id,
        "article_id": article.article_id if article else None,
        "revision": article.revision if article else None,
        "record_id": one.capture.record_id,
        "date": one.capture.date,
    }


def _captures(app: App, site: str, since: str, url: str) -> Iterator[Capture]:
    from pipeline.fetching.archive import archive_folder, captures

    start = earliest(since, app.now()) if since else None
    return (one for one in captures(archive_folder(app.settings)) if fits(one, site, start, url))


def fits(capture: Capture, site: str, since: datetime | None, url: str) -> bool:
    """Say whether a page is of a site or host, not older than a time, and has some text in its addresses."""
    from pipeline.extraction import host_of, site_of

    if since is not None and capture.date < since:
        return False
    if url and url not in capture.url and url not in capture.asked:
        return False
    return not site or site.lower() in {site_of(capture.url), host_of(capture.url), host_of(capture.asked)}


def _page(app: App, wanted: str) -> Archived:
    from pipeline.events import UndersightError
    from pipeline.extraction import canonical_url
    from pipeline.fetching.archive import archive_folder, captures, load

    folder = archive_folder(app.settings)
    names = {wanted, canonical_url(wanted), f"urn:uuid:{wanted}"}
    found: Capture | None = None
    for one in captures(folder):
        if names & {one.record_id, one.url, one.asked, canonical_url(one.asked), one.entry_id}:
            found = one
    page = load(folder, found) if found else None
    if page is None:
        raise UndersightError(f"the archive has no page {wanted}", hint="undersight archive list shows what it has")
    return page


def _show_facts(page: Archived, *, as_json: bool) -> None:
    entry = page.entry.model_dump(mode="json") if page.entry else None
    facts = {**_row(page.capture), "headers": [list(pair) for pair in page.headers], "entry": entry}
    if as_json:
        dump(facts)
        return
    for name, value in facts.items():
        if name == "headers":
            line(f"headers: {len(page.headers)}, --headers shows them")
        elif name == "entry" and page.entry:
            line(f"entry: {page.entry.entry_id} of {page.entry.feed_id}, {page.entry.title}")
        elif value not in {"", None}:
            line(f"{name}: {cell(value)}")


def _show_text(page: Archived, settings: Settings, *, as_json: bool) -> None:
    from .extract import show

    report = _report(page, settings)
    if as_json:
        from pipeline.extraction.reports import dump_report

        sys.stdout.buffer.write(dump_report(report))
        sys.stdout.buffer.flush()
    else:
        show([report])


def _report(page: Archived, settings: Settings) -> PageReport:
    from pipeline.extraction import ExtractionPool
    from pipeline.extraction.reports import report_pages
    from pipeline.extraction.sources import PageSource

    source = PageSource(page.capture.url, page.capture.url, page.body, page.charset)
    with closing(ExtractionPool(_extraction(settings, None, 1))) as pool:
        return next(report_pages([source], pool, now=page.capture.date))


def _extraction(settings: Settings, quality: str | None, pages: int) -> ExtractionSettings:
    from .extract import all_cores

    extraction = settings.extraction
    return all_cores(extraction.model_copy(update={"quality": quality or extraction.quality}), pages)


def _row(capture: Capture) -> Row:
    return {
        "record_id": capture.record_id,
        "date": capture.date,
        "url": capture.url,
        "asked": capture.asked,
        "status": capture.status,
        "mime": capture.mime,
        "size": capture.size,
        "digest": capture.digest,
        "revisit_of": capture.revisit_of,
        "entry_id": capture.entry_id,
        "feed_id": capture.feed_id,
        "title": capture.title,
        "file": capture.file,
        "offset": capture.offset,
        "length": capture.length,
    }
