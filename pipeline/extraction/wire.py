"""What travels between the pool and its workers: JSON that is validated on both ends.

A worker has parsed hostile input, so nothing it says is unpickled or trusted.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from pydantic import TypeAdapter, ValidationError

from .page import Crashed, Extracted, NotAnArticle, PageHints, PageOutcome, PageRules, Wall


@dataclass(frozen=True, slots=True)
class Job:
    """A page to be extracted; its bytes travel beside it. `now` None means the time of the work."""

    url: str
    charset: str | None = None
    hints: PageHints = field(default_factory=PageHints)
    rules: PageRules = field(default_factory=PageRules)
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What the nursery is to do: fork a worker with these limits, or collect the one with process id `collect`.

    A worker to be collected may end by itself unless `kill` says that it will not. Both are answered with a number: the
    process id, or the exit code.
    """

    cpu_seconds: float = 0.0
    niceness: int = 0
    collect: int | None = None
    kill: bool = False


READY: Final = b"ready"
"""What the nursery says when it is ready; anything else is why it is not."""

GOES_ON: Final = b"+"
LAST: Final = b"."
"""The first byte of an answer: whether the worker takes another page."""

_ORDER: Final = TypeAdapter(Order)
_JOB: Final = TypeAdapter(Job)
_KINDS: Final[dict[str, TypeAdapter[PageOutcome]]] = {
    kind.__name__: TypeAdapter(kind) for kind in (Extracted, NotAnArticle, Wall, Crashed)
}


def dump_job(job: Job) -> bytes:
    """Return a job as JSON."""
    return _JOB.dump_json(job)


def load_job(data: bytes) -> Job:
    """Return the job that `dump_job` wrote."""
    return _JOB.validate_json(data)


def dump_order(order: Order) -> bytes:
    """Return an order as JSON."""
    return _ORDER.dump_json(order)


def load_order(data: bytes) -> Order:
    """Return the order that `dump_order` wrote."""
    return _ORDER.validate_json(data)


def dump_outcome(outcome: PageOutcome) -> bytes:
    """Return an outcome as JSON, after a line with its kind."""
    kind = type(outcome).__name__
    return kind.encode() + b"\n" + _KINDS[kind].dump_json(outcome)


def load_outcome(data: bytes) -> PageOutcome:
    """Return the outcome that `dump_outcome` wrote; a Crashed for anything else."""
    kind, _, body = data.partition(b"\n")
    try:
        return _KINDS[kind.decode("ascii")].validate_json(body)
    except (KeyError, ValueError, ValidationError, json.JSONDecodeError):
        return Crashed("the worker gave an answer that cannot be read")
