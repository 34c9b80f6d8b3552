"""Extractors that learn: what each page taught of its site is kept, and lines that the site repeats are left out."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from typing import Protocol

from pipeline.observability import get_logger

from .batch import Extractors
from .page import PageHints, PageOutcome
from .sites import Sites, Turn

log = get_logger(__name__)


class ClosableExtractors(Extractors, Protocol):
    """Extractors that hold processes."""

    def close(self) -> None:
        """End the workers."""
        ...


class LearningExtractors:
    """Passes pages on to other extractors, and what comes of them through `sites`.

    `drifting` is told how many sites drift, at the start and whenever that changes; each change is also logged.
    """

    def __init__(self, extractors: ClosableExtractors, sites: Sites, drifting: Callable[[int], None]) -> None:
        self._extractors = extractors
        self._sites = sites
        self._drifting = drifting
        drifting(sites.drifting())

    def submit(
        self, html: bytes, url: str, *, charset: str | None, hints: PageHints, now: datetime
    ) -> Future[PageOutcome]:
        """Return a Future of what becomes of a page. It raises Unavailable where the disk is away."""
        answer: Future[PageOutcome] = Future()
        work = self._extractors.submit(html, url, charset=charset, hints=hints, now=now)
        work.add_done_callback(lambda done: self._learn(url, done, now, answer))
        return answer

    def close(self) -> None:
        """End the workers and close the file."""
        self._extractors.close()
        self._sites.close()

    def _learn(self, url: str, done: Future[PageOutcome], now: datetime, answer: Future[PageOutcome]) -> None:
        try:
            learnt = self._sites.learn(url, done.result(), now)
            if learnt.turn is not None:
                self._tell(learnt.turn)
            answer.set_result(learnt.outcome)
        except Exception as error:  # noqa: BLE001 - whoever waits is told, whatever it is
            answer.set_exception(error)

    def _tell(self, turn: Turn) -> None:
        self._drifting(turn.sites)
        if turn.drifting:
            hint = "look at some of its pages; undersight sites --drifting lists all"
            log.warning("site_drifting", site=turn.site, why="; ".join(turn.why), hint=hint)
        else:
            log.info("site_recovered", site=turn.site, why="; ".join(turn.why))
