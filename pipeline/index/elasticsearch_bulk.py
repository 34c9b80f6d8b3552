"""Bulk writes that are tried again with growing, jittered pauses, and say of each action what became of it."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, TypeAlias

from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk

from pipeline.events.errors import Unavailable
from pipeline.index.errors import RejectedDocument

Action: TypeAlias = dict[str, Any]

CONFLICT: Final = 409
MISSING: Final = 404
_LATER: Final = frozenset({429, 500, 502, 503, 504})
_TRIES: Final = 6
_FIRST_PAUSE: Final = 0.2
_CHUNK: Final = 500
_CHUNK_BYTES: Final = 10_000_000


def write(
    client: Elasticsearch, actions: Sequence[Action], *, sleep: Callable[[float], None] = time.sleep
) -> list[Action]:
    """Carry out index, create and delete actions, and return those that met a version conflict.

    Raises Unavailable when the server is too busy for some seconds, RejectedDocument for what it will never take.
    """
    conflicts: list[Action] = []
    waiting = list(actions)
    for pause in pauses():
        results = list(_results(client, waiting))
        conflicts += [action for action, status, _ in results if status == CONFLICT]
        _raise_rejected(results)
        waiting = [action for action, status, _ in results if status in _LATER]
        if not waiting:
            return conflicts
        sleep(pause)
    raise Unavailable("Elasticsearch is too busy to take documents", hint="they wait and are tried again")


def pauses() -> Iterator[float]:
    """Yield the pauses between tries in seconds: each up to twice the one before, at random (full jitter)."""
    for attempt in range(_TRIES):
        yield random.uniform(0.05, _FIRST_PAUSE * 2**attempt)


def _results(client: Elasticsearch, actions: Sequence[Action]) -> Iterator[tuple[Action, int, str]]:
    answers = streaming_bulk(
        client,
        actions,
        chunk_size=_CHUNK,
        max_chunk_bytes=_CHUNK_BYTES,
        max_retries=0,
        raise_on_error=False,
        raise_on_exception=False,
    )
    for action, (_, answer) in zip(actions, answers, strict=True):
        (result,) = answer.values()
        yield action, int(result["status"]), str(result.get("error", ""))


def _raise_rejected(results: Sequence[tuple[Action, int, str]]) -> None:
    for action, status, error in results:
        if status >= 400 and status not in _LATER and status not in (CONFLICT, MISSING):
            raise RejectedDocument(
                f"Elasticsearch refuses {action['_id']} ({status}: {error[:300]})", hint="run `undersight index apply`"
            )
