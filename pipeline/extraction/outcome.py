"""What becomes of an entry, decided from what became of its page. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeAlias, TypedDict
from urllib.parse import urlsplit

from pipeline.events import Article, FeedEntry, KeepRule, Quality, ids
from pipeline.fetching import FetchFailure

from .canonical import canonical_url, site_of
from .dates import choose_published
from .feedtext import whole, without_credit
from .language import choose_language
from .page import Crashed, Extracted, NotAnArticle, PageOutcome, Wall
from .words import count_words

MIN_FEED_WORDS: Final = 25
"""Words the feed must give for its text to go on in place of a page that cannot be had."""

PAGE_TRIES: Final = 3
"""Tries of a page that fails for a passing reason."""

LONGEST_WAIT: Final = timedelta(hours=1)
FIRST_WAIT: Final = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class GoesOn:
    """The entry became an article. `state` is `extracted` or `partial`."""

    article: Article
    state: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Ends:
    """The entry ends here, in the final state `state`."""

    state: str
    detail: str


@dataclass(frozen=True, slots=True)
class Again:
    """The page is to be tried again after a while."""

    reason: str
    after: timedelta


@dataclass(frozen=True, slots=True)
class Poison:
    """The page takes workers down and the feed has no text: a dead letter."""

    reason: str


class _Origin(TypedDict):
    article_id: str
    entry_id: str
    feed_id: str
    outlet: str
    url: str
    canonical_url: str
    site: str
    seen: datetime
    keep: KeepRule


Decision: TypeAlias = GoesOn | Ends | Again | Poison


@dataclass(frozen=True, slots=True)
class Tries:
    """How often the entry was tried before, and how often it may be tried in all."""

    before: int = 0
    allowed: int = 6

    def left(self, limit: int) -> bool:
        """Say whether another try may follow the one under way, of at most `limit`."""
        return self.before + 1 < min(limit, self.allowed)


def needs_page(entry: FeedEntry) -> bool:
    """Say whether the page of an entry is to be fetched: by the feed's rule; `auto` means unless the feed is full."""
    if entry.fetch != "auto":
        return entry.fetch == "always"
    return not whole(entry.content or entry.summary)


def leads_home(asked: str, final: str) -> bool:
    """Say whether a page led to the front page of its site, as some sites answer for articles they removed."""
    here, there = canonical_url(asked), canonical_url(final)
    return site_of(here) == site_of(there) and _is_front(there) and not _is_front(here)


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path == "/" and not parts.query


def decide(
    entry: FeedEntry, outcome: PageOutcome | FetchFailure | None, now: datetime, tries: Tries | None = None
) -> Decision:
    """Return what becomes of an entry. `outcome` is what became of its page; None when it was not asked for.

    A page that cannot be had is no lost story: the feed's own text goes on as a partial article where it has at least
    25 words, or what a paywall leaves to read where that is longer. Passing failures are tried again first.
    """
    match outcome:
        case None:
            return _own_text(entry, now)
        case Extracted():
            return GoesOn(_article(entry, outcome), "extracted")
        case FetchFailure():
            return _unfetched(entry, outcome, now, tries or Tries())
        case Wall():
            return _walled(entry, outcome, now)
        case NotAnArticle(reason):
            return _without_page(entry, Ends("not_an_article", reason), now)
        case Crashed(reason):
            return _without_page(entry, Poison(reason), now)


def _walled(entry: FeedEntry, wall: Wall, now: datetime) -> Decision:
    end = Ends("wall", f"{wall.kind}: {wall.reason}")
    teaser = wall.teaser
    if teaser is None or teaser.words < max(MIN_FEED_WORDS, count_words(feed_text(entry))):
        return _without_page(entry, end, now)
    reason = f"{end.state}: {end.detail}"
    return GoesOn(_article(entry, teaser, reason), "partial", reason)


def _unfetched(entry: FeedEntry, failure: FetchFailure, now: datetime, tries: Tries) -> Decision:
    reason = f"{failure.reason}: {failure.detail}"
    if not failure.permanent and tries.left(_limit(failure, tries)):
        return Again(reason, _wait(failure, tries))
    state = failure.reason if failure.reason in {"gone", "robots_denied"} else "unfetchable"
    return _without_page(entry, Ends(state, failure.detail if state != "unfetchable" else reason), now)


def _limit(failure: FetchFailure, tries: Tries) -> int:
    """Return the tries a page may have: few where its server fails, all where the failure is on our side."""
    return tries.allowed if failure.reason in {"busy", "dns"} or "unreachable" in failure.detail else PAGE_TRIES


def _wait(failure: FetchFailure, tries: Tries) -> timedelta:
    asked = timedelta(seconds=failure.retry_after or 0)
    return min(LONGEST_WAIT, max(asked, FIRST_WAIT * float(4 ** min(tries.before, 5))))


def _without_page(entry: FeedEntry, end: Ends | Poison, now: datetime) -> Decision:
    text = feed_text(entry)
    if count_words(text) < MIN_FEED_WORDS:
        return end
    reason = end.reason if isinstance(end, Poison) else f"{end.state}: {end.detail}"
    return GoesOn(_from_feed(entry, text, now, reason), "partial", reason)


def _own_text(entry: FeedEntry, now: datetime) -> Decision:
    text = feed_text(entry)
    if not text:
        return Ends("not_an_article", "the feed gives no text, and its pages are not fetched")
    return GoesOn(_from_feed(entry, text, now), "extracted", "the feed's own text")


def feed_text(entry: FeedEntry) -> str:
    """Return the text that the feed gives: its content, with the summary before it where that says something else."""
    content, summary = without_credit(entry.content).strip(), without_credit(entry.summary).strip()
    if _bare(summary) in _bare(content):
        return content
    if _bare(content) in _bare(summary):
        return summary
    return f"{summary}\n{content}"


def _bare(text: str) -> str:
    return " ".join(text.split()).rstrip("….[] ")


def _article(entry: FeedEntry, page: Extracted, reason: str = "") -> Article:
    title = page.title or entry.title
    return Article(
        **_origin(entry, page.canonical_url),
        revision=ids.revision_id(title, page.whole or page.text),
        title=title,
        text=page.text,
        authors=page.authors or entry.authors,
        published=page.published,
        language=page.language,
        words=page.words,
        partial=bool(reason),
        partial_reason=reason,
        quality=page.quality,
        repeated=page.repeated,
    )


def _from_feed(entry: FeedEntry, text: str, now: datetime, reason: str = "") -> Article:
    return Article(
        **_origin(entry, canonical_url(entry.url)),
        revision=ids.revision_id(entry.title, text),
        title=entry.title,
        text=text,
        authors=entry.authors,
        published=choose_published(None, entry.published, now),
        language=choose_language(text, entry.language),
        words=count_words(text),
        partial=bool(reason),
        partial_reason=reason,
        quality=Quality(extractor="feed"),
    )


def _origin(entry: FeedEntry, canonical: str) -> _Origin:
    return {
        "article_id": ids.article_id(canonical),
        "entry_id": entry.entry_id,
        "feed_id": entry.feed_id,
        "outlet": entry.outlet,
        "url": entry.url,
        "canonical_url": canonical,
        "site": site_of(canonical),
        "seen": entry.seen,
        "keep": entry.keep,
    }
