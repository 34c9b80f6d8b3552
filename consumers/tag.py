"""The tag hop: Article → TaggedArticle, or the final state `irrelevant`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from pipeline.app import App
from pipeline.bus.port import Message
from pipeline.bus.verdicts import Done, Quarantine, Verdict
from pipeline.events import Article, Fate, MalformedEvent, decode_as
from pipeline.flow import emit, report
from pipeline.watchlist import Tagger
from pipeline.watchlist.baseline import FILE, begin_baseline
from pipeline.watchlist.reload import ReloadingTagger

HOP: Final = "tag"


def build(app: App) -> TagHop:
    """Return the hop. Raises ConfigError when the watchlist has an error."""
    tagger = ReloadingTagger(app.settings.watchlist.folder)
    begin_baseline(app.settings.data_dir / FILE, tagger.current().watchlist)
    return TagHop(tagger.current, app.now)


class TagHop:
    """Tags each article with the watchlist as it is at the time of the batch."""

    def __init__(self, tagger: Callable[[], Tagger], now: Callable[[], datetime]) -> None:
        self._tagger = tagger
        self._now = now

    def handle(self, batch: Sequence[Message]) -> list[Verdict]:
        """Return one verdict for each message."""
        tagger, now = self._tagger(), self._now()
        return [tag_one(message, tagger, now) for message in batch]

    def close(self) -> None:
        """Nothing is held."""


def tag_one(message: Message, tagger: Tagger, now: datetime) -> Verdict:
    """Return the verdict on one article."""
    try:
        article = decode_as(Article, message.value, message.headers)
    except MalformedEvent as error:
        return Quarantine(str(error))
    tagged = tagger.tag(article)
    reasons = "; ".join(tagged.relevance.reasons)
    if article.keep == "relevant" and not tagged.relevance.relevant:
        return Done("irrelevant", report(tagged, Fate(HOP, "irrelevant", final=True, detail=reasons), message, now))
    return Done("tagged", (emit(tagged, message), *report(tagged, Fate(HOP, "tagged", detail=reasons), message, now)))
