"""Lines of articles in, lines of tagged articles out: in order, several processes where there is much to do."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

import orjson

from pipeline.events import MalformedEvent, UndersightError, encode
from pipeline.stories.lead import found
from pipeline.stories.level import Rated, rate
from pipeline.stories.lines import Printed
from pipeline.watchlist import Tagger
from pipeline.watchlist.batch import Given, read_line

if TYPE_CHECKING:
    from pipeline.events import TaggedArticle

CHUNK_LINES: Final = 64
CHUNK_BYTES: Final = 1_000_000


class Bad(NamedTuple):
    """A line that is no article: its number from 1, and why."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """Consecutive lines; the first has the number `first`."""

    first: int
    lines: tuple[bytes, ...]


class Tagging:
    """Tags lines. Holds what a worker process needs; it is handed over by forking, never pickled."""

    def __init__(self, tagger: Tagger, now: datetime) -> None:
        self._tagger = tagger
        self._now = now

    def chunk(self, chunk: Chunk) -> list[bytes | Bad]:
        """Return one answer for every line that is not empty."""
        numbered = enumerate(chunk.lines, start=chunk.first)
        return [self._line(number, line) for number, line in numbered if line.strip()]

    def _line(self, number: int, line: bytes) -> bytes | Bad:
        try:
            given = read_line(line, now=self._now)
        except MalformedEvent as error:
            return Bad(number, str(error))
        return tagged_line(given, self._tagger.tag(given.article))


def tag_all(
    lines: Iterable[bytes], tagging: Tagging, on_error: Callable[[int, str], None], *, workers: int
) -> Iterator[bytes]:
    """Yield a line of JSON for every article, in the order of the lines; those that are none go to `on_error`.

    Little input is tagged in this process, as starting others takes longer. Raises UndersightError when a worker dies.
    """
    for answers in _answers(lines, tagging, workers):
        for answer in answers:
            if isinstance(answer, Bad):
                on_error(answer.number, answer.reason)
            else:
                yield answer


def tagged_line(given: Given, tagged: TaggedArticle) -> bytes:
    """Return a tagged article as a line of JSON: the event, led by the id that came in and what is told of the whole.

    `events` are the types of its relations, those that are certain first; `level` is that of a story of this article
    alone. Other programs read the line as the event.
    """
    sure = sorted(tagged.relations, key=lambda relation: relation.hedged)
    rating = rating_of(tagged)
    head = {
        "id": given.id,
        "url": given.article.url,
        "title": given.article.title,
        "lang": given.article.language,
        "events": list(dict.fromkeys(relation.type for relation in sure)),
        "level": rating.level,
        "level_reasons": rating.reasons,
    }
    return orjson.dumps(head)[:-1] + b"," + encode(tagged)[1:] + b"\n"


def rating_of(tagged: TaggedArticle) -> Rated:
    """Return the level of the story that the article founds, were it the only one, with its reasons."""
    return rate(found(tagged, Printed((), frozenset(), reprint=False)))


def cores() -> int:
    """Return how many processes this one may keep busy; one where they cannot be forked."""
    if "fork" not in multiprocessing.get_all_start_methods():
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def chunked(lines: Iterable[bytes]) -> Iterator[Chunk]:
    """Yield the lines in chunks that are worth handing to another process."""
    held: list[bytes] = []
    size, first = 0, 1
    for line in lines:
        held.append(line)
        size += len(line)
        if len(held) >= CHUNK_LINES or size >= CHUNK_BYTES:
            yield Chunk(first, tuple(held))
            first += len(held)
            held, size = [], 0
    if held:
        yield Chunk(first, tuple(held))


def _answers(lines: Iterable[bytes], tagging: Tagging, workers: int) -> Iterator[list[bytes | Bad]]:
    chunks = chunked(lines)
    ahead = [chunk for chunk in (next(chunks, None), next(chunks, None)) if chunk is not None]
    if workers < 2 or len(ahead) < 2:
        yield from map(tagging.chunk, chain(ahead, chunks))
        return
    try:
        yield from _spread(chain(ahead, chunks), tagging, workers)
    except BrokenProcessPool:
        raise UndersightError(
            "a process that was tagging died", hint="is memory short? try again with --workers 1"
        ) from None


def _spread(chunks: Iterable[Chunk], tagging: Tagging, workers: int) -> Iterator[list[bytes | Bad]]:
    """Tag chunks in other processes; few are under way at a time, so that a file of any size passes through."""
    fork = multiprocessing.get_context("fork")
    pending: deque[Future[list[bytes | Bad]]] = deque()
    with ProcessPoolExecutor(workers, mp_context=fork, initializer=_adopt, initargs=(tagging,)) as pool:
        try:
            for chunk in chunks:
                pending.append(pool.submit(_work, chunk))
                if len(pending) > 2 * workers:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        finally:  # whoever reads may have seen enough
            pool.shutdown(wait=False, cancel_futures=True)


_adopted: list[Tagging] = []


def _adopt(tagging: Tagging) -> None:
    """Keep what this worker process tags with."""
    _adopted[:] = [tagging]


def _work(chunk: Chunk) -> list[bytes | Bad]:
    return _adopted[0].chunk(chunk)
